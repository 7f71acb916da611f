import assert from 'node:assert/strict';
import type { DemoPerson } from '../../demo/person';
import { until } from '../support/until';
import { check } from './checker';
import { type Course, courses } from './course';
import { cast } from './people';
import { checkReplays } from './replays';
import { startSite, type Site } from './site';
import { attend } from './staff';
import { TAMPERED } from './tampered';
import { startWorld, type World } from './world';

/** A busy machine is slow, and nothing here is about speed: only what never comes ends a wait, milliseconds. */
const MAY_TAKE_MS = 600_000;
const WAIT = { withinMs: 240_000 };
/** Requests under way when the worker is killed. */
const MANY = Number(process.env.FORTYFIVE_FAULT_REQUESTS ?? (process.env.CI ? 8 : 50));

/**
 * Real processes, a real Temporal server and real databases, cut off at their worst moments. The same people ask in a
 * world where nothing fails; every request must come to the same end in both (docs/faults.md).
 */
describe('faults', function () {
  this.timeout(MAY_TAKE_MS);
  let site: Site;
  let world: World;
  let quiet: Map<string, Course>;
  const cells: Record<string, DemoPerson[]> = {};

  before(async function () {
    site = await startSite(this);
    this.timeout(MAY_TAKE_MS);
    const sizes = { worker: MANY, api: 2, temporal: 10, postgres: 6, recipients: 6 };
    let from = 0;
    for (const [cell, size] of Object.entries(sizes)) {
      cells[cell] = cast(site.people, size, from);
      from += size;
    }
    const baseline = await startWorld(site, 'quiet');
    try {
      const receipts = await Promise.all(
        Object.values(cells)
          .flat()
          .map((person) => baseline.ask(person)),
      );
      const references = receipts.map(({ reference }) => reference);
      await attend(baseline, references);
      assert.deepEqual(await check(baseline.evidence), []);
      assert.deepEqual(await checkReplays(baseline, references), []);
      quiet = await courses(baseline.evidence);
    } finally {
      await baseline.stop();
    }
    world = await startWorld(site, 'faulty');
  });
  after(async function () {
    this.timeout(60_000);
    await world?.stop();
    await site?.stop();
  });

  /** Every request of these people is as in the quiet world, and nothing anywhere is out of order. */
  async function assertAsIfNothingHappened(people: DemoPerson[]): Promise<void> {
    assert.deepEqual(await check(world.evidence), []);
    const found = await courses(world.evidence);
    for (const { email, number } of people) assert.deepEqual(found.get(email!), quiet.get(email!), `person ${number}`);
    const { rows } = await world.db.raw<{ rows: { id: string }[] }>(`SELECT id::text FROM requests`);
    for (const { id } of rows) assert.equal(await world.gateway.running(id), true, `request ${id} has no live run`);
    const theirs = world.evidence.receipts.filter((receipt) => people.some(({ email }) => email === receipt.email));
    const references = theirs.map(({ reference }) => reference);
    assert.deepEqual(await checkReplays(world, references), []);
  }

  const askAll = async (people: DemoPerson[]): Promise<string[]> =>
    (await Promise.all(people.map((person) => world.ask(person)))).map(({ reference }) => reference);

  const count = async (sql: string): Promise<number> => {
    const { rows } = await world.db.raw<{ rows: { n: number }[] }>(`SELECT count(*)::int AS n FROM ${sql}`);
    return rows[0]!.n;
  };

  /** These ask, erasure begins, and nobody is answered yet: a recipient does not work until `then` is over. */
  async function inTheMidst(people: DemoPerson[], then: () => Promise<void>): Promise<void> {
    const begun = `requests WHERE erasure_begun_at IS NOT NULL AND answered_at IS NULL`;
    world.recipients.switchTo('lettermill', { mode: 'error' });
    const attended = attend(world, await askAll(people));
    await until('erasure has begun', async () => (await count(begun)) > 0, WAIT);
    await then();
    world.recipients.switchTo('lettermill', { mode: 'ok' });
    await attended;
  }

  it(`worker: killed in the midst of the fan-out of ${MANY} requests, then between a letter and its evidence`, async () => {
    const people = cells['worker']!;
    await world.worker.kill();
    // each of them is erased in two systems: this is the middle
    await world.startWorker(`erase:after-effect:kill@${people.length}`);
    const attended = attend(world, await askAll(people));
    const killed = (async () => {
      await world.worker.gone();
      assert.ok((await count(`requests WHERE answered_at IS NULL`)) > 0, 'nothing was left to do');
      await world.startWorker('letter-answer:after-effect:kill@2');
      await world.worker.gone();
      await world.startWorker();
    })();
    await Promise.all([attended, killed]);
    await assertAsIfNothingHappened(people);
    assert.ok((await count(`effects WHERE uncertain`)) > 0, 'no effect was cut off');
  });

  it('api: killed between commit and start; the same form gets the receipt, the sweeper the run', async () => {
    const people = cells['api']!;
    const before = await count('requests');
    await world.api.kill();
    await world.startApi('intake:after-commit:kill');
    const asked = askAll(people);
    await world.api.gone();
    assert.ok((await count('requests')) > before, 'nothing was committed');
    assert.equal(world.evidence.receipts.length, before, 'somebody was told');
    await world.startApi();
    await attend(world, await asked);
    await assertAsIfNothingHappened(people);
  });

  it('temporal: away during intake, which gives receipts all the same; empty after a crash amid 10 requests', async () => {
    const people = cells['temporal']!;
    const rebuilt = await count(`requests WHERE run_epoch > 1`);
    let late: string[] = [];
    await inTheMidst(people.slice(0, 7), async () => {
      await site.temporal.kill();
      late = await askAll(people.slice(7));
      await site.temporal.restartEmpty();
    });
    await attend(world, late);
    assert.ok((await count(`requests WHERE run_epoch > 1`)) > rebuilt, 'no run was lost');
    await assertAsIfNothingHappened(people);
  });

  it('postgres: stopped at once and started again, our own and the system on it', async () => {
    const people = cells['postgres']!;
    await inTheMidst(people, () => site.restartPostgres());
    await assertAsIfNothingHappened(people);
  });

  it('recipients: one answers 500 for a while, one does the work and loses the answer', async () => {
    const people = cells['recipients']!;
    world.recipients.switchTo('lettermill', { mode: 'error' });
    world.recipients.switchTo('tallyhouse', { mode: 'lose-answer' });
    const references = await askAll(people);
    const attended = attend(world, references);
    const refused = `effects WHERE step = 'notice' AND target = 'lettermill' AND last_failure = 'recipient-down'`;
    await until('lettermill was tried', async () => (await count(refused)) > 0, WAIT);
    world.recipients.switchTo('lettermill', { mode: 'ok' });
    await attended;
    world.recipients.switchTo('tallyhouse', { mode: 'ok' });
    await assertAsIfNothingHappened(people);
    const twice = world.evidence.hooks.filter(({ recipient, how }) => recipient === 'tallyhouse' && how === 'repeated');
    assert.ok(twice.length > 0, 'no answer was lost');
    const marked = `effects WHERE step = 'notice' AND target = 'tallyhouse' AND uncertain`;
    assert.ok((await count(marked)) >= twice.length);
  });

  describe('the checker', () => {
    before(async () => {
      // a database is copied while nobody is connected
      await world.stop();
    });

    it('finds nothing where nothing is wrong', async () => {
      assert.deepEqual(await check(world.evidence), []);
    });

    for (const { name, tamper, finds } of TAMPERED)
      it(`finds ${name}`, async () => {
        const found = await check(await tamper(world.evidence, site));
        assert.ok(
          found.some((line) => finds.test(line)),
          `not found: ${finds} in ${JSON.stringify(found)}`,
        );
      });
  });
});
