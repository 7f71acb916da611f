import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkCanary } from '../../vault/canary';
import type { PostgresVault } from '../../vault/postgres-vault';
import { rewrapKeys } from '../../vault/rotate';
import { listenForShredding } from '../../vault/shred-listener';
import { KEY_CLASSES, type KeyClass } from '../../vault/vault';
import { testDatabase, type TestDatabase } from '../support/database';
import { testVault } from '../support/vault';

const AT = Date.UTC(2026, 10, 23);
const PERSON = { name: 'Zoë Fictional', email: 'zoe@example.com' };

describe('the vault', () => {
  let database: TestDatabase;
  let vault: PostgresVault;
  beforeEach(async () => {
    database = await testDatabase();
    vault = testVault();
  });
  afterEach(() => database.drop());

  const createKeys = (owner: string, classes: readonly KeyClass[] = KEY_CLASSES) =>
    database.db.transaction((trx) => vault.createKeys(trx, owner, classes, AT));
  const seal = (owner: string, value: unknown = PERSON, keyClass: KeyClass = 'case', by = vault) =>
    database.db.transaction((trx) => by.seal(trx, { owner, class: keyClass, kind: 'person', value, atMs: AT }));
  const shred = (owner: string, keyClass: KeyClass = 'case', by = vault) =>
    database.db.transaction((trx) => by.shred(trx, owner, keyClass, AT));
  const request = async () => {
    const owner = randomUUID();
    await createKeys(owner);
    return owner;
  };

  it('opens what it sealed, in this process and another', async () => {
    const owner = await request();
    const values = [PERSON, 'text', 0, null, [], { deep: [{ a: null }] }, 'x'.repeat(100_000)];
    for (const value of values) {
      const id = await seal(owner, value);
      assert.deepEqual(await vault.open(database.db, id), value);
      assert.deepEqual(await testVault().open(database.db, id), value);
    }
  });

  it('opens a chunk in its own place alone', async () => {
    const [owner, other] = [await request(), await request()];
    const place = { object: randomUUID(), seq: 1, last: false };
    const bytes = Buffer.from(PERSON.name);
    const { keyId, sealed } = await database.db.transaction((trx) => vault.sealChunk(trx, owner, 'case', place, bytes));
    assert.deepEqual(await vault.openChunk(database.db, keyId, place, sealed), bytes);
    assert.ok(!sealed.includes(bytes));
    const foreign = (await database.db.transaction((trx) => vault.sealChunk(trx, other, 'case', place, bytes))).keyId;
    const elsewhere: [string, typeof place][] = [
      [keyId, { ...place, object: randomUUID() }],
      [keyId, { ...place, seq: 0 }],
      [keyId, { ...place, last: true }],
      [foreign, place],
    ];
    for (const [key, each] of elsewhere)
      await assert.rejects(vault.openChunk(database.db, key, each, sealed), { name: 'Unreadable' });
    await shred(owner);
    await assert.rejects(vault.openChunk(database.db, keyId, place, sealed), { name: 'KeyShredded' });
  });

  it('makes keys and seals with them in one transaction, and forgets them when it is undone', async () => {
    const owner = randomUUID();
    const intake = (fail: boolean) =>
      database.db.transaction(async (trx) => {
        await vault.createKeys(trx, owner, KEY_CLASSES, AT);
        const id = await vault.seal(trx, { owner, class: 'case', kind: 'person', value: PERSON, atMs: AT });
        if (fail) throw new Error('undone');
        return id;
      });
    await assert.rejects(intake(true), /undone/);
    await assert.rejects(seal(owner), { name: 'NoKey' });
    assert.deepEqual(await vault.open(database.db, await intake(false)), PERSON);
  });

  it('leaves nothing of the person in the database', async () => {
    const owner = await request();
    await seal(owner);
    const { rows } = await database.ownerDb.raw(
      `SELECT string_agg(e::text || encode(e.sealed, 'escape'), '') AS all FROM vault_entries e`,
    );
    assert.doesNotMatch((rows as { all: string }[])[0]!.all, /Zo|Fictional|example/i);
  });

  it('lists entries of an owner and kind, oldest first', async () => {
    const [owner, other] = [await request(), await request()];
    const ids: string[] = [];
    for (const offset of [0, 1_000, 2_000]) {
      const entry = { owner, class: 'case', kind: 'note', value: offset, atMs: AT + offset } as const;
      ids.push(await database.db.transaction((trx) => vault.seal(trx, entry)));
    }
    await seal(owner);
    await seal(other);
    assert.deepEqual(await vault.find(database.db, owner, 'note'), ids);
    assert.deepEqual(await vault.find(database.db, randomUUID(), 'note'), []);
  });

  it('seals columns under a key, and refuses another key or changed bytes', async () => {
    const [owner, other] = [await request(), await request()];
    const value = (of: string) => database.db.transaction((trx) => vault.sealValue(trx, of, 'record', PERSON));
    const [mine, theirs] = [await value(owner), await value(other)];
    assert.deepEqual(await vault.openValue(database.db, mine.keyId, mine.sealed), PERSON);
    await assert.rejects(vault.openValue(database.db, theirs.keyId, mine.sealed), { name: 'Unreadable' });
    for (const at of [0, 5, 20, mine.sealed.length - 1]) {
      const changed = Buffer.from(mine.sealed);
      changed[at]! ^= 1;
      await assert.rejects(vault.openValue(database.db, mine.keyId, changed), { name: 'Unreadable' }, `byte ${at}`);
    }
    await assert.rejects(vault.openValue(database.db, mine.keyId, Buffer.of(1, 2)), { name: 'Unreadable' });
  });

  describe('refuses an entry that was moved', () => {
    const moves: [string, (a: string, b: string) => string][] = [
      ['to another entry', (a, b) => `UPDATE vault_entries SET sealed = (SELECT sealed FROM vault_entries WHERE id = '${b}') WHERE id = '${a}'`],
      ['under another key', (a) => `UPDATE vault_entries SET key_id = (SELECT id FROM vault_keys WHERE class = 'record' LIMIT 1) WHERE id = '${a}'`],
      ['to another kind', (a) => `UPDATE vault_entries SET kind = 'letter' WHERE id = '${a}'`],
      ['to another owner', () => `UPDATE vault_keys SET owner = 'someone' WHERE class = 'case'`],
      ['with its wrapped key', () => `UPDATE vault_keys SET wrapped = (SELECT wrapped FROM vault_keys WHERE class = 'record' LIMIT 1) WHERE class = 'case'`],
    ]; // prettier-ignore
    for (const [what, sql] of moves) {
      it(what, async () => {
        const owner = await request();
        const [a, b] = [await seal(owner), await seal(owner, 'other')];
        await database.ownerDb.raw(sql(a, b));
        await assert.rejects(testVault().open(database.db, a), { name: 'Unreadable' });
      });
    }
  });

  it('shreds one class of one owner: unreadable in every process at once, and not to be sealed again', async () => {
    const [owner, other] = [await request(), await request()];
    const ids = { mine: await seal(owner), record: await seal(owner, 'letter', 'record'), theirs: await seal(other) };
    const elsewhere = testVault();
    await elsewhere.open(database.db, ids.mine);
    await shred(owner);
    for (const process of [vault, elsewhere, testVault()]) {
      await assert.rejects(process.open(database.db, ids.mine), { name: 'KeyShredded' });
      await assert.rejects(seal(owner, 'new', 'case', process), { name: 'KeyShredded' });
      assert.equal(await process.open(database.db, ids.record), 'letter');
      assert.deepEqual(await process.open(database.db, ids.theirs), PERSON);
    }
    const key = await database.db('vault_keys').where({ owner, class: 'case' }).first();
    assert.equal(key.wrapped, null);
    assert.equal((key.shredded_at as Date).getTime(), AT);
    await shred(owner);
  });

  it('keeps a key whose shredding was undone', async () => {
    const owner = await request();
    const id = await seal(owner);
    await assert.rejects(
      database.db.transaction(async (trx) => {
        await vault.shred(trx, owner, 'case', AT);
        throw new Error('undone');
      }),
    );
    assert.deepEqual(await vault.open(database.db, id), PERSON);
  });

  it('tells other processes of a shredded key', async () => {
    const owner = await request();
    const elsewhere = testVault();
    const { keyId, sealed } = await database.db.transaction((trx) => elsewhere.sealValue(trx, owner, 'case', PERSON));
    const stop = await listenForShredding(database.url, elsewhere);
    try {
      await shred(owner);
      // the notification comes on its own connection: ask until it has come
      let error: unknown;
      for (let tries = 0; !error && tries < 200; tries++) {
        error = await elsewhere.openValue(database.db, keyId, sealed).catch((caught: unknown) => caught);
        if ((error as Error).name !== 'KeyShredded') error = await sleep(10);
      }
      assert.equal((error as Error).name, 'KeyShredded');
    } finally {
      await stop();
    }
  });

  it('hashes with a key, apart for each purpose', () => {
    assert.deepEqual(vault.hash('contact', 'a@b.example'), testVault().hash('contact', 'a@b.example'));
    const hashes = (['contact', 'subject', 'standing-order', 'token'] as const).map((p) => vault.hash(p, 'x'));
    hashes.push(vault.hash('contact', 'y'), testVault(2).hash('contact', 'x'));
    assert.equal(new Set(hashes.map((hash) => hash.toString('hex'))).size, hashes.length);
    assert.ok(hashes.every((hash) => hash.length === 32));
  });

  it('moves every key to a new epoch, which then needs the old one no more', async () => {
    const owner = await request();
    const id = await seal(owner);
    await shred(owner, 'proof');
    const rotated = testVault(1, 2);
    assert.equal(await rewrapKeys(database.db, rotated), KEY_CLASSES.length - 1);
    assert.equal(await rewrapKeys(database.db, rotated), 0);
    assert.deepEqual(await testVault(1, 2).open(database.db, id), PERSON);
    await assert.rejects(testVault(1, 1).open(database.db, id), { name: 'Unreadable' });
  });

  describe('at the start', () => {
    it('seals a canary and makes the keys of the engine once, whoever comes first', async () => {
      await Promise.all([checkCanary(database.db, vault), checkCanary(database.db, testVault())]);
      await checkCanary(database.db, testVault());
      assert.deepEqual(await database.db('vault_keys').orderBy('class').pluck('class'), ['payload', 'record']);
      assert.equal((await vault.find(database.db, 'engine', 'canary')).length, 1);
    });

    it('refuses a wrong key, and says what to do', async () => {
      await checkCanary(database.db, vault);
      await assert.rejects(checkCanary(database.db, testVault(2)), { name: 'WrongKey', message: /FORTYFIVE_KEK_FILE/ });
    });

    it('refuses a wrong key where the canary was removed', async () => {
      await request();
      await assert.rejects(checkCanary(database.db, testVault(2)), { name: 'WrongKey' });
      assert.deepEqual(await vault.find(database.db, 'engine', 'canary'), []);
    });

    it('refuses a wrong index key', async () => {
      await checkCanary(database.db, vault);
      const wrong = { ...vault, hash: testVault(2).hash };
      await assert.rejects(checkCanary(database.db, wrong), { name: 'WrongKey' });
    });
  });
});
