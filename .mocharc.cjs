'use strict';

// One process, files in order: the time-skipping server has one clock for all (docs/adr/0004).
module.exports = {
  require: ['tsx/cjs', './test/support/hooks.ts'],
  extension: ['ts', 'tsx'],
  spec: ['test/**/*.test.ts'],
  timeout: 60_000,
  exit: false,
};
