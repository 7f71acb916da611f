import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { addDocument } from '../../db/documents';
import { placeHold, releaseHold } from '../../db/holds';
import { createLink } from '../../db/links';
import { lockRequest } from '../../db/procedure';
import { addDays, receiptDay, startOfDayMs } from '../../rules/calendar';
import { recordKeptThrough } from '../../rules/records';
import { ruleSetFor } from '../../rules/versions';
import { type Engine, seedAda, startEngine } from '../support/engine';
import { forgetAt } from '../support/forget';
import { databaseShows } from './support/exposed';
import { findMarks, marker, type Marks } from './support/marks';

describe("forgetting (design.md, A request's way, 8; decisions.md G1)", () => {
  let engine: Engine;
  let email = '';
  let tests = 0;

  before(async function () {
    engine = await startEngine(this);
  });
  after(async () => {
    await engine?.stop();
  });
  beforeEach(async () => {
    tests += 1;
    email = `ada-${tests}@example.org`;
    await engine.database.ownerDb('disclosures').delete();
    await seedAda(engine, { email });
  });

  const until = (id: string, phase: string): Promise<void> =>
    engine.until(`phase ${phase}`, async () => (await engine.row(id)).phase === phase);

  /** A deletion from the form to the last proof, with a document, a code and a link. @returns its ID and closing day */
  async function closed(claim: Record<string, unknown> = {}): Promise<{ id: string; day: string }> {
    const id = await engine.file({ email, ...claim }, async (trx, requestId, nowMs) => {
      const bytes = Buffer.from('%PDF-1.4 a paper');
      await addDocument(
        trx,
        engine.vault,
        { id: requestId },
        { purpose: 'evidence', type: 'pdf', bytes, addedBy: 'consumer' },
        nowMs,
      );
      await createLink(trx, { purpose: 'status', object: requestId, expiresAtMs: nowMs + 1e12 });
    });
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    assert.equal(await engine.decide(id, 'confirm-code'), 'claimed');
    assert.equal(await engine.decide(id, 'approve-verification'), 'claimed');
    await until(id, 'grace');
    await engine.days(2.1);
    await until(id, 'following-through');
    await engine.days(31);
    await until(id, 'closed');
    return { id, day: receiptDay((await engine.row(id)).closed_at!.getTime()) };
  }

  const keysOf = async (id: string): Promise<Record<string, 'destroyed' | 'kept'>> => {
    const keys = await engine.database
      .db('vault_keys')
      .where({ owner: id })
      .select<{ class: string; shredded_at: Date | null }[]>('class', 'shredded_at');
    return Object.fromEntries(keys.map((key) => [key.class, key.shredded_at ? 'destroyed' : 'kept']));
  };
  const forget = (atMs: number, runs?: (id: string) => number): Promise<number> =>
    forgetAt({ db: engine.database.db, vault: engine.vault }, atMs, runs);

  /** The columns that still say something of a request, table by table. */
  async function left(id: string): Promise<Map<string, string[]>> {
    const { ownerDb } = engine.database;
    const { rows: references } = await ownerDb.raw<{ rows: { tbl: string; col: string }[] }>(
      `SELECT c.conrelid::regclass::text AS tbl, a.attname AS col FROM pg_constraint c
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = 'requests'::regclass`,
    );
    const places = [
      ...references,
      { tbl: 'requests', col: 'id' },
      { tbl: 'vault_keys', col: 'owner' },
      { tbl: 'vault_entries', col: 'owner' },
      { tbl: 'links', col: 'object' },
      { tbl: 'sessions', col: 'subject' },
      { tbl: 'ledger_entries', col: 'chain' },
      { tbl: 'ledger_heads', col: 'chain' },
    ];
    const found = new Map<string, string[]>();
    for (const { tbl, col } of places) {
      const { rows } = await ownerDb.raw<{ rows: { row: Record<string, unknown> }[] }>(
        `SELECT to_jsonb(t) AS row FROM ?? t WHERE ??::text = ?`,
        [tbl, col, id],
      );
      const columns = new Set(
        rows.flatMap(({ row }) =>
          Object.entries(row)
            // Postgres writes no bytes as '\x'
            .filter(([, value]) => value !== null && value !== '\\x')
            .map(([name]) => name),
        ),
      );
      if (columns.size > 0) found.set(tbl, [...columns].sort());
    }
    return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  it('destroys case and payload 31 days after closing, the record after its 24 months (REC-01, CLK-14)', async () => {
    const marks: Marks = new Map();
    const mark = marker(marks, 'forgotten');
    const { id, day } = await closed({ message: mark.prose('message'), note: mark.word('note') });
    const caseEnd = startOfDayMs(addDays(day, 31));
    const recordEnd = startOfDayMs(addDays(recordKeptThrough(day, ruleSetFor(day)), 1));

    await forget(caseEnd - 1);
    assert.deepEqual(await keysOf(id), { case: 'kept', payload: 'kept', proof: 'kept', record: 'kept' });
    assert.equal(await forget(caseEnd, (of) => (of === id ? 1 : 0)), 2);
    assert.deepEqual(
      await keysOf(id),
      { case: 'destroyed', payload: 'kept', proof: 'destroyed', record: 'kept' },
      'payload waits until Temporal has deleted the last run',
    );
    await forget(caseEnd);
    assert.equal((await keysOf(id))['payload'], 'destroyed');
    const afterCase = await left(id);
    for (const gone of ['codes', 'links', 'sessions']) assert.ok(!afterCase.has(gone), gone);
    assert.ok(afterCase.has('document_chunks') || afterCase.has('documents'));

    await forget(recordEnd - 1);
    assert.equal((await keysOf(id))['record'], 'kept');
    await forget(recordEnd);
    assert.equal((await keysOf(id))['record'], 'destroyed');
    assert.deepEqual(findMarks(await databaseShows(engine.database.ownerDb), marks), []);
    assert.equal(await forget(recordEnd + 1), 0, 'what is destroyed is destroyed once');
    const kinds = await engine.ledger(id);
    assert.deepEqual(kinds.slice(-5), ['closed', ...Array<string>(4).fill('key-destroyed')]);
    const { rows } = await engine.database.db.raw<{ rows: { n: number }[] }>(
      `SELECT count(*) AS n FROM vault_entries WHERE owner = ? AND sealed <> ''`,
      [id],
    );
    assert.equal(Number(rows[0]!.n), 0);
  });

  it('leaves after 24 months what docs/security.md lists, field by field (REC-01, REC-02)', async () => {
    const { id, day } = await closed();
    await forget(startOfDayMs(addDays(recordKeptThrough(day, ruleSetFor(day)), 1)));
    const doc = readFileSync(path.join(__dirname, '../../docs/security.md'), 'utf8');
    const listed = new Map(
      [...doc.matchAll(/^\| `(\w+)` \| ([^|]*) \| [^|]+ \|$/gm)].map(([, table, columns]) => [
        table!,
        columns!.split(',').map((column) => column.trim()),
      ]),
    );
    for (const [table, columns] of await left(id)) {
      const unlisted = columns.filter((column) => !listed.get(table)?.includes(column));
      assert.deepEqual(unlisted, [], `docs/security.md lists not all that is left in ${table}`);
    }
  });

  it('moves the records of disclosures into the deletion, and ends them with its record (G3)', async () => {
    const { db } = engine.database;
    await db('disclosures').update({ request_id: null });
    const { id, day } = await closed();
    const count = async (): Promise<number> => (await db('disclosures').where({ request_id: id })).length;
    assert.equal(await count(), 2);
    await forget(startOfDayMs(addDays(recordKeptThrough(day, ruleSetFor(day)), 1)));
    assert.equal(await count(), 0);
  });

  it('keeps longer what a hold of the person keeps, until its release (D4, G1)', async () => {
    const { db } = engine.database;
    const { id, day } = await closed();
    const end = startOfDayMs(addDays(recordKeptThrough(day, ruleSetFor(day)), 1));
    const hold = randomUUID();
    await db.transaction(async (trx) => {
      const row = await lockRequest(trx, id);
      const matter = { owner: id, class: 'record', kind: 'hold', value: { facts: 'case 1' }, atMs: end } as const;
      await placeHold(trx, {
        id: hold,
        scope: 'person',
        requestId: row.id,
        code: 'legal-claim',
        ruleSet: row.rule_set,
        matterEntry: await engine.vault.seal(trx, matter),
        told: true,
        reviewOn: addDays(day, 90),
        by: STAFF,
        atMs: end,
      });
    });
    await forget(end);
    assert.deepEqual(await keysOf(id), { case: 'kept', payload: 'kept', proof: 'kept', record: 'kept' });
    await db.transaction((trx) => releaseHold(trx, hold, STAFF, end));
    assert.equal(await forget(end), 4);
  });
});

const STAFF = '00000000-0000-4000-8000-000000000001';
