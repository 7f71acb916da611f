import assert from 'node:assert/strict';
import { insertCorrections } from '../../db/corrections';
import { importDisclosures } from '../../db/disclosures';
import { keptCorrectionsOf } from '../../db/kept-corrections';
import { hashesOf } from '../../db/preferences';
import { readChain } from '../../db/ledger';
import { receiptDay } from '../../rules/calendar';
import type { FieldDecision } from '../../rules/correct';
import type { ContestedValue } from '../../vault/person';
import { restored, sweep } from '../duties/support/keeper';
import { type Engine, startEngine } from '../support/engine';

describe('a correction under skipped time', () => {
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
    engine.crm.corrections.length = engine.events.corrections.length = 0;
    for (const system of [engine.crm, engine.events])
      Object.assign(system, { failing: null, lying: false, losing: false });
    await engine.database.ownerDb('disclosures').delete();
    const neighbour = 'neighbour@example.org';
    engine.crm.rows = [
      {
        table: 'contacts',
        key: '1',
        email,
        fields: [
          {
            field: 'contacts.email',
            value: email,
            proof: 'never',
            contact: 'email',
            changedAt: '2020-01-01T00:00:00Z',
          },
          { field: 'contacts.postal_code', asks: 'postal-code', value: '94107', proof: 'reliable' },
        ],
        values: { job_title: 'Editor', postal_code: '94107', allergy: 'nuts' },
      },
      { table: 'contacts', key: '2', email: neighbour, values: { job_title: 'Editor', postal_code: '94107' } },
    ];
    engine.events.rows = [
      { table: 'attendees', key: 'a1', email, values: { job_title: 'Editor' } },
      { table: 'attendees', key: 'a2', email: neighbour, values: { job_title: 'Editor' } },
    ];
    const disclosed = { email, identifiers: [{ type: 'email' as const, value: email }], disclosedOn: '2025-05-05' };
    await importDisclosures(engine.database.db, engine.vault, [
      { ...disclosed, recipient: 'mailer', basis: 'business-purpose', categories: ['professional-information'] },
      { ...disclosed, recipient: 'sponsor', basis: 'sold', categories: ['professional-information'] },
    ]);
  });

  const TITLE: ContestedValue = { field: 'job-title', value: 'Head of Research' };
  const file = (...contested: ContestedValue[]) =>
    engine.file(
      { email, corrections: contested },
      (trx, id) => insertCorrections(trx, engine.vault, id, contested),
      'correct',
    );
  const untilPhase = (id: string, phase: string) =>
    engine.until(`phase ${phase}`, async () => (await engine.row(id)).phase === phase);
  const verified = async (id: string): Promise<void> => {
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    assert.equal(await engine.decide(id, 'confirm-code'), 'claimed');
    assert.equal(await engine.decide(id, 'approve-verification'), 'claimed');
  };
  const planOf = async (id: string): Promise<string> =>
    (
      (await engine.database.db('plans').where({ request_id: id }).orderBy('round', 'desc').first()) as {
        digest: string;
      }
    ).digest;
  const field = (own: Partial<FieldDecision> = {}): FieldDecision => ({
    field: 'job-title',
    outcome: 'correct',
    likelihood: 20,
    source: 'own',
    ownDocuments: false,
    facts: false,
    sourceName: false,
    ...own,
  });
  const decide = async (id: string, fields: FieldDecision[], words: Record<string, object> = {}) =>
    engine.decide(id, 'decide-correction', {
      plan: await planOf(id),
      facts: 'Weighed all that is known.',
      content: { fields },
      fields: words,
    });
  const answerOf = async (id: string): Promise<string> => {
    const letter = await engine.database.db('letters').where({ request_id: id, kind: 'correction' }).first();
    return (await engine.vault.open<{ full: { text: string } }>(engine.database.db, letter.content_entry)).full.text;
  };
  const titles = () => [...engine.crm.rows, ...engine.events.rows].map(({ values }) => values?.['job_title']);

  it('sets the field in every system, tells who works with it for us, and looks again (COR-03, COR-11, SP-05)', async () => {
    const id = await file(TITLE);
    await verified(id);
    await untilPhase(id, 'deciding');
    assert.equal(
      await engine.decide(id, 'decide-correction', { plan: 'stale', facts: 'x', content: { fields: [field()] } }),
      'plan-changed',
    );
    assert.equal(await decide(id, []), 'correction-incomplete');
    assert.equal(await decide(id, [field()]), 'claimed');
    await untilPhase(id, 'following-through');
    assert.deepEqual(titles(), ['Head of Research', 'Editor', 'Head of Research', 'Editor']);
    const row = await engine.row(id);
    assert.deepEqual([row.outcome, row.late], ['corrected', false]);
    assert.deepEqual(await engine.letters(id), ['acknowledgement', 'code', 'correction']);
    const text = await answerOf(id);
    for (const words of [
      'Job title: Head of Research',
      'Customer records',
      'Event registrations',
      'Mail Service',
      'stays so',
    ])
      assert.ok(text.includes(words), words);
    assert.ok(!engine.outbox.at(-1)!.text.includes('Head of Research'), 'ordinary mail carries the outcome alone');
    assert.deepEqual(
      engine.webhooks.map(({ notice }) => notice).map((n) => ({ ...(n as object), reference: '' })),
      [
        {
          reference: '',
          instruction: 'correct',
          identifiers: [{ type: 'email', value: email }],
          corrections: [{ field: 'job-title', value: 'Head of Research' }],
          onward: true,
        },
      ],
    );
    assert.ok(!engine.outbox.some(({ to }) => to === 'privacy@sponsor.example'), 'a third party is not told');
    const today = receiptDay(await engine.temporal.nowMs());
    const known = [hashesOf(engine.vault, [{ type: 'email', value: email }])];
    const kept = await keptCorrectionsOf(engine.database.db, engine.vault, known, today);
    assert.deepEqual(kept.get(0), [{ ...TITLE, since: today }]);
    await engine.days(32);
    await untilPhase(id, 'closed');
    assert.equal((await engine.ledger(id)).filter((kind) => kind === 'recheck-passed').length, 2);
    assert.deepEqual(engine.errors, []);
  });

  it('is set again in a system that an archive was restored into; what was given since is not touched (COR-11, J)', async () => {
    const copy = structuredClone(engine.crm.rows);
    const id = await file(TITLE);
    await verified(id);
    await untilPhase(id, 'deciding');
    assert.equal(await decide(id, [field()]), 'claimed');
    await untilPhase(id, 'following-through');
    const { db } = engine.database;
    const nowMs = await engine.temporal.nowMs();
    const since = { table: 'contacts', key: '3', email, createdAtMs: nowMs, values: { job_title: 'Founder' } };
    engine.crm.rows = [...copy, since];
    await sweep(engine, [{ id: 'nightly' }]);
    const report = await restored(engine, 'nightly', 'crm');
    await engine.until('the restore is clean', async () => {
      return (await db('archive_reports').where({ id: report }).first('state')).state === 'clean';
    });
    assert.deepEqual(
      engine.crm.rows.map(({ values }) => values?.['job_title']),
      ['Head of Research', 'Editor', 'Founder'],
    );
    assert.deepEqual(
      engine.crm.rows.map(({ values }) => values?.['postal_code']),
      ['94107', '94107', undefined],
      'what was not corrected is as the archive has it',
    );
    const [entry] = (await readChain(db, id)).filter(({ kind }) => kind === 'correction-reapplied');
    const { outcome, rows, system } = entry!.body;
    assert.deepEqual([outcome, rows, system], ['corrected', 1, 'crm']);
    const again = await restored(engine, 'nightly', 'crm');
    await engine.until('the second is clean', async () => {
      return (await db('archive_reports').where({ id: again }).first('state')).state === 'clean';
    });
    assert.equal(
      (await db('restore_findings').where({ report_id: again, request_id: id }).first('outcome')).outcome,
      'nothing',
    );
  });

  it('never verifies by the contested field (VER-07)', async () => {
    const id = await file({ field: 'postal-code', value: '94607' });
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    assert.equal(await engine.decide(id, 'confirm-code'), 'claimed');
    assert.equal(await engine.decide(id, 'approve-verification'), 'evidence-insufficient');
  });

  it('denies with ground, cite and facts, and proposes no refusal for the same again but to a person (COR-06, CLK-12)', async () => {
    const id = await file(TITLE);
    await verified(id);
    await untilPhase(id, 'deciding');
    const denied = { outcome: 'deny', ground: 'accurate-as-held', ownDocuments: true, facts: true } as const;
    assert.equal(
      await decide(id, [field({ ...denied, likelihood: 50 })]),
      'correction-incomplete',
      'not more likely than not',
    );
    assert.equal(await decide(id, [field({ ...denied, likelihood: 90, facts: false })]), 'correction-incomplete');
    assert.equal(
      await decide(id, [field({ ...denied, ground: 'fraudulent-or-abusive-correction' })]),
      'correction-incomplete',
      'a hunch (COR-08)',
    );
    const words = { 'job-title': { facts: 'Your employer confirmed the title on May 2.' } };
    assert.equal(await decide(id, [field({ ...denied, likelihood: 90 })], words), 'claimed');
    await untilPhase(id, 'closed');
    assert.equal((await engine.row(id)).outcome, 'denied');
    assert.deepEqual(titles(), ['Editor', 'Editor', 'Editor', 'Editor']);
    const text = await answerOf(id);
    for (const said of ['more likely than not', '11 CCR 7023(b), (f)', 'accurate-as-held', 'Your employer confirmed'])
      assert.ok(text.includes(said), said);

    await engine.days(30);
    const again = await file(TITLE);
    await verified(again);
    await untilPhase(again, 'deciding');
    const repeat = field({ outcome: 'deny', ground: 'repeated-correction', facts: true });
    assert.equal(await decide(again, [repeat], words), 'claimed');
    const other = await file({ field: 'job-title', value: 'Publisher' });
    await verified(other);
    await untilPhase(other, 'deciding');
    assert.equal(await decide(other, [repeat], words), 'correction-incomplete', 'not the same');
  });

  it('corrects in part, deletes instead only by consent, offers the statement about health (COR-05, COR-07, COR-09)', async () => {
    const id = await file(TITLE, { field: 'allergy', value: 'none' });
    await verified(id);
    await untilPhase(id, 'deciding');
    const allergy = { field: 'allergy', outcome: 'delete' } as const;
    assert.equal(await decide(id, [field(), field(allergy)]), 'correction-incomplete', 'nobody agreed');
    const deny = field({ field: 'allergy', outcome: 'deny', ground: 'conflict-of-law', facts: true });
    assert.equal(
      await decide(id, [field({ source: 'named' }), deny]),
      'correction-incomplete',
      'the source has no name',
    );
    const words = {
      'job-title': { sourceName: 'Listworks Inc.' },
      allergy: { facts: 'Caterers must keep it for a year.' },
    };
    assert.equal(await decide(id, [field({ source: 'named', sourceName: true }), deny], words), 'claimed');
    await untilPhase(id, 'following-through');
    assert.equal((await engine.row(id)).outcome, 'corrected-in-part');
    const text = await answerOf(id);
    for (const said of ['Listworks Inc.', '250 words', 'Caterers must keep it']) assert.ok(text.includes(said), said);
    assert.equal(engine.crm.rows[0]!.values!['allergy'], 'nuts');

    const agreed = await file({ field: 'allergy', value: 'none', deleteInstead: true });
    await verified(agreed);
    await untilPhase(agreed, 'deciding');
    assert.equal(await decide(agreed, [field(allergy)]), 'claimed');
    await untilPhase(agreed, 'following-through');
    assert.equal(engine.crm.rows[0]!.values!['allergy'], null);
    assert.match(await answerOf(agreed), /deleted instead:[\s\S]*Allergy/);
  });

  it('sets it once more by the same key where the answer was lost, and says that it is uncertain (E2)', async () => {
    engine.crm.losing = true;
    const id = await file(TITLE);
    await verified(id);
    await untilPhase(id, 'deciding');
    assert.equal(await decide(id, [field()]), 'claimed');
    await untilPhase(id, 'following-through');
    assert.equal(engine.crm.corrections.length, 2);
    assert.deepEqual(engine.crm.corrections[0], engine.crm.corrections[1]);
    const corrected = (await readChain(engine.database.db, id)).filter(({ kind }) => kind === 'corrected');
    assert.deepEqual(corrected.map(({ body }) => [body['system'], body['uncertain'] ?? false]).sort(), [
      ['crm', true],
      ['events', false],
    ]);
  });

  it('answers in time with a system outstanding, and reopens where the old value comes back (A1, COR-11, J)', async () => {
    const id = await file(TITLE);
    await verified(id);
    await untilPhase(id, 'deciding');
    engine.events.failing = 'system-down';
    assert.equal(await decide(id, [field()]), 'claimed');
    await engine.days(42);
    await engine.until('answered', async () => (await engine.row(id)).answered_at !== null);
    assert.equal((await engine.row(id)).late, false);
    assert.match(await answerOf(id), /not finished, or not yet confirmed[\s\S]*Event registrations/);
    engine.events.failing = null;
    await engine.days(1);
    await engine.until(
      'carried out',
      async () => (await engine.ledger(id)).filter((k) => k === 'corrected').length === 2,
    );
    engine.crm.rows[0]!.values!['job_title'] = 'Editor';
    engine.events.rows[0]!.values!['job_title'] = 'Chief of Research';
    // the system came back after the first re-check was due: that one has been made
    await engine.days(31);
    await engine.until('reopened', async () => (await engine.row(id)).round === 2);
    await engine.days(1);
    await engine.until('set again', async () => engine.crm.rows[0]!.values!['job_title'] === 'Head of Research');
    assert.equal((await engine.letters(id)).filter((kind) => kind === 'correction').length, 1);
  });

  it('takes what was corrected by hand where a system stays away (COR-03, C4)', async () => {
    const id = await file(TITLE);
    await verified(id);
    await untilPhase(id, 'deciding');
    engine.events.failing = 'system-down';
    assert.equal(await decide(id, [field()]), 'claimed');
    await engine.days(3);
    const supplied = {
      facts: 'The provider corrected the registrations and sent its log.',
      content: { system: 'events' },
    };
    assert.equal(await engine.decide(id, 'supply-result', { code: 'set-by-hand', ...supplied }), 'reason-missing');
    assert.equal(await engine.decide(id, 'supply-result', { code: 'corrected-by-hand', ...supplied }), 'claimed');
    await untilPhase(id, 'following-through');
    assert.equal((await engine.row(id)).outcome, 'corrected');
  });

  it('says so where nothing of it is held, and asks nobody to decide', async () => {
    delete engine.crm.rows[0]!.values;
    engine.crm.rows[0]!.table = 'newsletters';
    const id = await file({ field: 'allergy', value: 'none' });
    await verified(id);
    await untilPhase(id, 'closed');
    assert.equal((await engine.row(id)).outcome, 'nothing-held');
    assert.match(await answerOf(id), /We do not hold:[\s\S]*Allergy/);
  });

  it('can be withdrawn until it is begun, and changes nothing then (A6)', async () => {
    const id = await file(TITLE);
    await verified(id);
    await untilPhase(id, 'deciding');
    assert.equal(await engine.decide(id, 'withdraw'), 'claimed');
    await untilPhase(id, 'closed');
    assert.deepEqual(titles(), ['Editor', 'Editor', 'Editor', 'Editor']);
  });
});
