'use strict';

// `npx mocha test/rules/clocks.test.ts` runs that file alone: mocha would add the files below to it.
const named = process.argv.slice(2).some((word) => /\.tsx?$/.test(word));

// One process, files in order: the time-skipping server has one clock for all (docs/adr/0010). The scan of what a
// process writes comes first: a process has one Temporal runtime, and later files tell it to be quiet.
module.exports = {
  require: ['tsx/cjs', './test/support/hooks.ts'],
  extension: ['ts', 'tsx'],
  spec: named ? [] : ['test/proof/**/*.test.ts', 'test/!(proof)/**/*.test.ts'],
  // Real processes killed in their midst: minutes, and a machine of their own. `npm run faults` runs them.
  ignore: named || process.env.FORTYFIVE_FAULTS ? [] : ['test/faults/faults.test.ts'],
  // The time-skipping server stands still for a minute now and then, and goes on by itself. In CI a test is given the time
  // to see that, and is tried again where it failed by it; the reporter says which were.
  timeout: process.env.CI ? 180_000 : 60_000,
  retries: process.env.CI ? 2 : 0,
  exit: false,
};
