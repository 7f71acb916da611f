import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { findChromium, openChromium } from '../../demo/walk/chromium';
import { type Harness, makeRequest, startApi } from '../api/harness';
import { barriersOn } from '../support/axe';
import { skipWithout } from '../support/requirements';

describe('pages of staff beside the walk, in a browser', () => {
  let api: Harness;
  let browser: Browser;
  let page: Page;

  before(async function () {
    this.timeout(60_000);
    const chromium = findChromium();
    if (!chromium) skipWithout(this, 'Chromium (CHROMIUM_PATH names one)');
    api = await startApi();
    browser = await openChromium(chromium);
    page = await (await browser.newContext()).newPage();
    const { email, password } = await api.staff(['decider']);
    await page.goto(`${api.base}/staff/sign-in`);
    await page.fill('#f-email', email);
    await page.fill('#f-password', password);
    await page.click('button[type=submit]');
  });
  after(async () => {
    await browser?.close();
    await api?.close();
  });

  it('a hold is placed on a person, renewed in sight of everybody, and released', async () => {
    await page.goto(`${api.base}/staff/holds`);
    assert.deepEqual(await barriersOn(page), []);
    await page.getByRole('button', { name: 'Place the hold' }).waitFor();
    await page.getByLabel('E-mail address').fill('robin.vance@example.com');
    await page.getByLabel('What the consumer is told').fill('A claim is before the court.');
    await page.getByLabel('Review on').fill('2027-06-01');
    await page.getByLabel('Matter').fill('Matter 12.');
    await page.getByRole('button', { name: 'Place the hold' }).click();
    await page.getByText('It is done').waitFor();
    assert.doesNotMatch(await page.content(), /robin/i);
    await page.getByText('Renew', { exact: true }).click();
    await page.getByText('Release', { exact: true }).click();
    assert.deepEqual(await barriersOn(page), []);
    await page.getByRole('button', { name: /Show the matter/ }).click();
    await page.getByText('robin.vance@example.com').waitFor();
    assert.deepEqual(await barriersOn(page), []);
    await page.getByRole('link', { name: 'Back to the holds' }).click();
    await page.getByText('Release', { exact: true }).click();
    await page.locator('textarea[id^="release-facts"]').fill('Settled.');
    await page.getByRole('button', { name: 'Release the hold' }).click();
    await page.getByText('It is done').waitFor();
    assert.equal(await page.getByText('Release', { exact: true }).count(), 0);
  });

  it('what is parked is listed with its reason, and started anew from its page', async () => {
    const { id, reference } = await makeRequest(api);
    await api.database.db('requests').where({ id }).update({ parked_code: 'no-progress' });
    await page.goto(`${api.base}/staff?parked=yes`);
    assert.deepEqual(await barriersOn(page), []);
    await page.getByRole('link', { name: reference }).click();
    assert.deepEqual(await barriersOn(page), []);
    await page.getByRole('button', { name: 'Start its workflow anew' }).click();
    await page.getByText('The workflow was started anew').waitFor();
    assert.deepEqual(api.gateway.restarted, [id]);
  });
});
