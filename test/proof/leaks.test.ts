import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/activity';
import type { ActivityDependencies } from '../../activities';
import { databaseShows, temporalShows } from './support/exposed';
import { type MarkedEngine, startMarkedEngine } from './support/marked-engine';
import { findMarks, formsOf, marker, type Marks } from './support/marks';

/** What a careless build does with the name of whom it works for, and where the scan must find it. */
const LEAKS = {
  "an activity's result": /MARKER_RECORDED/,
  "a failure's message": /ACTIVITY_TASK_FAILED/,
  'the message of a failure that is tried again': /^description/,
  "a failure's type, which the codec leaves in clear": /^raw history/,
  'a log': /worker's log/,
};
type Leak = keyof typeof LEAKS;
/** Each leak has a request of its own, which leaks through nothing else, however long it takes. */
const LEAK_OF = new Map((Object.keys(LEAKS) as Leak[]).map((leak, index) => [`leak-${index}`, leak]));

describe('a build that leaks on purpose turns the scan for persons red', () => {
  let marked: MarkedEngine;
  /** What steps return beside the state; they cannot tell for whom. */
  let note: string | undefined;

  const careless = (own: ActivityDependencies, marks: Marks): ActivityDependencies => {
    const failure = (to: string): Error | undefined => {
      const seed = [...LEAK_OF.keys()].find((one) => to.startsWith(`${marks.get(`${one}/email`)}@`));
      if (seed === undefined) return undefined;
      const name = marks.get(`${seed}/name`)!;
      switch (LEAK_OF.get(seed)!) {
        case "a failure's message":
          return ApplicationFailure.nonRetryable(`no mailbox of ${name}`);
        case 'the message of a failure that is tried again':
          return ApplicationFailure.retryable(`no mailbox of ${name}`);
        case "a failure's type, which the codec leaves in clear":
          return ApplicationFailure.nonRetryable('', name);
        case 'a log':
          return Object.assign(new Error(), { name });
        case "an activity's result":
          return undefined;
      }
    };
    return {
      ...own,
      settings: Object.defineProperty({ ...own.settings }, 'note', {
        enumerable: true,
        get: () => note,
      }),
      mailer: {
        ...own.mailer,
        send(mail) {
          const failed = failure(mail.to);
          return failed ? Promise.reject(failed) : own.mailer.send(mail);
        },
      },
    };
  };

  before(async function () {
    marked = await startMarkedEngine(this, careless);
  });
  after(async () => {
    await marked?.engine.stop();
  });
  afterEach(() => {
    note = undefined;
  });

  for (const [seed, leak] of LEAK_OF) {
    it(`through ${leak}`, async () => {
      if (leak === "an activity's result") note = marker(marked.marks, seed).prose('name');
      const { id } = await marked.file(seed);
      let found: string[] = [];
      await marked.engine.until('the leak shows', async () => {
        found = findMarks([...(await temporalShows(marked.engine, id)), marked.log], marked.marks);
        return found.some((each) => LEAKS[leak].test(each.split(' in ')[1]!));
      });
      assert.deepEqual(
        found.filter((each) => !each.startsWith(`${seed}/name`)),
        [],
      );
    });
  }

  it('through a search attribute', async () => {
    const { engine, marks } = marked;
    const id = '00000000-0000-4000-8000-0000000000aa';
    const { db } = engine.database;
    await db.transaction((trx) => engine.vault.createKeys(trx, id, ['payload'], 0));
    const channel = marker(marks, 'attribute').word('channel') as 'form';
    await engine.gateway.start(id, { right: 'delete', channel, dueAtMs: 0 });
    const found = findMarks(await temporalShows(engine, id), marks);
    for (const where of ['raw description', 'description', 'raw history', 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED'])
      assert.ok(
        found.some((each) => each.startsWith(`attribute/channel in ${where}`)),
        where,
      );
  });

  it('through a column of our own tables, as text and as bytes', async () => {
    const { id, claim } = await marked.file('column');
    const { ownerDb, db } = marked.engine.database;
    const shown = async () => findMarks(await databaseShows(ownerDb), marked.marks).sort();
    assert.deepEqual(await shown(), []);
    const at = new Date(0);
    const task = { id, request_id: id, round: 9, kind: 'x', role: 'x', state: 'x', opened_at: at };
    await db('tasks').insert({ ...task, code: claim.email });
    await db('links').insert({ token_hash: Buffer.from(claim.name), purpose: 'x', object: 'x', expires_at: at });
    assert.deepEqual(await shown(), ['column/email in table tasks', 'column/name in table links']);
  });

  it('in whatever form it is written', () => {
    const who = 'Zoë "Mark" & Co';
    const marks: Marks = new Map([['who', who]]);
    const finds = (content: string | Uint8Array) => findMarks([{ where: 'x', content }], marks).length;
    for (const text of [...formsOf(who).anyCase, who, 'ZOË "MARK" & CO', 'Zo%C3%AB%20%22Mark%22%20%26%20Co'])
      assert.equal(finds(`before ${text} after`), 1, text);
    for (const before of ['', '1', '12', '123']) {
      const hidden = Buffer.from(`${before}${who} and more`);
      assert.equal(finds(hidden.toString('base64')), 1);
      assert.equal(finds(hidden.toString('base64url')), 1);
      assert.equal(finds(hidden), 1);
    }
    assert.equal(finds('Zoe Mark Co'), 0);
  });
});
