import type { Identifier, FieldChange } from '../connectors/connector';
import { isRepeatedCorrection } from '../rules/counters';
import {
  CORRECTION_GROUNDS,
  CORRECTION_OUTCOMES,
  type CorrectionGround,
  type CorrectionOutcome,
  type FieldDecision,
  fieldProblem,
  SOURCE_HANDLING,
  type SourceHandling,
} from '../rules/correct';
import { receiptDay } from '../rules/calendar';
import type { ContestedValue } from '../vault/person';
import type { Vault } from '../vault/vault';
import type { DecisionRow } from './claims';
import type { Db, Trx } from './connect';
import { append } from './ledger';
import { type PlannedRecipient, planNotices } from './notices';
import { readPlan } from './plans';
import { reachMilestone, type RequestRow, updateRequest } from './procedure';
import { writeKeptCorrections } from './kept-corrections';
import { closeTasks } from './tasks';

/** A contested field and what was decided of it. */
export interface CorrectionRow {
  request_id: string;
  field: string;
  consents_to_deletion: boolean;
  claim_hash: Buffer;
  /** `not-held`: no system holds it; null while undecided. */
  outcome: CorrectionOutcome | 'not-held' | null;
  ground: CorrectionGround | null;
  source: SourceHandling | null;
  decision_id: string | null;
}

/** One place where a contested field is held, and what stands there; sealed with the plan. */
export interface Contested extends FieldChange {
  field: string;
}

type FieldValue = NonNullable<PlannedRecipient['corrections']>[number];

/** What a plan of a correction acts on; sealed. */
export interface CorrectionKeys {
  start: Identifier[];
  systems: Record<string, { contested: Contested[]; identifiers: Identifier[] }>;
  recipients: PlannedRecipient[];
}

/** Words of a decision about one field, sealed with its facts. */
export interface FieldWords {
  facts?: string;
  sourceName?: string;
}

/** Writes what a request contests, within the intake's transaction. */
export async function insertCorrections(
  trx: Trx,
  vault: Vault,
  requestId: string,
  contested: readonly ContestedValue[],
): Promise<void> {
  await trx('corrections').insert(
    contested.map(({ field, value, deleteInstead }) => ({
      request_id: requestId,
      field,
      consents_to_deletion: deleteInstead === true,
      claim_hash: vault.hash('requester', `correction ${field} ${bare(value)}`),
    })),
  );
}

const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** What a request contests, by name. */
export async function correctionsOf(db: Db | Trx, requestId: string): Promise<CorrectionRow[]> {
  return db<CorrectionRow>('corrections').where({ request_id: requestId }).orderBy('field');
}

/**
 * CLK-12: the fields of which the same requester was denied the same within six months, with no document now that was not
 * there then. It proposes a refusal to a person and makes none.
 */
export async function repeatedFields(db: Db | Trx, row: RequestRow): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { field: string; answered_at: Date; fresh: boolean }[] }>(
    `SELECT now.field, max(earlier.answered_at) AS answered_at,
       EXISTS (SELECT FROM documents d WHERE d.request_id = :id AND d.purpose = 'evidence' AND NOT EXISTS (
         SELECT FROM documents old WHERE old.purpose = 'evidence' AND old.fingerprint = d.fingerprint
           AND old.request_id <> :id)) AS fresh
       FROM requests this
       JOIN requests earlier ON earlier.requester_hash = this.requester_hash AND earlier.id <> this.id
       JOIN corrections now ON now.request_id = this.id
       JOIN corrections was ON was.request_id = earlier.id AND was.claim_hash = now.claim_hash AND was.outcome = 'deny'
      WHERE this.id = :id AND earlier.answered_at IS NOT NULL GROUP BY now.field`,
    { id: row.id },
  );
  return rows
    .filter(
      ({ answered_at, fresh }) =>
        isRepeatedCorrection({
          receivedOn: row.receipt_day,
          deniedOn: receiptDay(answered_at.getTime()),
          newDocuments: fresh,
          ruleSet: row.rule_set,
        }).repeat,
    )
    .map(({ field }) => field);
}

/** What of a decision's content its row keeps: codes alone, one entry for each field. */
export function correctionContent(content: Record<string, unknown>): { fields: FieldDecision[] } {
  const given = Array.isArray(content['fields']) ? (content['fields'] as Record<string, unknown>[]) : [];
  return {
    fields: given.flatMap((each) => {
      const { field, outcome, ground, likelihood, source } = each;
      const known = CORRECTION_OUTCOMES.find((code) => code === outcome);
      if (typeof field !== 'string' || !/^[a-z][a-z0-9-]{0,62}$/.test(field) || !known) return [];
      const denied = CORRECTION_GROUNDS.find((code) => code === ground);
      return [
        {
          field,
          outcome: known,
          ...(known === 'deny' && denied ? { ground: denied } : {}),
          likelihood: typeof likelihood === 'number' ? likelihood : 0,
          source: SOURCE_HANDLING.find((code) => code === source) ?? 'own',
          ownDocuments: each['ownDocuments'] === true,
          adequateProcesses: each['adequateProcesses'] === true,
          documentedBelief: each['documentedBelief'] === true,
          facts: each['facts'] === true,
          sourceName: each['sourceName'] === true,
        },
      ];
    }),
  };
}

/** Whether a decision speaks of every contested field that is held, and of each as the rules let it stand. */
export async function correctionStands(
  trx: Trx,
  row: RequestRow,
  { fields }: { fields: FieldDecision[] },
): Promise<boolean> {
  const contested = (await correctionsOf(trx, row.id)).filter(({ outcome }) => outcome !== 'not-held');
  const repeats = await repeatedFields(trx, row);
  if (fields.length !== contested.length) return false;
  return contested.every(({ field, consents_to_deletion }) => {
    const decision = fields.find((each) => each.field === field);
    const known = { consentsToDeletion: consents_to_deletion, repeat: repeats.includes(field) };
    return decision !== undefined && fieldProblem({ decision, contested: known, ruleSet: row.rule_set }) === undefined;
  });
}

/** A decider decided each field: what is corrected goes on; where nothing is, the answer follows. */
export async function decideCorrection(trx: Trx, row: RequestRow, decision: DecisionRow, atMs: number): Promise<void> {
  const { fields } = correctionContent(decision.content);
  for (const { field, outcome, ground, source } of fields)
    await trx('corrections')
      .where({ request_id: row.id, field })
      .update({ outcome, ground: ground ?? null, source, decision_id: decision.id });
  await closeTasks(trx, row, { kind: 'decide-correction', by: decision.actor, atMs });
  await closeTasks(trx, row, { kind: 'plan-differs', by: decision.actor, atMs });
  await correctionDecided(trx, row, atMs);
}

/** Nothing is left to a decider. */
export async function correctionDecided(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  await reachMilestone(trx, row, 'decided', atMs);
  const changes = (await correctionsOf(trx, row.id)).some(
    ({ outcome }) => outcome === 'correct' || outcome === 'delete',
  );
  await updateRequest(trx, row, { waits_for: 'nothing', assigned_role: null });
  if (changes) return;
  await reachMilestone(trx, row, 'carried-out', atMs);
  await updateRequest(trx, row, { phase: row.answered_at === null ? 'answering' : 'following-through' });
}

/**
 * The row after which nothing can be withdrawn, with all that must stand before the first field is changed: what stays
 * corrected, and the notices to those who work with the data for us (COR-03). A hold, a dispute or an end of the request
 * stands against it.
 */
export async function beginCorrection(
  trx: Trx,
  vault: Vault,
  row: RequestRow,
  archives: readonly { rotatesOutDays: number | null }[],
  atMs: number,
): Promise<void> {
  if (row.held || row.disputed || (row.outcome !== null && row.answered_at === null)) return;
  const plan = await readPlan(trx, row.id, row.round);
  if (!plan || !(await reachMilestone(trx, row, 'correction-begun', atMs))) return;
  const keys = await vault.open<CorrectionKeys & { values: ContestedValue[] }>(trx, plan.keys_entry);
  const decided = (await correctionsOf(trx, row.id)).filter((c) => c.outcome === 'correct' || c.outcome === 'delete');
  const identifiers = [...keys.start, ...Object.values(keys.systems).flatMap((system) => system.identifiers)];
  await writeKeptCorrections(trx, vault, {
    requestId: row.id,
    identifiers,
    corrections: decided.map(({ field, outcome }) => ({
      field,
      value: outcome === 'delete' ? null : (keys.values.find((each) => each.field === field)?.value ?? null),
    })),
    archives,
    atMs,
  });
  const told = row.answered_at === null ? keys.recipients.filter((r) => concerns(r, decided)) : [];
  // what was denied is nobody's to correct: the notices have a content of their own
  const recipients = told.map((each) => ({ ...each, corrections: instructed(each, decided) }));
  const content = await vault.seal(trx, {
    owner: row.id,
    class: 'case',
    kind: 'correction-notices',
    value: { recipients },
    atMs,
  });
  await planNotices(trx, row, told, content);
  await updateRequest(trx, row, {
    erasure_begun_at: row.erasure_begun_at ?? new Date(atMs),
    phase: 'carrying-out',
    waits_for: 'system',
    assigned_role: null,
  });
  await append(trx, {
    chain: row.id,
    kind: 'correction-begun',
    atMs,
    body: { plan: plan.digest, round: row.round, fields: decided.map(({ field }) => field), recipients: told.length },
    effectKey: `${row.id}/begin/-/${row.round}`,
  });
}

function instructed({ corrections = [] }: PlannedRecipient, decided: CorrectionRow[]): FieldValue[] {
  return corrections.flatMap(({ field, value }) => {
    const outcome = decided.find((each) => each.field === field)?.outcome;
    return outcome ? [{ field, value: outcome === 'delete' ? null : value }] : [];
  });
}

/** Whether a recipient got something of what is corrected now. */
function concerns({ corrections = [] }: PlannedRecipient, decided: CorrectionRow[]): boolean {
  return corrections.some(({ field }) => decided.some((each) => each.field === field));
}

/** How a correction ended, by what was decided of its fields. */
export async function correctionOutcome(
  trx: Trx,
  row: RequestRow,
): Promise<'corrected' | 'corrected-in-part' | 'denied' | 'nothing-held'> {
  const outcomes = (await correctionsOf(trx, row.id)).map(({ outcome }) => outcome);
  if (outcomes.every((outcome) => outcome === 'not-held')) return 'nothing-held';
  const done = outcomes.filter((outcome) => outcome === 'correct' || outcome === 'delete');
  if (done.length === 0) return 'denied';
  return done.length === outcomes.length ? 'corrected' : 'corrected-in-part';
}
