/** An answer of the rules: whether something may be done, and the rule (law.md ID) that says so. */
export interface Allowed {
  may: boolean;
  rule: string;
}
