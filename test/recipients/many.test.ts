import assert from 'node:assert/strict';
import { temporal } from '@temporalio/proto';
import { type Engine, startEngine } from '../support/engine';
import { addressOf, batchRecipient, requestsOf } from './support';

const { EventType } = temporal.api.enums.v1;

/** Systems of the test's data map, recipients, and most recipients that one activity tells (design.md, How fast). */
const [SYSTEMS, RECIPIENTS, AT_ONCE] = [2, 60, 50];
/** Most activities of a round that tell recipients. */
const NOTIFY_ACTIVITIES = 16;

describe('a request with sixty recipients', () => {
  let engine: Engine;
  const recipients = Array.from({ length: RECIPIENTS }, (_, index) =>
    batchRecipient(`r${String(index).padStart(2, '0')}`, { batch: index % 2 === 0 ? 1 : 10 }),
  );
  before(async function () {
    engine = await startEngine(this, { graceMs: 0, standingApproval: 'vouched' }, { recipients });
  });
  after(async () => {
    await engine?.stop();
  });

  it('stays within the budget of events, and hears of those with a queue once', async () => {
    const requests = requestsOf(engine);
    const batched = recipients.filter(({ batch }) => batch > 1).map(({ id }) => id);
    // each queue says first that it received the notice: the last to attest settles them
    for (const id of batched) engine.answers.set(addressOf(id), { state: 'received' });
    engine.answers.set(addressOf(batched.at(-1)!), 'down');
    const id = await requests.file(
      'ada@example.org',
      recipients.map((recipient) => recipient.id),
    );
    const states = async () =>
      (await engine.database.db('notices').where({ request_id: id }).pluck<string[]>('state')).sort();
    await engine.until('every queue but one has sent its own', async () => {
      const [first, ...others] = await states();
      return first === 'attested' && others.filter((state) => state === 'queued').length === 1;
    });
    for (const each of batched) engine.answers.set(addressOf(each), { state: 'attested' });
    // reminders go through the queues too, and settle what was only received
    await engine.days(31);
    await requests.untilPhase(id, 'closed');
    assert.deepEqual([...new Set(await states())], ['attested']);

    const { events } = await engine.handle(id).fetchHistory();
    const kinds = events!.map(({ eventType }) => EventType[eventType!]);
    const budget = 95 + 6 * (SYSTEMS + Math.ceil(RECIPIENTS / AT_ONCE));
    assert.ok(kinds.length <= budget, `${kinds.length} events, ${budget} allowed`);
    const notify = events!.filter(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'notify',
    );
    assert.ok(notify.length >= 1 && notify.length <= NOTIFY_ACTIVITIES, `${notify.length} activities`);
    assert.equal(kinds.filter((kind) => kind === 'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED').length, 1);
    assert.deepEqual(engine.errors, []);
  });
});
