import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { demoPerson } from '../../demo/named';
import { findTemporalCli } from '../../demo/temporal-cli';
import { runningDemo } from '../../demo/walk/addresses';
import { walkInBrowser } from '../../demo/walk/browser';
import { findChromium, openChromium } from '../../demo/walk/chromium';
import { runCommand } from '../../demo/walk/command';
import { barriersOn } from '../support/axe';
import { npmStart, type StartedDemo } from '../support/npm-start';
import { skipWithout } from '../support/requirements';

const START_WITHIN_MS = 240_000;
const WALK_WITHIN_MS = 300_000;

describe('the walk of the quickstart, in a browser', () => {
  let demo: StartedDemo | undefined;
  let browser: Browser | undefined;

  before(async function () {
    this.timeout(START_WITHIN_MS);
    const chromium = findChromium();
    if (!chromium) skipWithout(this, 'Chromium (CHROMIUM_PATH names one)');
    if (!(await findTemporalCli({ download: true }))) skipWithout(this, 'Temporal CLI (npm start fetches one)');
    demo = await npmStart({ FORTYFIVE_GRACE_SECONDS: '3' }, START_WITHIN_MS);
    browser = await openChromium(chromium);
  });
  after(async function () {
    this.timeout(60_000);
    await browser?.close();
    await demo?.stop();
  });

  it('goes from the form to the last letter, on pages that everybody can use', async function () {
    this.timeout(WALK_WITHIN_MS);
    const addresses = runningDemo({ FORTYFIVE_FOLDER: demo!.folder });
    const context = await browser!.newContext({ viewport: { width: 1100, height: 760 } });
    const barriers: string[] = [];
    const visited: string[] = [];
    const account = (email: string) => ({ email, password: demo!.password(email), mustChange: true });
    const person = demoPerson('open-order');

    const { reference, letter } = await walkInBrowser({
      context,
      addresses,
      person,
      verifier: account('intake@meridianlane.example'),
      decider: account('decider@meridianlane.example'),
      async look(name, page) {
        visited.push(name);
        // Temporal's own pages are Temporal's
        if (!name.includes('temporal'))
          barriers.push(...(await barriersOn(page)).map((barrier) => `${name}: ${barrier}`));
      },
    });

    assert.deepEqual(barriers, []);
    assert.ok(visited.length > 20, visited.join(', '));
    assert.ok(letter.includes(reference));
    const left = await held(addresses.portal, person.key);
    assert.deepEqual(left.events, []);
    assert.deepEqual(left.crm, ['invoices', 'orders']);
    const ledger = await runCommand(['ledger', 'verify'], { ...process.env, FORTYFIVE_FOLDER: demo!.folder });
    assert.equal(ledger.code, 0, ledger.out + ledger.err);
  });
});

/** Tables and collections in which the business still holds something of a person. */
async function held(portal: string, key: string): Promise<{ crm: string[]; events: string[] }> {
  const response = await fetch(`${portal}/api/people/${key}/holdings`);
  const { crm, events } = (await response.json()) as Record<'crm' | 'events', Record<string, unknown[]>>;
  const filled = (all: Record<string, unknown[]>): string[] =>
    Object.keys(all)
      .filter((name) => all[name]!.length > 0)
      .sort();
  return { crm: filled(crm), events: filled(events) };
}
