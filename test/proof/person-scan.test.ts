import assert from 'node:assert/strict';
import { decisionRule } from '../../rules/decisions';
import { recipientWorkflowId } from '../../workflows/messages';
import { watchRuntime } from '../support/temporal';
import { databaseShows, temporalShows, vaultHolds, workflowShows } from './support/exposed';
import { type Marked, type MarkedEngine, QUEUED, startMarkedEngine } from './support/marked-engine';
import { type Exposed, findMarks, type Marks } from './support/marks';
import { falseCiphertext, plain, sealedFor, signal } from './support/strangers';

const runtime = watchRuntime();

/** Marks that are no one's own words: driver texts, strangers' signals, a recipient's code. They need not reach the vault. */
const STRAY = /\/stray-/;

describe('no person outside the vault (design.md, Rules 2; faults.md (h))', () => {
  let marked: MarkedEngine;
  const people = new Map<string, Marked>();
  const shown: Exposed[] = [];

  const engine = () => marked.engine;
  const person = (seed: string): Marked => people.get(seed)!;
  const phase = async (seed: string) => (await engine().row(person(seed).id)).phase;
  const untilPhase = (seed: string, wanted: string) =>
    engine().until(`${seed} is ${wanted}`, async () => (await phase(seed)) === wanted);
  const untilLedger = (seed: string, kind: string) =>
    engine().until(`${seed}: ${kind}`, async () => (await engine().ledger(person(seed).id)).includes(kind));
  const untilTask = (seed: string, kind: string) =>
    engine().until(
      `${seed}: task ${kind}`,
      async () =>
        (await engine()
          .database.db('tasks')
          .where({ request_id: person(seed).id, kind })
          .first()) !== undefined,
    );

  /** Decides with marked words wherever staff can put words. */
  const decide = async (seed: string, kind: Parameters<typeof marked.engine.decide>[1], how: object = {}) => {
    const { id, mark } = person(seed);
    const before = await engine().decide(id, kind, {
      ...(decisionRule(kind).by === 'staff' ? { facts: mark.prose(`facts-${kind}`) } : {}),
      ...how,
      content: { stray: mark.word('stray-content'), ...(how as { content?: object }).content },
    });
    assert.equal(before, 'claimed', `${seed}: ${kind}`);
  };
  const approve = async (seed: string) => {
    await untilLedger(seed, 'matched');
    await engine().decide(person(seed).id, 'confirm-code');
    await decide(seed, 'approve-verification', { code: person(seed).mark.word('stray-code') });
  };

  before(async function () {
    marked = await startMarkedEngine(this);
    this.timeout(600_000);
    runtime.start();
    for (const seed of [
      'happy',
      'denied',
      'withdrawn',
      'disputed',
      'held',
      'down',
      'refused',
      'silent',
      'bare',
      'mute',
    ])
      people.set(
        seed,
        await marked.file(seed, { agent: seed === 'happy' || seed === 'silent', queued: seed === 'happy' }),
      );
    people.set('kept', await marked.file('kept', { kept: true, queued: true }));

    // mail, systems and recipients fail from here on for some, and say whom they met
    marked.failing.crm.add(person('mute').claim.email);
    people.set('unmailed', await marked.file('unmailed'));
    marked.failing.mail.add(person('unmailed').claim.email);
    marked.failing.webhook.add(person('held').claim.email);
    marked.failing.batch.add(person('happy').claim.email);
    engine().answers.set('http://mailer.example/notices', {
      state: 'refused',
      code: person('refused').mark.word('stray-answer-code'),
    });

    await untilLedger('bare', 'matched');
    const { id: bare, mark } = person('bare');
    const words = () => mark.word('stray-signal');
    await signal(engine(), bare, 'approveVerification', plain(words(), { decisionId: words() }));
    await signal(engine(), bare, 'withdraw', falseCiphertext(words()));
    await signal(engine(), bare, 'withdraw', await sealedFor(engine(), person('happy').id, { decisionId: words() }));
    await signal(engine(), bare, mark.word('stray-name'), null);
    await signal(engine(), bare, 'deny', plain(words().padEnd(1_000_000, ' ')));

    for (const seed of ['happy', 'disputed', 'held', 'down', 'refused', 'bare', 'kept']) await approve(seed);
    await untilPhase('kept', 'deciding');
    const { id: kept } = person('kept');
    const plan = await engine().database.db('plans').where({ request_id: kept }).first('digest');
    const exceptions = await engine().database.db('exceptions').where({ request_id: kept }).pluck('id');
    await decide('kept', 'decide-exceptions', { plan: plan.digest, content: { keep: exceptions } });
    for (const seed of ['disputed', 'held', 'down', 'refused', 'bare']) await untilPhase(seed, 'grace');
    marked.failing.crm.add(person('down').rowKey);

    await untilLedger('denied', 'matched');
    await decide('denied', 'deny', { code: 'manifestly-unfounded', content: { stated: ['evidence'] } });
    await untilLedger('withdrawn', 'matched');
    await decide('withdrawn', 'withdraw');
    await decide('disputed', 'this-was-not-me');
    await decide('held', 'place-hold', {
      code: 'legal-claim',
      told: person('held').mark.word('told'),
      content: { reviewOn: '2040-01-01' },
    });
    await engine().days(3);
    await untilTask('down', 'system-down');
    for (const seed of ['down', 'mute', 'unmailed']) shown.push(...(await temporalShows(engine(), person(seed).id)));
    shown.push(...(await workflowShows(engine(), recipientWorkflowId(QUEUED))));
    marked.failing.batch.clear();

    await decide('disputed', 'clear-dispute', { code: 'contacted-and-confirmed' });
    await decide('held', 'release-hold');
    await decide('down', 'retry-system', { content: { system: 'crm' } });
    assert.equal(
      await engine().decide(person('down').id, 'retry-system', {
        content: { system: person('down').mark.word('stray-system') },
      }),
      'nothing-to-decide',
    );
    await decide('down', 'extend', { code: 'complexity' });
    await engine().days(2);
    await decide('down', 'supply-result', { code: 'erased-by-hand', content: { system: 'crm' } });
    await engine().days(45);
    await untilPhase('silent', 'closed');
    const { log, metrics } = runtime.stop();
    shown.push({ where: "the runtime's log", content: log }, { where: "the runtime's metrics", content: metrics });
    shown.push(marked.log);
    shown.push(...(await databaseShows(engine().database.ownerDb)));
    for (const { id } of people.values()) shown.push(...(await temporalShows(engine(), id)));
    shown.push(...(await workflowShows(engine(), recipientWorkflowId(QUEUED))));
    const toRecipients = engine().outbox.filter(({ to }) => to === 'privacy@sponsor.example');
    assert.ok(toRecipients.length > 0);
    shown.push({ where: 'mail to a recipient', content: JSON.stringify(toRecipients) });
  });
  after(async () => {
    await marked?.engine.stop();
  });

  it('went through every path', async () => {
    const ends = Object.fromEntries(
      await Promise.all(
        [...people].map(async ([seed, { id }]) => {
          const { outcome, phase: last } = await engine().row(id);
          return [seed, `${last} ${outcome ?? '-'}`] as const;
        }),
      ),
    );
    assert.deepEqual(ends, {
      happy: 'closed deleted',
      denied: 'closed denied',
      withdrawn: 'closed withdrawn',
      disputed: 'closed deleted',
      held: 'following-through deleted',
      down: 'closed deleted',
      refused: 'closed deleted',
      silent: 'closed unverified',
      bare: 'closed deleted',
      mute: 'closed unverified',
      kept: 'closed deleted-in-part',
      unmailed: 'received -',
    });
  });

  it('put every marked value where it belongs: into the vault', async () => {
    const inVault = new Set((await findIn(await vaultHolds(engine()))).map((found) => found.split(' in ')[0]));
    const expected = [...marked.marks.keys()].filter((field) => !STRAY.test(field));
    assert.ok(expected.length > 100, `${expected.length} marks`);
    const planned = ['happy', 'disputed', 'held', 'down', 'refused', 'bare', 'kept'];
    const missing = expected.filter((field) => !inVault.has(field));
    // keys of rows come with the plan, held contacts with the comparison; who never got so far has neither
    assert.deepEqual(
      missing.filter((field) => {
        const [seed, name] = field.split('/') as [string, string];
        if (name === 'row-key') return planned.includes(seed);
        if (name === 'held-contact') return !['mute', 'unmailed'].includes(seed);
        return true;
      }),
      [],
    );
  });

  it('looks at something everywhere', () => {
    const size = (where: RegExp): number =>
      shown.filter((each) => where.test(each.where)).reduce((sum, { content }) => sum + content.length, 0);
    for (const where of [
      /^raw history/,
      /^description/,
      /ACTIVITY_TASK_COMPLETED/,
      /MARKER_RECORDED/,
      /SIGNALED/,
      /^raw history of recipient/,
      /^table ledger_entries/,
      /runtime's log/,
      /runtime's metrics/,
      /worker's log/,
    ])
      assert.ok(size(where) > 500, `${where.source}: ${size(where)} characters`);
  });

  it('shows none of them in Temporal, our own tables, logs, metrics, or mail to recipients', async () => {
    assert.deepEqual(await findIn(shown), []);
  });

  const findIn = async (exposed: Exposed[], marks: Marks = marked.marks) => [...new Set(findMarks(exposed, marks))];
});
