import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { run } from '../../cli/ledger';
import { append, entryHash, LEDGER_COLUMNS, type LedgerRow } from '../../db/ledger';
import { leafOf, rootAbove, rootOf, wayUp } from '../../db/merkle';
import { withClient } from '../../db/roles';
import { readSealFile } from '../../db/seal-file';
import { SEAL_EVERY_MS, sealsFrom } from '../../db/seals';
import { createSealKeyFile, openSealKey, type SealKey } from '../../vault/seal-key';
import { createSealer } from '../../worker/sealer';
import { testDatabase, type TestDatabase } from '../support/database';

const AT = Date.parse('2026-11-24T20:00:00Z');
const A = '00000000-0000-4000-8000-00000000000a';
const B = '00000000-0000-4000-8000-00000000000b';

describe('seals of the ledger (decisions.md H2)', () => {
  let database: TestDatabase;
  let folder: string;
  let file: string;
  let keyFile: string;
  let publicFile: string;
  let key: SealKey;
  let nowMs = AT;

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'fortyfive-seals-'));
    keyFile = path.join(folder, 'key.pem');
    await createSealKeyFile(keyFile);
    key = await openSealKey(keyFile);
    publicFile = path.join(folder, 'public.pem');
    await fs.writeFile(publicFile, key.publicPem);
  });
  after(() => fs.rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    database = await testDatabase();
    file = path.join(await fs.mkdtemp(path.join(folder, 'outside-')), 'seals.jsonl');
    nowMs = AT;
    for (const chain of [A, B]) {
      await database.db.raw(
        `INSERT INTO requests (id, reference, "right", channel, rule_set, received_at, receipt_day, phase, waits_for)
         VALUES (?, ?, 'delete', 'form', '2026', to_timestamp(0), '2026-11-23', 'received', 'nothing')`,
        [chain, chain.slice(-4)],
      );
      await write(chain, 3);
    }
    await seal();
    await write(A, 2);
    await seal();
  });
  afterEach(() => database.drop());

  const write = (chain: string, entries: number): Promise<void> =>
    database.db.transaction(async (trx) => {
      for (let i = 0; i < entries; i += 1) await append(trx, { chain, kind: 'step', atMs: nowMs, body: { i } });
    });
  const sealer = () => createSealer({ db: database.db, clock: { nowMs: () => Promise.resolve(nowMs) }, key, file });
  const seal = async (): Promise<number> => {
    const written = await sealer().seal();
    nowMs += SEAL_EVERY_MS;
    return written;
  };
  const asSuperuser = (sql: string): Promise<unknown> => withClient(database.superUrl, (client) => client.query(sql));
  const verify = async (more: string[] = []): Promise<{ code: number; said: string }> => {
    const said: string[] = [];
    const take = (line: string): void => void said.push(line);
    const code = await run(['verify', '--seals', file, '--key', publicFile, ...more], {
      out: take,
      err: take,
      env: { DATABASE_URL: database.url },
    });
    return { code, said: said.join('\n') };
  };

  /** Makes a chain whole again from its first entry on, as only who knows how it is hashed can. */
  const rehash = (chain: string): Promise<void> =>
    withClient(database.superUrl, async (client) => {
      let previous: Buffer = Buffer.alloc(32);
      const { rows } = await client.query<LedgerRow>(
        `SELECT ${LEDGER_COLUMNS} FROM ledger_entries WHERE chain = $1 ORDER BY seq`,
        [chain],
      );
      for (const row of rows) {
        const hash = entryHash({ ...row, previous });
        await client.query('UPDATE ledger_entries SET hash = $1, previous = $2 WHERE chain = $3 AND seq = $4', [
          hash,
          previous,
          chain,
          row.seq,
        ]);
        previous = hash;
      }
      await client.query('UPDATE ledger_heads SET hash = $1, seq = $2 WHERE chain = $3', [
        previous,
        rows.at(-1)!.seq,
        chain,
      ]);
    });

  it('finds nothing in a ledger that nobody touched, with entries since the last seal', async () => {
    await write(B, 1);
    const { code, said } = await verify();
    assert.equal(code, 0, said);
    assert.match(said, /2 seals compared/);
    assert.equal((await readSealFile(file)).length, 2);
  });

  const attacks: [string, () => Promise<unknown>, RegExp][] = [
    [
      'changes a byte',
      () => asSuperuser(`UPDATE ledger_entries SET body = '{"i":7}' WHERE chain = '${A}' AND seq = 2`),
      /entry 2 was changed/,
    ],
    [
      'rehashes a chain to its head',
      async () => {
        await asSuperuser(`UPDATE ledger_entries SET body = '{"i":7}' WHERE chain = '${A}' AND seq = 2`);
        await rehash(A);
      },
      /seal 1 sealed an entry that is another one now: entry 3 of .*a\./,
    ],
    [
      'rehashes a chain, and what the seals say of it',
      async () => {
        await asSuperuser(`UPDATE ledger_entries SET body = '{"i":7}' WHERE chain = '${A}' AND seq = 2`);
        await rehash(A);
        await asSuperuser(
          `UPDATE ledger_seal_heads s SET hash = e.hash FROM ledger_entries e WHERE e.chain = s.chain AND e.seq = s.seq`,
        );
      },
      /seal 1 names other heads[^]*seal 2 sealed other chains/,
    ],
    [
      'cuts a tail, and sets the head back',
      async () => {
        await asSuperuser(`DELETE FROM ledger_entries WHERE chain = '${A}' AND seq > 3`);
        await rehash(A);
      },
      /seal 2 sealed an entry that is gone: entry 5/,
    ],
    [
      'removes a request with all that it left',
      () =>
        asSuperuser(
          ['ledger_entries', 'ledger_heads', 'ledger_seal_heads']
            .map((table) => `DELETE FROM ${table} WHERE chain = '${B}';`)
            .join(' ') + `DELETE FROM requests WHERE id = '${B}'`,
        ),
      /seal 1 names other heads[^]*seal 2 sealed other chains/,
    ],
    [
      'drops a seal',
      () => asSuperuser('DELETE FROM ledger_seal_heads WHERE seal = 2; DELETE FROM ledger_seals WHERE number = 2'),
      /seal 2 is not in the database/,
    ],
    [
      'rolls the database back to the first seal',
      async () => {
        await asSuperuser('DELETE FROM ledger_seal_heads WHERE seal = 2; DELETE FROM ledger_seals WHERE number = 2');
        await asSuperuser(`DELETE FROM ledger_entries WHERE chain = '${A}' AND seq > 3`);
        await rehash(A);
      },
      /seal 2 is not in the database/,
    ],
    [
      'puts another seal of its own in its place',
      async () => {
        await asSuperuser('DELETE FROM ledger_seal_heads WHERE seal = 2; DELETE FROM ledger_seals WHERE number = 2');
        const other = path.join(folder, 'other.pem');
        await createSealKeyFile(other);
        const own = path.join(await fs.mkdtemp(path.join(folder, 'own-')), 'seals.jsonl');
        const clock = { nowMs: () => Promise.resolve(nowMs) };
        await createSealer({ db: database.db, clock, key: await openSealKey(other), file: own }).seal();
      },
      /seal 2 is another one in the database/,
    ],
    [
      'leaves one out of the file',
      async () => {
        const [, second] = (await fs.readFile(file, 'utf8')).split('\n');
        await fs.writeFile(file, `${second}\n`);
      },
      /seal 2 does not follow/,
    ],
    [
      'changes the file',
      async () => fs.writeFile(file, (await fs.readFile(file, 'utf8')).replace('"chains":2', '"chains":1')),
      /seal 1 was signed by no key/,
    ],
  ];
  for (const [what, attack, found] of attacks)
    it(`finds who ${what}`, async () => {
      await attack();
      const { code, said } = await verify();
      assert.equal(code, 1, said);
      assert.match(said, found);
    });

  it('trusts no key but those that it is given', async () => {
    const other = path.join(folder, 'stranger.pem');
    await createSealKeyFile(other);
    await fs.writeFile(publicFile, (await openSealKey(other)).publicPem);
    try {
      const { code, said } = await verify();
      assert.equal(code, 1);
      assert.match(said, /seal 1 was signed by no key/);
    } finally {
      await fs.writeFile(publicFile, key.publicPem);
    }
  });

  it('makes a seal an hour, moved or not, and each is written outside once', async () => {
    assert.equal(await seal(), 1);
    nowMs -= SEAL_EVERY_MS;
    assert.equal(await sealer().seal(), 0, 'the last one is young');
    assert.deepEqual(
      (await readSealFile(file)).map(({ number }) => number),
      [1, 2, 3],
    );
    assert.equal((await verify()).code, 0);
  });

  it('writes outside with the next seal what a crash kept from it, half a line too', async () => {
    const [first, second] = (await fs.readFile(file, 'utf8')).split('\n');
    await fs.writeFile(file, `${first}\n${second!.slice(0, 40)}`);
    assert.equal(await seal(), 2);
    assert.equal((await verify()).code, 0);
  });

  it('seals no more once the database lacks what was sealed outside', async () => {
    await asSuperuser('DELETE FROM ledger_seal_heads WHERE seal = 2; DELETE FROM ledger_seals WHERE number = 2');
    await assert.rejects(seal(), { name: 'SealsDiffer' });
    assert.equal((await sealsFrom(database.db, 1)).length, 1);
  });

  it('may not be changed by the application', async () => {
    for (const sql of [
      'UPDATE ledger_seals SET chains = 1',
      'DELETE FROM ledger_seals',
      'DELETE FROM ledger_seal_heads',
    ])
      await assert.rejects(database.db.raw(sql), { code: '42501' });
  });

  it('says what it was not given, and reads a key from the environment', async () => {
    const said: string[] = [];
    const take = (line: string): void => void said.push(line);
    const env = { DATABASE_URL: database.url, FORTYFIVE_SEAL_KEY_FILE: keyFile, FORTYFIVE_SEALS_FILE: file };
    assert.equal(await run(['verify'], { out: take, err: take, env }), 0);
    assert.match(said.join('\n'), /2 seals compared/);
    assert.equal(await run(['public-key'], { out: take, err: take, env }), 0);
    assert.equal(said.at(-1), key.publicPem.trim());
    assert.equal(await run(['public-key'], { out: take, err: take, env: {} }), 2);
    assert.equal(await run(['verify', '--key', file], { out: take, err: take, env }), 2);
    await fs.writeFile(file, 'no seal\n');
    assert.equal(await run(['verify'], { out: take, err: take, env }), 2);
    assert.match(said.at(-1)!, /Line 1 of .* is no seal/);
  });
});

describe('the tree over the heads (RFC 6962)', () => {
  const heads = (count: number) =>
    Array.from({ length: count }, (_, i) => leafOf({ chain: `c${i}`, seq: i + 1, hash: Buffer.alloc(32, i) }));

  for (const count of [1, 2, 3, 4, 5, 7, 8, 9, 33])
    it(`leads each of ${count} leaves up to the one root, and no other leaf`, () => {
      const leaves = heads(count);
      const root = rootOf(leaves);
      for (const [index, leaf] of leaves.entries()) {
        assert.deepEqual(rootAbove(leaf, wayUp(leaves, index)), root);
        assert.notDeepEqual(rootAbove(Buffer.alloc(32, 0xff), wayUp(leaves, index)), root);
      }
    });

  it('depends on every leaf and on their order', () => {
    const leaves = heads(5);
    const roots = [leaves, leaves.slice(1), [...leaves].reverse(), [...leaves, leaves[4]!]].map((each) =>
      rootOf(each).toString('hex'),
    );
    assert.equal(new Set(roots).size, roots.length);
  });
});
