import assert from 'node:assert/strict';
import { check } from './checker';
import { courses } from './course';
import { cast } from './people';
import { startSite, type Site } from './site';
import { attend } from './staff';
import { startWorld, type World } from './world';

const AROUND = ['before-intent', 'after-intent', 'after-effect', 'after-evidence'] as const;
const BEFORE = AROUND.slice(0, 2);

/** Named points of the worker, in the order in which a request passes them (docs/faults.md). */
const WORKER_POINTS = [
  ...AROUND.map((when) => `letter-acknowledgement:${when}`),
  ...AROUND.map((when) => `letter-code:${when}`),
  // what these two find and what follows from it is one transaction of our own database
  ...BEFORE.map((when) => `match:${when}`),
  ...BEFORE.map((when) => `plan:${when}`),
  ...AROUND.map((when) => `erase:${when}`),
  ...AROUND.map((when) => `notice:${when}`),
  ...AROUND.map((when) => `letter-answer:${when}`),
];
const API_POINTS = ['intake:before-commit', 'intake:after-commit', 'intake:after-start'];
const PEOPLE_EACH = 2;

/** SIGKILL at every point, one after another; each new worker meets what the dead ones left. For `npm run faults`. */
describe('SIGKILL at every point', function () {
  this.timeout(600_000);
  let site: Site;
  let world: World;
  const references: string[] = [];
  const attended: Promise<unknown>[] = [];
  let asked = 0;

  before(async function () {
    site = await startSite(this);
    world = await startWorld(site, 'points');
  });
  after(async () => {
    await world?.stop();
    await site?.stop();
  });

  const people = () => {
    asked += PEOPLE_EACH;
    return cast(site.people, PEOPLE_EACH, asked - PEOPLE_EACH);
  };

  for (const point of API_POINTS)
    it(`api: ${point}`, async () => {
      await world.api.kill();
      await world.startApi(`${point}:kill`);
      const receipts = Promise.all(people().map((person) => world.ask(person)));
      await world.api.gone();
      await world.startApi();
      references.push(...(await receipts).map(({ reference }) => reference));
    });

  for (const point of WORKER_POINTS)
    it(`worker: ${point}`, async () => {
      await world.worker.kill();
      await world.startWorker(`${point}:kill`);
      const receipts = await Promise.all(people().map((person) => world.ask(person)));
      const own = receipts.map(({ reference }) => reference);
      references.push(...own);
      // the next worker finishes what this one leaves, if it lives long enough; who waits gives up, and says for what,
      // before the last test does
      attended.push(attend(world, own, { withinMs: 480_000 }).catch((error: unknown) => error));
      await world.worker.gone();
    });

  it('every request ends, and nothing anywhere is out of order', async () => {
    await world.startWorker();
    assert.deepEqual(
      (await Promise.all(attended)).filter((error) => error !== undefined),
      [],
    );
    await attend(world, references, { withinMs: 240_000 });
    assert.deepEqual(await check(world.evidence), []);
    for (const [email, { outcome, late, letters }] of await courses(world.evidence)) {
      const { number } = world.evidence.asked.find((person) => person.email === email)!;
      assert.match(outcome ?? '', /^deleted(-in-part)?$/, `person ${number}`);
      assert.equal(late, false);
      assert.deepEqual(
        letters.map(({ kind }) => kind),
        ['acknowledgement', 'answer', 'code'],
      );
    }
  });
});
