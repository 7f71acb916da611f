import type { StatementRule } from '../statements';

/** What the answer to a correction states. */
export const CORRECT_STATEMENTS = {
  'correction-outcome': {
    rules: ['COR-03', 'COR-06', 'CLK-02'],
    cite: '11 CCR 7023(c), (f)',
    meaning: 'whether the business complied, in whole or in part',
  },
  'corrected-fields': {
    rules: ['COR-03', 'COR-12', 'COR-10'],
    cite: '11 CCR 7023(c), (j)',
    meaning: 'what was corrected, to which value; where a value is not shown, that it matches what was given',
  },
  'deleted-instead': {
    rules: ['COR-05'],
    cite: '11 CCR 7023(e)',
    meaning: 'what was deleted instead of corrected, as the consumer agreed',
  },
  'correction-denied': {
    rules: ['COR-06', 'COR-02', 'COR-08', 'CLK-12', 'DEN-02'],
    cite: '11 CCR 7023(f)',
    meaning: 'what was not corrected, each with the ground, its code and cite, and the facts',
  },
  'correction-not-held': {
    rules: ['COR-03'],
    cite: '11 CCR 7023(c)',
    meaning: 'which of the contested information is not held at all',
  },
  'correction-source': {
    rules: ['COR-09'],
    cite: '11 CCR 7023(i)',
    meaning: 'from whom the business had it, or that this source was told that it was wrong',
  },
  'health-statement': {
    rules: ['COR-07'],
    cite: '11 CCR 7023(f)(3)',
    meaning: 'that a statement of so many words for each item may be added to health data that were not corrected',
  },
  'correction-systems': {
    rules: ['COR-03'],
    cite: '11 CCR 7023(c)',
    meaning: 'in which systems it was corrected and read back',
  },
  'correction-outstanding': {
    rules: ['COR-03', 'COR-06'],
    cite: '11 CCR 7023(c)',
    meaning: 'in which systems the correction is not finished or not confirmed',
  },
  'providers-told': {
    rules: ['COR-03', 'SP-05'],
    cite: '11 CCR 7023(c)',
    meaning: 'which service providers and contractors are told to correct it, and where each instruction stands',
  },
  'stays-corrected': {
    rules: ['COR-11', 'COR-03'],
    cite: '11 CCR 7023(c), (k)',
    meaning: 'that it is looked at again, and that a confidential note is kept by which it can be set right again',
  },
} as const satisfies Record<string, StatementRule>;
