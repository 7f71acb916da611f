import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';
import type { SealedLetter } from '../../activities/letters';
import { openFlagged, packageChunks, packageOf } from '../../db/copies';
import type { PersonClaim } from '../../vault/person';
import { KeyShredded } from '../../vault/vault';
import { databaseShows, temporalShows } from '../proof/support/exposed';
import { findMarks, marker, type Marks } from '../proof/support/marks';
import { type Engine, seedAda, startEngine } from '../support/engine';
import { forgetAt } from '../support/forget';

const DAY_MS = 86_400_000;
const SECRET = '078-05-1120';
const FORMULA = '=HYPERLINK("http://evil.example","x")';
const SCRIPT = '<script>alert(1)</script><img src=http://evil.example/x>';

/** The files of an archive, by name, as its central directory lists them. */
function unzipped(zip: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const size = zip.readUInt32LE(at + 20);
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(from, from + size);
    const bytes = zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    files.set(zip.toString('utf8', at + 46, at + 46 + name), bytes.toString('utf8'));
    at += 46 + name + extra + comment;
  }
  return files;
}

describe('the right to know specific pieces, under skipped time', () => {
  let engine: Engine;
  let tests = 0;
  let email = '';
  let stopAt: string | null = null;

  before(async function () {
    engine = await startEngine(
      this,
      {},
      {
        dependencies: (own) => ({
          ...own,
          fault: (point) => {
            if (point !== stopAt) return Promise.resolve();
            stopAt = null;
            return Promise.reject(new Error('cut off here'));
          },
        }),
      },
    );
  });
  after(async () => {
    await engine?.stop();
  });
  beforeEach(async () => {
    tests += 1;
    email = `ada-${tests}@example.org`;
    stopAt = null;
    engine.outbox.length = 0;
    engine.crm.failing = engine.events.failing = null;
    engine.crm.reads.length = engine.events.reads.length = 0;
    await engine.database.ownerDb('disclosures').delete();
    await seedAda(engine, { email });
    const [contact] = engine.crm.rows;
    contact!.fields!.push({
      field: 'contacts.customer_number',
      asks: 'customer-number',
      value: 'C-1',
      proof: 'reliable',
    });
    contact!.values = { tax_id: SECRET, company: FORMULA, remark: SCRIPT };
  });

  const PROVEN: Partial<PersonClaim> = {
    points: { 'postal-code': '94107', 'customer-number': 'C-1' },
    declaration: { signed: 'Ada Example' },
  };
  const ask = (claim: Partial<PersonClaim> = PROVEN): Promise<string> =>
    engine.file({ email, ...claim }, undefined, 'know-specific');
  const untilLedger = (id: string, kind: string): Promise<void> =>
    engine.until(kind, async () => (await engine.ledger(id)).includes(kind));
  const untilClosed = (id: string): Promise<void> =>
    engine.until('closed', async () => (await engine.row(id)).phase === 'closed');
  const confirm = async (id: string): Promise<void> => {
    await untilLedger(id, 'matched');
    assert.equal(await engine.decide(id, 'confirm-code'), 'claimed');
  };
  const verify = async (id: string): Promise<void> => {
    await confirm(id);
    assert.equal(await engine.decide(id, 'approve-verification'), 'claimed');
  };
  const letter = async (id: string, kind: string): Promise<string> => {
    const { db } = engine.database;
    const row = await db('letters').where({ request_id: id, kind }).first<{ content_entry: string }>('content_entry');
    return (await engine.vault.open<SealedLetter>(db, row.content_entry)).full!.text;
  };
  const copyOf = async (id: string): Promise<Map<string, string>> => {
    const { db } = engine.database;
    const parts: Buffer[] = [];
    for await (const part of packageChunks(db, engine.vault, (await packageOf(db, id))!)) parts.push(part);
    return unzipped(Buffer.concat(parts));
  };

  it('makes a copy of what every system holds of this person, and of nobody else (KNW-07, KNW-14)', async () => {
    const id = await ask();
    await verify(id);
    await untilClosed(id);
    assert.equal((await engine.row(id)).outcome, 'informed');
    assert.deepEqual(await engine.letters(id), ['acknowledgement', 'code', 'copy-answer']);
    const files = await copyOf(id);
    assert.deepEqual([...files.keys()], ['copy.json', 'copy.html', 'crm-1.csv', 'crm-2.csv', 'events-1.csv']);
    const copy = JSON.parse(files.get('copy.json')!) as { systems: { id: string; rows: { table: string }[] }[] };
    assert.deepEqual(
      copy.systems.map((system) => [system.id, system.rows.map(({ table }) => table)]),
      [
        ['crm', ['contacts', 'invoices']],
        ['events', ['attendees']],
      ],
    );
    assert.ok(![...files.values()].some((file) => file.includes('neighbour@example.org')));
    const full = await letter(id, 'copy-answer');
    assert.match(full, /You can collect it[^]*Customer records[^]*Event registrations/);
    const mail = engine.outbox.find(({ subject }) => subject.startsWith('Our answer'))!;
    assert.doesNotMatch(mail.text, /Customer records|Social Security/);
    const { db } = engine.database;
    const made = Date.parse(`${(await packageOf(db, id))!.collect_by}T00:00:00Z`) - 30 * DAY_MS;
    await forgetAt({ db, vault: engine.vault }, made + 60 * DAY_MS);
    assert.ok((await copyOf(id)).size > 0);
    const pages = await engine.database.db('gathered_pages').where({ request_id: id }).select('seq');
    assert.deepEqual(pages, [], 'what was gathered is kept no longer than it takes to make the copy of it');
    // nobody collected it: 30 days after the last day on which it could be, its key goes (decisions.md G1)
    await forgetAt({ db, vault: engine.vault }, made + 63 * DAY_MS);
    await assert.rejects(copyOf(id));
    assert.ok((await packageOf(db, id))!.destroyed_at);
  });

  it('never discloses what the law forbids, and tells that it is held (KNW-04)', async () => {
    const id = await ask();
    await verify(id);
    await untilClosed(id);
    const files = await copyOf(id);
    assert.ok(![...files.values()].some((file) => file.includes(SECRET)));
    assert.match(files.get('copy.json')!, /"tax_id":"held, and never disclosed"/);
    assert.match(await letter(id, 'copy-answer'), /The law forbids[^]*a Social Security number/);
  });

  it('runs nothing in a spreadsheet or a browser, and keeps JSON exact (decisions.md L4)', async () => {
    const id = await ask();
    await verify(id);
    await untilClosed(id);
    const files = await copyOf(id);
    const [system] = (JSON.parse(files.get('copy.json')!) as { systems: { rows: { values: object }[] }[] }).systems;
    assert.deepEqual(system!.rows[0]!.values, {
      email,
      tax_id: 'held, and never disclosed',
      company: FORMULA,
      remark: SCRIPT,
    });
    assert.match(files.get('crm-1.csv')!, /"'=HYPERLINK\(""http/);
    assert.doesNotMatch(files.get('copy.html')!, /<script|<img/);
    assert.match(files.get('copy.html')!, /&lt;script&gt;/);
  });

  it('has a decider look at what may name others, and leaves out what they say (HH-02)', async () => {
    engine.crm.rows[0]!.values = { notes: 'Came with Bob Neighbour.' };
    const id = await ask();
    await verify(id);
    await untilLedger(id, 'gathered');
    const row = await engine.row(id);
    assert.deepEqual([row.phase, row.waits_for], ['deciding', 'decider']);
    const [flagged] = await openFlagged(engine.database.db, engine.vault, id);
    assert.equal(flagged!.value, 'Came with Bob Neighbour.');
    assert.equal(
      await engine.decide(id, 'release-copy', { content: { withhold: ['00000000-0000-4000-8000-00000000000f'] } }),
      'nothing-to-decide',
    );
    assert.equal(await engine.decide(id, 'release-copy', { content: { withhold: [flagged!.id] } }), 'claimed');
    await untilClosed(id);
    const files = await copyOf(id);
    assert.ok(![...files.values()].some((file) => file.includes('Bob Neighbour')));
    assert.match(files.get('copy.json')!, /"notes":"left out: it belongs to somebody else"/);
    assert.match(await letter(id, 'copy-answer'), /We left out one single value/);
  });

  it('gives what a decider does not leave out', async () => {
    engine.crm.rows[0]!.values = { notes: 'Likes the front row.' };
    const id = await ask();
    await verify(id);
    await untilLedger(id, 'gathered');
    assert.equal(await engine.decide(id, 'release-copy'), 'claimed');
    await untilClosed(id);
    assert.match((await copyOf(id)).get('copy.json')!, /Likes the front row/);
  });

  it('goes on from the page where it was cut off, and reads none twice (decisions.md E2)', async () => {
    engine.crm.rows.push(...Array.from({ length: 5 }, (_, n) => ({ table: 'invoices', key: `2${n}`, email })));
    stopAt = 'gather:after-effect';
    const id = await ask();
    await verify(id);
    await untilClosed(id);
    assert.equal(stopAt, null, 'it was cut off');
    assert.equal(new Set(engine.crm.reads).size, engine.crm.reads.length, 'no page was read twice');
    const [crm] = (JSON.parse((await copyOf(id)).get('copy.json')!) as { systems: { rows: object[] }[] }).systems;
    assert.equal(crm!.rows.length, 7);
    assert.equal((await engine.ledger(id)).filter((kind) => kind === 'system-read').length, 2);
  });

  it('makes the copy anew where it was cut off while it was made', async () => {
    stopAt = 'pack:after-effect';
    const id = await ask();
    await verify(id);
    await untilClosed(id);
    assert.equal(stopAt, null, 'it was cut off');
    assert.ok((await copyOf(id)).has('copy.json'));
  });

  it('asks a system that is away for as long as it takes, and tells a person (decisions.md C5)', async () => {
    const id = await ask();
    await confirm(id);
    engine.events.failing = 'system-down';
    assert.equal(await engine.decide(id, 'approve-verification'), 'claimed');
    await engine.days(1);
    await engine.until('a task', async () =>
      Boolean(
        await engine.database.db('tasks').where({ request_id: id, kind: 'system-down', state: 'open' }).first('id'),
      ),
    );
    engine.events.failing = null;
    await engine.days(1);
    await untilClosed(id);
    assert.ok((await copyOf(id)).has('events-1.csv'));
  });

  it('says that nothing is held where nothing is', async () => {
    engine.events.rows = [];
    engine.crm.rows.forEach((row) => (row.createdAtMs = Date.parse('2024-01-01T00:00:00Z')));
    const id = await ask({ ...PROVEN, period: { from: '2020-01-01', to: '2020-12-31' } });
    await verify(id);
    await untilClosed(id);
    assert.equal((await engine.row(id)).outcome, 'nothing-held');
    assert.equal(await packageOf(engine.database.db, id), undefined);
    assert.match(await letter(id, 'copy-answer'), /no copy/);
  });

  it('approves nothing less than three points and a declaration, whatever else is stated (VER-11)', async () => {
    const claims: Partial<PersonClaim>[] = [
      { ...PROVEN, points: { 'postal-code': '94107' } },
      { points: { 'postal-code': '94107', 'customer-number': 'C-1' } },
    ];
    for (const claim of claims) {
      const id = await ask(claim);
      await confirm(id);
      assert.equal(await engine.decide(id, 'approve-verification'), 'evidence-insufficient');
      assert.equal(
        await engine.decide(id, 'approve-verification', { content: { equivalent: true }, facts: 'I know her.' }),
        'evidence-insufficient',
      );
    }
  });

  it('answers with the categories who cannot be verified for a copy, from the same receipt day (KNW-01, A4)', async () => {
    const id = await ask({ points: { 'postal-code': '94107' } });
    await confirm(id);
    const before = await engine.row(id);
    assert.equal(
      await engine.decide(id, 'refuse-verification', {
        code: 'evidence-insufficient',
        facts: 'Two points, not three.',
      }),
      'claimed',
    );
    await untilClosed(id);
    const row = await engine.row(id);
    assert.deepEqual([row.outcome, row.receipt_day], ['informed', before.receipt_day]);
    assert.deepEqual(await engine.letters(id), ['acknowledgement', 'code', 'know-answer']);
    const full = await letter(id, 'know-answer');
    assert.match(full, /So we give you no copy\.[^]*Identifiers/);
    assert.equal(await packageOf(engine.database.db, id), undefined);
  });

  it('tells the practices to who is not verified for categories either (KNW-02)', async () => {
    const id = await ask({ points: {} });
    await untilLedger(id, 'matched');
    await engine.days(41);
    await untilClosed(id);
    assert.equal((await engine.row(id)).outcome, 'unverified');
    assert.match(await letter(id, 'unverified'), /categor|kinds/i);
  });

  it('leaves to a verifier what a timer would refuse although it suffices for categories (KNW-01, A2)', async () => {
    const id = await ask();
    await untilLedger(id, 'matched');
    await engine.days(41);
    await untilLedger(id, 'downgraded');
    const row = await engine.row(id);
    assert.deepEqual([row.phase, row.waits_for, row.outcome], ['verifying', 'verifier', null]);
    assert.equal(await engine.decide(id, 'approve-verification'), 'claimed');
    await untilClosed(id);
    assert.deepEqual((await engine.letters(id)).at(-1), 'know-answer');
  });

  it('makes no copy while somebody says that it was not them (B3)', async () => {
    const id = await ask();
    engine.crm.rows[0]!.values = { notes: 'x' };
    await verify(id);
    await untilLedger(id, 'gathered');
    assert.equal(await engine.decide(id, 'this-was-not-me'), 'claimed');
    assert.equal(await engine.decide(id, 'release-copy'), 'claimed');
    await engine.days(2);
    assert.equal(await packageOf(engine.database.db, id), undefined);
    assert.equal(
      await engine.decide(id, 'clear-dispute', { code: 'mistaken-report', facts: 'It was her.' }),
      'claimed',
    );
    await untilClosed(id);
    assert.ok(await packageOf(engine.database.db, id));
  });

  it('goes by post where the consumer chose so, and is answered when it left (KNW-12)', async () => {
    const id = await ask({ ...PROVEN, post: '1 Elm Street' });
    await verify(id);
    await untilLedger(id, 'copy-made');
    const row = await engine.row(id);
    assert.deepEqual([row.phase, row.waits_for, row.answered_at], ['answering', 'decider', null]);
    const posting = (days: number): Promise<string> => {
      const postedOn = new Date(Date.parse(`${row.receipt_day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
      return engine.decide(id, 'record-posting', { content: { postedOn } });
    };
    assert.equal(await posting(-1), 'nothing-to-decide');
    assert.equal(await posting(9), 'nothing-to-decide');
    assert.equal(await posting(0), 'claimed');
    await untilClosed(id);
    assert.match(await letter(id, 'copy-answer'), /We posted your copy on/);
    assert.ok((await packageOf(engine.database.db, id))!.collected_at);
  });

  it('goes by post where nothing that is held could open it (B4)', async () => {
    engine.crm.rows[0]!.fields = engine.crm.rows[0]!.fields!.map(({ contact: _none, ...field }) => field);
    engine.crm.rows[0]!.fields.push({
      field: 'contacts.event',
      asks: 'event-attended',
      value: 'Expo',
      proof: 'reliable',
    });
    const id = await ask({ ...PROVEN, points: { ...PROVEN.points, 'event-attended': 'Expo' } });
    await verify(id);
    await untilLedger(id, 'copy-made');
    const task = await engine.database
      .db('tasks')
      .where({ request_id: id, kind: 'post-copy', state: 'open' })
      .first('id');
    assert.ok(task);
  });

  it('shows no value in Temporal, nor in our own tables outside the vault (design.md, Rules 2)', async () => {
    const marks: Marks = new Map();
    const mark = marker(marks, 'copy');
    const [contact] = engine.crm.rows;
    contact!.key = mark.word('key');
    contact!.values = { notes: mark.word('notes'), tax_id: mark.word('tax-id'), company: mark.word('company') };
    const id = await ask({ ...PROVEN, declaration: { signed: mark.word('signed') }, post: mark.word('address') });
    await verify(id);
    await untilLedger(id, 'gathered');
    const gathered = await databaseShows(engine.database.ownerDb);
    assert.equal(await engine.decide(id, 'release-copy'), 'claimed');
    await untilLedger(id, 'copy-made');
    const copy = (await copyOf(id)).get('copy.json')!;
    assert.ok(copy.includes(marks.get('copy/notes')!) && copy.includes(marks.get('copy/company')!));
    const shown = [
      ...gathered,
      ...(await databaseShows(engine.database.ownerDb)),
      ...(await temporalShows(engine, id)),
    ];
    assert.ok(shown.some(({ where }) => /gathered_pages/.test(where)));
    assert.deepEqual(findMarks(shown, marks), []);
  });

  it('destroys what was gathered where the request is taken back', async () => {
    engine.crm.rows[0]!.values = { notes: 'x' };
    const id = await ask();
    await verify(id);
    await untilLedger(id, 'gathered');
    assert.equal(await engine.decide(id, 'withdraw'), 'claimed');
    await untilClosed(id);
    const { db } = engine.database;
    const nowMs = Math.floor(await engine.temporal.nowMs()) + DAY_MS;
    assert.ok((await forgetAt({ db, vault: engine.vault }, nowMs)) >= 1);
    assert.deepEqual(await db('gathered_pages').where({ request_id: id }).select('seq'), []);
    await assert.rejects(engine.vault.keys.of(db, id, 'package'), KeyShredded);
  });
});
