import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mayDecide, mayExtend, mayTimerRefuse } from '../../rules/authority';
import { endOfDayMs } from '../../rules/calendar';
import { clocksFor } from '../../rules/clocks';
import { BASES, PHASES, RECIPIENT_ROLES, type Right, RIGHTS, STAFF_ROLES, WAITS_FOR } from '../../rules/codes';
import { DECISION_KINDS, decisionRule, phasesFor } from '../../rules/decisions';
import { flowDown } from '../../rules/flowDown';
import {
  ANSWER_OUTCOMES,
  LETTER_KINDS,
  LETTERS_BY_RIGHT,
  type LetterKind,
  requiredStatements,
} from '../../rules/letters';
import { explain } from '../../rules/explain';
import { higherDegree } from '../../rules/verification';

const situation = {
  right: fc.constantFrom(...RIGHTS),
  waitsFor: fc.constantFrom(...WAITS_FOR),
  reminded: fc.boolean(),
  proofArrived: fc.boolean(),
  disputed: fc.boolean(),
  held: fc.boolean(),
};

describe('what a timer may do alone (CLK-04)', () => {
  it('property: it refuses only where a step of the consumer stayed unanswered after a reminder', () => {
    fc.assert(
      fc.property(fc.record(situation), (s) => {
        if (!mayTimerRefuse(s).may) return;
        assert.ok(s.waitsFor === 'consumer-code' && s.reminded && !s.proofArrived && !s.disputed && !s.held);
        assert.ok(!['opt-out', 'opt-in', 'limit', 'shine-the-light'].includes(s.right));
      }),
      { seed: 45, numRuns: 2000 },
    );
  });
});

describe('the extension (CLK-03)', () => {
  it('property: once, never answered, never from after day 45', () => {
    const receivedAtMs = fc.integer({ min: Date.UTC(2023, 0, 3), max: Date.UTC(2040, 6, 1) });
    fc.assert(
      fc.property(
        receivedAtMs,
        fc.integer({ min: 0, max: 100 * 86_400_000 }),
        fc.boolean(),
        fc.boolean(),
        (at, gap, used, answered) => {
          const { may } = mayExtend({
            right: 'delete',
            ruleSet: '2026-01-01',
            receivedAtMs: at,
            nowMs: at + gap,
            extendedOn: used ? '2030-01-01' : null,
            answered,
          });
          const strict = clocksFor('delete', at, '2026-01-01').find((c) => c.rule === 'CLK-02')!.strict;
          assert.equal(may, !used && !answered && at + gap <= endOfDayMs(strict));
        },
      ),
      { seed: 45, numRuns: 1000 },
    );
  });
});

describe('who decides (VER-05, DEN-02)', () => {
  it('property: nobody decides without a role of the decision, or outside its phases', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...DECISION_KINDS),
        fc.constantFrom(...RIGHTS),
        fc.subarray([...STAFF_ROLES]),
        fc.constantFrom(...PHASES),
        (kind, right, roles, phase) => {
          const rule = decisionRule(kind);
          if (!mayDecide({ kind, right, roles, phase, actor: 'a', enteredBy: null, decidedBy: null }).may) return;
          assert.ok(phasesFor(kind, right).includes(phase));
          assert.ok(rule.by === 'consumer' || rule.roles.some((role) => roles.includes(role)));
        },
      ),
      { seed: 45, numRuns: 2000 },
    );
  });
});

describe('what holds of the rules together', () => {
  it('property: flow-down never tells fewer than the matrix (SP-05)', () => {
    const day = fc.constantFrom('2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27');
    fc.assert(
      fc.property(fc.constantFrom(...RECIPIENT_ROLES), fc.constantFrom(...BASES), day, (role, basis, disclosedOn) => {
        const must = (right: (typeof RIGHTS)[number]): boolean =>
          flowDown({
            right,
            role,
            basis,
            disclosedOn,
            window: { from: '2026-11-24', to: '2026-11-26' },
            ruleSet: '2026-01-01',
          }).duty === 'must';
        const serves = role !== 'third-party';
        const sold = basis === 'sold' || basis === 'shared';
        const inWindow = disclosedOn >= '2026-11-24' && disclosedOn <= '2026-11-26';
        if (serves || sold) assert.ok(must('delete'));
        if (serves) assert.ok(must('correct') && must('limit') && must('know-specific'));
        if (sold && inWindow) assert.ok(must('opt-out') && must('limit'));
      }),
      { seed: 45, numRuns: 1000 },
    );
  });
  it('property: a clock never depends on verification (CLK-02)', () => {
    const plain = { receivedAt: '2026-11-24T18:00:00Z' };
    fc.assert(
      fc.property(
        fc.constantFrom(...RIGHTS),
        fc.record({
          sensitive: fc.boolean(),
          passwordAccount: fc.boolean(),
          methodExists: fc.boolean(),
          confirmedHeldContact: fc.boolean(),
          declaration: fc.boolean(),
        }),
        (right, facts) =>
          assert.deepEqual(
            explain(right, { ...plain, ...facts }, '2026-01-01').clocks,
            explain(right, plain, '2026-01-01').clocks,
          ),
      ),
      { seed: 45 },
    );
  });
  it('no letter and no outcome without its statements (DEN-02)', () => {
    const about = Object.entries(LETTERS_BY_RIGHT).flatMap(([right, letters]) =>
      (Object.keys(letters) as LetterKind[]).map((letter) => ({ right: right as Right, letter })),
    );
    assert.deepEqual([...new Set(about.map(({ letter }) => letter))].sort(), [...LETTER_KINDS].sort());
    for (const { right, letter } of about)
      for (const rendering of ['mail', 'full'] as const)
        for (const outcome of ANSWER_OUTCOMES)
          assert.ok(
            requiredStatements({ letter, right, rendering, situation: { outcome }, ruleSet: '2026-01-01' }).length > 0,
            `${right} ${letter}`,
          );
  });
  it('the higher of two degrees (VER-10, VER-11)', () => {
    assert.equal(higherDegree('none', 'reasonable'), 'reasonable');
    assert.equal(higherDegree('reasonably-high', 'reasonable'), 'reasonably-high');
    assert.equal(higherDegree('reasonable', 'reasonable'), 'reasonable');
  });
});
