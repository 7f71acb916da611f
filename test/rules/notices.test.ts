import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { run } from '../../cli/law';
import { checkNotice, DECLARABLE, type NoticeClaims } from '../../rules/notices';

const file = path.join(__dirname, '../../demo/notice.yaml');

async function terminal(args: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(args, { out: (l) => out.push(l), err: (l) => err.push(l), stdin: () => Promise.resolve('') });
  return { code, out, err };
}

describe('a notice against the register', () => {
  let publisher: NoticeClaims;
  before(async () => {
    const { comparedOn: _, ...claims } = parse(await readFile(file, 'utf8'));
    publisher = claims;
  });
  const found = (change: Partial<NoticeClaims>, today = '2026-11-24'): string[] =>
    checkNotice({ ...publisher, ...change }, today).map(({ level, rule }) => `${level} ${rule}`);

  it('finds, row by row, what the notice of 2023 lacks and what it promises more (OPT-01, LIM-02, KNW-07, INT-06, AGT-03, DEL-07, SP-04)', () =>
    assert.deepEqual(found({}), [
      'below OPT-01',
      'below LIM-02',
      'below KNW-07',
      'below INT-06',
      'below AGT-03',
      'below NOTICE-SCOPE',
      'outdated NOTICE-UPDATE',
      'outdated DEL-07',
      'wider NOTICE-DELETE',
      'undeclared SP-04',
    ]));

  const cases: [name: string, change: Partial<NoticeClaims>, finding: string, there: boolean, today?: string][] = [
    ['a signal beside the link', { methods: { 'opt-out': ['signal', 'opt-out-link'] } }, 'below OPT-01', false],
    ['no address for Shine the Light', { methods: {} }, 'below STL-05', true],
    ['nor any need of one', { methods: {}, disclosesForDirectMarketing: false }, 'below STL-05', false],
    ['nothing is sold', { sellsOrShares: false }, 'below OPT-01', false],
    ['no sensitive use', { usesSensitiveBeyondPermitted: false }, 'below LIM-02', false],
    ['no toll-free number', { methods: { delete: ['form', 'email'] } }, 'below INT-02', true],
    ['know reaches back to everything', { knowMonths: 'all' }, 'below KNW-07', false],
    ['and so the form lets it', { knowMonths: 'all' }, 'below INT-06', false],
    ['know reaches back 59 months', { knowMonths: 59 }, 'below KNW-07', false],
    ['58 months are too few', { knowMonths: 58 }, 'below KNW-07', true],
    ['an answer in 46 days', { answerDays: 46 }, 'below CLK-02', true],
    ['an answer in 44 days', { answerDays: 44 }, 'wider CLK-02', true],
    ['an answer in 45 days', { answerDays: 45 }, 'below CLK-02', false],
    [
      'updated a year ago to the day, the policy that KNW-02 refers to',
      { lastUpdated: '2025-11-24' },
      'outdated NOTICE-UPDATE',
      false,
    ],
    [
      'updated a year and a day ago, the policy that KNW-02 refers to',
      { lastUpdated: '2025-11-23' },
      'outdated NOTICE-UPDATE',
      true,
    ],
    ['the eight exceptions', { deletionExceptions: ['D1', 'D8'] }, 'outdated DEL-07', false],
    ['providers only are told (DEL-03)', { tellsOfDeletion: 'providers' }, 'wider NOTICE-DELETE', false],
    ['opt-outs are verified', { verifiesOptOut: true }, 'below VER-01', true],
    ['nobody is left out (AGT-05)', { excludes: [] }, 'below NOTICE-SCOPE', false],
    ['ten million consumers without metrics', { consumersAYear: 10_000_000 }, 'below MET-01', true],
    ['with metrics', { consumersAYear: 10_000_000, publishesMetrics: true }, 'below MET-01', false],
    ['every duty declared', { declares: [...DECLARABLE] }, 'undeclared SP-04', false],
    ['none declared', { declares: [] }, 'undeclared INT-10', true],
  ];
  for (const [name, change, finding, there, today] of cases)
    it(`${name}: ${there ? '' : 'no '}${finding}`, () => assert.equal(found(change, today).includes(finding), there));

  it('each right that has too few methods (INT-02, OPT-01, LIM-02, STL-05)', () => {
    const says = checkNotice({ ...publisher, methods: {} }, '2026-11-24').filter((f) =>
      /^(INT|OPT|LIM|STL)-0[125]$/.test(f.rule),
    );
    assert.deepEqual(
      says.map((f) => f.says.split(':')[0]),
      ['delete', 'know-specific', 'know-categories', 'know-sold', 'correct', 'opt-out', 'limit', 'shine-the-light'],
    );
  });
  it('a know period that reaches back to the floor, to the day, is enough (KNW-07)', () => {
    assert.ok(!found({ knowMonths: 60 }, '2027-01-01').includes('below KNW-07'));
    assert.ok(found({ knowMonths: 60 }, '2027-01-02').includes('below KNW-07'));
  });
  it('says by when metrics are published (MET-01), and who is left out (AGT-05)', () => {
    const says = (change: Partial<NoticeClaims>): string[] =>
      checkNotice({ ...publisher, ...change }, '2026-11-24').map((f) => f.says);
    assert.ok(says({ consumersAYear: 10_000_000 }).includes('metrics are published by 2026-07-01'));
    assert.ok(says({ excludes: ['employees'] }).some((text) => text.startsWith('employees are consumers')));
  });
  it('agents (AGT-01, AGT-02, AGT-03)', () => {
    const agents = (change: Partial<NoticeClaims['agents']>): string[] =>
      found({ agents: { ...publisher.agents, ...change } }).filter((f) => f.includes('AGT'));
    assert.deepEqual(agents({ consumerConfirms: true }), ['below AGT-01', 'below AGT-03']);
    assert.deepEqual(agents({ powerOfAttorney: 'required', appliesToOptOut: false }), ['below AGT-02']);
    assert.deepEqual(agents({ powerOfAttorney: 'not-mentioned', appliesToOptOut: false }), ['below AGT-02']);
    assert.deepEqual(agents({ appliesToOptOut: false }), []);
    assert.deepEqual(agents({ consumerVerifies: false }), []);
    assert.deepEqual(agents({ consumerVerifies: false, consumerConfirms: true }), ['below AGT-03']);
  });
});

describe('fortyfive law', () => {
  it('check-notice prints the findings and fails where the notice is below the law', async () => {
    const { code, out } = await terminal(['check-notice', file]);
    assert.equal(code, 1);
    assert.equal(out.length, 10);
    assert.match(out[0]!, /^below +OPT-01 +opt-out: lacks signal; 2 methods in all$/);
  });
  it('check-notice names the field that is wrong', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'notice-'));
    try {
      const wrong = path.join(folder, 'notice.yaml');
      const text = await readFile(file, 'utf8');
      await writeFile(
        wrong,
        text.replace('knowMonths: 12', 'knowMonths: twelve').replace('online: true', 'onlyne: true'),
      );
      const { code, err } = await terminal(['check-notice', wrong]);
      assert.equal(code, 2);
      assert.match(err[0]!, /knowMonths/);
      assert.match(err[0]!, /onlyne/);
      await writeFile(wrong, 'comparedOn: [\n');
      assert.match((await terminal(['check-notice', wrong])).err[0]!, /^line \d+: /);
      const tens = (of: string): string => `[${Array.from({ length: 10 }, () => of).join(', ')}]`;
      const growing = Array.from({ length: 8 }, (_, i) => `a${i}: &a${i} ${tens(i === 0 ? 'x' : `*a${i - 1}`)}`);
      await writeFile(wrong, growing.join('\n'));
      assert.match((await terminal(['check-notice', wrong])).err[0]!, /alias/);
      assert.match((await terminal(['check-notice', path.join(folder, 'none.yaml')])).err[0]!, /cannot read/);
      assert.match((await terminal(['check-notice'])).err[0]!, /one file is needed/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
  it('prints the register, or one rule of it, with where it is carried out and its tests', async () => {
    const { out } = await terminal(['--json']);
    const rows = JSON.parse(out.join('\n'));
    assert.equal(rows.length, 165);
    const one = await terminal(['clk-02']);
    assert.match(one.out.join('\n'), /clocks\.clocksFor[^]*tests: .*rules\/tables\/clocks\.yaml/);
    assert.equal((await terminal(['no-such-rule'])).code, 2);
  });
});
