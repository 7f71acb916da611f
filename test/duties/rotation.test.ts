import assert from 'node:assert/strict';
import { readChain } from '../../db/ledger';
import { addDays, receiptDay, startOfDayMs } from '../../rules/calendar';
import { workflowShows } from '../proof/support/exposed';
import { type Engine, seedAda, startEngine } from '../support/engine';
import { decideDuty, deleteOf, STAFF, sweep } from './support/keeper';

/** One nightly backup of `crm`, and one of both systems; nothing that never rotates out. */
const ARCHIVES = [
  { id: 'nightly', name: 'Nightly backup', systems: ['crm'], rotatesOutDays: 35 },
  { id: 'weekly', name: 'Weekly backup', systems: ['crm', 'events'], rotatesOutDays: 60 },
];

describe('archives that rotate out (DEL-05)', () => {
  let engine: Engine;
  let tests = 0;
  let email = '';

  before(async function () {
    engine = await startEngine(
      this,
      {},
      { dependencies: (own) => ({ ...own, dataMap: { ...own.dataMap, archives: ARCHIVES } }) },
    );
  });
  after(async () => {
    await engine?.stop();
  });
  beforeEach(async () => {
    tests += 1;
    email = `ada-${tests}@example.org`;
    engine.crm.failing = engine.events.failing = null;
    await engine.database.ownerDb('disclosures').delete();
    await seedAda(engine, { email });
  });

  const dutiesOf = async (id: string) =>
    Object.fromEntries(
      (
        (await engine.database.db('archive_duties').where({ request_id: id })) as {
          archive: string;
          state: string;
          ends_on: string;
        }[]
      ).map(({ archive, state, ends_on }) => [archive, { state, ends_on }]),
    );
  const orders = async (id: string): Promise<number> =>
    (await engine.database.db('standing_orders').where({ request_id: id })).length;
  const erasedOn = async (id: string, system: string): Promise<string> => {
    const { at } = await engine.database
      .db('milestones')
      .where({ request_id: id, name: `erased-${system}` })
      .first<{ at: Date }>('at');
    return receiptDay(at.getTime());
  };
  /** Moves to the first minutes of a Los Angeles day. */
  const toDay = async (day: string): Promise<void> => {
    await engine.days((startOfDayMs(day) + 60_000 - (await engine.temporal.nowMs())) / 86_400_000);
  };

  it('starts once for each archive of the map, and finds what runs', async () => {
    assert.equal(await sweep(engine, ARCHIVES), 3, 'two archives, and the duties that end on a day');
    assert.equal(await sweep(engine, ARCHIVES), 0);
    const runs = () => engine.database.db('duty_runs').orderBy('duty').select('duty', 'run_epoch');
    await engine.until('all have begun', async () => (await runs()).length === 3);
    assert.deepEqual(
      (await runs()).map(({ duty, run_epoch }) => [duty, run_epoch]),
      [
        ['archive/nightly', 1],
        ['archive/weekly', 1],
        ['schedule/duties', 1],
      ],
    );
  });

  it('settles a duty the day after its last one, and the suppression ends with the last archive', async () => {
    const id = await deleteOf(engine, email);
    const day = await erasedOn(id, 'crm');
    assert.deepEqual(await dutiesOf(id), {
      nightly: { state: 'standing', ends_on: addDays(day, 35) },
      weekly: { state: 'standing', ends_on: addDays(await erasedOn(id, 'events'), 60) },
    });
    const before = await orders(id);
    assert.ok(before > 0);

    await toDay(addDays(day, 35));
    assert.equal((await dutiesOf(id)).nightly!.state, 'standing', 'the whole of its last day counts');
    await toDay(addDays(day, 36));
    await engine.until('settled', async () => (await dutiesOf(id)).nightly!.state === 'rotated-out');
    assert.equal((await dutiesOf(id)).weekly!.state, 'standing');
    assert.equal(await orders(id), before, 'another archive is older');

    await toDay(addDays(day, 61));
    await engine.until('ended', async () => (await orders(id)) === 0);
    const own = (await readChain(engine.database.db, id)).filter(({ kind }) => /rotated|suppression/.test(kind));
    assert.deepEqual(
      own.map(({ kind, body }) => [kind, body['archive'] ?? body['identifiers']]),
      [
        ['archive-rotated-out', 'nightly'],
        ['archive-rotated-out', 'weekly'],
        ['suppression-ended', before],
      ],
    );
    const archive = await readChain(engine.database.db, 'archive/weekly');
    assert.deepEqual(archive.at(-1)!.body, { duties: 1, suppressionsEnded: 1, day: addDays(day, 61) });
    for (const workflowId of ['archive/nightly', 'archive/weekly'])
      for (const { where, content } of await workflowShows(engine, workflowId))
        assert.ok(!content.toString().includes(id), `${where} names a request`);
    assert.deepEqual(engine.errors, []);
  });

  it('moves the end with a system that was away: its backups went on holding the person', async () => {
    const id = await engine.file({ email });
    await engine.until('asked for the code', async () => (await engine.row(id)).waits_for === 'consumer-code');
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    await engine.decide(id, 'confirm-code');
    await engine.decide(id, 'approve-verification');
    await engine.until('planned', async () => (await engine.row(id)).phase === 'grace');
    engine.events.failing = 'system-down';
    await engine.days(2.2);
    await engine.until('crm is erased', async () => (await engine.ledger(id)).includes('erased'));
    const first = (await dutiesOf(id)).weekly!.ends_on;
    await engine.days(30);
    await sweep(engine, ARCHIVES);
    // past its first end, while one of its systems is still being copied
    await toDay(addDays(first, 2));
    assert.equal((await dutiesOf(id)).weekly!.state, 'standing');
    engine.events.failing = null;
    await engine.days(1);
    await engine.until(
      'events is erased',
      async () => (await engine.ledger(id)).filter((kind) => kind === 'erased').length === 2,
    );
    const day = await erasedOn(id, 'events');
    assert.equal((await dutiesOf(id)).weekly!.ends_on, addDays(day, 60));
    assert.equal((await dutiesOf(id)).nightly!.state, 'rotated-out');
  });

  it('takes the word of whoever runs it that copies are gone, up to a day before today', async () => {
    const id = await deleteOf(engine, email);
    const today = receiptDay(await engine.temporal.nowMs());
    const gone = (through: string, roles?: ['intake']) =>
      decideDuty(engine, 'archive/weekly', 'archive-rotated', {
        code: 'destroyed',
        content: { through },
        ...(roles ? { roles } : {}),
      });
    assert.equal(await gone(addDays(today, -1), ['intake']), 'role-missing');
    assert.equal(await gone(today), 'day-not-possible');
    assert.equal(await gone(addDays(await erasedOn(id, 'crm'), -1)), 'claimed');
    await engine.days(1);
    assert.equal((await dutiesOf(id)).weekly!.state, 'standing', 'a later copy holds the person');
    assert.equal(await gone(await erasedOn(id, 'crm')), 'claimed');
    await engine.until('settled', async () => (await dutiesOf(id)).weekly!.state === 'rotated-out');
    const claims = (await readChain(engine.database.db, 'archive/weekly')).filter(({ kind }) =>
      kind.startsWith('decision'),
    );
    assert.deepEqual(
      claims.slice(-2).map(({ kind, body }) => [kind, body['actor'] ?? body['decides']]),
      [
        ['decision-recorded', STAFF],
        ['decision-claimed', 'archive-rotated'],
      ],
    );
  });

  it('refuses a message behind which no decision stands, records it, and goes on', async () => {
    const handle = engine.temporal.client.workflow.getHandle('archive/nightly');
    const bare = async () =>
      (await readChain(engine.database.db, 'archive/nightly')).filter(({ kind }) => kind === 'bare-signal').length;
    const before = await bare();
    await handle.signal('archiveRestored', { decisionId: '00000000-0000-4000-8000-00000000dead' });
    await handle.signal('archiveRestored');
    await handle.signal('no message of ours', { any: 'thing' });
    await engine.until('recorded', async () => (await bare()) === before + 3);
    assert.deepEqual(await engine.database.db('archive_reports').where({ archive: 'nightly' }), []);
    assert.equal(await engine.gateway.dutyRunning('archive/nightly'), true);
  });

  it('delivers a report that was recorded while nobody could hear it', async () => {
    const today = receiptDay(await engine.temporal.nowMs());
    const { deliverDuty } = engine.gateway;
    engine.gateway.deliverDuty = () => Promise.resolve({ mark: 'recorded' });
    const content = { through: addDays(today, -1) };
    assert.equal(await decideDuty(engine, 'archive/nightly', 'archive-rotated', { content }), 'recorded');
    engine.gateway.deliverDuty = deliverDuty;
    await sweep(engine, ARCHIVES);
    const open = await engine.database.db('duty_decisions').where({ state: 'recorded' });
    assert.deepEqual(open, []);
  });
});
