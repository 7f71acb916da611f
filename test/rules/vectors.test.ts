import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { receiptDay } from '../../rules/calendar';
import { clocksFor } from '../../rules/clocks';
import type { Right } from '../../rules/codes';
import { ruleSetFor } from '../../rules/versions';

const rows = readFileSync(path.join(__dirname, 'vectors/clocks.csv'), 'utf8')
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => line.split(',') as [string, string, string, string, string, string]);

const strict = (right: Right, received: string, rule: string): string | undefined =>
  clocksFor(right, Date.parse(received), ruleSetFor(receiptDay(received))).find((clock) => clock.rule === rule)?.strict;

describe('the published clock vectors (CLK-01, CLK-02, CLK-03, CLK-05, CLK-06, CAL-01, CAL-07)', () => {
  it('are 40', () => assert.equal(rows.length, 40));

  for (const [received, day, acknowledge, optOut, respond, extended] of rows)
    it(`received ${received}`, () => {
      assert.deepEqual(
        [
          receiptDay(received),
          strict('delete', received, 'CLK-01'),
          strict('opt-out', received, 'CLK-05'),
          strict('limit', received, 'CLK-06'),
          strict('delete', received, 'CLK-02'),
          strict('delete', received, 'CLK-03'),
        ],
        [day, acknowledge, optOut, optOut, respond, extended],
      );
    });
});
