import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import ts from 'typescript';
import { parse } from 'yaml';
import {
  PHASES,
  RECIPIENT_ROLES,
  RIGHTS,
  STAFF_ROLES,
  WAITS_FOR,
  BASES,
  DEGREES,
  DOCUMENT_PURPOSES,
  EXCEPTION_CODES,
} from '../../rules/codes';
import { HOLIDAY_LISTS, isLocalDate } from '../../rules/calendar';
import { CORRECTION_GROUNDS, CORRECTION_OUTCOMES, SOURCE_HANDLING } from '../../rules/correct';
import { DENIAL_GROUNDS } from '../../rules/denials';
import { DECISION_KINDS } from '../../rules/decisions';
import { DUTY_DECISION_KINDS } from '../../rules/duty-decisions';
import { TIMER_ACTS } from '../../rules/authority';
import { METHODS } from '../../rules/intake';
import { LETTER_KINDS, RENDERINGS, STATEMENT_IDS } from '../../rules/letters';
import { DEFAULT_SCHEDULE } from '../../rules/schedule';
import { RULE_SETS } from '../../rules/versions';
import { Tables } from './table';

/**
 * Whatever it is given, a public function of rules/ answers, or throws the RangeError that it documents. Every exported
 * function is found here by itself; its arguments are of the kinds that its table has, or stand in MIXED.
 */
const RULES = path.join(__dirname, '../../rules');
const TABLES = path.join(__dirname, 'tables');

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

const documentQuestion = fc.record({
  purpose: fc.constantFrom(...DOCUMENT_PURPOSES),
  right,
  by: fc.constantFrom('consumer', 'agent', 'staff'),
  phase: fc.constantFrom(...PHASES),
  throughAgent: flag,
  disputed: flag,
});
const row = fc.record({ id: fc.string(), cite: fc.string(), sentence: fc.string() });

/** Arguments for each function that stands in no table, or that its table does not try far enough. */
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
  'letters.letterContents': fc.tuple(letter),
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
  'calendar/business-days.strictBusinessDays': fc.tuple(day, fc.integer({ min: -5, max: 400 })),
  'calendar/business-days.commonBusinessDays': fc.tuple(day, fc.integer({ min: -5, max: 400 })),
  'calendar/holidays.holidayDays': fc.tuple(fc.constantFrom(...HOLIDAY_LISTS)),
  'calendar/holidays.isHolidayOfBothLists': fc.tuple(day),
  'calendar/local-date.dayNumber': fc.tuple(day),
  'calendar/local-date.dayOfNumber': fc.tuple(number),
  'calendar/local-date.monthLength': fc.tuple(number, number),
  'calendar/local-date.nthWeekday': fc.tuple(number, number, number, fc.constantFrom(1, 2, 3, 4, 5, 'last')),
  'calendar/local-date.weekdayOfNumber': fc.tuple(number),
  'correct.fieldProblem': fc.tuple(
    fc.record({
      decision: fc.record(
        {
          field: fc.string(),
          outcome: fc.constantFrom(...CORRECTION_OUTCOMES),
          ground: fc.constantFrom(...CORRECTION_GROUNDS),
          likelihood: number,
          source: fc.constantFrom(...SOURCE_HANDLING),
          ownDocuments: flag,
          adequateProcesses: flag,
          facts: flag,
          sourceName: flag,
        },
        { requiredKeys: ['field', 'outcome', 'likelihood', 'source', 'ownDocuments', 'facts', 'sourceName'] },
      ),
      contested: fc.record({ consentsToDeletion: flag, repeat: flag }),
      ruleSet,
    }),
  ),
  'decisions.phasesFor': fc.tuple(fc.constantFrom(...DECISION_KINDS), right),
  'documents.documentRule': fc.tuple(fc.constantFrom(...DOCUMENT_PURPOSES)),
  'documents.maySeeDocument': fc.tuple(fc.constantFrom(...DOCUMENT_PURPOSES), fc.subarray([...STAFF_ROLES])),
  'documents.mayAddDocument': fc.tuple(documentQuestion),
  'documents.documentsTaken': fc.tuple(documentQuestion),
  'documents.proofsProcessed': fc.tuple(fc.record({ phase: fc.constantFrom(...PHASES), disputed: flag, ended: flag })),
  'duty-decisions.dutyDecisionRule': fc.tuple(fc.constantFrom(...DUTY_DECISION_KINDS)),
  'letters/contents.when': fc.tuple(fc.tuple(fc.option(flag, { nil: undefined }), fc.constantFrom(...STATEMENT_IDS))),
  'register/row.duty': fc.tuple(fc.constantFrom('configuration', 'staff', 'recipient'), fc.string(), row),
  'register/row.implemented': fc.tuple(fc.string(), row),
  'register/row.outOfScope': fc.tuple(fc.string(), row),
};

function dayAfter2020(days: number): string {
  return new Date(Date.UTC(2020, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Whether every value is a word of a kind. */
const all = (values: readonly unknown[], kind: (value: unknown) => boolean): boolean =>
  values.length > 0 && values.every(kind);
const isDay = (value: unknown): boolean => typeof value === 'string' && isLocalDate(value);
const isRuleSet = (value: unknown): boolean => RULE_SETS.some(({ id }) => id === value);

/** More values of the kinds that these are of; words stay within these, as they come from closed lists. */
function alike(values: readonly unknown[]): fc.Arbitrary<unknown> {
  const kinds: fc.Arbitrary<unknown>[] = [];
  const words = values.filter((value) => typeof value === 'string');
  if (all(words, isRuleSet)) kinds.push(ruleSet);
  else if (words.some(isDay)) kinds.push(day);
  else if (words.length > 0) kinds.push(fc.constantFrom(...words));
  if (values.some((value) => typeof value === 'number')) kinds.push(number);
  if (values.some((value) => typeof value === 'boolean')) kinds.push(flag);
  if (values.includes(null)) kinds.push(fc.constant(null));
  const lists = values.filter((value) => Array.isArray(value));
  if (lists.length > 0)
    kinds.push(
      lists.some((list) => list.length > 0) ? fc.array(alike(lists.flat()), { maxLength: 4 }) : fc.constant([]),
    );
  const things = values.filter(
    (value): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  if (things.length > 0) {
    const keys = [...new Set(things.flatMap((thing) => Object.keys(thing)))];
    kinds.push(
      fc.record(
        Object.fromEntries(
          keys.map((key) => [key, alike(things.flatMap((thing) => (key in thing ? [thing[key]] : [])))]),
        ),
        { requiredKeys: keys.filter((key) => things.every((thing) => key in thing)) },
      ),
    );
  }
  return fc.oneof(...kinds);
}

/** The argument lists of each function that has a table. */
const TABLED = new Map<string, unknown[][]>();
for (const file of readdirSync(TABLES))
  for (const table of Tables.parse(parse(readFileSync(path.join(TABLES, file), 'utf8'))))
    if ('function' in table) {
      const lists = table.cases.map((line) => line.arguments ?? [line.situation]);
      TABLED.set(table.function, [...(TABLED.get(table.function) ?? []), ...lists]);
    }

/** Arguments like those of a table. */
function fromTable(lists: readonly unknown[][]): fc.Arbitrary<unknown[]> {
  const shortest = Math.min(...lists.map((list) => list.length));
  return fc.tuple(...lists[0]!.slice(0, shortest).map((_, i) => alike(lists.map((list) => list[i]))));
}

/** An exported function, its names (more than one where it is passed on), and whether it says that it may throw. */
interface Exported {
  fn: (...args: unknown[]) => unknown;
  names: string[];
  throws: boolean;
}

/** Functions of a file of which the comment says that they throw a RangeError. */
function throwing(file: string): Set<string> {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const said = new Set<string>();
  for (const statement of source.statements)
    if (ts.isFunctionDeclaration(statement) && statement.name && /@throws RangeError/.test(statement.getFullText()))
      said.add(statement.name.text);
  return said;
}

const EXPORTED: Exported[] = [];
for (const file of readdirSync(RULES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .sort()) {
  const module = file.replaceAll(path.sep, '/').replace(/\.ts$/, '');
  const said = throwing(path.join(RULES, file));
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  for (const [name, value] of Object.entries(require(path.join(RULES, file)) as Record<string, unknown>)) {
    if (typeof value !== 'function') continue;
    const fn = value as Exported['fn'];
    const known = EXPORTED.find((each) => each.fn === fn);
    const names = [`${module}.${name}`, `${module.replace(/\/index$/, '')}.${name}`];
    if (known) {
      known.names.push(...names);
      known.throws ||= said.has(name);
    } else EXPORTED.push({ fn, names, throws: said.has(name) });
  }
}

describe('every public function of rules/ answers or throws what it documents', () => {
  it('finds them', () => assert.ok(EXPORTED.length > 170));
  for (const { fn, names, throws } of EXPORTED)
    it(names[0]!, () => {
      const mixed = names.find((name) => name in MIXED);
      const tables = names.flatMap((name) => TABLED.get(name) ?? []);
      assert.ok(mixed !== undefined || tables.length > 0, 'neither a table nor MIXED has a case of it');
      fc.assert(
        fc.property(mixed === undefined ? fromTable(tables) : MIXED[mixed]!, (args) => {
          try {
            fn(...args);
          } catch (error) {
            assert.ok(throws && error instanceof RangeError, String((error as Error).stack));
          }
        }),
        { seed: 45, numRuns: 500 },
      );
    });
  it('no case is of a function that is gone', () => {
    const known = new Set(EXPORTED.flatMap(({ names }) => names));
    assert.deepEqual(
      [...Object.keys(MIXED), ...TABLED.keys()].filter((name) => !known.has(name)),
      [],
    );
  });
});
