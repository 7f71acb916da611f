'use strict';

const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

const { EVENT_RUN_END, EVENT_TEST_END, EVENT_TEST_FAIL, EVENT_TEST_RETRY } = Runner.constants;

/**
 * Mocha's own report, with each failure told when it happens, and the counts as JSON in the file that FORTYFIVE_COUNTS
 * names. Both are there for a run that is cut off, too: its counts have no `ended`.
 */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const write = (ended) => {
      const { passes, failures, pending } = runner.stats;
      if (process.env.FORTYFIVE_COUNTS)
        writeFileSync(process.env.FORTYFIVE_COUNTS, JSON.stringify({ passes, failures, pending, ended }));
    };
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      reporters.Base.list([Object.assign(test, { err: error })]);
      write(false);
    });
    runner.on(EVENT_TEST_RETRY, (test, error) => {
      process.stdout.write(`\nTRIED AGAIN: ${test.fullTitle()}: ${error?.message ?? error}\n`);
    });
    runner.on(EVENT_TEST_END, () => write(false));
    runner.once(EVENT_RUN_END, () => write(true));
  }
};
