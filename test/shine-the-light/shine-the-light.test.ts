import assert from 'node:assert/strict';
import { importDisclosures } from '../../db/disclosures';
import { addDays, receiptDay } from '../../rules/calendar';
import { type Engine, startEngine } from '../support/engine';

/** Within the budget of design.md for a request without systems, recipients and re-checks. */
const EVENTS_ALLOWED = 20;

describe('Shine the Light under skipped time', () => {
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
    email = `cleo-${tests}@example.org`;
    engine.outbox.length = 0;
    engine.mailDown = false;
    await engine.database.ownerDb('disclosures').delete();
  });

  const ask = (): Promise<string> => engine.file({ email }, undefined, 'shine-the-light');
  const untilClosed = (id: string): Promise<void> =>
    engine.until('closed', async () => (await engine.row(id)).phase === 'closed');
  const today = async (): Promise<string> => receiptDay(await engine.temporal.nowMs());
  const disclose = (recipient: string, disclosedOn: string, who = 'somebody@example.org') =>
    importDisclosures(engine.database.db, engine.vault, [
      {
        email: who,
        identifiers: [{ type: 'email', value: who }],
        recipient,
        basis: 'sold',
        categories: ['identifiers', 'professional-information'],
        disclosedOn,
      },
    ]);
  const lastYear = async (): Promise<string> => `${Number((await today()).slice(0, 4)) - 1}`;

  it('is answered at once with names, addresses and categories of the year before (STL-02, STL-05, CLK-17)', async () => {
    const year = await lastYear();
    await disclose('sponsor', `${year}-12-31`);
    await disclose('mailer', `${year}-06-01`);
    const id = await ask();
    await untilClosed(id);
    const row = await engine.row(id);
    assert.equal(row.outcome, 'informed');
    assert.equal(row.late, false);
    assert.deepEqual(await engine.letters(id), ['shine-answer']);
    const [mail] = engine.outbox;
    assert.equal(mail!.to, email);
    assert.match(mail!.text, new RegExp(`covers the year ${year}`));
    assert.match(mail!.text, /Event Sponsor\s+1 Market Street, San Francisco, CA 94105\s+Offers: trade fairs/);
    assert.match(mail!.text, /Identifiers/);
    // who is no third party with direct marketing of its own is not among them
    assert.doesNotMatch(mail!.text, /Mail Service/);
    const clock = (await engine.database.db('clocks').where({ request_id: id, rule: 'CLK-17' }).first()) as {
      strict_on: string;
      met_at: Date | null;
    };
    assert.equal(clock.strict_on, addDays(row.receipt_day, 29));
    assert.ok(clock.met_at);
    const { events } = await engine.handle(id).fetchHistory();
    assert.ok(events!.length <= EVENTS_ALLOWED, `${events!.length} events`);
  });

  it('says that nothing went to anybody where nothing did, whoever asks (STL-01)', async () => {
    const year = await lastYear();
    await disclose('sponsor', `${Number(year) - 1}-12-31`);
    await disclose('sponsor', `${Number(year) + 1}-01-01`);
    const id = await ask();
    await untilClosed(id);
    assert.match(engine.outbox[0]!.text, new RegExp(`In ${year} we disclosed none to third parties`));
  });

  it('asks a decider about a second one in a calendar year, who may refuse it (STL-03)', async () => {
    await untilClosed(await ask());
    const second = await ask();
    await engine.until('a decider is asked', async () => (await engine.row(second)).waits_for === 'decider');
    const { db } = engine.database;
    const task = (await db('tasks').where({ request_id: second, state: 'open' }).first()) as Record<string, unknown>;
    assert.deepEqual([task['kind'], task['role'], task['code']], ['repeat-request', 'decider', 'STL-03']);
    assert.equal(
      await engine.decide(second, 'deny', { code: 'shine-answered-this-year', facts: 'Answered today already.' }),
      'claimed',
    );
    await untilClosed(second);
    assert.equal((await engine.row(second)).outcome, 'denied');
    assert.deepEqual(await engine.letters(second), ['denial']);
    // a refusal gave nothing and counts for nothing, but the first answer does
    const third = await ask();
    await engine.until('a decider is asked', async () => (await engine.row(third)).waits_for === 'decider');
    assert.equal(await engine.decide(third, 'allow-repeat'), 'claimed');
    await untilClosed(third);
    assert.equal((await engine.row(third)).outcome, 'informed');
  });

  it('is owed anew in the next calendar year (STL-03)', async () => {
    await untilClosed(await ask());
    const day = await today();
    const newYear = `${Number(day.slice(0, 4)) + 1}-01-01`;
    await engine.days((Date.parse(newYear) - Date.parse(day)) / 86_400_000 + 1);
    const id = await ask();
    await untilClosed(id);
    assert.equal((await engine.row(id)).outcome, 'informed');
  });

  it('becomes overdue and is answered late, and says so, where the mail is away for a month', async () => {
    engine.mailDown = true;
    const id = await ask();
    await engine.days(31);
    assert.equal((await engine.row(id)).overdue, true);
    engine.mailDown = false;
    await engine.days(1);
    await untilClosed(id);
    assert.equal((await engine.row(id)).late, true);
    assert.match(engine.outbox[0]!.text, /This letter is late/);
    assert.equal(engine.outbox.length, 1);
  });
});
