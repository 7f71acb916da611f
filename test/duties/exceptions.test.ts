import assert from 'node:assert/strict';
import { readChain } from '../../db/ledger';
import { addDays, receiptDay, startOfDayMs } from '../../rules/calendar';
import { type Engine, seedAda, startEngine } from '../support/engine';
import { decideDuty, deleteOf, restored, sweep } from './support/keeper';

const ARCHIVES = [{ id: 'nightly' }, { id: 'yearly' }];
const DAILY = 'schedule/duties';

describe('the end of an exception (D5, DEL-07)', () => {
  let engine: Engine;
  let tests = 0;
  let email = '';
  let endsOn = '';
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
    await seedAda(engine, { email, kept: true });
    endsOn = addDays(receiptDay(await engine.temporal.nowMs()), 60);
    engine.crm.rows.find(({ key }) => key === '10')!.keep!.endsOn = endsOn;
  });

  const db = () => engine.database.db;
  const toDay = async (day: string, minutes = 1): Promise<void> => {
    const wait = startOfDayMs(day) + minutes * 60_000 - (await engine.temporal.nowMs());
    await engine.days(wait / 86_400_000);
  };
  const keys = () => engine.crm.rows.map(({ key }) => key);
  const duty = async (id: string) =>
    (await db()('exception_duties').where({ request_id: id }).first()) as {
      id: string;
      state: string;
      ends_on: string;
      keys_entry: string;
    };
  const task = async (id: string) =>
    (await db()('tasks').where({ request_id: id, kind: 'exception-ends' }).first()) as
      { state: string; role: string; due_on: string; level: number; code: string } | undefined;
  const evidence = async (id: string, kind: string) =>
    (await readChain(db(), id)).filter((entry) => entry.kind === kind).map(({ body }) => body);

  it('comes with its task, and the data go on its day by the keys that outlived the case', async () => {
    const id = await deleteOf(engine, email, { keep: true });
    const { id: dutyId, keys_entry } = await duty(id);
    await engine.days(32);
    await engine.until('closed', async () => (await engine.row(id)).phase === 'closed');
    await db().transaction(async (trx) => engine.vault.shred(trx, id, 'case', await engine.temporal.nowMs()));

    await toDay(addDays(endsOn, -15));
    assert.equal(await task(id), undefined);
    await toDay(addDays(endsOn, -14));
    await engine.until('asked', async () => (await task(id)) !== undefined);
    const { state, role, due_on } = (await task(id))!;
    assert.deepEqual([state, role, due_on], ['open', 'decider', endsOn]);

    await toDay(addDays(endsOn, -1), 24 * 60 - 5);
    assert.deepEqual(keys(), ['10', '2'], 'kept until its day');
    await toDay(endsOn);
    await engine.until('ended', async () => (await duty(id)).state === 'ended');
    assert.deepEqual(keys(), ['2']);
    assert.deepEqual(
      engine.crm.erasures.slice(-1).map(({ key, rows }) => [key, rows.map((row) => row.key)]),
      [[`${id}/end-exception/${dutyId}/1`, ['10']]],
    );
    assert.deepEqual(await evidence(id, 'exception-ended'), [
      { absent: 1, code: 'D8', duty: dutyId, planned: 1, system: 'crm' },
    ]);
    assert.equal((await task(id))!.state, 'done');
    await assert.rejects(engine.vault.open(db(), keys_entry), { name: 'KeyShredded' });
    assert.deepEqual(engine.errors, []);
  });

  it('moves where a decider renews it before it has come, and not after', async () => {
    const id = await deleteOf(engine, email, { keep: true });
    const { id: exception } = await duty(id);
    const renew = (until: string, how: { roles?: ['administrator']; code?: string } = {}) =>
      decideDuty(engine, DAILY, 'renew-exception', {
        code: 'still-required',
        requestId: id,
        content: { exception, until },
        ...how,
      });
    await toDay(addDays(endsOn, -10));
    await engine.until('asked', async () => (await task(id))?.state === 'open');
    assert.equal(await renew(addDays(endsOn, 1), { roles: ['administrator'] }), 'role-missing');
    assert.equal(await renew(addDays(endsOn, 1), { code: 'because' }), 'reason-missing');
    assert.equal(await renew(endsOn), 'day-not-possible');
    const later = addDays(endsOn, 90);
    assert.equal(await renew(later), 'claimed');
    assert.equal((await task(id))!.state, 'done');
    await toDay(addDays(endsOn, 1));
    assert.deepEqual(keys(), ['10', '2']);
    assert.deepEqual(
      (await evidence(id, 'exception-renewed')).map((body) => body['until']),
      [later],
    );
    await toDay(addDays(later, -3));
    await engine.until('asked again', async () => (await task(id))?.state === 'open');
    await toDay(later);
    await engine.until('ended', async () => (await duty(id)).state === 'ended');
    assert.deepEqual(keys(), ['2']);
    assert.equal(await renew(addDays(later, 30)), 'nothing-to-decide');
  });

  it('waits for a system that is away, and for no other; a decider sees it', async () => {
    const id = await deleteOf(engine, email, { keep: true });
    await engine.days(40);
    engine.crm.failing = 'system-down';
    await toDay(endsOn, 20 * 60);
    await engine.until('raised', async () => ((await task(id))?.level ?? 0) === 2);
    assert.equal((await task(id))!.code, 'system-down');
    assert.equal((await duty(id)).state, 'standing');
    assert.equal(await decideDuty(engine, DAILY, 'renew-exception', { code: 'still-required', requestId: id, content: { exception: (await duty(id)).id, until: addDays(endsOn, 9) } }), 'erasure-begun'); // prettier-ignore
    engine.crm.failing = null;
    await engine.days(0.6);
    await engine.until('ended', async () => (await duty(id)).state === 'ended');
    assert.deepEqual(keys(), ['2']);
  });

  it('does not believe a system that still holds what it erased', async () => {
    const id = await deleteOf(engine, email, { keep: true });
    engine.crm.lying = true;
    try {
      await toDay(endsOn, 60);
      assert.equal((await duty(id)).state, 'standing');
    } finally {
      engine.crm.lying = false;
    }
    await engine.days(0.6);
    await engine.until('ended', async () => (await duty(id)).state === 'ended');
  });

  it('is erased, not kept, when an archive brings it back afterwards', async () => {
    const copy = structuredClone(engine.crm.rows);
    const id = await deleteOf(engine, email, { keep: true });
    await toDay(endsOn);
    await engine.until('ended', async () => (await duty(id)).state === 'ended');
    engine.crm.rows = copy;
    const report = await restored(engine, 'yearly', 'crm');
    await engine.until('settled', async () => {
      const { state } = await db()('archive_reports').where({ id: report }).first<{ state: string }>('state');
      return state === 'clean' || state === 'undecided';
    });
    assert.deepEqual(keys(), ['2']);
  });

  for (const point of ['before-intent', 'after-intent', 'after-effect', 'after-evidence'])
    it(`comes to the same where an attempt ends at end-exception:${point}: one effect key, one entry`, async () => {
      const id = await deleteOf(engine, email, { keep: true });
      engine.crm.erasures.length = 0;
      let cut = 0;
      faults.set(`end-exception:${point}`, () => {
        cut += 1;
        return cut === 1 ? Promise.reject(new Error('cut off')) : Promise.resolve();
      });
      await toDay(endsOn, 10);
      await engine.until('ended', async () => (await duty(id)).state === 'ended');
      assert.ok(cut > 0);
      assert.deepEqual(keys(), ['2']);
      assert.equal(new Set(engine.crm.erasures.map(({ key }) => key)).size, 1);
      assert.equal((await evidence(id, 'exception-ended')).length, 1);
    });
});
