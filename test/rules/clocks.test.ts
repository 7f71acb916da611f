import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addDays, receiptDay } from '../../rules/calendar';
import { type Clock, clockFrom as from, clocksFor as clocksOf } from '../../rules/clocks';
import { type Right, RIGHTS } from '../../rules/codes';
import type { ParameterName } from '../../rules/parameters';
import { RULE_SETS, ruleSetFor } from '../../rules/versions';

const at = (instant: string): number => Date.parse(instant);
/** As a request asks that is received now: under the rules of its receipt day. */
const clocksFor = (right: Right, ms: number): Clock[] => clocksOf(right, ms, ruleSetFor(receiptDay(ms)));
const clockFrom = (name: ParameterName, day: string): Clock => from(name, day, ruleSetFor(day));

describe('the clocks of a request', () => {
  it('the example: received on 2026-11-24 (CLK-01, CLK-02, CLK-03, CAL-01, CAL-07)', () => {
    const clocks = clocksFor('delete', at('2026-11-24T18:00:00Z'));
    assert.deepEqual(
      clocks.map(({ rule, kind, strict, outer, skipped }) => ({ rule, kind, strict, outer, skipped })),
      [
        {
          rule: 'CLK-01',
          kind: 'deadline',
          strict: '2026-12-07',
          outer: '2026-12-09',
          skipped: ['2026-11-26', '2026-11-29', '2026-12-06'],
        },
        { rule: 'CLK-02', kind: 'deadline', strict: '2027-01-07', outer: '2027-01-08', skipped: [] },
        // a Sunday: the strict day does not roll, the outer one lies beyond it
        { rule: 'CLK-03', kind: 'deadline', strict: '2027-02-21', outer: '2027-02-22', skipped: [] },
      ],
    );
  });
  it('rights that are asked for by verifiable request share theirs (CLK-01, CLK-02, CLK-03)', () => {
    for (const right of ['know-specific', 'know-categories', 'know-sold', 'correct'] as const)
      assert.deepEqual(clocksFor(right, at('2026-11-24T18:00:00Z')), clocksFor('delete', at('2026-11-24T18:00:00Z')));
  });
  it('opt-out and limit: 15 business days, no acknowledgement, no extension, and 12 months without asking (CLK-08)', () => {
    for (const [right, rule] of [
      ['opt-out', 'CLK-05'],
      ['limit', 'CLK-06'],
    ] as const) {
      const clocks = clocksFor(right, at('2026-11-24T18:00:00Z'));
      assert.deepEqual(
        clocks.map((c) => [c.rule, c.kind, c.strict, c.outer]),
        [
          [rule, 'deadline', '2026-12-12', '2026-12-16'],
          ['CLK-08', 'minimum', '2027-11-24', '2027-11-23'],
        ],
      );
    }
  });
  it('a minimum period from leap day is worked to its latest reading (CLK-08)', () => {
    const [, minimum] = clocksFor('opt-out', at('2028-02-29T18:00:00Z'));
    assert.deepEqual([minimum?.strict, minimum?.outer], ['2029-03-01', '2029-02-27']);
  });
  it('Shine the Light: 30 days at the designated contact, unconfirmed (CLK-17)', () => {
    const [clock, ...rest] = clocksFor('shine-the-light', at('2026-11-24T18:00:00Z'));
    assert.equal(rest.length, 0);
    assert.deepEqual(
      [clock?.rule, clock?.strict, clock?.outer, clock?.unconfirmed],
      ['CLK-17', '2026-12-23', '2026-12-24', true],
    );
    assert.equal(clockFrom('shine-the-light-elsewhere', '2026-11-24').strict, '2027-04-22');
  });
  it('the law sets no clock for an opt-in (OIN-01)', () =>
    assert.deepEqual(clocksFor('opt-in', at('2026-11-24T18:00:00Z')), []));
  it('clocks that start with something else than receipt (CLK-09, 10, 11, 12, 13, 14, 16)', () => {
    const days = (name: ParameterName): string[] => {
      const { rule, kind, strict, outer } = clockFrom(name, '2026-11-24');
      return [rule, kind, strict, outer];
    };
    assert.deepEqual(days('minor-no-asking-again'), ['CLK-09', 'minimum', '2027-11-24', '2027-11-23']);
    assert.deepEqual(days('incentive-no-offering-again'), ['CLK-10', 'minimum', '2027-11-24', '2027-11-23']);
    assert.deepEqual(days('know-period'), ['CLK-11', 'limit', '2027-11-23', '2027-11-24']);
    assert.deepEqual(days('correction-repeat'), ['CLK-12', 'limit', '2027-05-23', '2027-05-24']);
    assert.deepEqual(days('law-enforcement-hold'), ['CLK-13', 'minimum', '2027-02-22', '2027-02-21']);
    assert.deepEqual(days('keep-record'), ['CLK-14', 'minimum', '2028-11-24', '2028-11-23']);
    assert.deepEqual(days('cannot-comply-notice'), ['CLK-16', 'deadline', '2026-12-01', '2026-12-02']);
  });
  it('every clock tells how it was counted (CAL-08)', () => {
    for (const right of RIGHTS)
      for (const clock of clocksFor(right, at('2026-11-24T18:00:00Z'))) {
        assert.match(clock.reason, /outer/);
        assert.notEqual(clock.name, '');
        assert.notEqual(clock.cite, '');
      }
  });

  const received = fc.integer({ min: at('2023-01-02T12:00:00Z'), max: at('2040-08-01T12:00:00Z') });
  it('property: strict is never after outer for a deadline, never before it for a minimum (CAL-08)', () => {
    fc.assert(
      fc.property(received, fc.constantFrom(...RIGHTS), (ms, right) => {
        for (const { kind, strict, outer } of clocksFor(right, ms))
          assert.ok(kind === 'minimum' ? strict >= outer : strict <= outer);
      }),
      { seed: 45, numRuns: 2000 },
    );
  });
  it('property: a later receipt never has an earlier date (CLK-02, CLK-05)', () => {
    fc.assert(
      fc.property(
        received,
        fc.integer({ min: 0, max: 20 * 86_400_000 }),
        fc.constantFrom(...RIGHTS),
        (ms, gap, right) => {
          const later = clocksFor(right, ms + gap);
          clocksFor(right, ms).forEach((clock, i) => assert.ok(clock.strict <= later[i]!.strict));
        },
      ),
      { seed: 45, numRuns: 2000 },
    );
  });
  it('property: no error but RangeError, whatever the number', () => {
    fc.assert(
      fc.property(fc.double(), fc.constantFrom(...RIGHTS), (ms, right) => {
        try {
          clocksFor(right, ms);
        } catch (error) {
          assert.ok(error instanceof RangeError);
        }
      }),
      { seed: 45, numRuns: 1000 },
    );
  });
});

describe('rule sets', () => {
  it('follow one another without gap, and the last has no end (DEL-07, LIM-08, INT-06)', () => {
    RULE_SETS.forEach((set: { id: string; from: string; to?: string }, i) => {
      assert.equal(set.id, set.from);
      assert.equal(set.to, RULE_SETS[i + 1] && addDays(RULE_SETS[i + 1]!.from, -1));
    });
    assert.equal(ruleSetFor('2022-12-31'), '2020-01-01');
    assert.equal(ruleSetFor('2023-01-01'), '2023-01-01');
    assert.equal(ruleSetFor('2023-12-31'), '2023-01-01');
    assert.equal(ruleSetFor('2024-01-01'), '2024-01-01');
    assert.equal(ruleSetFor('2024-12-31'), '2024-01-01');
    assert.equal(ruleSetFor('2025-12-31'), '2025-01-01');
    assert.equal(ruleSetFor('2026-01-01'), '2026-01-01');
    assert.throws(() => ruleSetFor('2019-12-31'), RangeError);
  });
});
