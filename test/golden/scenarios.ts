import assert from 'node:assert/strict';
import { addDays, atHourMs, receiptDay } from '../../rules/calendar';
import type { Right } from '../../rules/codes';
import type { PersonClaim } from '../../vault/person';
import { flaggedValues } from '../../db/copies';
import { ADA, type Engine, seedAda } from '../support/engine';

/** One way through a request, in skipped time. */
export interface Scenario {
  name: string;
  run(engine: Engine): Promise<string>;
}

const MINUTE_MS = 60_000;
const MONDAY = 1;

/** Moves to a day, counted from `day`, at 10:20 in Los Angeles, whatever daylight saving did on the way. */
async function moveTo(engine: Engine, day: string, days: number): Promise<void> {
  const to = atHourMs(addDays(day, days), 10) + 20 * MINUTE_MS;
  await engine.days((to - (await engine.temporal.nowMs())) / 86_400_000);
}

/** A Monday morning: no weekend, and so no change of daylight saving, lies in the first days. */
async function monday(engine: Engine): Promise<void> {
  const today = receiptDay(await engine.temporal.nowMs());
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
  await moveTo(engine, today, ((MONDAY - weekday + 6) % 7) + 1);
}

/**
 * The first Monday of a March: no holiday of the state lies within the 15 business days from it, so that they end on the
 * same day after receipt in every year (CAL-03, OPT-03).
 */
async function mondayOfMarch(engine: Engine): Promise<void> {
  const today = receiptDay(await engine.temporal.nowMs());
  const year = Number(today.slice(0, 4)) + (today < `${today.slice(0, 4)}-02-20` ? 0 : 1);
  await moveTo(engine, `${year}-02-28`, 0);
  await monday(engine);
}

interface Course {
  id: string;
  day(days: number): Promise<void>;
  until(phase: string): Promise<void>;
  decide(...args: Parameters<Engine['decide']> extends [string, ...infer Rest] ? Rest : never): Promise<void>;
  /** From the acknowledgement to a verifier's approval. */
  approve(): Promise<void>;
}

async function begin(
  engine: Engine,
  seed: { kept?: boolean } = {},
  {
    right = 'delete',
    claim = {},
    first = 'matched',
    crmDown = false,
  }: {
    right?: Right;
    claim?: Partial<PersonClaim>;
    /** What stands in the ledger before the scenario goes on. */
    first?: string;
    crmDown?: boolean;
  } = {},
): Promise<Course> {
  const { crm, events, answers, database } = engine;
  crm.failing = events.failing = null;
  answers.clear();
  await database.ownerDb('disclosures').delete();
  await seedAda(engine, seed);
  await (right === 'opt-out' || right === 'limit' || right === 'opt-in' ? mondayOfMarch : monday)(engine);
  if (right === 'know-specific') hasCopyToReview(engine);
  if (crmDown) crm.failing = 'system-down';
  const id = await engine.file({ ...ADA, ...claim }, undefined, right);
  const received = (await engine.row(id)).receipt_day;
  await engine.until(first, async () => (await engine.ledger(id)).includes(first));
  const decide: Course['decide'] = async (kind, how) => assert.equal(await engine.decide(id, kind, how), 'claimed');
  return {
    id,
    decide,
    day: (days) => moveTo(engine, received, days),
    until: (phase) => engine.until(`phase ${phase}`, async () => (await engine.row(id)).phase === phase),
    async approve() {
      await decide('confirm-code');
      await decide('approve-verification');
    },
  };
}

/** A third point to prove, something that is never disclosed, and words that may name others. */
function hasCopyToReview({ crm }: Engine): void {
  const [contact] = crm.rows;
  contact!.fields!.push({
    field: 'contacts.customer_number',
    asks: 'customer-number',
    value: 'C-1',
    proof: 'reliable',
  });
  contact!.values = { notes: 'Came with somebody.', tax_id: '078-05-1120' };
}

async function exceptionsOf(engine: Engine, id: string): Promise<{ plan: string; proposed: string[] }> {
  const plan = await engine.database.db('plans').where({ request_id: id }).first('digest');
  return { plan: plan.digest, proposed: await engine.database.db('exceptions').where({ request_id: id }).pluck('id') };
}

/** The ways that issue, law and history agree on: their dates, letters and ledgers are kept. */
export const SCENARIOS: Scenario[] = [
  {
    name: 'forty-five-days',
    async run(engine) {
      const course = await begin(engine);
      await course.day(8);
      await course.decide('confirm-code');
      await course.day(30);
      await course.decide('approve-verification');
      await course.until('grace');
      await course.day(33);
      await course.until('following-through');
      await course.day(70);
      await course.until('closed');
      return course.id;
    },
  },
  {
    name: 'extended-to-ninety-days',
    async run(engine) {
      const course = await begin(engine, { kept: true });
      await course.approve();
      await course.until('deciding');
      await course.day(41);
      await course.decide('extend', { code: 'complexity', facts: 'Three archives have to be read by hand.' });
      await course.day(58);
      const { plan } = await exceptionsOf(engine, course.id);
      await course.decide('decide-exceptions', { plan, facts: 'Nothing has to be kept.', content: { keep: [] } });
      await course.until('following-through');
      await course.day(95);
      await course.until('closed');
      return course.id;
    },
  },
  {
    name: 'unverified',
    async run(engine) {
      const course = await begin(engine);
      await course.day(50);
      await course.until('closed');
      return course.id;
    },
  },
  {
    name: 'system-never-back',
    async run(engine) {
      const course = await begin(engine);
      await course.approve();
      await course.until('grace');
      engine.crm.failing = 'system-down';
      await course.day(44);
      await course.until('following-through');
      await course.decide('supply-result', {
        code: 'erased-by-hand',
        facts: 'The disk was destroyed.',
        content: { system: 'crm' },
      });
      await course.day(80);
      await course.until('closed');
      return course.id;
    },
  },
  {
    name: 'withdrawn',
    async run(engine) {
      const course = await begin(engine);
      await course.approve();
      await course.until('grace');
      await course.day(1);
      await course.decide('withdraw');
      await course.until('closed');
      return course.id;
    },
  },
  {
    name: 'partially-denied',
    async run(engine) {
      const course = await begin(engine, { kept: true });
      await course.approve();
      await course.until('deciding');
      await course.day(1);
      const { plan, proposed } = await exceptionsOf(engine, course.id);
      await course.decide('decide-exceptions', { plan, facts: 'Tax law.', content: { keep: proposed } });
      await course.day(3);
      await course.until('following-through');
      await course.day(40);
      await course.until('closed');
      return course.id;
    },
  },
  {
    name: 'copy-reviewed',
    async run(engine) {
      const points = { 'postal-code': '94107', 'customer-number': 'C-1' };
      const claim = { points, declaration: { signed: 'Ada Example' } };
      const course = await begin(engine, {}, { right: 'know-specific', claim });
      await course.day(5);
      await course.approve();
      await course.until('deciding');
      await course.day(12);
      const [flagged] = await flaggedValues(engine.database.db, course.id);
      await course.decide('release-copy', { content: { withhold: [flagged!.id] } });
      await course.until('closed');
      return course.id;
    },
  },
  {
    name: 'copy-downgraded',
    async run(engine) {
      const course = await begin(engine, {}, { right: 'know-specific' });
      await course.decide('confirm-code');
      await course.day(20);
      await course.decide('refuse-verification', { code: 'evidence-insufficient', facts: 'Two points, not three.' });
      await course.until('closed');
      return course.id;
    },
  },
  {
    name: 'limited-while-a-system-is-away',
    async run(engine) {
      const course = await begin(engine, {}, { right: 'limit', first: 'traced', crmDown: true });
      await course.day(3);
      engine.crm.failing = null;
      await course.day(4);
      await course.until('following-through');
      await course.day(40);
      await course.until('closed');
      return course.id;
    },
  },
  {
    name: 'opted-in-in-two-steps',
    async run(engine) {
      const course = await begin(engine, {}, { right: 'opt-in', first: 'letter-sent' });
      await course.day(3);
      await course.decide('confirm-opt-in');
      await course.until('closed');
      return course.id;
    },
  },
];
