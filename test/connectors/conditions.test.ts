import assert from 'node:assert/strict';
import { meets, momentOf, type FoundRow } from '../../connectors/conditions';
import { retryAfterMs } from '../../connectors/retry-after';
import { durationMs, shiftByPeriod } from '../../datamap/periods';
import type { Condition } from '../../datamap/schema';
import { NOW_MS } from './support/context';

const row: FoundRow = {
  key: '1',
  values: { status: 'open', paid: 'true', count: '3', issued: '2019-11-23', due: 'soon', empty: null, blank: '' },
};
const scope = { nowMs: NOW_MS, referring: (table: string) => (table === 'orders' ? [row] : []) };

describe('conditions of the data map', () => {
  const cases: [Condition, boolean][] = [
    [{ column: 'status', equals: 'open' }, true],
    [{ column: 'status', equals: 'OPEN' }, false],
    [{ column: 'paid', equals: true }, true],
    [{ column: 'count', in: [1, 3] }, true],
    [{ column: 'empty', equals: '' }, false],
    [{ column: 'unknown', equals: 'x' }, false],
    [{ column: 'blank', present: true }, false],
    [{ column: 'empty', present: false }, true],
    // seven years to the day, at noon: that day began before the period does
    [{ column: 'issued', olderThan: '7y' }, true],
    [{ column: 'issued', youngerThan: '7y' }, false],
    [{ column: 'issued', youngerThan: '2558d' }, true],
    [{ column: 'due', olderThan: '1d' }, false],
    [{ column: 'due', youngerThan: '1d' }, false],
    [
      {
        all: [
          { column: 'status', equals: 'open' },
          { column: 'count', equals: 3 },
        ],
      },
      true,
    ],
    [
      {
        all: [
          { column: 'status', equals: 'open' },
          { column: 'count', equals: 4 },
        ],
      },
      false,
    ],
    [
      {
        any: [
          { column: 'status', equals: 'x' },
          { column: 'count', equals: 3 },
        ],
      },
      true,
    ],
    [{ referencedBy: 'orders' }, true],
    [{ referencedBy: 'orders', where: { column: 'status', equals: 'open' } }, true],
    [{ referencedBy: 'orders', where: { column: 'status', equals: 'done' } }, false],
    [{ referencedBy: 'invoices' }, false],
  ];
  for (const [condition, expected] of cases) {
    it(`${JSON.stringify(condition)} is ${expected}`, () => assert.equal(meets(condition, row, scope), expected));
  }

  it('reads moments as systems write them', () => {
    const at = Date.parse('2026-03-01T10:00:00Z');
    const written = [
      '2026-03-01 10:00:00+00',
      '2026-03-01T10:00:00.000Z',
      '2026-03-01 02:00:00-08',
      '2026-03-01 15:30:00+05:30',
      '2026-03-01 10:00:00',
    ];
    assert.deepEqual(
      written.map(momentOf),
      written.map(() => at),
    );
    assert.deepEqual(['2026-03-01', 'tomorrow', '2026-13-01'].map(momentOf), [
      Date.parse('2026-03-01'),
      undefined,
      undefined,
    ]);
  });

  it('shifts by calendar periods', () => {
    const shift = (from: string, period: string, direction: 1 | -1) =>
      new Date(shiftByPeriod(Date.parse(from), period, direction)).toISOString().slice(0, 10);
    assert.equal(shift('2024-02-29', '1y', 1), '2025-02-28');
    assert.equal(shift('2026-01-31', '1mo', 1), '2026-02-28');
    assert.equal(shift('2026-03-31', '1mo', -1), '2026-02-28');
    assert.equal(shift('2026-12-15', '2mo', 1), '2027-02-15');
    assert.equal(shift('2026-11-23', '35d', -1), '2026-10-19');
  });

  it('reads durations', () => {
    assert.deepEqual(['30s', '10m', '48h', '35d', '5', '1w', ''].map(durationMs), [
      30_000,
      600_000,
      172_800_000,
      3_024_000_000,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('reads what a server says of waiting', () => {
    const date = new Date(NOW_MS + 90_000).toUTCString();
    const said = ['120', date, new Date(NOW_MS - 5_000).toUTCString(), '99999999', 'later', undefined];
    assert.deepEqual(
      said.map((each) => retryAfterMs(each, NOW_MS)),
      [120_000, 90_000, 0, 86_400_000, undefined, undefined],
    );
  });
});
