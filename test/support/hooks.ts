import { stopTestDatabases } from './database';

/** What every run does around all its tests, whatever they did (mocha's root hooks). */
export const mochaHooks = {
  async afterAll(this: Mocha.Context) {
    this.timeout(60_000);
    await stopTestDatabases();
  },
};
