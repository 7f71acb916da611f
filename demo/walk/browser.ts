import type { BrowserContext, Page } from 'playwright-core';
import type { NamedPerson } from '../person';
import type { Addresses } from './addresses';
import { codeIn, createMailReader } from './mail';
import type { WalkAccount } from './staff';
import { eventually } from './wait';

/** What a walk in a browser takes. */
export interface BrowserWalk {
  context: BrowserContext;
  addresses: Addresses;
  person: NamedPerson;
  /** A verifier and a decider; `mustChange` where the password is the one of the first start. */
  verifier: WalkAccount & { mustChange?: boolean };
  decider: WalkAccount & { mustChange?: boolean };
  /** Looks at every page that the walk visits: a picture, a check. */
  look(name: string, page: Page): Promise<void>;
}

/** What a walk found. */
export interface WalkEnd {
  reference: string;
  /** ID of the workflow. */
  workflowId: string;
  /** Text of the final letter. */
  letter: string;
}

/**
 * The way of docs/quickstart.md in a browser: asks, confirms, verifies, decides, looks at Temporal, at what is gone, at
 * who was told, attests as a sponsor, reads the final letter and the evidence.
 *
 * @throws Error at the first step that does not hold
 */
export async function walkInBrowser(walk: BrowserWalk): Promise<WalkEnd> {
  const { context, addresses, person, look } = walk;
  const mail = createMailReader(addresses.mailbox);
  const page = await context.newPage();
  const seen = Math.max(0, ...(await mail.list(person.email)).map(({ id }) => id));

  await page.goto(addresses.portal);
  await look('01-business', page);
  await page.goto(`${addresses.portal}/people/${person.key}`);
  await look('02-held-before', page);

  await page.goto(`${addresses.api}/request?right=delete`);
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('E-mail address').fill(person.email);
  if (person.postalCode) await page.getByLabel('Postal code').fill(person.postalCode);
  if (person.customerNumber) await page.getByLabel('Customer number').fill(person.customerNumber);
  await page.getByLabel('I live in California.').check();
  await look('03-form', page);
  await page.getByRole('button', { name: 'Send the request' }).click();
  const reference = (await page.locator('.reference').innerText()).trim();
  await look('04-receipt', page);

  const acknowledgement = await mail.await(person.email, /^We received your request/, seen);
  const codeMail = await mail.await(person.email, /\b\d{4}[ \u00a0]?\d{4}\b/, seen);
  await page.goto(addresses.mailbox);
  await look('05-mailbox', page);
  await page.goto(`${addresses.mailbox}/messages/${acknowledgement.id}`);
  await look('06-acknowledgement', page);
  // the link of the letter, as a reader follows it: in a window of its own
  const [status] = await Promise.all([
    context.waitForEvent('page'),
    page.frameLocator('iframe.mail').locator('a[href*="/r/"]').first().click(),
  ]);
  await status.waitForLoadState();
  await look('07-link', status);
  await status.getByRole('button', { name: 'Show my request' }).click();
  await status.getByLabel('Code').waitFor();
  await look('08-status', status);
  await status.getByLabel('Code').fill(codeIn(codeMail));
  await status.getByRole('button', { name: 'Confirm' }).click();
  await status.getByText('the code was right').waitFor();
  await look('09-code-right', status);

  const staff = await context.newPage();
  const requestPage = `${addresses.api}/staff/requests/${reference}`;
  await signIn(staff, walk, walk.verifier, 'verifier');
  await staff.goto(`${addresses.api}/staff`);
  await staff.getByRole('link', { name: reference }).waitFor();
  await look('11-queue', staff);
  const approve = staff.getByRole('button', { name: 'Approve verification' });
  await reloadUntil(staff, requestPage, 'the verifier may approve', () => approve.isVisible());
  await look('12-request', staff);
  const temporal = (await staff.getByRole('link', { name: /Temporal Web UI/ }).getAttribute('href'))!;
  await approve.click();
  await staff.getByText('The decision is carried out.').waitFor();
  await look('13-approved', staff);
  await staff.getByRole('button', { name: 'Sign out' }).click();

  await signIn(staff, walk, walk.decider, 'decider');
  const decide = staff.getByRole('button', { name: 'Decide exceptions' });
  await reloadUntil(staff, requestPage, 'the decider has the proposed exceptions', () => decide.isVisible());
  if (addresses.temporal.ui) {
    const ui = await context.newPage();
    await ui.goto(temporal);
    await ui
      .getByText(decodeURIComponent(temporal.split('/').at(-1)!))
      .first()
      .waitFor();
    await look('15-temporal', ui);
    await ui.getByRole('tab', { name: 'Search Attributes' }).click();
    const codes = ui.getByText('RequestPhase').first();
    await codes.waitFor();
    await codes.scrollIntoViewIfNeeded();
    await look('15-temporal-codes', ui);
    await readPayloads(walk, staff, ui, requestPage);
    await ui.close();
  }

  const form = staff.locator('form').filter({ has: decide });
  await form
    .getByLabel('Facts')
    .fill('One order is paid and not yet delivered; the invoices must be kept for seven years.');
  await look('14-decide', staff);
  await decide.click();
  await staff.getByText('The decision is carried out.').waitFor();

  await reloadUntil(staff, requestPage, 'the request is answered', () =>
    staff.getByText('Following through').first().isVisible(),
  );
  await look('16-answered', staff);
  await page.goto(`${addresses.portal}/people/${person.key}`);
  await look('17-held-after', page);
  await page.goto(addresses.recipients);
  await look('18-recipients', page);

  await attestInBrowser(walk, page, staff, requestPage);

  const final = await mail.await(person.email, new RegExp(`^Our answer to request ${reference}`), codeMail.id);
  await page.goto(`${addresses.mailbox}/messages/${final.id}`);
  await look('22-final-letter', page);
  const letter = await readWholeAnswer(walk, page, final.id);
  return { reference, workflowId: decodeURIComponent(temporal.split('/').at(-1)!), letter };
}

/** A decider opens the payloads, with a reason; the Web UI is let ask the codec endpoint, and shows them decoded. */
async function readPayloads(
  { addresses, look }: BrowserWalk,
  staff: Page,
  ui: Page,
  requestPage: string,
): Promise<void> {
  await staff.getByText('Read the payloads in the Temporal Web UI').click();
  await staff.getByRole('button', { name: 'Open for 30 minutes' }).click();
  await staff.waitForLoadState();
  await ui.getByRole('button', { name: /^Codec Server/ }).click();
  await ui.getByText('Use Cluster-level setting, where available.').first().click();
  await ui.getByText('Use my browser setting and ignore Cluster-level setting.').last().click();
  await ui.getByPlaceholder('Paste your endpoint here').fill(`${addresses.api}/codec`);
  // the panel of this version lies over its own end, where a pointer does not reach
  await ui.getByText('Include cross-origin credentials').dispatchEvent('click');
  await ui.getByRole('button', { name: 'Apply' }).dispatchEvent('click');
  await ui.waitForFunction(() => globalThis.localStorage.getItem('includeCredentials') === 'true');
  await ui.reload();
  await ui.getByRole('tab', { name: 'History' }).click();
  await ui.getByText('"requestId"').first().waitFor();
  await look('15-temporal-decoded', ui);
  await staff.goto(requestPage);
  await staff.getByText('Payload viewed').first().waitFor();
}

/** The whole answer stands behind the letter's link and a fresh code: ordinary mail carries no details. */
async function readWholeAnswer(
  { context, addresses, person, look }: BrowserWalk,
  mailPage: Page,
  after: number,
): Promise<string> {
  const [page] = await Promise.all([
    context.waitForEvent('page'),
    mailPage.frameLocator('iframe.mail').locator('a[href*="/r/"]').first().click(),
  ]);
  await page.getByRole('button', { name: 'Show my request' }).click();
  await page.getByRole('button', { name: 'Send me a new code' }).click();
  const code = await createMailReader(addresses.mailbox).await(person.email, /\b\d{4}[ \u00a0]?\d{4}\b/, after);
  await page.getByLabel('Code').fill(codeIn(code));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('the code was right').waitFor();
  await look('23-status-answered', page);
  await page.getByRole('link', { name: /^Answer/ }).click();
  await page.locator('.letter').waitFor();
  await look('24-whole-answer', page);
  return page.locator('.letter').innerText();
}

async function signIn(
  page: Page,
  { addresses, look }: BrowserWalk,
  account: WalkAccount & { mustChange?: boolean },
  name: string,
): Promise<void> {
  await page.goto(`${addresses.api}/staff/sign-in`);
  await page.getByLabel('E-mail address').fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await look(`10-sign-in-${name}`, page);
  await page.getByRole('button', { name: 'Sign in' }).click();
  if (account.mustChange) {
    const password = `${account.password} and more of it`;
    await page.getByLabel('Present password').fill(account.password);
    await page.getByLabel('New password').fill(password);
    await look(`10-password-${name}`, page);
    await page.getByRole('button', { name: 'Change' }).click();
    account.password = password;
    account.mustChange = false;
    return signIn(page, { addresses, look } as BrowserWalk, account, name);
  }
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** A sponsor attests through the link in its mail. */
async function attestInBrowser(
  { context, addresses, look }: BrowserWalk,
  page: Page,
  staff: Page,
  requestPage: string,
): Promise<void> {
  const mail = createMailReader(addresses.mailbox);
  const sponsor = 'privacy@northgate.example.net';
  const instruction = await mail.await(sponsor, /\/r\/[\w-]{43}/);
  await page.goto(`${addresses.mailbox}/messages/${instruction.id}`);
  await look('19-sponsor-mail', page);
  const [opened] = await Promise.all([
    context.waitForEvent('page'),
    page.frameLocator('iframe.mail').locator('a[href*="/r/"]').first().click(),
  ]);
  await opened.getByRole('button', { name: 'Continue' }).click();
  await opened.getByRole('button', { name: 'Send the code' }).click();
  const code = await mail.await(sponsor, /\b\d{4}[ \u00a0]?\d{4}\b/, instruction.id);
  await opened.getByLabel('Code').fill(codeIn(code));
  await look('19-sponsor-code', opened);
  await opened.getByRole('button', { name: 'Show the instructions' }).click();
  await opened.getByRole('button', { name: 'We have deleted it' }).first().waitFor();
  await look('20-sponsor-items', opened);
  for (;;) {
    const attest = opened.getByRole('button', { name: 'We have deleted it' });
    if ((await attest.count()) === 0) break;
    await attest.first().click();
    await opened.getByText('is recorded. Thank you.').waitFor();
  }
  await look('21-attested', opened);
  await reloadUntil(staff, requestPage, 'the attestation is on the request', () =>
    staff.locator('tr', { hasText: 'Northgate' }).getByText('Attested', { exact: true }).first().isVisible(),
  );
  await look('21-evidence', staff);
}

async function reloadUntil(page: Page, url: string, what: string, holds: () => Promise<boolean>): Promise<void> {
  await eventually(what, async () => {
    await page.goto(url);
    return holds();
  });
}
