import { AGENT_STATEMENTS } from './statements/agent';
import { parameterValue } from './parameters';
import { KNOW_STATEMENTS } from './statements/know';
import { CORRECT_STATEMENTS } from './statements/correct';
import { SHINE_STATEMENTS } from './statements/shineTheLight';
import { LIMIT_STATEMENTS } from './statements/limit';
import { OPT_IN_STATEMENTS } from './statements/opt-in';
import { OPT_OUT_STATEMENTS } from './statements/opt-out';
import type { RuleSetId } from './versions';

/**
 * The catalogue of statements that letters to consumers are made of. Each rests on rules of law.md by their IDs; the
 * words are in letters/, one folder per language.
 */

/** A promise of the business's own notice, kept though the law asks less (decisions.md D1). */
export const NOTICE_DELETE = 'NOTICE-DELETE';

/** REC-01, CLK-14: how long the record of a request and its answer is kept, in months from the day it is closed. */
export function recordMonths(ruleSet: RuleSetId): number {
  return parameterValue('keep-record', ruleSet);
}

/** What a statement rests on and means. */
export interface StatementRule {
  /** Rules the statement rests on, by ID; the first is the one that asks for it. */
  rules: readonly string[];
  /** Where the first rule is found. */
  cite: string;
  /** What the statement says, for whoever words it in another language. */
  meaning: string;
}

/** The catalogue of statements. */
export const STATEMENTS = {
  received: {
    rules: ['CLK-01'],
    cite: '11 CCR 7021(a)',
    meaning: 'the request was received, on which day, under which reference',
  },
  'verification-process': {
    rules: ['CLK-01', 'VER-02'],
    cite: '11 CCR 7021(a), 7060',
    meaning: 'how verification goes, in general; the same for everyone',
  },
  'answer-expected': {
    rules: ['CLK-01', 'CLK-02', 'CLK-03'],
    cite: '11 CCR 7021(a), (b)',
    meaning: 'by which day the answer comes, and that one extension is possible and would be told',
  },
  'clock-runs': {
    rules: ['CLK-02'],
    cite: '11 CCR 7021(b)',
    meaning: 'the time to answer runs on while verification is open',
  },
  'no-fee': { rules: ['FEE-01'], cite: 'Civ 1798.130(a)(2)(A)', meaning: 'the request is free of charge' },
  'withdraw-offer': {
    rules: ['INT-09'],
    cite: '11 CCR 7003, 7004',
    meaning: 'until erasure begins the request can be withdrawn, and how',
  },
  'status-link': {
    rules: ['INT-09'],
    cite: '11 CCR 7003, 7004',
    meaning: 'where the request can be followed, without an account',
  },
  'reach-us': {
    rules: ['INT-05', 'INT-10'],
    cite: '11 CCR 7020; Civ 1798.130(a)(6)',
    meaning: 'how to reach the business about this request',
  },
  code: { rules: ['VER-02'], cite: '11 CCR 7060', meaning: 'a code and how long it is valid' },
  'code-warning': {
    rules: ['VER-05'],
    cite: '11 CCR 7060(f)',
    meaning: 'whoever did not ask for the code need do nothing and should give it to nobody',
  },
  'request-in-your-name': {
    rules: ['VER-05', 'VER-02'],
    cite: '11 CCR 7060(f)',
    meaning: 'a request was made that names this contact as theirs',
  },
  'not-me': {
    rules: ['VER-09', 'VER-05'],
    cite: '11 CCR 7061(b), 7060(f)',
    meaning: 'how to say that the request was not theirs, and that nothing is needed otherwise',
  },
  'missing-proof': {
    rules: ['VER-02', 'CLK-04'],
    cite: '11 CCR 7060, 7021(b)',
    meaning: 'what is missing, and by which day it is needed',
  },
  'proof-use': {
    rules: ['VER-03'],
    cite: '11 CCR 7060(d)',
    meaning: 'what is given for verification is used for nothing else and deleted once processed',
  },
  'if-not-verified': {
    rules: ['CLK-04', 'DEL-08'],
    cite: '11 CCR 7021(b), 7022(a)',
    meaning: 'what happens if identity cannot be verified',
  },
  'extended-to': { rules: ['CLK-03'], cite: '11 CCR 7021(b)', meaning: 'more time is taken once, until which day' },
  'extension-reason': {
    rules: ['CLK-03'],
    cite: 'Civ 1798.145(h)(1)',
    meaning: 'why more time is reasonably necessary: complexity or number',
  },
  'extension-facts': {
    rules: ['CLK-03'],
    cite: 'Civ 1798.145(h)(1)',
    meaning: 'the facts behind the reason',
  },
  outcome: { rules: ['DEL-06', 'CLK-02'], cite: '11 CCR 7022(e)', meaning: 'whether the business complied' },
  'answered-before': {
    rules: ['CLK-13', 'DEL-06'],
    cite: 'Civ 1798.145(a)',
    meaning: 'an earlier answer, of which day, named work as not finished; this letter says how it ended',
  },
  'details-link': {
    rules: ['VER-05', 'KNW-06'],
    cite: '11 CCR 7060(f)',
    meaning: 'the details are read behind a code, and where',
  },
  'erased-systems': { rules: ['DEL-02'], cite: '11 CCR 7022(b)(1)', meaning: 'from which systems it was erased' },
  'outstanding-systems': {
    rules: ['DEL-02', 'DEL-06'],
    cite: '11 CCR 7022(b)(1), (e)',
    meaning: 'in which systems the work is not finished or not yet confirmed',
  },
  'nothing-found': {
    rules: ['DEL-06', 'DEL-02'],
    cite: '11 CCR 7022(e)',
    meaning: 'every system was searched and nothing was found',
  },
  'scope-narrowed': {
    rules: ['DEL-01'],
    cite: 'Civ 1798.105(a)',
    meaning: 'only what was collected from the consumer was deleted; the rest stays',
  },
  kept: {
    rules: ['DEL-07', 'DEN-02'],
    cite: '11 CCR 7022(f)(1)',
    meaning: 'what was kept, each with code, cite, facts, and until when',
  },
  'kept-purpose': {
    rules: ['DEL-07'],
    cite: '11 CCR 7022(f)(3)',
    meaning: 'what was kept is used for the stated purpose only',
  },
  archives: {
    rules: ['DEL-05', 'DEL-12'],
    cite: '11 CCR 7022(d)',
    meaning: 'which archives may still hold it, until when, and what happens when one is used',
  },
  'recipients-told': {
    rules: ['DEL-03', 'DEL-04', 'SP-05'],
    cite: '11 CCR 7022(b)(2), (3)',
    meaning: 'which recipients the law has us tell, and where each instruction stands',
  },
  'recipients-told-by-promise': {
    rules: [NOTICE_DELETE],
    cite: 'privacy notice',
    meaning: 'which recipients are told because the notice promises it; not called a legal duty',
  },
  'recipients-excused': {
    rules: ['DEL-04', 'DEN-03'],
    cite: '11 CCR 7022(b)(3)',
    meaning: 'which third parties are not told because it is impossible or disproportionate, with detailed facts',
  },
  'record-kept': {
    rules: ['DEL-06', 'REC-01', 'REC-03', 'CLK-14'],
    cite: '11 CCR 7022(e), 7101(a)',
    meaning: 'a record of request and answer is kept, how long, for what alone',
  },
  'stays-deleted': {
    rules: ['DEL-06', 'DEL-12'],
    cite: 'Civ 1798.105(c)(2)',
    meaning: 'a confidential record is kept only to keep the data deleted',
  },
  'opt-out-question': {
    rules: ['DEL-09'],
    cite: '11 CCR 7022(g), 7013',
    meaning: 'whether the consumer wants to opt out of sale and sharing, with the link to the notice',
  },
  'complaint-route': {
    rules: ['DEN-01'],
    cite: 'Civ 1798.145(h)(2)',
    meaning: 'a complaint can be made to the California Privacy Protection Agency or the Attorney General',
  },
  'appeal-offer': {
    rules: ['DEN-01'],
    cite: 'Civ 1798.145(h)(2)',
    meaning: 'how the business itself can be asked to look again; only where it offers that',
  },
  'no-retaliation': {
    rules: ['RET-01'],
    cite: 'Civ 1798.125(a)',
    meaning: 'nobody is treated worse for having asked',
  },
  late: { rules: ['CLK-02', 'CLK-03'], cite: '11 CCR 7021(b)', meaning: 'the letter is late, since when' },
  'denial-reason': {
    rules: ['DEN-02', 'DEL-07', 'DEN-01'],
    cite: '11 CCR 7022(f)(1)',
    meaning: 'the reason, with its code and cite',
  },
  'denial-facts': { rules: ['DEN-02', 'DEL-07'], cite: '11 CCR 7022(f)(1)', meaning: 'the facts behind the reason' },
  'not-verified': {
    rules: ['CLK-04', 'DEL-08', 'VER-15'],
    cite: '11 CCR 7021(b), 7022(a)',
    meaning: 'identity could not be verified, so the request was not carried out',
  },
  'no-method': {
    rules: ['VER-14'],
    cite: '11 CCR 7062(f)',
    meaning: 'no reasonable method of verification exists for this claim, and why',
  },
  'ask-again': {
    rules: ['INT-09', 'DEN-01'],
    cite: '11 CCR 7003, 7004',
    meaning: 'a new request can be made at any time',
  },
  'withdrawal-confirmed': {
    rules: ['INT-09', 'REC-02'],
    cite: '11 CCR 7003, 7101(b)',
    meaning: 'the request was withdrawn, since when, and nothing was deleted because of it',
  },
  'dispute-noted': {
    rules: ['VER-09', 'VER-05'],
    cite: '11 CCR 7061(b)',
    meaning: 'carrying out stopped, since when, until it is certain that the person made the request',
  },
  'dispute-next': {
    rules: ['VER-09', 'CLK-02'],
    cite: '11 CCR 7061(b)',
    meaning: 'a person looks into it, and more proof may be asked of whoever made the request',
  },
  ...KNOW_STATEMENTS,
  ...CORRECT_STATEMENTS,
  ...SHINE_STATEMENTS,
  ...OPT_OUT_STATEMENTS,
  ...LIMIT_STATEMENTS,
  ...AGENT_STATEMENTS,
  ...OPT_IN_STATEMENTS,
} as const satisfies Record<string, StatementRule>;

/** Name of a statement. */
export type StatementId = keyof typeof STATEMENTS;
export const STATEMENT_IDS = Object.keys(STATEMENTS) as StatementId[];

/** From the law to what consumers read: the statements that rest on a rule, by its ID. */
export function statementsUnder(rule: string): StatementId[] {
  return STATEMENT_IDS.filter((id) => (STATEMENTS[id].rules as readonly string[]).includes(rule));
}
