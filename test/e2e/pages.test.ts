import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { findChromium, openChromium } from '../../demo/walk/chromium';
import type { StaffRole } from '../../rules/codes';
import { PAGED_RIGHTS } from '../../web/rights';
import { gatherFlagged, type Harness, makeRequest, startApi } from '../api/harness';
import { barriersOn } from '../support/axe';
import { skipWithout } from '../support/requirements';

describe('pages beside the walk, at a desk and on a phone', () => {
  let api: Harness;
  let browser: Browser;
  let page: Page;
  /** What was in the way on which page. */
  let found: string[];
  const look = async (name: string): Promise<void> => {
    found.push(...(await barriersOn(page)).map((barrier) => `${name}: ${barrier}`));
  };
  const go = async (path: string): Promise<void> => {
    await page.goto(api.base + path);
    await look(path);
  };

  before(async function () {
    this.timeout(60_000);
    const chromium = findChromium();
    if (!chromium) skipWithout(this, 'Chromium (CHROMIUM_PATH names one)');
    api = await startApi();
    browser = await openChromium(chromium);
  });
  after(async () => {
    await browser?.close();
    await api?.close();
  });
  beforeEach(async () => {
    found = [];
    page = await (await browser.newContext()).newPage();
  });
  afterEach(() => page.close());

  const signIn = async (roles: StaffRole[]): Promise<void> => {
    const { email, password } = await api.staff(roles);
    await page.goto(`${api.base}/staff/sign-in`);
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  };

  it('the form of every right, and what it says of an empty one', async function () {
    this.timeout(60_000);
    for (const path of ['/', '/request', '/choices', '/opt-out', '/limit', '/nothing-here']) await go(path);
    for (const right of PAGED_RIGHTS) {
      await go(`/request?right=${right}`);
      await page.locator('main button[type=submit]').last().click();
      await page.getByRole('alert').waitFor();
      await look(`${right}, empty`);
    }
    assert.deepEqual(found, []);
  });

  it('a choice and how it stands, and a reference that nobody has', async () => {
    await page.goto(`${api.base}/opt-out`);
    await page.getByLabel('E-mail address').fill('opts.out@example.com');
    await page.getByRole('button', { name: 'Do not sell or share' }).click();
    const reference = (await page.locator('.reference').innerText()).trim();
    await look('receipt');
    for (const [each, said] of [
      [reference, 'Request honored.'],
      ['FF-AAAA-AAAA', 'Reference'],
    ] as const) {
      await page.goto(`${api.base}/choices`);
      await page.getByLabel('Reference').fill(each);
      await page.getByRole('button', { name: 'Look it up' }).click();
      await page.getByText(said).first().waitFor();
      await look(`choices of ${each === reference ? 'one' : 'nobody'}`);
    }
    assert.deepEqual(found, []);
  });

  it('a status page with a wrong code', async () => {
    const { id } = await makeRequest(api, { email: 'follows@example.com' });
    await page.goto(`${api.base}/r/${await api.link('status', id)}`);
    await page.getByRole('button', { name: 'Show my request' }).click();
    await page.getByLabel('Code').fill('00000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('alert').waitFor();
    await look('wrong code');
    assert.equal(await page.getByLabel('Code').inputValue(), '00000000');
    assert.deepEqual(found, []);
  });

  it('a denial without the statement that its ground needs, with what was typed', async () => {
    const { id, reference } = await makeRequest(api, { email: 'denied@example.com' });
    await api.database.db('requests').where({ id }).update({ phase: 'deciding', waits_for: 'decider' });
    await signIn(['decider']);
    await go('/staff');
    await go(`/staff/requests/${reference}`);
    await page.getByText('Deny the request', { exact: true }).first().click();
    const denial = page.locator('details[open]', { hasText: 'Deny the request' });
    await denial.getByLabel('Reason').selectOption('suspected-fraud');
    await denial.getByLabel('Facts').fill('Two letters from one machine.');
    await denial.getByRole('button', { name: 'Deny the request' }).click();
    await page.getByRole('alert').waitFor();
    await look('denial');
    assert.equal(await denial.getByLabel('Facts').inputValue(), 'Two letters from one machine.');
    assert.equal(await denial.getByLabel('Reason').inputValue(), 'suspected-fraud');
    assert.deepEqual(found, []);
  });

  it('a copy whose values a decider looks at, archives and exceptions, accounts', async () => {
    const { id, reference } = await makeRequest(api, { email: 'copied@example.com', right: 'know-specific' });
    const { db } = api.database;
    await gatherFlagged(api, id, 'Spoke with Bob');
    const asked = { role: 'decider', kind: 'review-copy', target: '-', state: 'open', level: 0, round: 1 };
    await db('tasks').insert({ id: randomUUID(), request_id: id, ...asked, opened_at: new Date(api.now()) });
    await db('requests').where({ id }).update({ phase: 'deciding', waits_for: 'decider' });
    await signIn(['decider']);
    await go(`/staff/requests/${reference}`);
    await page.getByRole('button', { name: 'Look at what may name others' }).click();
    await page.getByText('Spoke with Bob').waitFor();
    await look('copy');
    await go('/staff/duties');
    await page.getByText('Report an access').first().click();
    await look('a report');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn(['administrator']);
    await go('/staff/accounts');
    assert.deepEqual(found, []);
  });
});
