import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addDays } from '../../rules/calendar';
import { clockFrom } from '../../rules/clocks';
import { type Parameter, type ParameterName, PARAMETERS } from '../../rules/parameters';
import { lawRow } from '../../rules/register';
import { RULE_SETS } from '../../rules/versions';

/** Days on which a value can begin: a request is asked about by its rule set alone, so that another day would never come. */
const BEGINNINGS: readonly string[] = RULE_SETS.map(({ id }) => id);

describe('the numbers of the law', () => {
  for (const [name, { rule, values, cite }] of Object.entries(PARAMETERS) as [string, Parameter][])
    it(`${name}: each value begins with a rule set, oldest first, and holds on to today (${rule})`, () => {
      const days = values.map(({ from }) => from);
      for (const day of days) assert.ok(BEGINNINGS.includes(day), `${day} is the beginning of no rule set`);
      assert.deepEqual(days, [...new Set(days)].sort());
      assert.ok(lawRow(rule), `${rule} is in the register`);
      assert.ok(values.every(({ reference }) => reference !== '') && cite !== '');
    });
  it('what the register holds as unconfirmed, its number says too (CLK-17)', () => {
    for (const [name, { rule, values }] of Object.entries(PARAMETERS) as [string, Parameter][])
      assert.equal(values.at(-1)!.unconfirmed === true, lawRow(rule)!.confidence === 'unconfirmed', name);
  });
  const days = fc.integer({ min: 0, max: 365 * 17 }).map((n) => addDays('2023-01-01', n));
  for (const [name, { rule, kind }] of Object.entries(PARAMETERS) as [ParameterName, Parameter][])
    it(`property: ${name}: a deadline or limit is strict no later than outer, a minimum period no earlier (${rule})`, () =>
      fc.assert(
        fc.property(days, (day) => {
          const { strict, outer } = clockFrom(name, day, '2026-01-01');
          assert.ok(kind === 'minimum' ? strict >= outer : strict <= outer, `${day}: ${strict}, ${outer}`);
          assert.ok(strict >= day);
        }),
        { seed: 45, numRuns: 400 },
      ));
});
