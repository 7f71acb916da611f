import assert from 'node:assert/strict';
import { readChain } from '../../db/ledger';
import { addDays, receiptDay } from '../../rules/calendar';
import { workflowShows } from '../proof/support/exposed';
import { type Engine, seedAda, startEngine } from '../support/engine';
import type { FakeRow } from '../support/fake-system';
import { decideDuty, deleteOf, restored, sweep } from './support/keeper';

const ARCHIVES = [{ id: 'nightly' }, { id: 'yearly' }];

describe('an archive that is restored (DEL-05, DEL-12)', () => {
  let engine: Engine;
  let tests = 0;
  let email = '';
  /** What the fault points do, by name; nothing unless a test says so. */
  const faults = new Map<string, () => Promise<void>>();

  before(async function () {
    engine = await startEngine(
      this,
      {},
      { dependencies: (own) => ({ ...own, fault: (point) => faults.get(point)?.() ?? Promise.resolve() }) },
    );
    await sweep(engine, ARCHIVES);
  });
  after(async () => {
    await engine?.stop();
  });
  beforeEach(async () => {
    tests += 1;
    email = `ada-${tests}@example.org`;
    faults.clear();
    engine.crm.failing = engine.events.failing = null;
    engine.crm.erasures.length = 0;
    engine.errors.length = 0;
    await engine.database.ownerDb('disclosures').delete();
    await seedAda(engine, { email });
  });

  const db = () => engine.database.db;
  const stateOf = async (report: string): Promise<string> =>
    (await db()('archive_reports').where({ id: report }).first<{ state: string }>('state')).state;
  const untilState = (report: string, state: string): Promise<void> =>
    engine.until(`the restore is ${state}`, async () => (await stateOf(report)) === state);
  const finding = async (report: string, id: string) =>
    (await db()('restore_findings').where({ report_id: report, request_id: id }).first()) as {
      outcome: string;
      row_count: number;
      kept_count: number;
      fresh_count: number;
    };
  const keys = () => engine.crm.rows.map(({ key }) => key);
  /** What a backup of `crm` would hold now. */
  const backup = (): FakeRow[] => structuredClone(engine.crm.rows);
  /** A request that is approved and waits for the end of its grace period. */
  const untilGrace = async (whose: string): Promise<string> => {
    const id = await engine.file({ email: whose });
    await engine.until('asked for the code', async () => (await engine.row(id)).waits_for === 'consumer-code');
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    assert.equal(await engine.decide(id, 'confirm-code'), 'claimed');
    assert.equal(await engine.decide(id, 'approve-verification'), 'claimed');
    await engine.until('in its grace', async () => (await engine.row(id)).phase === 'grace');
    return id;
  };
  const evidence = async (id: string, kind = 'suppression-reapplied') =>
    (await readChain(db(), id)).filter((entry) => entry.kind === kind).map(({ body }) => body);

  it('is cleaned of everyone who was deleted, and of nobody else', async () => {
    await seedAda(engine, { email, kept: true });
    const copy = backup();
    const id = await deleteOf(engine, email, { keep: true });
    assert.deepEqual(keys(), ['10', '2'], 'the invoice is kept');

    // the copy of then; besides, what she gave afresh since, and a neighbour who came since
    const nowMs = await engine.temporal.nowMs();
    engine.crm.rows = [
      ...copy,
      { table: 'contacts', key: '30', email, createdAtMs: nowMs },
      { table: 'contacts', key: '31', email: 'newcomer@example.org' },
    ];
    engine.crm.erasures.length = 0;
    const report = await restored(engine, 'nightly', 'crm');
    await untilState(report, 'clean');
    assert.deepEqual(keys(), ['10', '2', '30', '31']);
    assert.deepEqual(
      engine.crm.erasures.map(({ key, rows }) => [key, rows.map((row) => row.key)]),
      [[`${id}/reapply/${report}/1`, ['1']]],
    );
    const { outcome, row_count, kept_count, fresh_count } = await finding(report, id);
    assert.deepEqual([outcome, row_count, kept_count, fresh_count], ['erased', 1, 1, 1]);
    assert.deepEqual(await evidence(id), [
      { archive: 'nightly', fresh: 1, kept: 1, outcome: 'erased', report, rows: 1, system: 'crm' },
    ]);
    const chain = (await readChain(db(), 'archive/nightly')).map(({ kind }) => kind);
    assert.deepEqual(chain.slice(-5), ['decision-recorded', 'decision-claimed', 'restore-begun', 'restore-searched', 'restore-clean']); // prettier-ignore
    assert.deepEqual(await db()('restore_seeds').where({ report_id: report }), [], 'what was found is forgotten');
    const key = await db()('vault_keys').where({ owner: report }).first('shredded_at');
    assert.notEqual(key.shredded_at, null);
    for (const { where, content } of await workflowShows(engine, 'archive/nightly'))
      for (const never of [id, email, 'ada-']) assert.ok(!content.toString().includes(never), `${where}: ${never}`);
    assert.deepEqual(engine.errors, []);
  });

  it('is cleaned again by the next restore, when the case is long closed', async () => {
    const copy = backup();
    const id = await deleteOf(engine, email);
    await engine.days(32);
    await engine.until('closed', async () => (await engine.row(id)).phase === 'closed');
    // the case key ends with the case: nothing that a restore needs may hang on it
    await db().transaction(async (trx) => engine.vault.shred(trx, id, 'case', await engine.temporal.nowMs()));
    for (const archive of ['yearly', 'yearly']) {
      engine.crm.rows = structuredClone(copy);
      const report = await restored(engine, archive, 'crm');
      await untilState(report, 'clean');
      assert.deepEqual(keys(), ['2']);
    }
    assert.equal((await evidence(id)).length, 2);
  });

  it('has its system to itself: another restore and an erasure wait, then all go on', async () => {
    const copy = backup();
    const other = `other-${email}`;
    await deleteOf(engine, email);
    engine.crm.rows = [
      ...structuredClone(copy),
      ...copy.slice(0, 1).map((row): FakeRow => ({
        ...row,
        key: '40',
        email: other,
        fields: row.fields!.map((field) => (field.contact ? { ...field, value: other } : field)),
      })),
    ];
    engine.events.rows.push({ table: 'attendees', key: 'a40', email: other });
    const id = await untilGrace(other);
    const erasedSystems = async () => (await evidence(id, 'erased')).map((body) => body['system']).sort();

    // attempts at the restores end before they have read a page, and are made again
    faults.set('restore-page:after-effect', () => Promise.reject(new Error('cut off')));
    const first = await restored(engine, 'nightly', 'crm');
    await untilState(first, 'searching');
    const second = await restored(engine, 'yearly', 'crm');
    // another system is free meanwhile
    const elsewhere = await restored(engine, 'yearly', 'events');
    await untilState(elsewhere, 'searching');
    assert.equal(await stateOf(second), 'waiting');
    // the grace period ends meanwhile
    await engine.days(2.1);
    assert.deepEqual([await stateOf(first), await stateOf(second)], ['searching', 'waiting']);
    assert.ok(keys().includes('40'));
    assert.deepEqual(await erasedSystems(), [], 'both systems are being restored');
    const tasks = await db()('tasks').where({ request_id: id, kind: 'system-down' });
    assert.deepEqual(tasks, [], 'waiting is no failure');

    faults.clear();
    await engine.days(0.6);
    for (const report of [first, second, elsewhere]) await untilState(report, 'clean');
    await engine.until('erased after all', async () => (await erasedSystems()).length === 2);
    assert.deepEqual(keys(), ['2']);
  });

  it('leaves to a decider what nobody decided, and does what is decided', async () => {
    const copy = backup();
    const id = await deleteOf(engine, email);
    const keep = { code: 'D1' as const, reason: 'Still to be delivered.', purpose: 'deliver' };
    engine.crm.rows = [...copy, { table: 'orders', key: '50', email, keep }];
    const report = await restored(engine, 'nightly', 'crm');
    await untilState(report, 'undecided');
    assert.equal(keys().length, 4, 'nothing of hers goes before a person has looked');
    assert.equal((await finding(report, id)).outcome, 'differs');
    const task = await db()('tasks').where({ request_id: id, kind: 'restore-undecided' }).first();
    assert.deepEqual([task.state, task.role, task.target, task.code], ['open', 'decider', 'crm', 'differs']);
    // the system is free meanwhile
    await untilState(await restored(engine, 'yearly', 'crm'), 'undecided');

    const decide = (code: string, roles?: ['administrator']) =>
      decideDuty(engine, 'archive/nightly', 'decide-restored', {
        code,
        requestId: id,
        content: { report },
        ...(roles ? { roles } : {}),
      });
    assert.equal(await decide('erase', ['administrator']), 'role-missing');
    assert.equal(await decide('erase'), 'claimed');
    await untilState(report, 'clean');
    assert.deepEqual(keys(), ['2']);
    assert.equal(await decide('erase'), 'nothing-to-decide');
    const outcomes = (await evidence(id)).filter((body) => body['report'] === report).map((body) => body['outcome']);
    assert.deepEqual(outcomes, ['differs', 'erased']);
  });

  it('asks a person where a key was given out again, or where two people stand behind what matched', async () => {
    engine.crm.rows[0]!.contactId = '700';
    const id = await deleteOf(engine, email);
    // the same key, now another person's: no address of hers
    engine.crm.rows.push({ table: 'contacts', key: '60', email: 'somebody-else@example.org', contactId: '700' });
    const report = await restored(engine, 'nightly', 'crm');
    await untilState(report, 'undecided');
    assert.equal((await finding(report, id)).outcome, 'uncertain-match');
    assert.deepEqual(keys(), ['2', '60']);
    const leave = { code: 'leave', requestId: id, content: { report } };
    assert.equal(await decideDuty(engine, 'archive/nightly', 'decide-restored', leave), 'claimed');
    await untilState(report, 'clean');
    assert.deepEqual(keys(), ['2', '60']);
    const task = await db()('tasks').where({ request_id: id, kind: 'restore-undecided' }).first();
    assert.equal(task.state, 'done');
  });

  it('touches nobody who is on hold', async () => {
    const copy = backup();
    const id = await untilGrace(email);
    engine.events.failing = 'system-down';
    await engine.days(2.2);
    await engine.until('erased in crm', async () => (await engine.ledger(id)).includes('erased'));
    const reviewOn = addDays(receiptDay(await engine.temporal.nowMs()), 30);
    const hold = { code: 'legal-claim', facts: 'Claim 7.', told: 'A claim is pending.', content: { reviewOn } };
    assert.equal(await engine.decide(id, 'place-hold', hold), 'claimed');
    engine.crm.rows = structuredClone(copy);
    const report = await restored(engine, 'nightly', 'crm');
    await untilState(report, 'undecided');
    assert.equal((await finding(report, id)).outcome, 'held');
    assert.equal(keys().length, 3);
    const erase = () =>
      decideDuty(engine, 'archive/nightly', 'decide-restored', { code: 'erase', requestId: id, content: { report } });
    assert.equal(await erase(), 'claimed');
    await engine.until('looked at again', async () => (await evidence(id)).length === 2);
    assert.equal(keys().length, 3, 'the hold still stands');
    await untilState(report, 'undecided');
    assert.equal(await engine.decide(id, 'release-hold', { facts: 'The claim is settled.' }), 'claimed');
    assert.equal(await erase(), 'claimed');
    await untilState(report, 'clean');
    assert.deepEqual(keys(), ['2']);
  });

  it('goes on where it was, once the system answers again', async () => {
    const copy = backup();
    const id = await deleteOf(engine, email);
    engine.crm.rows = structuredClone(copy);
    engine.crm.failing = 'system-down';
    const report = await restored(engine, 'nightly', 'crm');
    await engine.until('it failed', async () => {
      const { last_failure } = (await db()('archive_reports').where({ id: report }).first()) as {
        last_failure: string;
      };
      return last_failure === 'system-down';
    });
    engine.crm.failing = null;
    await engine.days(0.6);
    await untilState(report, 'clean');
    assert.deepEqual(keys(), ['2']);
    assert.equal((await finding(report, id)).outcome, 'erased');
  });

  for (const point of [
    'restore-page:after-effect',
    'restore-page:after-evidence',
    'reapply:before-intent',
    'reapply:after-intent',
    'reapply:after-effect',
    'reapply:after-evidence',
  ])
    it(`comes to the same where an attempt ends at ${point}: one effect key, one entry`, async () => {
      const copy = backup();
      const id = await deleteOf(engine, email);
      engine.crm.rows = structuredClone(copy);
      engine.crm.erasures.length = 0;
      let cut = 0;
      faults.set(point, () => {
        cut += 1;
        return cut === 1 ? Promise.reject(new Error('cut off')) : Promise.resolve();
      });
      const report = await restored(engine, 'nightly', 'crm');
      await engine.until('it was cut off', async () => cut > 0);
      await engine.days(0.01);
      await untilState(report, 'clean');
      assert.deepEqual(keys(), ['2']);
      const used = engine.crm.erasures.map(({ key }) => key);
      assert.deepEqual([...new Set(used)], [`${id}/reapply/${report}/1`]);
      assert.equal((await evidence(id)).length, 1);
      const effect = await db()('effects').where({ request_id: id, step: 'reapply' });
      assert.deepEqual(effect.map(({ state }) => state), ['done']); // prettier-ignore
    });
});
