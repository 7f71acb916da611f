'use strict';

// `npx mocha test/rules/clocks.test.ts` runs that file alone: mocha would add the files below to it.
const named = process.argv.slice(2).some((word) => /\.tsx?$/.test(word));

// One process, files in order: the time-skipping server has one clock for all (docs/adr/0010).
module.exports = {
  require: ['tsx/cjs', './test/support/hooks.ts'],
  extension: ['ts', 'tsx'],
  spec: named ? [] : ['test/**/*.test.ts'],
  timeout: 60_000,
  exit: false,
};
