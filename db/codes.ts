import { randomInt, randomUUID, scrypt, timingSafeEqual } from 'node:crypto';
import type { Db, Trx } from './connect';

/** How often one code may be tried (decisions.md K5). */
export const CODE_TRIES = 5;
/** How long a code lives, milliseconds. */
export const CODE_LIFE_MS = 10 * 60_000;
/** How many codes go to one address within 24 hours, over all requests. */
export const CODES_A_DAY = 3;
const DAY_MS = 24 * 3_600_000;
const DIGITS = 8;

/** What became of a try. `expired` also where there is no code: whether one was ever made is not told. */
export type CodeAnswer = 'right' | 'wrong' | 'expired' | 'locked';

/** Slow on purpose: eight digits are few for whoever holds a copy of the table. The code's ID is the salt. */
function hashOf(id: string, code: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(code, id, 32, { N: 4096, r: 8, p: 1 }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** How many codes went to an address in the last 24 hours, all requests together. */
export async function codesLastDay(db: Db | Trx, contactHash: Buffer, nowMs: number): Promise<number> {
  const row = await db('codes')
    .where({ contact_hash: contactHash })
    .andWhere('expires_at', '>', new Date(nowMs - DAY_MS + CODE_LIFE_MS))
    .count<{ count: number }[]>({ count: '*' });
  return row[0]?.count ?? 0;
}

/**
 * Makes a code of eight digits for an address and ends the earlier ones for the same address and request.
 * The caller asks {@link codesLastDay} first and sends no code over the limit.
 *
 * @param code.contactHash `vault.hash('contact', address)`
 * @param code.held whether the business held the address before the receipt day, unchanged for 30 days: only such a
 *   code proves anything (decisions.md B2). The requester gets the same letter either way (B6)
 */
export async function createCode(
  trx: Db | Trx,
  code: { requestId: string; contactHash: Buffer; held: boolean; nowMs: number },
): Promise<string> {
  const id = randomUUID();
  const digits = Array.from({ length: DIGITS }, () => randomInt(10)).join('');
  await trx('codes')
    .where({ request_id: code.requestId, contact_hash: code.contactHash })
    .whereNull('used_at')
    .andWhere('expires_at', '>', new Date(code.nowMs))
    // kept for the count of the day, of no use from now on
    .update({ tries: CODE_TRIES });
  await trx('codes').insert({
    id,
    request_id: code.requestId,
    contact_hash: code.contactHash,
    held: code.held,
    code_hash: await hashOf(id, digits),
    expires_at: new Date(code.nowMs + CODE_LIFE_MS),
  });
  return digits;
}

/**
 * Tries a code. The caller commits also where the answer is `wrong`: the try counts.
 *
 * @param attempt.code as typed; spaces and dashes are ignored
 * @param attempt.heldOnly only a code counts that went to a contact which was held before the request (decisions.md B4)
 */
export async function tryCode(
  trx: Trx,
  attempt: { requestId: string; code: string; nowMs: number; heldOnly?: boolean },
): Promise<CodeAnswer> {
  const typed = attempt.code.replace(/[\s-]/g, '');
  const live = await trx('codes')
    .where({ request_id: attempt.requestId, ...(attempt.heldOnly ? { held: true } : {}) })
    .whereNull('used_at')
    .andWhere('expires_at', '>', new Date(attempt.nowMs))
    .orderBy('id')
    .forUpdate()
    .select<{ id: string; tries: number; code_hash: Buffer }[]>('id', 'tries', 'code_hash');
  if (live.length === 0) return 'expired';
  const open = live.filter(({ tries }) => tries < CODE_TRIES);
  if (open.length === 0) return 'locked';
  await trx('codes')
    .whereIn(
      'id',
      open.map(({ id }) => id),
    )
    .increment('tries', 1);
  for (const code of open) {
    if (!timingSafeEqual(await hashOf(code.id, typed), code.code_hash)) continue;
    await trx('codes')
      .where({ id: code.id })
      .update({ used_at: new Date(attempt.nowMs) });
    return 'right';
  }
  return open.every(({ tries }) => tries + 1 >= CODE_TRIES) ? 'locked' : 'wrong';
}
