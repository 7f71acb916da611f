import type { Identifier } from '../connectors/connector';
import { receiptDay } from '../rules/calendar';
import type { Basis, Category } from '../rules/codes';
import { barsDisclosure } from '../rules/disclosureGate';
import type { Vault } from '../vault/vault';
import type { Db, Trx } from './connect';
import { recordDisclosures } from './disclosures';
import { lockHolds } from './holds';
import { hashesOf, preferencesOf } from './preferences';

/** One person's row of a list that is to go to a recipient. */
export interface GateRow {
  identifiers: Identifier[];
  categories: Category[];
  /** `YYYY-MM-DD`: when the person gave these data, where the business knows it. */
  givenOn?: string | undefined;
}

/** A page of such a list. */
export interface GatePage {
  /** Whose key asks. */
  apiKeyId: string;
  /** The caller's own name for this page: asked again, it is answered again and recorded once. */
  page: string;
  recipient: string;
  basis: Basis;
  rows: readonly GateRow[];
}

/**
 * Says which rows of a page may go to the recipient and records their disclosure in the same transaction
 * (decisions.md I5). Not a word says why a row may not.
 *
 * @returns places of the rows that may go, from 0, in order; `other-page` where the page's name was used for another
 */
export async function passGate(
  db: Db,
  vault: Vault,
  { apiKeyId, page, recipient, basis, rows }: GatePage,
  nowMs: number,
): Promise<number[] | 'other-page'> {
  // of the list itself nothing stays but a keyed digest
  const digest = vault.hash('token', JSON.stringify([recipient, basis, rows]));
  return db.transaction(async (trx) => {
    // no hold is placed between this look and the record of what follows from it
    await lockHolds(trx, 'shared');
    const key = { api_key_id: apiKeyId, page };
    const inserted = await trx('disclosure_pages')
      .insert({ ...key, digest, disclosed: [], asked_at: new Date(nowMs) })
      .onConflict(['api_key_id', 'page'])
      .ignore()
      .returning('page');
    const may = await mayGo(trx);
    if (inserted.length === 0) {
      const asked = await trx('disclosure_pages').where(key).first<{ digest: Buffer; disclosed: number[] }>();
      // what stands against a row since then keeps it back now; what was recorded is not recorded again
      return asked.digest.equals(digest) ? asked.disclosed.filter((place) => may.includes(place)) : 'other-page';
    }
    const disclosedOn = receiptDay(nowMs);
    await recordDisclosures(
      trx,
      vault,
      may.map((place) => {
        const { identifiers, categories } = rows[place]!;
        const email = identifiers.find(({ type }) => type === 'email')?.value ?? null;
        return { email, identifiers, recipient, basis, categories, disclosedOn };
      }),
    );
    await trx('disclosure_pages').where(key).update({ disclosed: may });
    return may;
  });

  async function mayGo(trx: Trx): Promise<number[]> {
    const standing = await preferencesOf(
      trx,
      rows.map(({ identifiers }) => hashesOf(vault, identifiers)),
      nowMs,
    );
    return rows.flatMap(({ categories, givenOn }, place) => {
      const barred = standing[place]!.some(
        ({ bar, sinceMs }) =>
          barsDisclosure({ bar, basis, categories, since: receiptDay(sinceMs), ...(givenOn ? { givenOn } : {}) }).bars,
      );
      return barred ? [] : [place];
    });
  }
}
