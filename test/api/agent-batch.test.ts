import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { LIMITS_OF_BATCH } from '../../api/rights/agent';
import { PERSON_KIND, type PersonClaim } from '../../vault/person';
import { type Harness, startApi } from './harness';

interface Report {
  accepted: number;
  rejected: number;
  lines: {
    line: number;
    accepted: boolean;
    reference?: string;
    token?: string;
    errors?: { field: string; reason: string }[];
  }[];
}

describe('many requests of one agent at once (K5)', () => {
  let api: Harness;
  before(async () => {
    api = await startApi({ limits: { intakePerAgent: 2 } });
  });
  after(() => api.close());

  let tests = 0;
  beforeEach(() => void (tests += 1));
  const agent = () => ({ name: 'Grace Helper', email: `grace-${tests}@agents.example`, kind: 'registered-agent' });
  const send = (csv: string, more: object = {}) =>
    api.agent().json('/api/v1/agent/batches', { agent: agent(), csv, ...more });
  const HEADER = 'right,name,email,phone,points.postal-code,californiaResident';
  const line = (n: number) => `delete,Ada Example,ada-${tests}-${n}@example.org,,94107,yes`;
  const requests = async () => (await api.database.db('requests').where({ channel: 'agent' })).length;
  const reasons = (body: Report) =>
    body.lines.flatMap(({ line: no, errors = [] }) => errors.map(({ field, reason }) => `${no} ${field} ${reason}`));

  it('accepts each good line with its reference, and reports each bad one with field and reason', async () => {
    const csv = [
      HEADER,
      line(1),
      'delete,Ada Example,not-an-address,,94107,yes',
      `opt-out,,ada-${tests}-3@example.org,,,`,
      `opt-out,Ada,ada-${tests}-4@example.org,,,`,
      line(1),
      `delete,"Ada ""Countess"" Example, of Harbor",ada-${tests}-7@example.org,+1 415 555 0107,94107,yes`,
      'sell,Ada,a@example.org,,,yes',
    ].join('\r\n');
    const answer = await send(`\uFEFF${csv}`);
    assert.equal(answer.status, 202);
    const body = answer.body as Report;
    assert.deepEqual([body.accepted, body.rejected], [3, 4]);
    assert.deepEqual(
      body.lines.map(({ line: no, accepted }) => [no, accepted]),
      [
        [2, true],
        [3, false],
        [4, true],
        [5, false],
        [6, false],
        [7, true],
        [8, false],
      ],
    );
    assert.deepEqual(reasons(body), [
      '3 email is not an e-mail address',
      '5 name is not a field of this form',
      '6  is the same as line 2',
      '8 right is not a right that can be asked for',
    ]);
    const { reference, token } = body.lines[5]!;
    const row = await api.database.db('requests').where({ reference }).first();
    assert.equal(row.channel, 'agent');
    const [entry] = await api.vault.find(api.database.db, row.id, PERSON_KIND);
    const claim = await api.vault.open<PersonClaim>(api.database.db, entry!);
    assert.equal(claim.name, 'Ada "Countess" Example, of Harbor');
    assert.deepEqual(claim.agent, agent());
    // the token opens where the papers are handed in
    const session = await api.agent().json('/api/v1/links', { token });
    assert.equal(session.status, 201);
  });

  it('is the same receipts where the same file comes again with its token', async () => {
    const formToken = randomUUID();
    const [first, again] = [
      await send(`${HEADER}\n${line(1)}\n${line(2)}`, { formToken }),
      await send(`${HEADER}\n${line(1)}\n${line(2)}`, { formToken }),
    ].map(({ body }) => (body as Report).lines.map(({ reference }) => reference));
    assert.deepEqual(first, again);
    assert.equal(new Set(first).size, 2);
  });

  it('beyond the agent’s limit of a day keeps receipts and starts later; a choice is never held back', async () => {
    const before = api.gateway.started.length;
    const answer = await send([HEADER, line(1), line(2), line(3), `opt-out,,ada-${tests}-9@example.org,,,`].join('\n'));
    assert.equal((answer.body as Report).accepted, 4);
    await api.background();
    assert.equal(api.gateway.started.length - before, 3);
    assert.equal(api.reported.length, 0);
  });

  const HOSTILE: Record<string, [csv: string, says: RegExp]> = {
    'a header alone': [HEADER, /at least one line/],
    'no column for the right': ['name,email\nAda,a@example.org', /no column named right/],
    'a column twice': ['right,email,email\nopt-out,a@example.org,b@example.org', /twice/],
    'a column that is no field': ['right,__proto__\nopt-out,x', /none of a field/],
    'a column that reaches what all objects share': ['right,points.constructor.name\nopt-out,x', /none of a field/],
    'another agent in a line': ['right,email,agent.email\nopt-out,a@example.org,b@agents.example', /none of a field/],
    'a token of its own in a line': [
      'right,email,formToken\nopt-out,a@example.org,aaaaaaaaaaaaaaaaaaaa',
      /none of a field/,
    ],
    'a quote that never ends': [`${HEADER}\ndelete,"Ada,a@example.org,,,yes\n${'x,'.repeat(9_000)}`, /can be read/],
    'more cells than columns': [`${HEADER}\n${line(1)},and,more`, /can be read/],
    'more lines than are taken': [
      [HEADER, ...Array.from({ length: LIMITS_OF_BATCH.lines + 1 }, (_, n) => line(n))].join('\n'),
      /send it in parts/,
    ],
  };
  for (const [what, [csv, says]] of Object.entries(HOSTILE))
    it(`refuses the whole file, and takes nothing of it: ${what}`, async () => {
      const before = await requests();
      const answer = await send(csv);
      assert.equal(answer.status, 422);
      assert.match(JSON.stringify(answer.body), says);
      assert.equal(await requests(), before);
    });

  it('refuses NUL bytes and what is too large at the door', async () => {
    assert.equal((await send(`${HEADER}\n${line(1)}\0`)).status, 400);
    assert.equal((await send(`${HEADER}\n${'x'.repeat(LIMITS_OF_BATCH.bytes)}`)).status, 413);
  });

  it('refuses a line with a cell that a spreadsheet would run', async () => {
    const answer = await send(
      [HEADER, `delete,=HYPERLINK(1),ada-${tests}@example.org,,,yes`, `delete,@SUM,b-${tests}@example.org,,,yes`].join(
        '\n',
      ),
    );
    assert.deepEqual(reasons(answer.body as Report), ['2 name begins like a formula', '3 name begins like a formula']);
  });

  it('takes the table from the page, and shows each line', async () => {
    const browser = api.agent();
    assert.match((await browser.get('/agent/batch')).text, /Many requests at once/);
    const fields = { 'agent.name': 'Grace Helper', 'agent.email': agent().email, 'agent.kind': 'registered-agent' };
    const empty = await browser.post('/agent/batch', { ...fields, csv: '' });
    assert.equal(empty.status, 422);
    const report = await browser.post('/agent/batch', { ...fields, csv: `${HEADER}\n${line(1)}\nx` });
    assert.equal(report.status, 422);
    const done = await browser.post('/agent/batch', { ...fields, csv: `${HEADER}\n${line(1)}\ndelete,,,,,` });
    assert.equal(done.status, 202);
    assert.match(done.text, /1 of 2 were accepted/);
    assert.match(done.text, /name is missing/);
  });
});
