import assert from 'node:assert/strict';
import { readChain } from '../../db/ledger';
import { type Browser, type Harness, signIn, startApi } from './harness';

describe('holds on a person as such, at the API', () => {
  let api: Harness;
  let decider: Browser;
  let csrf: string;
  before(async () => {
    api = await startApi();
    decider = await signIn(api, await api.staff(['decider']));
    csrf = await decider.csrf('/staff/holds');
  });
  after(() => api.close());

  const send = (body: unknown) => decider.json('/api/v1/staff/holds', body, { 'x-csrf-token': csrf });
  const hold = (more: Record<string, unknown> = {}) => ({
    kind: 'place',
    email: 'Zelda.Marker@example.com',
    phone: '+1 (415) 555-0134',
    code: 'legal-claim',
    facts: 'Matter 12: Marker against us.',
    told: 'A claim is before the court.',
    reviewOn: '2027-06-01',
    ...more,
  });

  it('is placed, listed without the person, looked into on the record, renewed and released', async () => {
    const placed = await send(hold());
    assert.equal(placed.status, 200);
    const id: string = placed.body.hold;
    const { rows } = await api.database.db.raw(
      "SELECT encode(subject_hash, 'hex') AS hash FROM hold_subjects WHERE hold_id = ? ORDER BY 1",
      [id],
    );
    const hashes = ['email:zelda.marker@example.com', 'phone:+14155550134'].map((each) =>
      api.vault.hash('subject', each).toString('hex'),
    );
    assert.deepEqual(
      rows.map(({ hash }: { hash: string }) => hash),
      hashes.sort(),
    );
    const list = await decider.get('/api/v1/staff/holds');
    assert.deepEqual(
      list.body.holds.map(({ id: each, reference, told }: Record<string, unknown>) => [each, reference, told]),
      [[id, null, true]],
    );
    const shown = await decider.get('/staff/holds');
    assert.doesNotMatch(shown.text + list.text, /marker|0134/i);

    const auditor = await signIn(api, await api.staff(['auditor']));
    assert.doesNotMatch((await auditor.get('/staff/holds')).text, /Place the hold|Renew the hold/);
    const matter = await auditor.post(`/staff/holds/${id}`, { csrf: await auditor.csrf('/staff/holds') });
    assert.match(matter.text, /zelda\.marker@example\.com[^]*Matter 12/);

    const renewed = await send({ kind: 'renew', hold: id, reviewOn: '2028-01-01', facts: 'The trial goes on.' });
    assert.deepEqual(renewed.body, { mark: 'claimed', hold: id });
    assert.equal((await send({ kind: 'release', hold: id, facts: 'Settled.' })).status, 200);
    const again = await send({ kind: 'release', hold: id, facts: 'Settled.' });
    assert.deepEqual([again.status, again.body], [409, { mark: 'refused', refusal: 'nothing-to-decide' }]);
    const entries = await readChain(api.database.db, `hold/${id}`);
    assert.deepEqual(
      entries.map(({ kind }) => kind),
      ['hold-placed', 'matter-viewed', 'hold-renewed', 'hold-released'],
    );
    assert.deepEqual((await decider.get('/api/v1/staff/holds')).body, { holds: [] });
  });

  it('lies on a person who is named, or on everyone: never on a placeholder, never on both', async () => {
    const wrong: [string, Record<string, unknown>, string][] = [
      ['nobody', { email: '', phone: '' }, 'email'],
      ['a placeholder', { email: 'test@test.com' }, 'email'],
      ['a type that there is none of', { identifier: 'shoe-size:44' }, 'identifier'],
      ['everyone and a person', { on: 'system:crm' }, 'email'],
      ['a system that there is none of', { email: '', phone: '', on: 'system:none' }, 'on'],
      ['no day of review', { reviewOn: '' }, 'reviewOn'],
    ];
    for (const [what, more, field] of wrong) {
      const answer = await send(hold(more));
      assert.deepEqual([answer.status, answer.body.field], [422, field], what);
    }
    const page = await decider.post('/staff/holds', { csrf, ...hold({ email: '', phone: '' }) });
    assert.equal(page.status, 422);
    assert.match(page.text, /whom is it about/);
    const everyone = await send(hold({ email: '', phone: '', on: 'category:commercial-information' }));
    assert.equal(everyone.status, 200);
    assert.match((await decider.get('/staff/holds')).text, /Category: Commercial information[^]*Everyone/);
  });
});
