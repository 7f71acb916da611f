import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../cli/clocks';

async function terminal(args: string[], input = ''): Promise<{ code: number; out: string[]; err: string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(args, {
    out: (l) => out.push(l),
    err: (l) => err.push(l),
    stdin: () => Promise.resolve(input),
  });
  return { code, out, err };
}

describe('fortyfive clocks', () => {
  const vectors = readFileSync(path.join(__dirname, 'vectors/clocks.csv'), 'utf8');

  it('reproduces the published vectors from their first column', async () => {
    const first = vectors.split(/\r?\n/).map((line) => line.split(',')[0]);
    const { code, out } = await terminal(['--csv'], first.join('\n'));
    assert.equal(code, 0);
    assert.deepEqual(out, vectors.trim().split(/\r?\n/));
  });
  it('ends its lines as the table that it read does', async () => {
    const table = 'received_utc\r\n2026-11-24T18:00:00Z\r\n';
    const { out } = await terminal(['--csv'], table);
    assert.ok(out.length === 2 && out.every((line) => line.endsWith('\r')));
    assert.deepEqual(
      out.map((line) => line.trim()),
      (await terminal(['--csv'], table.replaceAll('\r', ''))).out,
    );
  });
  it('answers ten thousand rows in under two seconds of its own time', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => new Date(Date.UTC(2026, 0, 1) + i * 3_600_000).toISOString());
    const before = process.cpuUsage();
    const { out } = await terminal(['--csv'], rows.join('\n'));
    const { user, system } = process.cpuUsage(before);
    assert.equal(out.length, 10_001);
    assert.ok((user + system) / 1e6 < 2, `${(user + system) / 1e6} s`);
  });
  it('explains one request, with rule, cite, both dates and what was skipped', async () => {
    const { code, out } = await terminal(['--right', 'delete', '--received', '2026-11-24T18:00:00Z']);
    assert.equal(code, 0);
    const text = out.join('\n');
    for (const part of [
      'CLK-01',
      '11 CCR 7021(a)',
      '2026-12-07',
      '2026-12-09',
      'skipped: 2026-11-26',
      'CLK-03',
      '2027-02-21',
    ])
      assert.ok(text.includes(part), part);
  });
  it('answers in JSON', async () => {
    const { out } = await terminal(['--right', 'opt-out', '--received', '2026-11-24T18:00:00Z', '--json']);
    const report = JSON.parse(out.join('\n'));
    assert.equal(report.receiptDay, '2026-11-24');
    assert.equal(report.ruleSet, '2026-01-01');
    assert.deepEqual(
      report.clocks.map((c: { rule: string; strict: string }) => [c.rule, c.strict]),
      [
        ['CLK-05', '2026-12-12'],
        ['CLK-08', '2027-11-24'],
      ],
    );
  });
  const wrong: [name: string, args: string[], input: string, complaint: RegExp][] = [
    ['no right', ['--received', '2026-11-24T18:00:00Z'], '', /--right and --received/],
    ['an unknown right', ['--right', 'forget', '--received', '2026-11-24T18:00:00Z'], '', /no such right: forget/],
    ['a day that does not exist', ['--right', 'delete', '--received', '2026-02-30T18:00:00Z'], '', /not a moment/],
    ['a moment without its zone', ['--right', 'delete', '--received', '2026-11-24T18:00:00'], '', /not a moment/],
    [
      'a year without holidays',
      ['--right', 'delete', '--received', '2041-11-24T18:00:00Z'],
      '',
      /no holidays are held/,
    ],
    ['a time before the law', ['--right', 'delete', '--received', '2019-11-24T18:00:00Z'], '', /no rule set/],
    ['an unknown option', ['--rihgt', 'delete'], '', /rihgt/],
    ['a bad line', ['--csv'], 'received_utc\n2026-11-24T18:00:00Z\nsoon', /line 3: not a moment/],
  ];
  for (const [name, args, input, complaint] of wrong)
    it(`refuses ${name}`, async () => {
      const { code, out, err } = await terminal(args, input);
      assert.equal(code, 2);
      assert.deepEqual(out, []);
      assert.match(err[0]!, complaint);
    });
  it('shows nothing of a wrong line that would steer a terminal', async () => {
    const { err } = await terminal(['--csv'], 'received_utc\n\u001b[2J\u009b1m');
    assert.doesNotMatch(err.join('\n'), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});
