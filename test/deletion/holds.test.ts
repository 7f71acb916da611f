import assert from 'node:assert/strict';
import { createBackground } from '../../api/business';
import { holdBody } from '../../api/schemas';
import { createHolds, type Holds } from '../../api/services/holds';
import { readChain } from '../../db/ledger';
import { destroyEndedMatters } from '../../db/person-holds';
import { findStuck } from '../../db/watch';
import type { StaffRole } from '../../rules/codes';
import { openReviews, releaseLapsed, unseenHolds } from '../../db/holds';
import { addDays, endOfDayMs, receiptDay } from '../../rules/calendar';
import { type SealedLetter } from '../../activities/letters';
import { type Engine, seedAda, startEngine } from '../support/engine';

describe('holds (D4, CLK-13)', () => {
  let engine: Engine;
  let tests = 0;
  let email = '';

  before(async function () {
    engine = await startEngine(this);
  });
  after(async () => {
    await engine?.stop();
  });
  beforeEach(async () => {
    tests += 1;
    email = `ada-${tests}@example.org`;
    engine.outbox.length = 0;
    engine.webhooks.length = 0;
    engine.answers.clear();
    engine.crm.failing = null;
    engine.events.failing = null;
    await engine.database.ownerDb('disclosures').delete();
    await seedAda(engine, { email });
  });

  const untilPhase = (id: string, phase: string): Promise<void> =>
    engine.until(`phase ${phase}`, async () => (await engine.row(id)).phase === phase);

  async function toGrace(): Promise<string> {
    const id = await engine.file({ email });
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    assert.equal(await engine.decide(id, 'confirm-code'), 'claimed');
    assert.equal(await engine.decide(id, 'approve-verification'), 'claimed');
    await untilPhase(id, 'grace');
    return id;
  }

  const today = async (): Promise<string> => receiptDay(await engine.temporal.nowMs());

  /** A hold for a claim, told to the consumer. */
  const claim = async (content: Record<string, unknown> = {}, reviewIn = 400) => ({
    code: 'legal-claim',
    facts: 'Matter 12/2026: the delegate against us.',
    told: 'A claim about your order is before the court.',
    content: { reviewOn: addDays(await today(), reviewIn), ...content },
  });
  /** A hold at the direction of an agency. */
  const direction = async (content: Record<string, unknown> = {}) => ({
    code: 'law-enforcement',
    facts: 'Case 2026-1, by letter.',
    content: { directedOn: await today(), reviewOn: addDays(await today(), 90), ...content },
  });
  const released = { facts: 'The matter is settled.' };

  const keysIn = (system: 'crm' | 'events'): string[] => engine[system].rows.map((row) => row.key).sort();

  /** The whole of a letter, as it is read behind the code. */
  async function textOf(id: string, kind: string): Promise<string> {
    const { db } = engine.database;
    const { content_entry: entry } = await db('letters').where({ request_id: id, kind }).first('content_entry');
    const { full, mail } = await engine.vault.open<SealedLetter>(db, entry);
    return (full ?? mail).text;
  }

  it('stops everything of the person, and the deletion goes on by itself when it is released', async () => {
    const id = await toGrace();
    assert.equal(await engine.decide(id, 'place-hold', await claim()), 'claimed');
    await engine.days(5);
    assert.deepEqual(
      [keysIn('crm'), keysIn('events')],
      [
        ['1', '10', '2'],
        ['a1', 'a2'],
      ],
    );
    assert.equal(engine.webhooks.length, 0);
    assert.equal((await engine.row(id)).waits_for, 'decider');
    assert.equal(await engine.decide(id, 'release-hold', released), 'claimed');
    await untilPhase(id, 'following-through');
    assert.deepEqual([keysIn('crm'), keysIn('events')], [['2'], ['a2']]);
    assert.equal((await engine.row(id)).outcome, 'deleted');
    assert.equal(engine.webhooks.length, 1);
    await engine.days(31);
    await untilPhase(id, 'closed');
  });

  it('answers in time what it keeps, as a partial denial with its reason; what was held goes later (DEN-02)', async () => {
    const id = await toGrace();
    assert.equal(await engine.decide(id, 'place-hold', await claim()), 'claimed');
    await engine.days(44);
    await engine.until('answered', async () => (await engine.row(id)).answered_at !== null);
    const answered = await engine.row(id);
    assert.deepEqual([answered.outcome, answered.late, answered.closed_at], ['deleted-in-part', false, null]);
    const text = await textOf(id, 'answer');
    assert.match(text, /We have not deleted what we hold/);
    assert.match(text, /A claim about your order is before the court/);
    assert.match(text, /Civ 1798\.145\(a\)/);
    assert.doesNotMatch(text, /Matter 12\/2026/);
    assert.doesNotMatch(text, /Nightly backup/);
    await engine.days(60);
    assert.deepEqual(keysIn('crm'), ['1', '10', '2']);
    assert.equal((await engine.row(id)).closed_at, null);

    assert.equal(await engine.decide(id, 'release-hold', released), 'claimed');
    await engine.until('erased', () => Promise.resolve(keysIn('crm').length === 1 && keysIn('events').length === 1));
    await engine.until('told', () => Promise.resolve(engine.webhooks.length === 1));
    // asked again 1 and 30 days after the erasure, not after the answer
    await engine.days(2);
    assert.equal((await engine.row(id)).closed_at, null);
    await engine.days(30);
    await untilPhase(id, 'closed');
    assert.deepEqual(
      (await engine.ledger(id)).filter((kind) => kind === 'recheck-passed'),
      ['recheck-passed', 'recheck-passed'],
    );
  });

  it('of law enforcement is not told: the letter names the work as not finished, and nothing else', async () => {
    const id = await toGrace();
    assert.equal(await engine.decide(id, 'place-hold', await direction()), 'claimed');
    await engine.days(44);
    await engine.until('answered', async () => (await engine.row(id)).answered_at !== null);
    assert.equal((await engine.row(id)).outcome, 'deleted');
    const text = await textOf(id, 'answer');
    assert.match(text, /the work is not finished/);
    assert.match(text, /Customer records/);
    assert.doesNotMatch(text, /law enforcement|\bheld\b|a hold|145\(a\)|direction|directed/i);
    assert.deepEqual(keysIn('crm'), ['1', '10', '2']);
    assert.equal(await engine.decide(id, 'release-hold', released), 'claimed');
    await engine.until('erased', () => Promise.resolve(keysIn('crm').length === 1));
    await engine.until('told', () => Promise.resolve(engine.webhooks.length === 1));
    await engine.until('outcome told', async () => (await engine.letters(id)).includes('outcome'));
    const outcome = await textOf(id, 'outcome');
    assert.match(outcome, /We answered your request on .* and told you that the work was not finished/);
    assert.match(outcome, /We have done so\./);
    assert.match(outcome, /did not find it:[^]*Customer records/);
    assert.doesNotMatch(outcome, /law enforcement|\bheld\b|a hold|direction|directed/i);
    await engine.days(31);
    await untilPhase(id, 'closed');
    assert.equal((await engine.letters(id)).filter((kind) => kind === 'outcome').length, 1);
    assert.equal((await engine.ledger(id)).filter((kind) => kind === 'outcome-told').length, 1);
  });

  it('of law enforcement lapses after its 90 days; the deletion goes on, and the outcome is told (CLK-13)', async () => {
    const id = await toGrace();
    const { db } = engine.database;
    assert.equal(await engine.decide(id, 'place-hold', await direction()), 'claimed');
    await engine.days(90.2);
    await releaseLapsed(db, await engine.temporal.nowMs());
    assert.ok(!(await engine.ledger(id)).includes('hold-lapsed'), 'its last day counts whole');
    await engine.days(1);
    await releaseLapsed(db, await engine.temporal.nowMs());
    assert.ok((await engine.ledger(id)).includes('hold-lapsed'));
    assert.ok((await unseenHolds(db)).includes(id));
    await engine.gateway.holdsChanged(id);
    await engine.until('erased', () => Promise.resolve(keysIn('crm').length === 1));
    await engine.until('outcome told', async () => (await engine.letters(id)).includes('outcome'));
  });

  it('of a claim never lapses by itself', async () => {
    const id = await toGrace();
    assert.equal(await engine.decide(id, 'place-hold', await claim({}, 10)), 'claimed');
    await engine.days(200);
    await releaseLapsed(engine.database.db, await engine.temporal.nowMs());
    assert.ok(!(await engine.ledger(id)).includes('hold-lapsed'));
    assert.ok(!(await engine.letters(id)).includes('outcome'), 'it was told why');
  });

  it('keeps the rows of a category by key and deletes the rest; they go when it is released', async () => {
    const id = await toGrace();
    const part = { scope: 'category', category: 'commercial-information' };
    assert.equal(await engine.decide(id, 'place-hold', await claim(part)), 'claimed');
    await engine.days(2.2);
    await untilPhase(id, 'following-through');
    assert.deepEqual([keysIn('crm'), keysIn('events')], [['10', '2'], ['a2']]);
    assert.equal((await engine.row(id)).outcome, 'deleted-in-part');
    assert.match(await textOf(id, 'answer'), /Commercial information/);
    assert.equal(engine.webhooks.length, 1, 'who received other categories is told');
    const effect = await engine.database.db('effects').where({ request_id: id, step: 'erase', target: 'crm' }).first();
    assert.equal(effect.evidence.held, 1);
    await engine.days(40);
    assert.deepEqual(keysIn('crm'), ['10', '2'], 're-checks expect what is held');
    assert.equal((await engine.row(id)).closed_at, null);

    assert.equal(await engine.decide(id, 'release-hold', released), 'claimed');
    await engine.until('erased', () => Promise.resolve(keysIn('crm').length === 1));
    await engine.days(31);
    await untilPhase(id, 'closed');
    assert.equal(engine.webhooks.length, 1, 'nobody is told twice');
  });

  it('keeps back the notices of a held category, and sends them when it is released', async () => {
    const id = await toGrace();
    const part = { scope: 'category', category: 'identifiers' };
    assert.equal(await engine.decide(id, 'place-hold', await claim(part)), 'claimed');
    // not three days: that is the moment of the first re-check, and a decision in the very second in which a timer fires
    // leaves the time-skipping server with a task that nobody fetches
    await engine.days(2.5);
    await untilPhase(id, 'following-through');
    assert.equal(engine.webhooks.length, 0);
    assert.equal(engine.outbox.filter(({ to }) => to === 'privacy@sponsor.example').length, 0);
    assert.match(await textOf(id, 'answer'), /instruction to these is outstanding[^]*Mail Service/);
    assert.equal(await engine.decide(id, 'release-hold', released), 'claimed');
    await engine.until('told', () => Promise.resolve(engine.webhooks.length === 1));
    await engine.days(31);
    await untilPhase(id, 'closed');
  });

  it('placed after a notice was sent stops its reminders, and its release lets them go on', async () => {
    const id = await toGrace();
    await engine.days(2.2);
    await untilPhase(id, 'following-through');
    const toSponsor = () => engine.outbox.filter(({ to }) => to === 'privacy@sponsor.example').length;
    assert.equal(toSponsor(), 1);
    assert.equal(await engine.decide(id, 'place-hold', await claim()), 'claimed');
    await engine.days(8);
    await engine.until('the first day of reminders', async () =>
      (await engine.database.db('milestones').where({ request_id: id }).pluck('name')).includes(
        'recipients-reminded-1',
      ),
    );
    assert.equal(toSponsor(), 1);
    assert.equal(await engine.decide(id, 'release-hold', released), 'claimed');
    await engine.days(7);
    await engine.until('the second reminder', () => Promise.resolve(toSponsor() === 2));
  });

  describe('on a person as such, before they asked for anything', () => {
    const DECIDER = { id: '00000000-0000-4000-8000-000000000009', roles: ['decider'] as StaffRole[] };
    let holds: Holds;
    let told: string[];
    beforeEach(() => {
      told = [];
      holds = createHolds({
        ...engine,
        db: engine.database.db,
        gateway: {
          ...engine.gateway,
          async holdsChanged(id) {
            told.push(id);
            await engine.gateway.holdsChanged(id);
          },
        },
        background: createBackground((error) => assert.fail(String(error))),
      });
    });
    const nowMs = async () => Math.floor(await engine.temporal.nowMs());
    const place = async (also: Record<string, string> = {}) =>
      holds.make(
        holdBody.parse({
          kind: 'place',
          email: email.toUpperCase(),
          code: 'legal-claim',
          facts: 'Matter 12/2026: a delegate against us.',
          told: 'A claim about your order is before the court.',
          reviewOn: addDays(await today(), 400),
          ...also,
        }),
        DECIDER,
        await nowMs(),
      );
    const release = async (hold: string) =>
      holds.make({ kind: 'release', hold, facts: 'Settled.' }, DECIDER, await nowMs());
    const chain = async (id: string) => readChain(engine.database.db, `hold/${id}`);

    it('stops their deletion when it comes; released, the deletion goes on by itself', async () => {
      const placed = await place();
      assert.ok(placed.mark === 'claimed');
      const id = await toGrace();
      await engine.days(5);
      assert.deepEqual(
        [keysIn('crm'), keysIn('events')],
        [
          ['1', '10', '2'],
          ['a1', 'a2'],
        ],
      );
      assert.equal((await engine.row(id)).waits_for, 'decider');
      assert.equal(await engine.decide(id, 'release-hold', released), 'nothing-to-decide', 'not on its page');
      assert.equal((await release(placed.hold)).mark, 'claimed');
      assert.deepEqual(told, [id]);
      await untilPhase(id, 'following-through');
      assert.deepEqual([keysIn('crm'), keysIn('events')], [['2'], ['a2']]);
      const entries = await chain(placed.hold);
      assert.deepEqual(
        entries.map(({ kind }) => kind),
        ['hold-placed', 'hold-released'],
      );
      assert.doesNotMatch(JSON.stringify(entries.map(({ body }) => body)), /example\.org|Matter/i);
    });

    it('answers with its words, stops what has begun, and tells the request what came too late', async () => {
      const id = await toGrace();
      engine.events.failing = 'system-down';
      await engine.days(2.1);
      await engine.until('crm erased', () => Promise.resolve(keysIn('crm').length === 1));
      const placed = await place();
      assert.ok(placed.mark === 'claimed');
      assert.deepEqual(told, [id]);
      engine.events.failing = null;
      await engine.days(42);
      assert.deepEqual(keysIn('events'), ['a1', 'a2']);
      assert.match(await textOf(id, 'answer'), /A claim about your order is before the court/);
      const entry = (await readChain(engine.database.db, id)).find(({ kind }) => kind === 'hold-placed');
      assert.deepEqual(entry?.body['done'], ['erase/crm', 'notice/mailer', 'notice/sponsor']);
      await release(placed.hold);
      await engine.until('erased', () => Promise.resolve(keysIn('events').length === 1));
    });

    it('is refused without the words for the consumer, or beyond the 90 days of a direction (CLK-13)', async () => {
      assert.deepEqual(await place({ told: '' }), { mark: 'refused', refusal: 'reason-missing' });
      const day = await today();
      const directed = { code: 'law-enforcement', directedOn: day, told: '' };
      assert.deepEqual(await place({ ...directed, reviewOn: addDays(day, 91) }), {
        mark: 'refused',
        refusal: 'hold-days',
      });
      const placed = await place({ ...directed, reviewOn: addDays(day, 90) });
      assert.ok(placed.mark === 'claimed');
      const renew = async (days: number) =>
        holds.make(
          { kind: 'renew', hold: placed.hold, reviewOn: addDays(day, days), facts: 'Good cause.' },
          DECIDER,
          await nowMs(),
        );
      assert.deepEqual(await renew(181), { mark: 'refused', refusal: 'hold-days' });
      assert.equal((await renew(180)).mark, 'claimed');
      assert.deepEqual(
        await holds.make(
          { kind: 'release', hold: placed.hold, facts: 'x' },
          { ...DECIDER, roles: ['verifier'] },
          await nowMs(),
        ),
        {
          mark: 'refused',
          refusal: 'role-missing',
        },
      );

      const later = endOfDayMs(addDays(day, 180)) + 1;
      const found = await findStuck(engine.database.db, { nowMs: later, graceMs: 0, queues: [] });
      assert.ok(found.some(({ kind, requestId }) => kind === 'hold-review' && requestId === placed.hold));
      await releaseLapsed(engine.database.db, later);
      assert.deepEqual(
        (await chain(placed.hold)).map(({ kind }) => kind),
        ['hold-placed', 'hold-renewed', 'hold-lapsed'],
      );
      assert.equal(await destroyEndedMatters(engine.database.db, engine.vault, later), 0);
      const ended = later + 800 * 86_400_000;
      assert.ok((await holds.matter(placed.hold, DECIDER, later)).facts.startsWith('Matter 12'));
      assert.ok((await destroyEndedMatters(engine.database.db, engine.vault, ended)) >= 1);
      await assert.rejects(holds.matter(placed.hold, DECIDER, ended), /not-found/);
    });
  });

  it('of a system keeps what is in it, what came since among it', async () => {
    const id = await toGrace();
    assert.equal(await engine.decide(id, 'place-hold', await claim({ scope: 'system', system: 'crm' })), 'claimed');
    engine.crm.rows.push({ table: 'contacts', key: '3', email });
    await engine.days(2.2);
    await untilPhase(id, 'following-through');
    assert.deepEqual([keysIn('crm'), keysIn('events')], [['1', '10', '2', '3'], ['a2']]);
    await engine.days(31);
    assert.deepEqual(keysIn('crm'), ['1', '10', '2', '3']);
    assert.equal(await engine.decide(id, 'release-hold', released), 'claimed');
    await engine.until('erased', () => Promise.resolve(keysIn('crm').length === 1));
  });

  it('placed when erasure has begun stops every further effect, and says what had begun', async () => {
    const id = await toGrace();
    engine.events.failing = 'system-down';
    await engine.days(2.1);
    await engine.until('crm erased', () => Promise.resolve(keysIn('crm').length === 1));
    assert.equal(await engine.decide(id, 'place-hold', await claim()), 'claimed');
    engine.events.failing = null;
    await engine.days(3);
    assert.deepEqual(keysIn('events'), ['a1', 'a2']);
    const { rows } = await engine.database.db.raw(
      `SELECT body FROM ledger_entries WHERE chain = ? AND kind = 'hold-placed'`,
      [id],
    );
    const { begun, done } = JSON.parse(rows[0].body);
    assert.deepEqual([begun, done], [['erase/events'], ['erase/crm', 'notice/mailer', 'notice/sponsor']]);
    await engine.days(40);
    assert.match(await textOf(id, 'answer'), /We have done so in part/);
    assert.equal(await engine.decide(id, 'release-hold', released), 'claimed');
    await engine.until('erased', () => Promise.resolve(keysIn('events').length === 1));
    await engine.days(31);
    await untilPhase(id, 'closed');
  });

  it('reaches the other requests of the same person, those that come later too', async () => {
    const first = await toGrace();
    assert.equal(await engine.decide(first, 'place-hold', await claim()), 'claimed');
    const second = await toGrace();
    await engine.days(5);
    assert.deepEqual(keysIn('crm'), ['1', '10', '2']);
    assert.equal((await engine.database.db('requests').where({ id: second }).first('held')).held, true);
    assert.equal(await engine.decide(second, 'release-hold', released), 'nothing-to-decide', 'placed elsewhere');
  });

  it('is reviewed within the 90 days of a direction, renewed only within the next 90 (CLK-13)', async () => {
    const id = await toGrace();
    const day = await today();
    const late = { ...(await direction()), content: { directedOn: day, reviewOn: addDays(day, 91) } };
    assert.equal(await engine.decide(id, 'place-hold', late), 'hold-days');
    const undated = { ...(await direction()), content: { reviewOn: addDays(day, 90) } };
    assert.equal(await engine.decide(id, 'place-hold', undated), 'hold-days');
    assert.equal(await engine.decide(id, 'place-hold', await direction()), 'claimed');
    const again = (days: number) => ({
      facts: 'Good cause: the trial is in March.',
      content: { reviewOn: addDays(day, days) },
    });
    assert.equal(await engine.decide(id, 'renew-hold', again(181)), 'hold-days');
    assert.equal(await engine.decide(id, 'renew-hold', again(180)), 'claimed');
    const hold = await engine.database.db('holds').where({ request_id: id }).first();
    assert.deepEqual([hold.renewals, hold.review_on], [1, addDays(day, 180)]);
  });

  it('whose day of review passes is a task, once, until it is renewed or released; and is not released by that', async () => {
    const id = await toGrace();
    const { db } = engine.database;
    assert.equal(await engine.decide(id, 'place-hold', await claim({}, 10)), 'claimed');
    const now = (): Promise<number> => engine.temporal.nowMs();
    const reviews = async () =>
      (await db('tasks').where({ request_id: id, kind: 'hold-review' })).map(({ state, role }) => [state, role]);
    await openReviews(db, await now());
    assert.deepEqual(await reviews(), []);
    await engine.days(10.5);
    await openReviews(db, await now());
    await openReviews(db, await now());
    assert.deepEqual(await reviews(), [['open', 'decider']]);
    assert.deepEqual(keysIn('crm'), ['1', '10', '2']);
    const renewal = { facts: 'The trial goes on.', content: { reviewOn: addDays(await today(), 20) } };
    assert.equal(await engine.decide(id, 'renew-hold', renewal), 'claimed');
    assert.deepEqual(await reviews(), [['done', 'decider']]);
    await engine.days(21);
    await openReviews(db, await now());
    assert.deepEqual(await reviews(), [['open', 'decider']]);
  });

  it('released on one page lets the other requests of the person go on', async () => {
    const first = await toGrace();
    assert.equal(await engine.decide(first, 'place-hold', await claim()), 'claimed');
    const second = await toGrace();
    await engine.days(5);
    assert.equal(await engine.decide(first, 'release-hold', released), 'claimed');
    await untilPhase(first, 'following-through');
    assert.ok((await unseenHolds(engine.database.db)).includes(second));
    await engine.gateway.holdsChanged(second);
    await untilPhase(second, 'following-through');
    assert.ok(!(await unseenHolds(engine.database.db)).includes(second));
  });

  it('needs the words for the consumer where it is told, and a review that is not past', async () => {
    const id = await toGrace();
    const { told: _unsaid, ...silent } = await claim();
    assert.equal(await engine.decide(id, 'place-hold', silent), 'reason-missing');
    assert.equal(await engine.decide(id, 'place-hold', await claim({}, -1)), 'hold-days');
    assert.equal(await engine.decide(id, 'release-hold', released), 'nothing-to-decide');
  });

  it('leaves every other request alone', async () => {
    const id = await toGrace();
    assert.equal(await engine.decide(id, 'place-hold', await claim()), 'claimed');
    email = `neighbour-${tests}@example.org`;
    engine.crm.rows.push({
      table: 'contacts',
      key: '77',
      email,
      fields: [
        { field: 'contacts.email', value: email, proof: 'never', contact: 'email', changedAt: '2020-01-01T00:00:00Z' },
        { field: 'contacts.postal_code', asks: 'postal-code', value: '94107', proof: 'reliable' },
      ],
    });
    const other = await toGrace();
    await engine.days(2.2);
    await untilPhase(other, 'following-through');
    assert.ok(!keysIn('crm').includes('77'));
  });
});
