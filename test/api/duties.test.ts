import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Alarm, createWatchdog } from '../../api/watchdog';
import { composeAlarm } from '../../api/alarm-mail';
import { readChain } from '../../db/ledger';
import { checkCanary } from '../../vault/canary';
import { type Browser, type Harness, makeRequest, signIn, startApi } from './harness';

const PAGE = '/staff/duties';
const API = '/api/v1/staff/duties';

describe('archives and exceptions, for staff (D5, J)', () => {
  let api: Harness;
  let decider: Browser;
  let administrator: Browser;
  let csrf: string;
  before(async () => {
    api = await startApi();
    // facts about an archive as a whole are sealed under the engine's own key
    await checkCanary(api.database.db, api.vault);
    decider = await signIn(api, await api.staff(['decider']));
    administrator = await signIn(api, await api.staff(['administrator']));
    csrf = await decider.csrf('/staff/password');
  });
  after(() => api.close());

  const db = () => api.database.db;
  const archive = () => api.dataMap.archives[0]!.id;

  /** An exception that stands, of a request. */
  async function exception(endsOn: string): Promise<{ id: string; reference: string; requestId: string }> {
    const { id: requestId, reference } = await makeRequest(api);
    const id = randomUUID();
    await db().transaction(async (trx) => {
      await api.vault.createKeys(trx, id, ['duty'], api.now());
      await trx('exception_duties').insert({
        id,
        request_id: requestId,
        system: 'crm',
        tbl: 'invoices',
        code: 'D8',
        purpose: 'keeping the books',
        ends_on: endsOn,
        state: 'standing',
        row_count: 3,
        keys_entry: await api.vault.seal(trx, {
          owner: id,
          class: 'duty',
          kind: 'kept-rows',
          value: [],
          atMs: api.now(),
        }),
        made_at: new Date(api.now()),
      });
    });
    return { id, reference, requestId };
  }

  it('shows every archive, and each exception with its end and the form that renews it', async () => {
    const { id, reference } = await exception('2027-03-01');
    const { text } = await decider.get(PAGE);
    for (const { name } of api.dataMap.archives) assert.ok(text.includes(name), name);
    assert.match(text, new RegExp(`${reference}[^]*keeping the books[^]*2027-03-01`));
    assert.match(text, new RegExp(`name="exception" value="${id}"`));
    const { text: hers } = await administrator.get(PAGE);
    assert.ok(!hers.includes('name="exception"'), 'an administrator does not decide (C4)');
    assert.match(hers, /Report a restore/);
    const { body } = await decider.get(API);
    assert.deepEqual(
      body.exceptions.filter((each: { id: string }) => each.id === id),
      [
        {
          id,
          reference,
          system: 'crm',
          tbl: 'invoices',
          code: 'D8',
          purpose: 'keeping the books',
          rows: 3,
          endsOn: '2027-03-01',
        },
      ],
    );
  });

  it('records a renewal as a row with actor, reason and facts, in the chain of its request', async () => {
    const { id, requestId } = await exception('2027-04-01');
    const sent = { kind: 'renew-exception', code: 'still-required', facts: 'The audit of 2026 is open.', exception: id, until: '2028-04-01' }; // prettier-ignore
    const answer = await decider.post(PAGE, { ...sent, csrf });
    assert.equal(answer.status, 303);
    assert.match(String(answer.headers['location']), /told=(claimed|recorded)/);
    const row = await db()('duty_decisions').where({ request_id: requestId }).first();
    assert.deepEqual([row.kind, row.duty, row.content], ['renew-exception', 'schedule/duties', { exception: id, until: '2028-04-01' }]); // prettier-ignore
    assert.deepEqual(await api.vault.open(db(), row.facts_entry), { facts: 'The audit of 2026 is open.' });
    const [entry] = (await readChain(db(), requestId)).filter(({ kind }) => kind === 'decision-recorded');
    assert.equal(entry?.body['decides'], 'renew-exception');
    assert.ok(!JSON.stringify(entry).includes('audit'));
  });

  it('takes reports of restores, accesses and rotations, each with its own reasons', async () => {
    const reports = [
      { kind: 'archive-restored', archive: archive(), system: 'crm', code: 'recovery' },
      { kind: 'archive-accessed', archive: archive(), code: 'inspection', facts: 'The auditor looked.' },
      { kind: 'archive-rotated', archive: archive(), through: '2026-10-01', code: 'destroyed' },
    ];
    const token = await administrator.csrf('/staff/password');
    for (const report of reports) {
      const { status, body } = await administrator.json(API, report, { 'x-csrf-token': token });
      assert.ok([200, 202].includes(status), `${report.kind}: ${status}`);
      const { kind, duty } = await db()('duty_decisions').where({ id: body.decisionId }).first();
      assert.deepEqual([kind, duty], [report.kind, `archive/${archive()}`]);
    }
    const chain = await readChain(db(), `archive/${archive()}`);
    assert.equal(chain.filter(({ kind }) => kind === 'decision-recorded').length, reports.length);
  });

  it('refuses with the reason that staff see: the role, a reason that is none, facts that lack', async () => {
    const { id } = await exception('2027-05-01');
    const renew = {
      kind: 'renew-exception',
      code: 'still-required',
      facts: 'Open.',
      exception: id,
      until: '2028-05-01',
    };
    const token = await administrator.csrf('/staff/password');
    const asAdministrator = await administrator.json(API, renew, { 'x-csrf-token': token });
    assert.deepEqual(
      [asAdministrator.status, asAdministrator.body],
      [409, { mark: 'refused', refusal: 'role-missing' }],
    );
    for (const wrong of [{ code: 'because' }, { facts: '' }]) {
      const { status, body } = await decider.json(API, { ...renew, ...wrong }, { 'x-csrf-token': csrf });
      assert.deepEqual([status, body.refusal], [409, 'reason-missing']);
    }
  });

  it('names the field that lacks or names nothing', async () => {
    const cases: [Record<string, string>, string][] = [
      [{ kind: 'archive-restored', archive: archive(), code: 'recovery' }, 'system'],
      [{ kind: 'archive-restored', archive: archive(), system: 'nowhere', code: 'recovery' }, 'system'],
      [{ kind: 'archive-rotated', archive: 'nowhere', through: '2026-10-01', code: 'destroyed' }, 'archive'],
      [{ kind: 'renew-exception', code: 'still-required', facts: 'x', exception: randomUUID(), until: '2028-01-01' }, 'exception'], // prettier-ignore
      [{ kind: 'decide-restored', code: 'erase', facts: 'x', archive: archive(), report: randomUUID(), reference: 'FF-2222-2222' }, 'reference'], // prettier-ignore
    ];
    for (const [sent, field] of cases) {
      const { status, body } = await decider.json(API, sent, { 'x-csrf-token': csrf });
      assert.equal(status, 422, JSON.stringify(body));
      assert.deepEqual(body.errors.map((each: { field: string }) => each.field), [field]); // prettier-ignore
    }
    const again = await decider.post(PAGE, { kind: 'archive-rotated', archive: archive(), code: 'destroyed', csrf });
    assert.equal(again.status, 422);
    assert.match(again.text, /role="alert"[^]*is missing/);
  });

  it('is watched: a duty that did not look when it promised to is in the digest, once', async () => {
    await db()('duty_runs').delete();
    await db()('exception_duties').delete();
    const alarms: Alarm[] = [];
    const watchdog = createWatchdog({
      db: db(),
      clock: { nowMs: () => Promise.resolve(api.now()) },
      queues: [],
      alarm: (alarm) => Promise.resolve(void alarms.push(alarm)),
      watched: () => undefined,
      report: (error) => assert.fail(String(error)),
    });
    const missed = async () =>
      (await watchdog.look()).filter(({ kind }) => kind === 'duty-missed').map(({ code }) => code);
    await db()('duty_runs').insert({ duty: 'archive/nightly', next_at: new Date(api.now()) });
    api.advance(14 * 60_000);
    assert.deepEqual(await missed(), []);
    api.advance(2 * 60_000);
    assert.deepEqual(await missed(), ['archive/nightly']);
    await watchdog.look();
    const told = alarms.flatMap(({ findings }) => findings).filter(({ kind }) => kind === 'duty-missed');
    assert.equal(told.length, 1);
    const { text } = composeAlarm({ findings: told, total: 1 }, { businessName: 'B', baseUrl: 'http://b.example' });
    assert.match(text, /archive\/nightly: .*has not been looked at[^]*http:\/\/b\.example\/staff\/duties/);
    await db()('duty_runs').update({ next_at: new Date(api.now() + 1) });
    assert.deepEqual(await missed(), []);
    await exception('2027-06-01');
    api.advance(16 * 60_000);
    await db()('duty_runs').delete();
    assert.deepEqual(await missed(), ['schedule/duties'], 'one that never ran though duties stand');
  });
});
