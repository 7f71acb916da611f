import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { explainFacts, run } from '../../cli/explain';
import { UsageError } from '../../cli/arguments';
import { BASES, RECIPIENT_ROLES, type Right, RIGHTS } from '../../rules/codes';
import { type CaseFacts, explain as explained, type Explanation } from '../../rules/explain';
import { lawRow } from '../../rules/register';

const receivedAt = '2026-11-24T18:00:00Z';
const explain = (right: Right, facts: CaseFacts): Explanation => explained(right, facts, '2026-01-01');

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

describe('fortyfive explain', () => {
  it('a deletion: degree (VER-12), exceptions (DEL-07), who is told (DEL-03, DEL-04), letters (DEL-09)', () => {
    const e = explain('delete', {
      receivedAt,
      confirmedHeldContact: true,
      points: [{ point: 'badge', proof: 'reliable', matched: true }],
      disclosures: [
        { recipient: 'mail service', role: 'service-provider', basis: 'business-purpose', disclosedOn: '2026-01-01' },
        { recipient: 'sponsor', role: 'third-party', basis: 'sold', disclosedOn: '2020-01-01' },
        { recipient: 'hotel', role: 'third-party', basis: 'consumer-directed', disclosedOn: '2026-01-01' },
      ],
    });
    assert.equal(e.receiptDay, '2026-11-24');
    assert.equal(e.verification.degree, 'reasonable');
    assert.equal(e.verification.evidence.enough, true);
    assert.equal(e.exceptions.length, 8);
    assert.deepEqual(
      e.recipients.map((r) => [r.recipient, r.duty, r.rule, r.excusable]),
      [
        ['mail service', 'must', 'DEL-03', false],
        ['sponsor', 'must', 'DEL-04', true],
        ['hotel', 'may', 'NOTICE-DELETE', false],
      ],
    );
    assert.ok(e.letters.find((l) => l.letter === 'unverified')?.statements.some((s) => s.id === 'opt-out-question'));
  });
  it('an opt-out: nothing is asked (VER-01), the window decides who is told (OPT-05)', () => {
    const e = explain('opt-out', {
      receivedAt,
      complianceOn: '2026-11-26',
      disclosures: ['2026-11-23', '2026-11-24', '2026-11-26', '2026-11-27'].map((disclosedOn) => ({
        recipient: disclosedOn,
        role: 'third-party' as const,
        basis: 'sold' as const,
        disclosedOn,
      })),
    });
    assert.equal(e.verification.degree, 'none');
    assert.equal(e.verification.evidence.enough, true);
    assert.deepEqual(
      e.recipients.map((r) => r.duty),
      ['may', 'must', 'must', 'may'],
    );
  });
  it('a third know request (CLK-11), a repeated correction (CLK-12), a second Shine the Light (STL-03): proposals, not refusals', () => {
    const rules = (right: Parameters<typeof explain>[0], facts: object): string[] =>
      explain(right, { receivedAt, ...facts }).proposals.map((p) => p.rule);
    const answeredOn = ['2026-05-01', '2026-06-01'];
    assert.deepEqual(rules('know-specific', { answeredOn }), ['CLK-11']);
    assert.deepEqual(rules('delete', { answeredOn }), []);
    assert.deepEqual(rules('shine-the-light', { answeredOn }), ['STL-03']);
    assert.deepEqual(rules('correct', { correctionDeniedOn: '2026-10-01' }), ['CLK-12']);
    assert.deepEqual(rules('correct', {}), []);
    assert.deepEqual(rules('delete', { correctionDeniedOn: '2026-10-01' }), []);
    assert.deepEqual(rules('correct', { correctionDeniedOn: '2026-10-01', newDocuments: true }), []);
  });
  it('an agent (AGT-01), an account (VER-08), an extension (CLK-03)', () => {
    const e = explain('delete', {
      receivedAt,
      extended: true,
      passwordAccount: true,
      sensitive: true,
      agent: { powerOfAttorney: false, signedPermission: true, consumerVerified: false, consumerConfirmed: false },
    });
    assert.deepEqual(e.agent?.mayAsk, ['consumer-verification', 'consumer-confirmation']);
    assert.equal(e.verification.reauthenticate, true);
    assert.equal(e.verification.declaration, true);
    assert.ok(e.milestones.some((m) => m.id === 'extended-due'));
  });
  it('a case of which only the receipt is known (VER-02, VER-10, VER-14, CLK-02, DEL-08)', () => {
    const e = explain('delete', { receivedAt });
    assert.deepEqual(e.verification, {
      degree: 'reasonable',
      points: 2,
      declaration: false,
      reauthenticate: false,
      mustNotAsk: [
        'government-id',
        'social-security-number',
        'medical-information',
        'biometric',
        'selfie-with-id',
        'notarised-affidavit',
      ],
      evidence: { reached: 'none', enough: false, missing: ['held-contact', 'data-point'] },
      whenUnverified: { then: 'may-deny', tell: ['not-verified', 'opt-out-question'], rule: 'DEL-08' },
      rule: 'VER-10',
      cite: '11 CCR 7062(b)',
    });
    assert.deepEqual(
      e.letters.map((l) => l.letter),
      ['acknowledgement', 'extension', 'answer', 'outcome', 'denial', 'unverified'],
    );
    assert.ok(e.milestones.some((m) => m.id === 'due'));
    assert.deepEqual(explain('know-specific', { receivedAt }).verification.evidence.missing, [
      'held-contact',
      'data-point',
      'data-point',
      'declaration',
    ]);
  });
  const answers: [right: Right, letters: string[]][] = [
    ['know-specific', ['acknowledgement', 'extension', 'copy-answer', 'denial', 'unverified']],
    ['know-categories', ['acknowledgement', 'extension', 'know-answer', 'denial', 'unverified']],
    ['know-sold', ['acknowledgement', 'extension', 'know-answer', 'denial', 'unverified']],
    ['correct', ['acknowledgement', 'extension', 'correction', 'denial', 'unverified']],
    ['opt-out', ['denial', 'opted-out']],
    ['opt-in', ['opt-in-confirm', 'opted-in']],
    ['limit', ['denial', 'limited', 'nothing-to-limit']],
    ['shine-the-light', ['shine-answer', 'denial']],
  ];
  for (const [right, letters] of answers)
    it(`what the letters about ${right} must say, its answer among them (KNW-09, COR-03, OPT-06, OIN-01, LIM-05, STL-02)`, () => {
      const e = explain(right, { receivedAt });
      assert.deepEqual(
        e.letters.map(({ letter }) => letter),
        letters,
      );
      for (const { statements } of e.letters) assert.ok(statements.length > 0);
    });
  it('a limit has its window (LIM-04) as an opt-out has (OPT-05); a deletion has none (DEL-04)', () => {
    const disclosures = [
      { recipient: 'r', role: 'third-party' as const, basis: 'sold' as const, disclosedOn: '2026-11-23' },
    ];
    const duty = (right: Parameters<typeof explain>[0]): string | undefined =>
      explain(right, { receivedAt, disclosures }).recipients[0]?.duty;
    assert.deepEqual([duty('limit'), duty('opt-out'), duty('delete')], ['may', 'may', 'must']);
  });
  it('reads a file or standard input, prints text or JSON, and its schema', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'facts-'));
    try {
      const facts = path.join(folder, 'facts.json');
      await writeFile(facts, JSON.stringify({ receivedAt, sensitive: true }));
      const text = await terminal(['--right', 'delete', '--facts', facts]);
      assert.equal(text.code, 0);
      assert.match(text.out.join('\n'), /degree: reasonably-high/);
      const json = await terminal(['--right', 'delete', '--facts', '-', '--json'], JSON.stringify({ receivedAt }));
      assert.equal(JSON.parse(json.out.join('\n')).verification.degree, 'reasonable');
      assert.equal((await terminal(['--right', 'opt-in', '--received', receivedAt])).code, 0);
      assert.ok(JSON.parse((await terminal(['--schema'])).out.join('\n')).properties.receivedAt);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
  it('says what a form asks, what the answer has and on what grounds it can be denied (INT-06, KNW-09, CLK-11)', async () => {
    const text = (await terminal(['--right', 'know-categories', '--received', receivedAt])).out.join('\n');
    assert.match(
      text,
      /may require: identifier, name, data-point\n {2}offers: period, delivery\n {2}two steps online: forbidden/,
    );
    assert.match(text, /Parts of the answer\n {2}categories-collected, sources, purposes,/);
    assert.match(text, /CLK-11 {2}more-than-twice: two know requests/);
    assert.match(text, /DEN-03 {2}impossible-or-disproportionate \(a part\)/);
    const optOut = (await terminal(['--right', 'opt-out', '--received', receivedAt])).out.join('\n');
    assert.match(optOut, /may require: identifier\n {2}two steps online: forbidden/);
    assert.doesNotMatch(optOut, /Parts of the answer|offers:/);
    const optIn = explain('opt-in', { receivedAt });
    assert.deepEqual([optIn.intake.steps, optIn.grounds, optIn.answer], ['required', [], []]);
    assert.equal(explain('delete', { receivedAt }).intake.steps, 'optional');
    assert.equal(explain('shine-the-light', { receivedAt }).answer[1], 'names-and-addresses-of-third-parties');
    assert.deepEqual(explain('delete', { receivedAt, answered: true }).milestones, []);
  });
  const wrong: [name: string, args: string[], input: string, complaint: RegExp][] = [
    ['no right', ['--facts', '-'], '{}', /no such right/],
    ['no facts', ['--right', 'delete'], '', /either --facts or --received/],
    ['what is not JSON', ['--right', 'delete', '--facts', '-'], 'receivedAt: now', /not JSON/],
    [
      'a misspelt fact',
      ['--right', 'delete', '--facts', '-'],
      `{"receivedAt":"${receivedAt}","sensible":true}`,
      /sensible/,
    ],
    [
      'a day that does not exist',
      ['--right', 'correct', '--facts', '-'],
      `{"receivedAt":"${receivedAt}","correctionDeniedOn":"2027-02-29"}`,
      /correctionDeniedOn/,
    ],
    [
      'a moment on a day that does not exist',
      ['--right', 'delete', '--received', '2027-02-29T12:00:00Z'],
      '',
      /a moment: ISO 8601/,
    ],
    [
      'a name that would steer a terminal',
      ['--right', 'delete', '--facts', '-'],
      `{"receivedAt":"${receivedAt}","disclosures":[{"recipient":"\\u001b[2J","role":"third-party","basis":"sold","disclosedOn":"2026-01-01"}]}`,
      /recipient/,
    ],
    [
      'a year beyond the holidays',
      ['--right', 'delete', '--received', '2045-01-01T00:00:00Z'],
      '',
      /no holidays are held/,
    ],
    ['a missing file', ['--right', 'delete', '--facts', '/nowhere/facts.json'], '', /cannot read/],
  ];
  for (const [name, args, input, complaint] of wrong)
    it(`refuses ${name}`, async () => {
      const { code, err } = await terminal(args, input);
      assert.equal(code, 2);
      assert.match(err.join('\n'), complaint);
    });

  it('property: every rule that an explanation names is in the register', () => {
    const day = fc
      .integer({ min: 0, max: 4000 })
      .map((n) => new Date(Date.UTC(2020, 0, 1) + n * 86_400_000).toISOString().slice(0, 10));
    fc.assert(
      fc.property(
        fc.constantFrom(...RIGHTS),
        fc.array(
          fc.record({
            recipient: fc.constant('r'),
            role: fc.constantFrom(...RECIPIENT_ROLES),
            basis: fc.constantFrom(...BASES),
            disclosedOn: day,
          }),
        ),
        fc.array(day),
        (right, disclosures, answeredOn) => {
          const e = explain(right, { receivedAt, disclosures, answeredOn });
          const named = [
            ...e.clocks.map((c) => c.rule),
            ...e.milestones.map((m) => m.rule),
            ...e.recipients.map((r) => r.rule),
            ...e.proposals.map((p) => p.rule),
            ...e.letters.flatMap((l) => l.statements.flatMap((s) => s.rules)),
            e.verification.rule,
            e.verification.whenUnverified.rule,
          ];
          for (const rule of named) assert.ok(rule === 'NOTICE-DELETE' || lawRow(rule), rule);
        },
      ),
      { seed: 45 },
    );
  });
  it('property: whatever the facts, an explanation or an error that names what is wrong', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RIGHTS), fc.json(), (right, text) => {
        try {
          explainFacts(right, text);
        } catch (error) {
          assert.ok(error instanceof UsageError);
        }
      }),
      { seed: 45 },
    );
  });
});
