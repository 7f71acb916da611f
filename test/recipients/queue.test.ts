import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Worker } from '@temporalio/worker';
import { ConnectorFailure } from '../../connectors/connector';
import { queueTerms } from '../../datamap/queues';
import { findStuck } from '../../db/watch';
import { readChain } from '../../db/ledger';
import { addDays, atHourMs, receiptDay } from '../../rules/calendar';
import { recipientWorkflowId } from '../../workflows/messages';
import { createDataConverter } from '../../vault/data-converter';
import { bundleWorkflows } from '../../worker/bundle';
import { createSweeper } from '../../worker/sweeper';
import { type Engine, startEngine } from '../support/engine';
import { addressOf, batchRecipient, requestsOf, type Requests } from './support';

const HOUR_MS = 3_600_000;

describe('the queue of a recipient (I4)', () => {
  let engine: Engine;
  let requests: Requests;
  let people = 0;

  const panel = batchRecipient('panel', { rate: { messages: 1, perMs: HOUR_MS } });
  const plain = batchRecipient('plain', { batch: 50 });
  const digest = batchRecipient('digest', {
    contact: { via: 'email', address: 'privacy@digest.example' },
    batch: 100,
  });

  before(async function () {
    engine = await startEngine(
      this,
      { graceMs: 0, standingApproval: 'vouched' },
      { recipients: [panel, plain, digest] },
    );
    requests = requestsOf(engine);
  });
  after(async () => {
    await engine?.stop();
  });
  beforeEach(async () => {
    engine.batches.length = 0;
    engine.outbox.length = 0;
    engine.answers.clear();
    engine.takeBatch = null;
    engine.mailDown = false;
    // every test begins with an hour and a day in which nothing left
    await engine.days(1.1);
  });

  const someone = (): string => `person-${(people += 1)}@example.org`;
  const references = async (...ids: string[]): Promise<string[]> =>
    Promise.all(ids.map(async (id) => (await requests.notice(id, 'panel')).reference));
  const sentEntry = async (id: string) =>
    (await readChain(engine.database.db, id)).filter(({ kind }) => kind === 'notice-sent').map(({ body }) => body);

  it('keeps to the rate, what is due first leaves first, and each request hears once that all is settled', async () => {
    const early = await requests.fileWaiting(someone(), ['panel']);
    await engine.days(3);
    const first = await requests.file(someone(), ['panel']);
    await requests.untilNotice(first, 'panel', 'attested');
    const second = await requests.file(someone(), ['panel']);
    const third = await requests.file(someone(), ['panel']);
    await early.approve();
    for (const id of [second, third, early.id]) assert.equal((await requests.notice(id, 'panel')).state, 'queued');
    assert.equal(engine.batches.length, 1);

    await engine.days(0.2);
    await requests.untilNotice(third, 'panel', 'attested');
    assert.deepEqual(
      engine.batches.map((batch) => batch.references),
      [await references(first), await references(early.id, second), await references(third)],
    );
    const moments = engine.batches.map(({ atMs }) => atMs);
    for (const [index, atMs] of moments.slice(1).entries()) assert.ok(atMs - moments[index]! >= HOUR_MS);
    assert.deepEqual(engine.errors, []);

    await engine.days(31);
    for (const id of [first, second, third, early.id]) {
      await requests.untilPhase(id, 'closed');
      const { events } = await engine.handle(id).fetchHistory();
      const told = events!.filter((event) => event.workflowExecutionSignaledEventAttributes);
      assert.ok(told.length <= 1, `${told.length} messages`);
    }
  });

  it('holds what was taken into a message and has no intent yet; the others leave with it (D4)', async () => {
    const first = await requests.file(someone(), ['panel']);
    await requests.untilNotice(first, 'panel', 'attested');
    const other = await requests.file(someone(), ['panel']);
    const id = await requests.file(someone(), ['panel']);
    const { db } = engine.database;
    // as it stands when the message is formed and its intents are not written: the worker was killed in between
    const batch = {
      id: randomUUID(),
      recipient: 'panel',
      idempotency_key: randomUUID(),
      formed_at: new Date(await now()),
    };
    const { seq } = (await db('notice_batches').where({ recipient: 'panel' }).max('seq as seq').first()) as {
      seq: number;
    };
    await db('notice_batches').insert({ ...batch, seq: seq + 1, attempted_at: batch.formed_at });
    const ids = await Promise.all([other, id].map(async (each) => noticeId(each)));
    await db('notice_queue').whereIn('notice_id', ids).update({ batch_id: batch.id });
    const mark = await engine.decide(id, 'place-hold', {
      code: 'legal-claim',
      facts: 'Matter 8.',
      told: 'A claim is before the court.',
      content: { scope: 'person', reviewOn: '2099-01-01' },
    });
    assert.equal(mark, 'claimed');
    const kept = await references(other);
    await engine.days(0.2);
    await requests.untilNotice(other, 'panel', 'attested');
    assert.deepEqual(engine.batches.at(-1)!.references, kept);
    assert.equal(await requests.notice(id, 'panel'), undefined);
    assert.ok((await engine.ledger(id)).includes('notice-held'));

    async function noticeId(of: string): Promise<string> {
      return (await db('notices').where({ request_id: of, recipient: 'panel' }).first('id')).id;
    }
    async function now(): Promise<number> {
      return Math.floor(await engine.temporal.nowMs());
    }
  });

  for (const [what, hold] of [
    ['a category', { scope: 'category', category: 'identifiers' }],
    ['the whole person', { scope: 'person' }],
  ] as const)
    it(`takes back what waits when ${what} is held later; its release has it told after all (D4)`, async () => {
      const first = await requests.file(someone(), ['panel']);
      await requests.untilNotice(first, 'panel', 'attested');
      const other = await requests.file(someone(), ['panel']);
      const id = await requests.file(someone(), ['panel']);
      assert.equal((await requests.notice(id, 'panel')).state, 'queued');
      const mark = await engine.decide(id, 'place-hold', {
        code: 'legal-claim',
        facts: 'Matter 7.',
        told: 'A claim is before the court.',
        content: { ...hold, reviewOn: '2099-01-01' },
      });
      assert.equal(mark, 'claimed');
      await engine.days(0.2);
      await requests.untilNotice(other, 'panel', 'attested');
      assert.deepEqual(
        engine.batches.map((batch) => batch.references),
        [await references(first), await references(other)],
      );
      assert.equal(await requests.notice(id, 'panel'), undefined);
      assert.ok((await engine.ledger(id)).includes('notice-held'));
      await engine.days(40);
      assert.equal((await engine.row(id)).closed_at, null, 'a mandatory notice is still to go (SP-05)');

      assert.equal(await engine.decide(id, 'release-hold', { facts: 'Settled.' }), 'claimed');
      await engine.until('planned anew', async () => (await requests.notice(id, 'panel')) !== undefined);
      await engine.days(0.2);
      await requests.untilNotice(id, 'panel', 'attested');
      await engine.days(31);
      await requests.untilPhase(id, 'closed');
    });

  it('says in the answer that a queued instruction is outstanding, and keeps the request open (A1, SP-05)', async () => {
    engine.answers.set(addressOf('plain'), 'down');
    const email = someone();
    const id = await requests.file(email, ['plain']);
    assert.equal((await requests.notice(id, 'plain')).state, 'queued');
    const letter = await engine.database
      .db('letters')
      .where({ request_id: id, kind: 'answer' })
      .first<{ content_entry: string }>('content_entry');
    const { full } = await engine.vault.open<{ full: { text: string } }>(engine.database.db, letter.content_entry);
    assert.match(full.text, /The instruction to these is outstanding:\s+[-•*]?\s*Recipient plain/);
    await engine.days(40);
    assert.equal((await engine.row(id)).phase, 'following-through');

    engine.answers.clear();
    await engine.days(0.6);
    await requests.untilPhase(id, 'closed');
    assert.equal((await requests.notice(id, 'plain')).state, 'attested');
  });

  it('goes on trying one that is down for days, tells a person, and loses nothing', async () => {
    engine.answers.set(addressOf('plain'), 'down');
    const id = await requests.file(someone(), ['plain']);
    await engine.days(3);
    const later = await requests.file(someone(), ['plain']);
    const task = { request_id: id, kind: 'recipient-silent', target: 'plain' };
    assert.equal((await engine.database.db('tasks').where(task).first()).state, 'open');
    engine.answers.clear();
    await engine.days(0.6);
    for (const each of [id, later]) await requests.untilNotice(each, 'plain', 'attested');
    assert.equal((await engine.database.db('tasks').where(task).first()).state, 'done');
    assert.equal(engine.batches.length, 2);
  });

  it('repeats a message whose answer was lost under its key with its bytes, and marks it uncertain (E2)', async () => {
    let lost = 1;
    engine.takeBatch = (own) => {
      if (lost-- > 0) throw new ConnectorFailure('recipient-down');
      return new Map(own.map((reference) => [reference, { state: 'received' as const }]));
    };
    const id = await requests.file(someone(), ['plain']);
    await requests.untilNotice(id, 'plain', 'received');
    const [one, two] = engine.batches;
    assert.equal(engine.batches.length, 2);
    assert.deepEqual([two!.idempotencyKey, two!.body], [one!.idempotencyKey, one!.body]);
    assert.deepEqual(
      (await sentEntry(id)).map(({ uncertain }) => uncertain),
      [true],
    );
  });

  it('sends again only what was not taken, under a new key', async () => {
    engine.answers.set(addressOf('plain'), 'down');
    const ids = [await requests.file(someone(), ['plain'])];
    ids.push(await requests.file(someone(), ['plain']), await requests.file(someone(), ['plain']));
    await engine.until('two wait behind the first', async () => {
      const queued = await engine.database.db('notice_queue').where({ recipient: 'plain' }).whereNull('left_at');
      return queued.length === 3;
    });
    let refuses = 1;
    engine.takeBatch = (own) =>
      new Map(
        own
          .filter((_, index) => index > 0 || own.length === 1 || refuses-- <= 0)
          .map((reference) => [reference, { state: 'received' as const }]),
      );
    engine.answers.clear();
    await engine.days(1);
    for (const id of ids) await requests.untilNotice(id, 'plain', 'received');
    const [alone, both, again] = engine.batches;
    assert.equal(engine.batches.length, 3);
    assert.deepEqual([alone!.references.length, both!.references.length], [1, 2]);
    assert.deepEqual(again!.references, [both!.references[0]]);
    assert.notEqual(again!.idempotencyKey, both!.idempotencyKey);
    // nothing about the third notice was ever in doubt
    const declined = ids.find((_, index) => index > 0)!;
    assert.deepEqual(
      (await sentEntry(declined)).map(({ uncertain }) => uncertain),
      [undefined],
    );
  });

  it('mails a digest once a day at most: a count and a link, no person (I2)', async () => {
    engine.mailDown = false;
    const emails = [someone(), someone(), someone()];
    const first = await requests.file(emails[0]!, ['digest']);
    await requests.untilNotice(first, 'digest', 'sent');
    const second = await requests.file(emails[1]!, ['digest']);
    const third = await requests.file(emails[2]!, ['digest']);
    assert.equal((await requests.notice(third, 'digest')).state, 'queued');
    const digests = () => engine.outbox.filter(({ to }) => to === 'privacy@digest.example');
    assert.equal(digests().length, 1);
    assert.match(digests()[0]!.text, /personal information of one consumer/);

    await engine.days(1.5);
    for (const id of [second, third]) await requests.untilNotice(id, 'digest', 'sent');
    const mail = digests()[1]!;
    assert.match(mail.text, /personal information of 2 consumers/);
    assert.match(mail.text, /http:\/\/127\.0\.0\.1:4545\/r\/[A-Za-z0-9_-]{43}/);
    for (const email of emails) assert.ok(!JSON.stringify(digests()).includes(email));
    const { sent_at } = await requests.notice(third, 'digest');
    assert.equal(
      receiptDay(sent_at!.getTime()),
      addDays(receiptDay((await requests.notice(first, 'digest')).sent_at!.getTime()), 1),
    );
    assert.ok(sent_at!.getTime() >= atHourMs(receiptDay(sent_at!.getTime()), 9));

    // reminders wait for the day's mail too, and say how many are unanswered
    await engine.days(8);
    const days = digests().map(({ atMs }) => receiptDay(atMs!));
    assert.equal(new Set(days).size, days.length);
    assert.match(digests().at(-1)!.text, /have not had your answer/);
    assert.equal(new Set(digests().map(({ messageId }) => messageId)).size, digests().length);
  });

  it('tells a person where the rate does not let an instruction leave by the strict day (SP-05)', async () => {
    const near = await requests.fileWaiting(someone(), ['digest']);
    const { due_on: due } = await engine.row(near.id);
    const now = await engine.temporal.nowMs();
    await engine.days((atHourMs(due!, 10) - now) / 86_400_000);
    const other = await requests.file(someone(), ['digest']);
    await requests.untilNotice(other, 'digest', 'sent');
    await near.approve();
    assert.equal((await requests.notice(near.id, 'digest')).state, 'queued');
    const task = { request_id: near.id, kind: 'notice-late', target: 'digest' };
    await engine.until(
      'a task stands',
      async () => (await engine.database.db('tasks').where(task).first()) !== undefined,
    );
    const stuck = await findStuck(engine.database.db, {
      nowMs: await engine.temporal.nowMs(),
      graceMs: 900_000,
      queues: [queueTerms(digest)],
    });
    assert.deepEqual(
      stuck
        .filter(({ kind }) => kind === 'notice-late')
        .map(({ requestId, code, dueOn }) => ({ requestId, code, dueOn })),
      [{ requestId: near.id, code: 'digest', dueOn: due }],
    );
    await engine.days(1);
    await requests.untilNotice(near.id, 'digest', 'sent');
    assert.equal((await engine.database.db('tasks').where(task).first()).state, 'done');
  });

  it('goes on where its workflow was terminated, and where nobody woke it (E3)', async () => {
    const clock = { nowMs: () => engine.temporal.nowMs() };
    const sweeper = createSweeper({
      db: engine.database.db,
      gateway: engine.gateway,
      clock,
      queueTerms: (id) => [panel, plain, digest].map(queueTerms).find((terms) => terms.recipient === id),
      archives: [],
      report: (error) => engine.errors.push(error),
    });
    engine.answers.set(addressOf('plain'), 'down');
    const id = await requests.file(someone(), ['plain']);
    await engine.days(0.5);
    await engine.temporal.client.workflow.getHandle(recipientWorkflowId('plain')).terminate();
    engine.answers.clear();
    assert.equal((await sweeper.sweep()).woken, 1);
    await requests.untilNotice(id, 'plain', 'attested');
    assert.equal((await sweeper.sweep()).woken, 0);
  });

  it('goes on under a worker that knows nothing of it: every history replays', async () => {
    const { db } = engine.database;
    const dataConverter = createDataConverter({ db, vault: engine.vault });
    const histories = await Promise.all(
      [panel, plain, digest].map(async ({ id }) => {
        const workflowId = recipientWorkflowId(id);
        return { workflowId, history: await engine.temporal.client.workflow.getHandle(workflowId).fetchHistory() };
      }),
    );
    const workflowBundle = await bundleWorkflows();
    const failed: string[] = [];
    for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle, dataConverter }, histories))
      if (error) failed.push(`${workflowId} ${error.message}`);
    assert.deepEqual(failed, []);
  });
});
