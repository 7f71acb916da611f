import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addDays, endOfDayMs, receiptDay, startOfDayMs } from '../../rules/calendar';
import { clocksFor } from '../../rules/clocks';
import { RIGHTS } from '../../rules/codes';
import { DEFAULT_SCHEDULE, followUpMilestones, graceEndsAt, milestonesFor } from '../../rules/schedule';

const RECEIVED = Date.parse('2026-11-24T18:00:00Z');
const question = {
  right: 'delete',
  receivedAtMs: RECEIVED,
  extended: false,
  answered: false,
  settings: DEFAULT_SCHEDULE,
  ruleSet: '2026-01-01',
} as const;
const table = (q: Parameters<typeof milestonesFor>[0]): [string, string, string][] =>
  milestonesFor(q).map(({ id, atMs, rule }) => [id, new Date(atMs).toISOString(), rule]);

describe('the table of the deadline loop', () => {
  it('for a deletion before its answer (CLK-01, CLK-02, CLK-04)', () =>
    assert.deepEqual(table(question), [
      ['remind-consumer-1', '2026-12-01T17:00:00.000Z', 'CLK-04'],
      ['acknowledge-by', '2026-12-07T17:00:00.000Z', 'CLK-01'],
      ['remind-consumer-2', '2026-12-15T17:00:00.000Z', 'CLK-04'],
      ['escalate-1', '2026-12-23T17:00:00.000Z', 'CLK-02'],
      ['remind-consumer-3', '2026-12-29T17:00:00.000Z', 'CLK-04'],
      ['escalate-2', '2026-12-31T17:00:00.000Z', 'CLK-02'],
      ['last-act', '2027-01-02T17:00:00.000Z', 'CLK-04'],
      ['escalate-3', '2027-01-05T17:00:00.000Z', 'CLK-02'],
      ['due', '2027-01-08T08:00:00.000Z', 'CLK-02'],
    ]));
  it('for one that was extended (CLK-03), over the spring change', () =>
    assert.deepEqual(table({ ...question, receivedAtMs: Date.parse('2026-12-24T18:00:00Z'), extended: true }), [
      ['remind-consumer-1', '2026-12-31T17:00:00.000Z', 'CLK-04'],
      ['acknowledge-by', '2027-01-07T17:00:00.000Z', 'CLK-01'],
      ['remind-consumer-2', '2027-01-14T17:00:00.000Z', 'CLK-04'],
      ['remind-consumer-3', '2027-01-28T17:00:00.000Z', 'CLK-04'],
      ['extended-escalate-1', '2027-03-08T17:00:00.000Z', 'CLK-03'],
      ['extended-escalate-2', '2027-03-16T16:00:00.000Z', 'CLK-03'],
      ['extended-last-act', '2027-03-18T16:00:00.000Z', 'CLK-04'],
      ['extended-escalate-3', '2027-03-21T16:00:00.000Z', 'CLK-03'],
      ['extended-due', '2027-03-24T07:00:00.000Z', 'CLK-03'],
    ]));
  it('for an opt-out: nothing is asked of the consumer, nothing is extended (CLK-05)', () =>
    assert.deepEqual(table({ ...question, right: 'opt-out' }), [
      ['escalate-1', '2026-11-27T17:00:00.000Z', 'CLK-05'],
      ['escalate-2', '2026-12-05T17:00:00.000Z', 'CLK-05'],
      ['escalate-3', '2026-12-10T17:00:00.000Z', 'CLK-05'],
      ['due', '2026-12-13T08:00:00.000Z', 'CLK-05'],
    ]));
  it('a missing acknowledgement and a silent recipient are loud at once (CLK-01, SP-05)', () => {
    const level = (id: string): number | undefined =>
      [...milestonesFor(question), ...followUpMilestones({ answeredAtMs: RECEIVED, settings: DEFAULT_SCHEDULE })].find(
        (m) => m.id === id,
      )?.escalation;
    assert.deepEqual([level('acknowledge-by'), level('recipients-final')], [3, 2]);
  });
  it('alarms grow louder (CAL-08, CLK-02)', () =>
    assert.deepEqual(
      milestonesFor(question)
        .filter((m) => m.id.startsWith('escalate') || m.id === 'due')
        .map((m) => m.escalation),
      [1, 2, 3, 3],
    ));
  it('is empty once answered (CLK-02), and for a right without a clock (OIN-01)', () => {
    assert.deepEqual(table({ ...question, answered: true }), []);
    assert.deepEqual(table({ ...question, right: 'opt-in' }), []);
  });
  it('drops what a setting would place where it makes no sense (CLK-02, CLK-04)', () => {
    const settings = { ...DEFAULT_SCHEDULE, remindOnDays: [38, 39, 60], escalateDaysBefore: [44, 43] };
    assert.deepEqual(
      table({ ...question, settings }).map(([id]) => id),
      ['escalate-2', 'acknowledge-by', 'remind-consumer-1', 'last-act', 'due'],
    );
  });
  it('property: the last act is before the strict date (CLK-04), due begins when its day has ended (CLK-02), names are unique', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2023, 0, 3), max: Date.UTC(2040, 6, 1) }),
        fc.constantFrom(...RIGHTS),
        fc.boolean(),
        (receivedAtMs, right, extended) => {
          const milestones = milestonesFor({ ...question, right, receivedAtMs, extended });
          const clocks = clocksFor(right, receivedAtMs, question.ruleSet);
          const due = milestones.filter((m) => /(^|-)due$/.test(m.id));
          for (const m of due) {
            const strict = clocks.find((c) => c.rule === m.rule)!.strict;
            assert.equal(m.atMs, endOfDayMs(strict) + 1);
            for (const other of milestones) assert.ok(other.atMs <= m.atMs);
          }
          assert.equal(new Set(milestones.map((m) => m.id)).size, milestones.length);
          for (const m of milestones)
            assert.ok(m.atMs > receivedAtMs || receiptDay(m.atMs) >= receiptDay(receivedAtMs));
        },
      ),
      { seed: 45, numRuns: 500 },
    );
  });
});

describe('the grace period ends before the strict day (CLK-02)', () => {
  const approvedAtMs = Date.parse('2026-12-01T10:00:00Z');
  it('lasts its time', () =>
    assert.equal(
      graceEndsAt({ approvedAtMs, graceMs: 172_800_000, strictDay: '2027-01-07' }),
      approvedAtMs + 172_800_000,
    ));
  it('is cut before the strict day', () =>
    assert.equal(
      graceEndsAt({ approvedAtMs, graceMs: 172_800_000, strictDay: '2026-12-02' }),
      startOfDayMs('2026-12-02'),
    ));
  it('is none where the strict day has begun', () =>
    assert.equal(graceEndsAt({ approvedAtMs, graceMs: 172_800_000, strictDay: '2026-11-30' }), approvedAtMs));
  it('property: between approval and approval plus its length, and it leaves the strict day whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 10 * 86_400_000 }), (day, graceMs) => {
        const strictDay = addDays('2026-11-24', day);
        const ends = graceEndsAt({ approvedAtMs, graceMs, strictDay });
        assert.ok(ends >= approvedAtMs && ends <= approvedAtMs + graceMs);
        assert.ok(ends === approvedAtMs || ends <= startOfDayMs(strictDay));
      }),
      { seed: 45 },
    );
  });
});

describe('the table after the answer', () => {
  it('re-checks (DEL-12), reminders to recipients, and their end (SP-05)', () => {
    const answeredAtMs = RECEIVED;
    assert.deepEqual(
      followUpMilestones({ answeredAtMs, settings: DEFAULT_SCHEDULE }).map(({ id, atMs }) => [
        id,
        (atMs - answeredAtMs) / 86_400_000,
      ]),
      [
        ['recheck-1', 1],
        ['recipients-remind-1', 7],
        ['recipients-remind-2', 14],
        ['recheck-30', 30],
        ['recipients-final', 30],
      ],
    );
  });
});
