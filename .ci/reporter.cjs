'use strict';

const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

/** Mocha's own report, and its counts as JSON in the file that FORTYFIVE_COUNTS names. */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = runner.stats;
      if (process.env.FORTYFIVE_COUNTS)
        writeFileSync(process.env.FORTYFIVE_COUNTS, JSON.stringify({ passes, failures, pending }));
    });
  }
};
