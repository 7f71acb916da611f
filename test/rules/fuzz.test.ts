import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import {
  PHASES,
  RECIPIENT_ROLES,
  RIGHTS,
  STAFF_ROLES,
  WAITS_FOR,
  BASES,
  DEGREES,
  EXCEPTION_CODES,
} from '../../rules/codes';
import { DENIAL_GROUNDS } from '../../rules/denials';
import { DECISION_KINDS } from '../../rules/decisions';
import { TIMER_ACTS } from '../../rules/authority';
import { METHODS } from '../../rules/intake';
import { LETTER_KINDS, RENDERINGS } from '../../rules/letters';
import { DEFAULT_SCHEDULE } from '../../rules/schedule';
import { RULE_SETS } from '../../rules/versions';
import { exportedBy } from './table';

/**
 * What the tables do not mix, mixed here: whatever it is given, a public function of rules/ answers, or throws the
 * RangeError that it documents.
 */
const RULES = path.join(__dirname, '../../rules');

// mostly days that exist and moments that can be; now and then anything
const day = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 8_000 }).map(dayAfter2020) },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.constantFrom('2027-02-29', '0000-00-00', '9999-12-31', '1000-01-01', '') },
);
const number = fc.oneof(fc.integer({ min: -50, max: 3_000 }), fc.double(), fc.constantFrom(NaN, Infinity, -Infinity));
const moment = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2041, 0, 1) }) },
  { weight: 1, arbitrary: number },
);
const right = fc.constantFrom(...RIGHTS);
const ruleSet = fc.constantFrom(...RULE_SETS.map(({ id }) => id));
const flag = fc.boolean();
const settings = fc.record({
  remindOnDays: fc.array(number),
  escalateDaysBefore: fc.array(number),
  planDaysBefore: number,
  graceMs: number,
  recheckDays: fc.array(number),
  recipientReminderDays: fc.array(number),
  recipientFinalDays: number,
});
const situation = fc.record({
  right,
  waitsFor: fc.constantFrom(...WAITS_FOR),
  reminded: flag,
  proofArrived: flag,
  disputed: flag,
  held: flag,
});
const letter = fc.record({
  letter: fc.constantFrom(...LETTER_KINDS),
  right,
  rendering: fc.constantFrom(...RENDERINGS),
  situation: fc.record({ kept: flag, late: flag, erased: flag }, { requiredKeys: [] }),
  ruleSet,
});
const facts = fc.record(
  {
    receivedAt: moment.map((ms) =>
      Number.isFinite(ms) && Math.abs(ms) < 8e15 ? new Date(ms).toISOString() : String(ms),
    ),
    sensitive: flag,
    extended: flag,
    answered: flag,
    complianceOn: fc.option(day),
    answeredOn: fc.array(day),
    correctionDeniedOn: day,
    disclosures: fc.array(
      fc.record({
        recipient: fc.string(),
        role: fc.constantFrom(...RECIPIENT_ROLES),
        basis: fc.constantFrom(...BASES),
        disclosedOn: day,
      }),
    ),
  },
  { requiredKeys: ['receivedAt'] },
);
const claims = fc.record({
  lastUpdated: day,
  online: flag,
  exclusivelyOnline: flag,
  methods: fc.dictionary(right, fc.subarray([...METHODS])),
  knowMonths: fc.oneof(fc.constant('all'), number),
  deletionExceptions: fc.subarray([...EXCEPTION_CODES, 'D9']),
  tellsOfDeletion: fc.constantFrom('providers', 'everyone-it-disclosed-to'),
  agents: fc.record({ consumerVerifies: flag, consumerConfirms: flag, appliesToOptOut: flag }),
  verifiesOptOut: flag,
  excludes: fc.subarray(['employees', 'applicants']),
  sellsOrShares: flag,
  consumersAYear: number,
  declares: fc.array(fc.string()),
});

/** Arguments for each function that no table mixes. */
const MIXED: Record<string, fc.Arbitrary<unknown[]>> = {
  'authority.mayDecide': fc.tuple(
    fc.record({
      kind: fc.constantFrom(...DECISION_KINDS),
      roles: fc.subarray([...STAFF_ROLES]),
      phase: fc.constantFrom(...PHASES),
      actor: fc.string(),
      enteredBy: fc.option(fc.string()),
      decidedBy: fc.option(fc.string()),
    }),
  ),
  'authority.mayHoldTogether': fc.tuple(fc.subarray([...STAFF_ROLES])),
  'authority.mayTimerAct': fc.tuple(fc.constantFrom(...TIMER_ACTS), situation),
  'clocks.clocksFor': fc.tuple(right, moment, ruleSet),
  'denials.denialGround': fc.tuple(fc.constantFrom(...Object.keys(DENIAL_GROUNDS))),
  'explain.explain': fc.tuple(right, facts, ruleSet),
  'letters.requiredStatements': fc.tuple(letter),
  'letters.forbiddenStatements': fc.tuple(letter),
  'statements.recordMonths': fc.tuple(ruleSet),
  'notices.checkNotice': fc.tuple(claims, day),
  'register.lawRow': fc.tuple(fc.string()),
  'register.rowsInForce': fc.tuple(day),
  'rights.courseOf': fc.tuple(right),
  'rights.isVerifiable': fc.tuple(right),
  'schedule.followUpMilestones': fc.tuple(fc.record({ answeredAtMs: moment, settings })),
  'schedule.graceEndsAt': fc.tuple(fc.record({ approvedAtMs: moment, graceMs: number, strictDay: day })),
  'schedule.milestonesFor': fc.tuple(
    fc.record({
      right,
      receivedAtMs: moment,
      extended: flag,
      answered: flag,
      settings: fc.oneof(fc.constant(DEFAULT_SCHEDULE), settings),
      ruleSet,
    }),
  ),
  'verification.higherDegree': fc.tuple(fc.constantFrom(...DEGREES), fc.constantFrom(...DEGREES)),
  'calendar.addMonths': fc.tuple(day, number, fc.constantFrom('earlier', 'later')),
  'calendar.daysBetween': fc.tuple(day, day),
  'calendar.startOfDayMs': fc.tuple(day),
  'calendar.endOfDayMs': fc.tuple(day),
  'calendar.instantMs': fc.tuple(fc.oneof(moment, fc.string(), day)),
  'calendar.localDate': fc.tuple(number, number, number),
  'calendar.weekday': fc.tuple(day),
};

function dayAfter2020(days: number): string {
  return new Date(Date.UTC(2020, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);
}

describe('every public function of rules/ answers or throws what it documents', () => {
  for (const [name, given] of Object.entries(MIXED))
    it(name, () => {
      const fn = exportedBy(RULES, name) as (...args: unknown[]) => unknown;
      fc.assert(
        fc.property(given, (args) => {
          try {
            fn(...args);
          } catch (error) {
            assert.ok(error instanceof RangeError, String((error as Error).stack));
          }
        }),
        { seed: 45, numRuns: 500 },
      );
    });
});
