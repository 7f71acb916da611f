import type { Channel, Right } from '../rules/codes';
import { courseOf } from '../rules/rights';
import type { RuleSetId } from '../rules/versions';
import type { Db, Trx } from './connect';
import type { RequestRow } from './procedure';

/** A request as intake writes it: no person, only codes and moments. */
export interface NewRequest {
  id: string;
  reference: string;
  right: Right;
  channel: Channel;
  /** Language of the letters, a tag. */
  locale: string;
  ruleSet: RuleSetId;
  /** UTC milliseconds; database time, or the time of the call as staff stated it (decisions.md F). */
  receivedAtMs: number;
  /** Los Angeles date of arrival. */
  receiptDay: string;
  /** The strict date of the clock worked to, and that clock's rule; null where no law sets one. */
  dueOn: string | null;
  dueClock: string | null;
  clocks: { rule: string; kind: string; strict: string; outer: string }[];
  /** Keyed hash of the form's token; a form sent again has the same one. */
  formTokenHash?: Buffer;
  /** Keyed hash of the address that the requester gave. */
  requesterHash: Buffer;
  /** Staff ID, where a member of staff took it down. */
  enteredBy?: string;
  /** The first request of its filing, which may be itself; and whether it is verified for itself (decisions.md K2). */
  filing?: { first: string; leads: boolean };
}

/**
 * Writes the request's row and its clocks, within the intake transaction.
 *
 * @returns false where a request with this form token stands already: the caller answers with that one's receipt
 */
export async function insertRequest(trx: Trx, request: NewRequest): Promise<boolean> {
  const inserted = await trx('requests')
    .insert({
      id: request.id,
      reference: request.reference,
      right: request.right,
      channel: request.channel,
      locale: request.locale,
      rule_set: request.ruleSet,
      received_at: new Date(request.receivedAtMs),
      receipt_day: request.receiptDay,
      phase: 'received',
      waits_for: 'nothing',
      due_on: request.dueOn,
      due_clock: request.dueClock,
      form_token_hash: request.formTokenHash ?? null,
      requester_hash: request.requesterHash,
      entered_by: request.enteredBy ?? null,
      filing: request.filing?.first ?? null,
      leads: request.filing?.leads ?? true,
    })
    .onConflict('form_token_hash')
    .ignore()
    .returning('id');
  if (inserted.length === 0) return false;
  if (request.clocks.length === 0) return true;
  await trx('clocks').insert(
    request.clocks.map(({ rule, kind, strict, outer }) => ({
      request_id: request.id,
      rule,
      kind,
      strict_on: strict,
      outer_on: outer,
    })),
  );
  return true;
}

/** The receipt of a form that was sent before. `dueOn` is the day that was promised then; null where none was. */
export async function findByFormToken(
  db: Db | Trx,
  formTokenHash: Buffer,
): Promise<{ id: string; reference: string; right: Right; receiptDay: string; dueOn: string | null } | undefined> {
  const row = await db('requests')
    .where({ form_token_hash: formTokenHash })
    .first<Pick<RequestRow, 'id' | 'reference' | 'right' | 'receipt_day'> | undefined>(
      'id',
      'reference',
      'right',
      'receipt_day',
    );
  const clock = row && courseOf(row.right).answerBy;
  const promised = clock
    ? await db('clocks').where({ request_id: row.id, rule: clock }).first<{ strict_on: string }>('strict_on')
    : undefined;
  return (
    row && {
      id: row.id,
      reference: row.reference,
      right: row.right,
      receiptDay: row.receipt_day,
      dueOn: promised?.strict_on ?? null,
    }
  );
}
