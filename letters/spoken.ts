import type { Right } from '../rules/codes';
import { LANGUAGES, type Locale } from './compose';
import { FACTS, type FactsInput } from './facts';

/** The acknowledgement as a member of staff reads it out on the telephone (CLK-01, decisions.md K4). */
export function spokenAcknowledgement(input: {
  right: Right;
  locale: Locale;
  facts: FactsInput<'acknowledgement'>;
}): string {
  return LANGUAGES[input.locale].spoken(input.right, FACTS.acknowledgement.parse(input.facts));
}
