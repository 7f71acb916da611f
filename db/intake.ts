import type { Channel, Right } from '../rules/codes';
import type { Db, Trx } from './connect';

/** A request as intake writes it: no person, only codes and moments. */
export interface NewRequest {
  id: string;
  reference: string;
  right: Right;
  channel: Channel;
  ruleSet: string;
  /** UTC milliseconds; database time, or the time of the call as staff stated it (decisions.md F). */
  receivedAtMs: number;
  /** Los Angeles date of arrival. */
  receiptDay: string;
  /** The strict date of the clock worked to, and that clock's rule. */
  dueOn: string;
  dueClock: string;
  clocks: { rule: string; kind: string; strict: string; outer: string }[];
  /** Keyed hash of the form's token; a form sent again has the same one. */
  formTokenHash?: Buffer;
  /** Staff ID, where a member of staff took it down. */
  enteredBy?: string;
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
      rule_set: request.ruleSet,
      received_at: new Date(request.receivedAtMs),
      receipt_day: request.receiptDay,
      phase: 'received',
      waits_for: 'nothing',
      due_on: request.dueOn,
      due_clock: request.dueClock,
      form_token_hash: request.formTokenHash ?? null,
      entered_by: request.enteredBy ?? null,
    })
    .onConflict('form_token_hash')
    .ignore()
    .returning('id');
  if (inserted.length === 0) return false;
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

/** The receipt of a form that was sent before. `dueOn` is the day that was promised then. */
export async function findByFormToken(
  db: Db | Trx,
  formTokenHash: Buffer,
): Promise<{ id: string; reference: string; right: Right; receiptDay: string; dueOn: string } | undefined> {
  const row = await db('requests')
    .join('clocks', 'clocks.request_id', 'requests.id')
    .where({ form_token_hash: formTokenHash })
    .orderByRaw(`rule = 'CLK-02' DESC, strict_on`)
    .first<{ id: string; reference: string; right: Right; receipt_day: string; strict_on: string } | undefined>(
      'requests.id',
      'reference',
      'right',
      'receipt_day',
      'strict_on',
    );
  return (
    row && {
      id: row.id,
      reference: row.reference,
      right: row.right,
      receiptDay: row.receipt_day,
      dueOn: row.strict_on,
    }
  );
}
