import assert from 'node:assert/strict';
import { run } from '../../cli/ledger';
import { append, entryHash, LEDGER_COLUMNS, readChain, type LedgerBody, type LedgerRow } from '../../db/ledger';
import { verifyLedger } from '../../db/ledger-verify';
import { withClient } from '../../db/roles';
import { testDatabase, type TestDatabase } from '../support/database';

const AT = Date.UTC(2026, 10, 23, 12, 0, 0, 123);

describe('the ledger', () => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await testDatabase()));
  afterEach(() => database.drop());

  const write = (chain: string, kind: string, body: LedgerBody = {}, effectKey?: string) =>
    database.db.transaction((trx) => append(trx, { chain, kind, atMs: AT, body, effectKey }));

  it('chains entries of a request, each hash over the one before', async () => {
    const chain = '11111111-1111-4111-8111-111111111111';
    await write(chain, 'received', { right: 'delete', receiptDay: '2026-11-23', at: '2026-11-23T12:00:00.123Z' });
    await write(
      chain,
      'erased',
      { zeta: [1, { b: true, a: null }], alpha: undefined, systems: ['crm'] },
      `${chain}/e/1`,
    );
    const [first, second] = await readChain(database.db, chain);
    assert.deepEqual(first?.body, { at: '2026-11-23T12:00:00.123Z', receiptDay: '2026-11-23', right: 'delete' });
    assert.deepEqual(first?.previous, Buffer.alloc(32));
    assert.deepEqual(second?.previous, first?.hash);
    assert.equal(second?.atMs, AT);
    assert.equal(JSON.stringify(second?.body), '{"systems":["crm"],"zeta":[1,{"a":null,"b":true}]}');
    assert.deepEqual(await verifyLedger(database.db), { chains: 1, entries: 2, broken: [] });
  });

  it('records an effect once, and a repeated one moves nothing', async () => {
    assert.equal(await write('engine', 'sealed', { n: 1 }, 'seal/1'), true);
    assert.equal(await write('engine', 'sealed', { n: 2 }, 'seal/1'), false);
    assert.equal(await write('engine', 'sealed', { n: 3 }), true);
    assert.equal(await write('engine', 'sealed', { n: 3 }), true);
    const chain = await readChain(database.db, 'engine');
    assert.deepEqual(chain.map(({ seq, body }) => [seq, body.n]), [[1, 1], [2, 3], [3, 3]]); // prettier-ignore
    assert.deepEqual((await verifyLedger(database.db)).broken, []);
  });

  it('keeps one chain whole under concurrent entries, the first ones too', async () => {
    const writes = Array.from({ length: 40 }, (_, i) => write('engine', 'counted', { i }, `count/${i % 20}`));
    assert.equal((await Promise.all(writes)).filter(Boolean).length, 20);
    assert.deepEqual(await verifyLedger(database.db), { chains: 1, entries: 20, broken: [] });
  });

  it('leaves nothing when the evidence is rolled back', async () => {
    await assert.rejects(
      database.db.transaction(async (trx) => {
        await append(trx, { chain: 'engine', kind: 'erased', atMs: AT, body: {} });
        throw new Error('lost');
      }),
    );
    assert.deepEqual(await verifyLedger(database.db), { chains: 0, entries: 0, broken: [] });
  });

  describe('holds no free text', () => {
    const refused: [string, unknown][] = [
      ['a sentence', { reason: 'she asked again' }],
      ['an address', { to: 'a@b.example' }],
      ['a telephone number', { to: '415-555-0100' }],
      ['a number that is none', { n: NaN }],
      ['a Date', { at: new Date(AT) }],
      ['text within', { systems: [{ id: 'crm', note: 'two words' }] }],
      ['text as a key', { 'Jane Doe': 1 }],
      ['an empty text', { code: '' }],
      ['a line break', { code: 'a\nb' }],
      ['something endless', { code: 'x'.repeat(201) }],
    ];
    for (const [what, body] of refused) {
      it(`refuses ${what}, without repeating it`, async () => {
        await assert.rejects(write('engine', 'k', body as LedgerBody), (error: Error) => {
          assert.equal(error.name, 'NotForTheLedger');
          assert.doesNotMatch(error.message, /Jane|555|@|again/);
          return true;
        });
      });
    }
    for (const field of ['chain', 'kind', 'effectKey'] as const) {
      it(`refuses text as ${field}`, async () => {
        const entry = { chain: 'c', kind: 'k', atMs: AT, body: {}, effectKey: 'e', [field]: 'two words' };
        await assert.rejects(
          database.db.transaction((trx) => append(trx, entry)),
          { name: 'NotForTheLedger' },
        );
      });
    }
    it('in production withholds the value and keeps the evidence', async () => {
      const before = process.env.NODE_ENV;
      process.env.NODE_ENV = 'production';
      try {
        await write('engine', 'k', { reason: 'she asked again', code: 'D1' });
      } finally {
        if (before === undefined) delete process.env.NODE_ENV;
        else process.env.NODE_ENV = before;
      }
      assert.deepEqual((await readChain(database.db, 'engine'))[0]?.body, { code: 'D1', reason: 'withheld' });
    });
  });

  describe('under the application role', () => {
    const refused = [
      `INSERT INTO ledger_entries VALUES ('c', 1, 'k', to_timestamp(0), '{}', NULL, '', '')`,
      `UPDATE ledger_heads SET seq = 0`,
      `DELETE FROM ledger_heads`,
      `INSERT INTO ledger_heads VALUES ('c', 1, '')`,
      `DROP FUNCTION ledger_append`,
    ];
    for (const sql of refused) {
      it(`cannot ${sql.slice(0, 32)}`, () => assert.rejects(database.db.raw(sql), { code: '42501' }));
    }
  });

  describe('verify, when the superuser', () => {
    const A = '00000000-0000-4000-8000-00000000000a';
    const B = '00000000-0000-4000-8000-00000000000b';
    const WHERE = `WHERE chain = '${A}' AND seq = 3`;
    const attacks: [string, string, { chain: string; seq: number; why: string }[]][] = [
      ['changes a byte of a body', `UPDATE ledger_entries SET body = replace(body, '3', '4') ${WHERE}`, [{ chain: A, seq: 3, why: 'changed' }]],
      ['changes a kind', `UPDATE ledger_entries SET kind = 'other' ${WHERE}`, [{ chain: A, seq: 3, why: 'changed' }]],
      ['moves a moment by a microsecond', `UPDATE ledger_entries SET at = at + interval '1 microsecond' ${WHERE}`, [{ chain: A, seq: 3, why: 'changed' }]],
      ['swaps an effect key', `UPDATE ledger_entries SET effect_key = 'x/y' ${WHERE}`, [{ chain: A, seq: 3, why: 'changed' }]],
      ['changes a hash', `UPDATE ledger_entries SET hash = sha256('x') ${WHERE}`, [{ chain: A, seq: 3, why: 'changed' }]],
      ['takes one entry out', `DELETE FROM ledger_entries ${WHERE}`, [{ chain: A, seq: 3, why: 'missing' }]],
      ['takes one out and closes the gap', `DELETE FROM ledger_entries ${WHERE}; UPDATE ledger_entries SET seq = seq - 1 WHERE chain = '${A}' AND seq > 3`, [{ chain: A, seq: 3, why: 'unlinked' }]],
      ['takes the first out', `DELETE FROM ledger_entries WHERE chain = '${A}' AND seq = 1`, [{ chain: A, seq: 1, why: 'missing' }]],
      ['cuts the tail', `DELETE FROM ledger_entries WHERE chain = '${A}' AND seq > 3`, [{ chain: A, seq: 4, why: 'tail-missing' }]],
      ['cuts all, leaving the head', `DELETE FROM ledger_entries WHERE chain = '${A}'`, [{ chain: A, seq: 1, why: 'tail-missing' }]],
      ['removes a head', `DELETE FROM ledger_heads WHERE chain = '${A}'`, [{ chain: A, seq: 5, why: 'head-missing' }]],
      ['sets a head back', `UPDATE ledger_heads SET seq = 4 WHERE chain = '${A}'`, [{ chain: A, seq: 5, why: 'head-differs' }]],
      ['removes a chain whole', `DELETE FROM ledger_heads WHERE chain = '${A}'; DELETE FROM ledger_entries WHERE chain = '${A}'`, [{ chain: A, seq: 1, why: 'chain-missing' }]],
      ['moves an entry to another chain', `UPDATE ledger_entries SET chain = '${B}', seq = 6 WHERE chain = '${A}' AND seq = 5`, [{ chain: A, seq: 5, why: 'tail-missing' }, { chain: B, seq: 6, why: 'unlinked' }]],
      ['breaks two chains', `UPDATE ledger_entries SET body = '{}' WHERE seq IN (2, 4)`, [{ chain: A, seq: 2, why: 'changed' }, { chain: B, seq: 2, why: 'changed' }]],
    ]; // prettier-ignore

    beforeEach(async () => {
      for (const chain of [A, B]) {
        await database.db.raw(
          `INSERT INTO requests (id, reference, "right", channel, rule_set, received_at, receipt_day, phase, waits_for)
           VALUES (?, ?, 'delete', 'form', '2026', to_timestamp(0), '2026-11-23', 'received', 'nothing')`,
          [chain, chain.slice(-4)],
        );
        for (let i = 1; i <= 5; i++) await write(chain, 'step', { i }, `${chain}/step/${i}`);
      }
    });

    for (const [what, sql, broken] of attacks) {
      it(`${what}: names the first broken entry`, async () => {
        await withClient(database.superUrl, (client) => client.query(sql));
        assert.deepEqual((await verifyLedger(database.db)).broken, broken);
      });
    }

    it('cannot see a chain that was rehashed to its head, and says so', async () => {
      await withClient(database.superUrl, async (client) => {
        await client.query(`UPDATE ledger_entries SET body = '{"i":9}' ${WHERE}`);
        let previous: Buffer = Buffer.alloc(32);
        const { rows } = await client.query<LedgerRow>(
          `SELECT ${LEDGER_COLUMNS} FROM ledger_entries WHERE chain = $1 ORDER BY seq`,
          [A],
        );
        for (const row of rows) {
          const hash = entryHash({ ...row, previous });
          const where = [hash, previous, A, row.seq];
          await client.query('UPDATE ledger_entries SET hash = $1, previous = $2 WHERE chain = $3 AND seq = $4', where);
          previous = hash;
        }
        await client.query('UPDATE ledger_heads SET hash = $1 WHERE chain = $2', [previous, A]);
      });
      const { code, out } = await command(['verify']);
      assert.equal(code, 0);
      assert.match(out.join('\n'), /shows only against a seal/);
    });

    const command = async (args: string[], env = { DATABASE_URL: database.url }) => {
      const out: string[] = [];
      const code = await run(args, { out: (line) => out.push(line), err: (line) => out.push(line), env });
      return { code, out };
    };

    it('is `fortyfive ledger verify`: 0 when whole, 1 and the entry when broken, 2 when misused', async () => {
      assert.deepEqual((await command(['verify'])).code, 0);
      await withClient(database.superUrl, (client) => client.query(`UPDATE ledger_entries SET body = '{}' ${WHERE}`));
      const broken = await command(['verify']);
      assert.equal(broken.code, 1);
      assert.equal(broken.out[0], `BROKEN ${A}: entry 3 was changed after it was written.`);
      const json = JSON.parse((await command(['verify', '--json'])).out[0]!) as { broken: unknown[] };
      assert.deepEqual(json.broken, [{ chain: A, seq: 3, why: 'changed' }]);
      for (const args of [[], ['verify', 'all'], ['mend'], ['verify', '--fix']]) {
        assert.equal((await command(args)).code, 2, args.join(' '));
      }
      assert.equal((await command(['verify'], { DATABASE_URL: '' })).code, 2);
    });
  });
});
