import { type LocalDate, receiptDay } from '../rules/calendar';
import { CATEGORY_NAMES, type Category, type Refusal } from '../rules/codes';
import type { DecisionKind } from '../rules/decisions';
import { HOLD_CODES, HOLD_GROUNDS, HOLD_SCOPES, type HoldCode, holdDaysFit, type HoldScope } from '../rules/holds';
import type { UnderRules } from '../rules/versions';
import type { DecisionRow } from './claims';
import type { Trx } from './connect';
import type { NewDecision } from './decisions';
import { begunBefore, type HoldRow, ownHold, placeHold, recordHold, releaseHold, renewHold, seeHolds } from './holds';
import type { RequestRow } from './procedure';
import { closeTasks } from './tasks';

/** Decisions about holds that are made on a request's page (decisions.md D4). */
const ABOUT_HOLDS = ['place-hold', 'renew-hold', 'release-hold'] as const;
type AboutHold = (typeof ABOUT_HOLDS)[number];

/** Whether a decision places, renews or releases a hold. */
export const isAboutHold = (kind: DecisionKind): kind is AboutHold => (ABOUT_HOLDS as readonly string[]).includes(kind);

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[a-z0-9][a-z0-9-]{0,59}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a decision about a hold says, in codes, IDs and days. */
interface HoldContent {
  scope?: HoldScope;
  system?: string;
  category?: Category;
  reviewOn?: string;
  directedOn?: string;
  /** Whether the consumer's answer names it. */
  told?: boolean;
  /** The hold that is renewed or released. */
  hold?: string;
}

/** What the decision's row keeps of its content: nothing that could be a person's. */
export function holdContent(kind: AboutHold, content: Record<string, unknown>, told: string | undefined): HoldContent {
  const { scope = 'person', system, category, reviewOn, directedOn, hold } = content;
  const matching = (value: unknown, pattern: RegExp): string | undefined =>
    typeof value === 'string' && pattern.test(value) ? value : undefined;
  const kept: HoldContent = {
    hold: kind === 'place-hold' ? undefined : matching(hold, UUID),
    reviewOn: kind === 'release-hold' ? undefined : matching(reviewOn, DAY),
    ...(kind === 'place-hold'
      ? {
          scope: HOLD_SCOPES.find((each) => each === scope),
          system: scope === 'system' ? matching(system, ID) : undefined,
          category: scope === 'category' ? CATEGORY_NAMES.find((each) => each === category) : undefined,
          directedOn: matching(directedOn, DAY),
          told: told !== undefined,
        }
      : {}),
  };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}

/** Why a decision about a hold cannot stand; undefined where it can. */
export async function holdObjection(trx: Trx, row: RequestRow, decision: NewDecision): Promise<Refusal | undefined> {
  const { kind, nowMs } = decision;
  const content = holdContent(kind as AboutHold, decision.content ?? {}, decision.told?.trim());
  const today = receiptDay(nowMs);
  if (kind === 'place-hold') {
    const code = HOLD_CODES.find((each) => each === decision.code);
    const { scope, system, category, reviewOn = '', directedOn = null } = content;
    if (!code || !scope || (scope === 'system' && !system) || (scope === 'category' && !category))
      return 'nothing-to-decide';
    return newHoldObjection({ ruleSet: row.rule_set, code, told: content.told, directedOn, reviewOn, today });
  }
  const hold = await ownHold(trx, row.id, content.hold);
  if (!hold) return 'nothing-to-decide';
  if (kind === 'release-hold') return undefined;
  return renewalObjection(hold, content.reviewOn ?? '', today);
}

/** Why a hold cannot be placed with these words and days; undefined where it can. */
export function newHoldObjection({
  told,
  ...days
}: UnderRules & {
  code: HoldCode;
  told: boolean | undefined;
  directedOn: LocalDate | null;
  reviewOn: LocalDate;
  today: LocalDate;
}): Refusal | undefined {
  // a partial denial names its facts (DEN-02)
  if (HOLD_GROUNDS[days.code].told && !told) return 'reason-missing';
  return holdDaysFit({ ...days, renewals: 0 }) ? undefined : 'hold-days';
}

/** Why a hold cannot be renewed until this day; undefined where it can. */
export function renewalObjection(hold: HoldRow, reviewOn: LocalDate, today: LocalDate): Refusal | undefined {
  const { rule_set: ruleSet, code, directed_on: directedOn, renewals } = hold;
  return holdDaysFit({ ruleSet, code, directedOn, renewals: renewals + 1, reviewOn, today }) ? undefined : 'hold-days';
}

/** Places a hold on this request's person, or on a part of what is held of them. */
export async function placeOnRequest(trx: Trx, row: RequestRow, decision: DecisionRow, atMs: number): Promise<void> {
  const { scope, system, category, reviewOn, directedOn, told } = decision.content as HoldContent;
  const code = decision.code as HoldCode;
  const { begun, done } = await begunBefore(trx, row);
  await placeHold(trx, {
    id: decision.id,
    scope: scope!,
    requestId: row.id,
    system,
    category,
    code,
    ruleSet: row.rule_set,
    matterEntry: decision.facts_entry!,
    told: told ?? false,
    directedOn,
    reviewOn: reviewOn!,
    by: decision.actor,
    atMs,
  });
  await seeHolds(trx, row, atMs);
  const hold = {
    id: decision.id,
    scope: scope!,
    system: system ?? null,
    category: category ?? null,
    code,
    review_on: reviewOn!,
  };
  // too late for these: the decider sees what had begun
  await recordHold(trx, row.id, 'hold-placed', hold, atMs, { begun, done });
}

/** Renews a hold with facts and a new day of review. */
export async function renewOnRequest(trx: Trx, row: RequestRow, decision: DecisionRow, atMs: number): Promise<void> {
  const hold = (await ownHold(trx, row.id, decision.content['hold']))!;
  const { reviewOn } = decision.content as HoldContent;
  await renewHold(trx, hold, reviewOn!);
  await closeTasks(trx, row, { kind: 'hold-review', target: hold.id, by: decision.actor, atMs });
  await recordHold(trx, row.id, 'hold-renewed', { ...hold, review_on: reviewOn! }, atMs);
}

/** Releases a hold; the deletion goes on by itself. */
export async function releaseOnRequest(trx: Trx, row: RequestRow, decision: DecisionRow, atMs: number): Promise<void> {
  const hold = (await ownHold(trx, row.id, decision.content['hold']))!;
  await releaseHold(trx, hold.id, decision.actor, atMs);
  await closeTasks(trx, row, { kind: 'hold-review', target: hold.id, by: decision.actor, atMs });
  await recordHold(trx, row.id, 'hold-released', hold, atMs);
  await seeHolds(trx, row, atMs);
}
