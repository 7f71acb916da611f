import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { holidayModule } from '../../cli/holidays';
import {
  addDays,
  addMonths,
  atHourMs,
  commonBusinessDays,
  daysBetween,
  endOfDayMs,
  holidayOn,
  isLocalDate,
  receiptDay,
  rolledForward,
  startOfDayMs,
  strictBusinessDays,
  weekday,
} from '../../rules/calendar';
import { HOLIDAYS } from '../../rules/calendar/holiday-data';
import { HOLIDAY_YEARS } from '../../rules/calendar/holidays';

const iso = (ms: number): string => new Date(ms).toISOString();

describe('the receipt day in Los Angeles (law.md section 15)', () => {
  const cases: [name: string, instant: string, day: string][] = [
    ['the last moment of a winter day', '2026-11-24T07:59:59.999Z', '2026-11-23'],
    ['the first moment of a winter day', '2026-11-24T08:00:00Z', '2026-11-24'],
    ['the last moment of a summer day', '2026-07-02T06:59:59.999Z', '2026-07-01'],
    ['the first moment of a summer day', '2026-07-02T07:00:00Z', '2026-07-02'],
    ['spring change day, before it changes', '2027-03-14T08:00:00Z', '2027-03-14'],
    ['spring change day, its last moment', '2027-03-15T06:59:59.999Z', '2027-03-14'],
    ['the day after the spring change', '2027-03-15T07:00:00Z', '2027-03-15'],
    ['the day before the autumn change, its last moment', '2026-11-01T06:59:59.999Z', '2026-10-31'],
    ['autumn change day, its first moment', '2026-11-01T07:00:00Z', '2026-11-01'],
    ['autumn change day, its last moment', '2026-11-02T07:59:59.999Z', '2026-11-01'],
    ['leap day', '2028-03-01T07:59:59Z', '2028-02-29'],
    ['the last moment of a year', '2027-01-01T07:59:59Z', '2026-12-31'],
    ['written with another zone', '2026-11-24T00:30:00+09:00', '2026-11-23'],
  ];
  for (const [name, instant, day] of cases) it(name, () => assert.equal(receiptDay(instant), day));

  it('agrees with the zone data of the host on every hour of the two changes of ten years', () => {
    const host = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles' });
    for (let year = 2023; year <= 2032; year += 1)
      for (const [month, from] of [
        [2, 6],
        [10, 1],
      ] as const)
        for (let hour = 0; hour < 9 * 24; hour += 1) {
          const ms = Date.UTC(year, month, from, hour);
          assert.equal(receiptDay(ms), host.format(ms), iso(ms));
        }
  });

  it('refuses what is no moment', () => {
    for (const bad of ['', '2026-11-24', '2026-11-24T18:00:00', '2026-13-01T00:00:00Z', 'yesterday'])
      assert.throws(() => receiptDay(bad), RangeError, bad);
    for (const bad of [NaN, Infinity, Date.UTC(2006, 5, 1), Date.UTC(2300, 0, 1)])
      assert.throws(() => receiptDay(bad), RangeError);
  });
});

describe('the hours of a day in Los Angeles', () => {
  it('a day ends a millisecond before the next begins, on both change days too', () => {
    assert.equal(iso(endOfDayMs('2027-01-07')), '2027-01-08T07:59:59.999Z');
    assert.equal(iso(endOfDayMs('2027-03-14')), '2027-03-15T06:59:59.999Z');
    assert.equal(iso(startOfDayMs('2027-03-14')), '2027-03-14T08:00:00.000Z');
    assert.equal(iso(startOfDayMs('2026-11-01')), '2026-11-01T07:00:00.000Z');
    assert.equal(iso(endOfDayMs('2026-11-01')), '2026-11-02T07:59:59.999Z');
  });
  it('nine in the morning is nine in the morning on both change days', () => {
    assert.equal(iso(atHourMs('2027-03-14', 9)), '2027-03-14T16:00:00.000Z');
    assert.equal(iso(atHourMs('2026-11-01', 9)), '2026-11-01T17:00:00.000Z');
  });
  it('property: the day of every moment contains it', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2007, 0, 2), max: Date.UTC(2199, 0, 1) }), (ms) => {
        const day = receiptDay(ms);
        assert.ok(startOfDayMs(day) <= ms && ms <= endOfDayMs(day));
      }),
      { seed: 45, numRuns: 2000 },
    );
  });
});

describe('days', () => {
  it('count over leap days and year ends', () => {
    assert.equal(addDays('2028-02-28', 1), '2028-02-29');
    assert.equal(addDays('2027-02-28', 1), '2027-03-01');
    assert.equal(addDays('2027-12-31', 1), '2028-01-01');
    assert.equal(daysBetween('2028-02-28', '2028-03-01'), 2);
    assert.equal(weekday('2026-11-24'), 2);
    assert.equal(weekday('1969-12-28'), 0);
  });
  it('a month that lacks the day has two readings', () => {
    assert.equal(addMonths('2028-02-29', 12, 'later'), '2029-03-01');
    assert.equal(addMonths('2028-02-29', 12, 'earlier'), '2029-02-28');
    assert.equal(addMonths('2026-08-31', 6, 'earlier'), '2027-02-28');
    assert.equal(addMonths('2026-12-15', 1), '2027-01-15');
    assert.equal(addMonths('2027-03-31', -1, 'earlier'), '2027-02-28');
  });
  it('that do not exist are refused', () => {
    for (const bad of ['2027-02-29', '2026-00-10', '2026-1-1', '', 'x'.repeat(100)]) {
      assert.equal(isLocalDate(bad), false);
      assert.throws(() => addDays(bad, 1), RangeError);
    }
  });
});

describe('holidays (CAL-02, CAL-03, CAL-04)', () => {
  it('are what the generator writes', () => {
    const data = readFileSync(path.join(__dirname, '../../rules/calendar/holiday-data.ts'), 'utf8');
    assert.equal(data, holidayModule(), 'run: npx tsx cli/holidays.ts > rules/calendar/holiday-data.ts');
  });
  it('stand on the lists that have them', () => {
    const on = (day: string): string[] => (['state', 'federal', 'judicial'] as const).filter((l) => holidayOn(day, l));
    assert.deepEqual(on('2026-09-09'), ['state'], 'Admission Day');
    assert.deepEqual(on('2026-11-27'), ['judicial'], 'day after Thanksgiving');
    assert.deepEqual(on('2026-11-26'), ['state', 'federal', 'judicial'], 'Thanksgiving');
    assert.deepEqual(on('2026-10-12'), ['state', 'federal'], 'Columbus Day');
    assert.deepEqual(on('2026-02-12'), ['state', 'judicial'], 'Lincoln Day');
    assert.deepEqual(on('2026-07-03'), ['federal'], 'Friday kept for a Saturday: federal list only');
    assert.deepEqual(on('2028-11-10'), ['state', 'federal'], 'Friday kept for Veterans Day on a Saturday');
    assert.deepEqual(on('2027-07-05'), ['state', 'federal'], 'Monday kept for July 4 on a Sunday');
  });
  it('of the moon are marked unconfirmed, and Diwali begins in 2026', () => {
    for (const [day, name] of [
      ['2027-02-06', 'Lunar New Year'],
      ['2026-11-08', 'Diwali'],
      ['2027-10-29', 'Diwali'],
    ] as const) {
      assert.equal(holidayOn(day, 'state')?.name, name);
      assert.equal(holidayOn(day, 'state')?.unconfirmed, true);
    }
    assert.equal(holidayOn('2025-10-20', 'state'), undefined);
  });
  it('of the moon come every year, twelve or thirteen moons apart, in their season (CAL-02)', () => {
    const seasons = [
      ['Lunar New Year', 2023, '01-21', '02-20'],
      ['Diwali', 2026, '10-15', '11-15'],
    ] as const;
    for (const [name, first, from, to] of seasons) {
      const days = HOLIDAYS.filter((holiday) => holiday.name === name);
      assert.deepEqual(
        days.map(({ day }) => Number(day.slice(0, 4))),
        Array.from({ length: HOLIDAY_YEARS.last - first + 1 }, (_, i) => first + i),
      );
      for (const { day, list, unconfirmed } of days) {
        assert.ok(day.slice(5) >= from && day.slice(5) <= to, day);
        assert.deepEqual([list, unconfirmed], ['state', true], day);
      }
      days.slice(1).forEach(({ day }, i) => {
        const moons = daysBetween(days[i]!.day, day) / 29.530588;
        assert.ok(Math.abs(moons - Math.round(moons)) < 0.06 && [12, 13].includes(Math.round(moons)), day);
      });
    }
  });
  it('are refused for years that are not held', () => {
    assert.throws(() => holidayOn('2022-12-31', 'state'), RangeError);
    assert.throws(() => holidayOn('2041-01-01', 'state'), RangeError);
  });
});

describe('business days (CAL-01, CAL-05, CAL-06, CAL-08)', () => {
  const strict = (from: string, n: number): string => strictBusinessDays(from, n).day;
  it('Saturday counts, Sunday does not', () => {
    assert.equal(strict('2026-05-01', 1), '2026-05-02');
    assert.equal(strict('2026-05-02', 1), '2026-05-04');
    assert.equal(commonBusinessDays('2026-05-01', 1).day, '2026-05-04');
  });
  it('the day after Thanksgiving counts, in both counts', () => {
    assert.equal(strict('2026-11-25', 1), '2026-11-27');
    assert.equal(commonBusinessDays('2026-11-25', 1).day, '2026-11-27');
  });
  it('a holiday of one list counts: Admission Day, Lincoln Day, Lunar New Year, Diwali', () => {
    assert.equal(strict('2026-09-08', 1), '2026-09-09');
    assert.equal(strict('2027-02-11', 1), '2027-02-12');
    assert.equal(strict('2026-02-16', 1), '2026-02-17');
    assert.equal(strict('2027-10-28', 1), '2027-10-29');
    assert.equal(commonBusinessDays('2027-10-28', 1).day, '2027-11-01');
  });
  it('a holiday on a Sunday is kept on Monday, but June 19 is not', () => {
    assert.deepEqual(strictBusinessDays('2027-07-03', 1), { day: '2027-07-06', skipped: ['2027-07-04', '2027-07-05'] });
    assert.equal(strict('2033-06-18', 1), '2033-06-20');
    assert.equal(strict('2034-01-01', 1), '2034-01-03');
    assert.equal(strict('2033-12-24', 1), '2033-12-27');
    assert.equal(strict('2029-11-10', 1), '2029-11-13');
  });
  it('a holiday on a Saturday skips the Saturday, not the Friday', () => {
    assert.equal(strict('2026-07-02', 1), '2026-07-03');
    assert.equal(strict('2026-07-03', 1), '2026-07-06');
    assert.equal(strict('2028-11-09', 1), '2028-11-10');
    assert.equal(strict('2028-11-10', 1), '2028-11-13');
  });
  it('the year end skips both of its holidays', () => {
    assert.deepEqual(strictBusinessDays('2026-12-24', 8), {
      day: '2027-01-05',
      skipped: ['2026-12-25', '2026-12-27', '2027-01-01', '2027-01-03'],
    });
  });
  it('only outer dates roll, over Saturday, Sunday and judicial holidays', () => {
    assert.equal(rolledForward('2026-11-26'), '2026-11-30');
    assert.equal(rolledForward('2027-02-21'), '2027-02-22');
    assert.equal(rolledForward('2026-09-09'), '2026-09-09');
    assert.equal(rolledForward('2027-01-08'), '2027-01-08');
  });
  it('property: the strict count is never later than the common one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 365 * 17 }), fc.integer({ min: 1, max: 60 }), (offset, n) => {
        const from = addDays('2023-01-01', offset);
        assert.ok(strict(from, n) <= commonBusinessDays(from, n).day);
      }),
      { seed: 45, numRuns: 2000 },
    );
  });
});
