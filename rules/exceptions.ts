import { EXCEPTION_CODES, type ExceptionCode } from './codes';
import { type InForce, inForce, type RuleSetId } from './versions';

/**
 * What may be kept when someone asks for deletion: Civ 1798.105(d), in the order of the law. The test is "reasonably
 * necessary to maintain". Each needs facts, locks what is kept to its purpose (DEL-07) and ends.
 */

/** The ninth exception of the first law, struck by the CPRA; notices still list it (law.md section 6a). */
export type FormerExceptionCode = 'D9';

/** One exception: a reason to keep, never a reason to do nothing (DEL-07). */
export interface ExceptionRule extends InForce {
  code: ExceptionCode | FormerExceptionCode;
  cite: string;
  /** In short; the law's own words are behind the cite. */
  text: string;
  /** Facts that must be stated where it is used. */
  needs: readonly string[];
  /** What alone the kept data may be used for. */
  purpose: string;
  /** May be decided once for a category in a system, and reviewed within 12 months (decisions.md C3). */
  standing: boolean;
}

const SINCE_2020 = { effectiveFrom: '2020-01-01' } as const;

export const EXCEPTIONS = {
  D1: {
    code: 'D1',
    cite: 'Civ 1798.105(d)(1)',
    text:
      'complete the transaction; a written warranty or recall under federal law; provide a good or service requested ' +
      'or reasonably anticipated in the ongoing relationship; perform a contract with the consumer',
    needs: ['which transaction, order or contract is open', 'when it will be complete'],
    purpose: 'completing that transaction or contract',
    standing: true,
    ...SINCE_2020,
  },
  D2: {
    code: 'D2',
    cite: 'Civ 1798.105(d)(2)',
    text: 'help to ensure security and integrity, as far as the use is reasonably necessary and proportionate',
    needs: ['which incident or threat', 'why these data are necessary', 'why keeping them is proportionate'],
    purpose: 'that security purpose',
    standing: false,
    ...SINCE_2020,
  },
  D3: {
    code: 'D3',
    cite: 'Civ 1798.105(d)(3)',
    text: 'debug to identify and repair errors that impair existing functionality',
    needs: ['which error', 'why these data are needed to repair it'],
    purpose: 'repairing that error',
    standing: true,
    ...SINCE_2020,
  },
  D4: {
    code: 'D4',
    cite: 'Civ 1798.105(d)(4)',
    text: 'exercise free speech, ensure another consumer’s right to it, or exercise another right provided by law',
    needs: ['whose right', 'which publication or right'],
    purpose: 'that exercise of the right',
    standing: true,
    ...SINCE_2020,
  },
  D5: {
    code: 'D5',
    cite: 'Civ 1798.105(d)(5)',
    text: 'comply with the California Electronic Communications Privacy Act, Penal Code 1546 and following',
    needs: ['which warrant or order'],
    purpose: 'complying with that order',
    standing: true,
    ...SINCE_2020,
  },
  D6: {
    code: 'D6',
    cite: 'Civ 1798.105(d)(6)',
    text:
      'public or peer-reviewed scientific, historical or statistical research under ethics and privacy law, which ' +
      'deletion would render impossible or seriously impair, with the consumer’s informed consent',
    needs: ['which research', 'the consumer’s informed consent', 'why deletion would impair it'],
    purpose: 'that research',
    standing: true,
    ...SINCE_2020,
  },
  D7: {
    code: 'D7',
    cite: 'Civ 1798.105(d)(7)',
    text:
      'solely internal uses reasonably aligned with the consumer’s expectations from the relationship and compatible ' +
      'with the context in which the data were given',
    needs: ['which internal use', 'why the consumer expects it', 'that it is solely internal'],
    purpose: 'that internal use',
    standing: true,
    ...SINCE_2020,
  },
  D8: {
    code: 'D8',
    cite: 'Civ 1798.105(d)(8)',
    text: 'comply with a legal obligation',
    needs: ['which law obliges to keep it', 'until when'],
    purpose: 'complying with that obligation',
    standing: true,
    ...SINCE_2020,
  },
} as const satisfies Record<ExceptionCode, ExceptionRule>;

/** Other internal and lawful uses compatible with the context: no longer an exception. */
export const FORMER_EXCEPTION: ExceptionRule = {
  code: 'D9',
  cite: 'former Civ 1798.105(d)(9)',
  text: 'otherwise use the data internally, in a lawful manner compatible with the context in which they were given',
  needs: ['which use', 'the context in which the data were given'],
  purpose: 'that use',
  standing: false,
  effectiveFrom: '2020-01-01',
  effectiveTo: '2022-12-31',
};

/** The exceptions that a deletion may rest on, in the order of the law. */
export function exceptionsInForce(ruleSet: RuleSetId): ExceptionRule[] {
  const all: ExceptionRule[] = [...EXCEPTION_CODES.map((code) => EXCEPTIONS[code]), FORMER_EXCEPTION];
  return all.filter((rule) => inForce(rule, ruleSet));
}

/** Whether a standing decision may use an exception; never for security and integrity (decisions.md C3). */
export function standingAllowed(code: ExceptionCode): boolean {
  return EXCEPTIONS[code].standing;
}
