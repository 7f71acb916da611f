import { type LocalDate, addMonths } from './calendar';
import { type ExceptionCode, type Right } from './codes';
import { exceptionsInForce, type FormerExceptionCode } from './exceptions';
import { type Method, methodsLacking, periodChoiceOwed } from './intake';
import { KNOW_FLOOR } from './know';
import { metricsOwed } from './metrics';
import { PARAMETERS, parameterValue } from './parameters';
import { LAW_ROWS, rowsInForce } from './register';
import { ruleSetFor } from './versions';

/**
 * What a business's privacy notice promises, against the register: the law is the floor, a wider promise is kept
 * (decisions.md K1).
 */
export interface NoticeClaims {
  lastUpdated: LocalDate;
  online: boolean;
  exclusivelyOnline: boolean;
  /** Methods that the notice names, by right; a right it does not name is left out. */
  methods: Partial<Record<Right, Method[]>>;
  /** How far back a know answer reaches: months, or everything. */
  knowMonths: number | 'all';
  /** Days in which it promises an answer; left out where it promises none. */
  answerDays?: number;
  deletionExceptions: (ExceptionCode | FormerExceptionCode)[];
  /** Whom it promises to tell of a deletion. */
  tellsOfDeletion: 'providers' | 'everyone-it-disclosed-to';
  agents: {
    signedPermission: boolean;
    consumerVerifies: boolean;
    consumerConfirms: boolean;
    powerOfAttorney: 'accepted' | 'required' | 'not-mentioned';
    /** It asks the same of an agent's opt-out and limit. */
    appliesToOptOut: boolean;
  };
  /** It verifies who opts out or limits. */
  verifiesOptOut: boolean;
  /** People it leaves out though they are consumers. */
  excludes: ('employees' | 'applicants' | 'business-contacts')[];
  sellsOrShares: boolean;
  /** It discloses to third parties, affiliates included, for their own direct marketing (STL-01). */
  disclosesForDirectMarketing: boolean;
  usesSensitiveBeyondPermitted: boolean;
  keepsLongerThanTwelveMonths: boolean;
  consumersAYear: number;
  publishesMetrics: boolean;
  /** Rule IDs of duties that the business declares it keeps. */
  declares: string[];
}

/** One thing to look at. */
export interface NoticeFinding {
  /** Rule ID; `NOTICE-...` where the law's register has no row of its own. */
  rule: string;
  /** `below`: less than the law. `wider`: more, and kept. `outdated`. `undeclared`: a duty not declared. */
  level: 'below' | 'wider' | 'outdated' | 'undeclared';
  says: string;
}

/** Rights whose methods are compared; what an opt-in needs follows from its two steps (OIN-01). */
const NAMED_RIGHTS: readonly Right[] = [
  'delete',
  'know-specific',
  'know-categories',
  'know-sold',
  'correct',
  'opt-out',
  'limit',
  'shine-the-light',
];

function methods(claims: NoticeClaims): NoticeFinding[] {
  const owed = NAMED_RIGHTS.filter(
    (right) =>
      (right !== 'opt-out' || claims.sellsOrShares) &&
      (right !== 'limit' || claims.usesSensitiveBeyondPermitted) &&
      (right !== 'shine-the-light' || claims.disclosesForDirectMarketing),
  );
  return owed.flatMap((right): NoticeFinding[] => {
    const { online, exclusivelyOnline } = claims;
    const { rule, lacking } = methodsLacking({
      right,
      online,
      exclusivelyOnline,
      offered: claims.methods[right] ?? [],
    });
    return lacking.length === 0 ? [] : [{ rule, level: 'below', says: `${right}: lacks ${lacking.join('; ')}` }];
  });
}

function periods(claims: NoticeClaims, today: LocalDate): NoticeFinding[] {
  const found: NoticeFinding[] = [];
  if (claims.knowMonths !== 'all' && addMonths(today, -claims.knowMonths) > KNOW_FLOOR)
    found.push({
      rule: 'KNW-07',
      level: 'below',
      says: `know reaches back ${claims.knowMonths} months; the law asks for everything since ${KNOW_FLOOR}`,
    });
  if (
    claims.knowMonths !== 'all' &&
    periodChoiceOwed({ ruleSet: ruleSetFor(today), keepsLongerThanTwelveMonths: claims.keepsLongerThanTwelveMonths })
  )
    found.push({ rule: 'INT-06', level: 'below', says: 'the know form must let consumers ask beyond 12 months' });
  const days = parameterValue('respond', ruleSetFor(today));
  const { answerDays } = claims;
  if (answerDays !== undefined && answerDays !== days)
    found.push({
      rule: PARAMETERS.respond.rule,
      level: answerDays < days ? 'wider' : 'below',
      says: `an answer is promised within ${answerDays} days; the law allows ${days}`,
    });
  if (claims.lastUpdated < addMonths(today, -12, 'earlier'))
    found.push({
      rule: 'NOTICE-UPDATE',
      level: 'outdated',
      says: `last updated ${claims.lastUpdated}; it is to be updated every 12 months (Civ 1798.130(a)(5))`,
    });
  return found;
}

function deletion(claims: NoticeClaims, today: LocalDate): NoticeFinding[] {
  const inForce = new Set(exceptionsInForce(ruleSetFor(today)).map((rule) => rule.code));
  const found = claims.deletionExceptions
    .filter((code) => !inForce.has(code))
    .map((code): NoticeFinding => ({
      rule: 'DEL-07',
      level: 'outdated',
      says: `exception ${code} is no longer in the law`,
    }));
  if (claims.tellsOfDeletion === 'everyone-it-disclosed-to')
    found.push({
      rule: 'NOTICE-DELETE',
      level: 'wider',
      says: 'everyone to whom data were disclosed is told of a deletion, though the law asks for fewer',
    });
  return found;
}

function persons(claims: NoticeClaims): NoticeFinding[] {
  const { agents, excludes, verifiesOptOut } = claims;
  const found: NoticeFinding[] = [];
  if (agents.consumerVerifies && agents.consumerConfirms)
    found.push({
      rule: 'AGT-01',
      level: 'below',
      says: 'of verification and confirmation by the consumer only one may be asked',
    });
  if (agents.powerOfAttorney === 'required')
    found.push({ rule: 'AGT-02', level: 'below', says: 'a power of attorney may not be required' });
  if (agents.powerOfAttorney === 'not-mentioned')
    found.push({ rule: 'AGT-02', level: 'below', says: 'a power of attorney is to be accepted' });
  if (agents.appliesToOptOut && (agents.consumerVerifies || agents.consumerConfirms))
    found.push({ rule: 'AGT-03', level: 'below', says: "an agent's opt-out or limit needs signed permission alone" });
  if (verifiesOptOut) found.push({ rule: 'VER-01', level: 'below', says: 'an opt-out or limit is not verified' });
  if (excludes.length > 0)
    found.push({
      rule: 'NOTICE-SCOPE',
      level: 'below',
      says: `${excludes.join(', ')} are consumers since 2023-01-01 (Civ 1798.145(m), (n) ended)`,
    });
  return found;
}

function duties(claims: NoticeClaims, today: LocalDate): NoticeFinding[] {
  const declared = new Set(claims.declares);
  const metrics = metricsOwed({ year: Number(today.slice(0, 4)) - 1, consumers: claims.consumersAYear });
  return [
    ...(metrics.owed && !claims.publishesMetrics
      ? [{ rule: metrics.rule, level: 'below' as const, says: `metrics are published by ${metrics.publishBy}` }]
      : []),
    ...rowsInForce(today).flatMap((row): NoticeFinding[] =>
      row.status.kind === 'duty' && !declared.has(row.id)
        ? [{ rule: row.id, level: 'undeclared', says: `${row.status.on}: ${row.status.what}` }]
        : [],
    ),
  ];
}

/** IDs that a business can declare: the duties of the register. */
export const DECLARABLE: readonly string[] = LAW_ROWS.filter((row) => row.status.kind === 'duty').map((row) => row.id);

/**
 * Compares a notice with the register, finding by finding: what is below the law first, duties last.
 * @param today the day of the comparison
 * @throws RangeError where a day is none, or `today` lies before the law
 */
export function checkNotice(claims: NoticeClaims, today: LocalDate): NoticeFinding[] {
  const all = [
    ...methods(claims),
    ...periods(claims, today),
    ...deletion(claims, today),
    ...persons(claims),
    ...duties(claims, today),
  ];
  const order: NoticeFinding['level'][] = ['below', 'outdated', 'wider', 'undeclared'];
  return all.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}
