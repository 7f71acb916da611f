import { type Holdings, rowsHeld } from './holdings';
import { demoPerson } from './named';
import type { NamedPerson } from './person';
import { findTemporalCli } from './temporal-cli';
import { runningDemo, type Addresses } from './walk/addresses';
import { createCaller, type Caller } from './walk/caller';
import { runCommand } from './walk/command';
import { codeIn, createMailReader, linkTokenIn } from './walk/mail';
import { walkAccount } from './walk/staff';
import { eventually } from './walk/wait';
import type { RequestDetail } from '../db/requests-read';

/** People whom a run may take, best first: those for whom there is something to decide. Each can go only once. */
const CANDIDATES = ['open-order', 'subscriber', 'incident', 'delegate', 'speaker', 'downloader'];

let steps = 0;
function passed(what: string): void {
  console.log(`  ${String((steps += 1)).padStart(2)}. ${what}`);
}
function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

/**
 * `npm run demo:verify`: a deletion from the form to the last letter, without a browser, against what `npm start` runs.
 * Prints each step; the exit code is 1 where one fails.
 */
async function main(): Promise<void> {
  const addresses = runningDemo(process.env);
  const { person, before } = await someoneHeld(addresses);
  const mail = createMailReader(addresses.mailbox);
  const seen = Math.max(0, ...(await mail.list(person.email)).map(({ id }) => id));
  console.log(`${person.name} asks for deletion at ${addresses.api}.`);
  passed(
    `the demo business holds ${rowsHeld(before)} rows of ${person.key}, and told ${before.recipients.length} recipients`,
  );

  const receipt = await createCaller(addresses.api).post<{ reference: string; dueOn: string }>('/api/v1/requests', {
    right: 'delete',
    name: person.name,
    email: person.email,
    points: {
      ...(person.postalCode ? { 'postal-code': person.postalCode } : {}),
      ...(person.customerNumber ? { 'customer-number': person.customerNumber } : {}),
    },
    californiaResident: 'yes',
  });
  const { reference } = receipt;
  passed(`the request is received as ${reference}, its answer due on ${receipt.dueOn}`);

  const consumer = createCaller(addresses.api);
  const acknowledgement = await mail.await(person.email, /\/r\/[\w-]{43}/, seen);
  must(acknowledgement.text.includes(reference), 'the acknowledgement does not name the reference');
  const session = await consumer.post<{ purpose: string }>('/api/v1/links', { token: linkTokenIn(acknowledgement) });
  must(session.purpose === 'status', `the acknowledgement's link opens ${session.purpose}`);
  passed('the acknowledgement came, and its link opens the status');

  const code = codeIn(await mail.await(person.email, /\b\d{4}[ \u00a0]?\d{4}\b/, seen));
  const entered = await consumer.post<{ answer: string }>(`/api/v1/requests/${reference}/code`, { code });
  must(entered.answer === 'right', `the code was ${entered.answer}`);
  passed('the code of the letter was right');

  const verifier = await walkAccount(addresses.databaseUrl, ['verifier']);
  const decider = await walkAccount(addresses.databaseUrl, ['decider']);
  const staff = createCaller(addresses.api);
  await staff.post('/api/v1/staff/session', decider);
  const detail = (): Promise<RequestDetail> => staff.get(`/api/v1/staff/requests/${reference}`);
  const first = await eventually('the request waits for a verifier', async () => {
    const now = await detail();
    return now.request.waits_for === 'verifier' ? now : undefined;
  });
  passed(`staff see it: ${first.request.phase}, waits for ${first.request.waits_for}, due ${first.request.due_on}`);

  await refusesBareSignal(addresses, first.request.id, detail);
  passed('a signal that no decision stands behind is refused and recorded; the request goes on');

  await approveFromTerminal(addresses, reference, verifier);
  const planned = await eventually('a plan, once verification is approved', async () => {
    const now = await detail();
    return now.plan && now.request.phase !== 'planning' ? now : undefined;
  });
  passed('npm run fortyfive -- decide approve-verification, then the signal that it printed: claimed');

  const proposed = planned.exceptions.filter(({ state }) => state === 'proposed');
  if (planned.request.phase === 'deciding') {
    const { mark } = await staff.post<{ mark: string }>(`/api/v1/staff/requests/${reference}/decisions`, {
      kind: 'decide-exceptions',
      planDigest: planned.plan!.digest,
      keep: proposed.map(({ id }) => id),
      facts: 'Walk of the demo: the proposed exceptions hold.',
    });
    must(mark === 'claimed', `the decision was ${mark}`);
    passed(`the decider keeps ${proposed.length} proposed exceptions: ${proposed.map(({ code: c }) => c).join(', ')}`);
  } else passed('nothing is proposed to be kept: nobody needs to decide');

  const answered = await eventually(
    `the answer, after a grace period of ${addresses.graceSeconds} seconds`,
    async () => {
      const now = await detail();
      return now.request.answered_at ? now : undefined;
    },
    { withinMs: (addresses.graceSeconds + 180) * 1000 },
  );
  must(
    answered.request.outcome === person.outcome,
    `the outcome is ${answered.request.outcome}, not ${person.outcome}`,
  );
  const erased = answered.effects.filter(({ step }) => step === 'erase');
  must(erased.length > 0 && erased.every(({ state }) => state === 'done'), 'an erasure has no evidence');
  passed(
    `answered: ${answered.request.outcome}; evidence of erasure from ${erased.map(({ target }) => target).join(', ')}`,
  );

  const after = await holdings(addresses, person);
  const kept = answered.exceptions.filter(({ state }) => state === 'kept').reduce((sum, e) => sum + e.row_count, 0);
  must(rowsHeld(after) <= kept, `${rowsHeld(after)} rows are still held, ${kept} may be`);
  passed(`the demo business holds ${rowsHeld(after)} rows now; ${kept} are kept by decision`);

  const missed = after.recipients.filter(({ state }) => state === 'holds');
  must(missed.length === 0, `not told: ${missed.map(({ recipient }) => recipient).join(', ')}`);
  passed(`told: ${after.recipients.map(({ recipient, state }) => `${recipient} (${state})`).join(', ')}`);

  const sponsor = after.recipients.find(({ state }) => state === 'told-by-mail');
  if (sponsor) {
    await attest(addresses, sponsor.address!, reference);
    await eventually(`the attestation of ${sponsor.recipient} on the request`, async () =>
      (await detail()).notices.some(({ recipient, state }) => recipient === sponsor.recipient && state === 'attested'),
    );
    passed(`${sponsor.name} attests through the link in its mail, and the request has it`);
  }

  const letter = (await mail.list(person.email)).find(
    ({ id, subject, text }) =>
      id > acknowledgement.id && !/\d{4}[ \u00a0]\d{4}/.test(text) && `${subject}${text}`.includes(reference),
  );
  must(letter !== undefined, 'no final letter came');
  passed(`the final letter: "${letter.subject}"`);

  const ledger = await runCommand(['ledger', 'verify'], process.env);
  must(ledger.code === 0, `the ledger does not verify: ${ledger.out}${ledger.err}`);
  passed(`npm run fortyfive -- ledger verify: ${ledger.out.split('\n')[0]}`);
  console.log(`The walk holds: ${steps} steps. ${addresses.api}/staff/requests/${reference} shows it.`);
}

async function holdings({ portal }: Addresses, { key }: NamedPerson): Promise<Holdings> {
  return (await (await fetch(`${portal}/api/people/${key}/holdings`)).json()) as Holdings;
}

async function someoneHeld(addresses: Addresses): Promise<{ person: NamedPerson; before: Holdings }> {
  for (const key of CANDIDATES) {
    const person = demoPerson(key);
    const before = await holdings(addresses, person);
    // whoever went before left at most what is kept, and nothing in events
    if (Object.values(before.events).some((rows) => rows.length > 0) || (before.crm['contacts'] ?? []).length > 0)
      return { person, before };
  }
  throw new Error('Everybody whom this walk may take is gone already: npm start -- --reset brings them back.');
}

/** Sends what anybody could type who reaches Temporal: the right name, and no decision behind it (decisions.md C1). */
async function refusesBareSignal(
  addresses: Addresses,
  id: string,
  detail: () => Promise<RequestDetail>,
): Promise<void> {
  const before = await detail();
  await signal(addresses, [
    '--workflow-id',
    `request/${id}`,
    '--name',
    'approveVerification',
    '--input',
    JSON.stringify({ decisionId: '00000000-0000-4000-8000-000000000000' }),
  ]);
  const after = await eventually('an alarm for the bare signal', async () => {
    const now = await detail();
    return now.tasks.some(({ kind }) => kind === 'bare-signal') ? now : undefined;
  });
  must(after.request.phase === before.request.phase, 'a bare signal moved the request');
}

async function approveFromTerminal(
  addresses: Addresses,
  reference: string,
  verifier: { email: string; password: string },
): Promise<void> {
  const printed = await runCommand(['decide', 'approve-verification', reference], {
    ...process.env,
    FORTYFIVE_STAFF: verifier.email,
    FORTYFIVE_PASSWORD: verifier.password,
  });
  must(printed.code === 0, `the command line refused: ${printed.out}${printed.err}`);
  const line = printed.out.trim().split('\n').at(-1)!;
  must(line.startsWith('temporal workflow signal '), `no signal was printed: ${line}`);
  // as a shell splits it: the one quoted word is the input
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
  await signal(addresses, words.slice(3));
}

/** `temporal workflow signal`, by the Temporal CLI that the demo itself uses. */
async function signal({ temporal }: Addresses, args: string[]): Promise<void> {
  const cli = await findTemporalCli();
  must(cli !== undefined, 'there is no Temporal CLI to send the signal with');
  const given = args.includes('--address') ? args : [...args, '--address', temporal.address];
  const { code, err } = await runCommand(['workflow', 'signal', ...given], process.env, cli.path);
  must(code === 0, `the Temporal CLI refused: ${err}`);
}

/** What a sponsor does: follows the link, asks for the code, enters it, attests. */
async function attest(addresses: Addresses, address: string, reference: string): Promise<void> {
  const mail = createMailReader(addresses.mailbox);
  const instruction = await mail.await(address, /\/r\/[\w-]{43}/);
  must(!instruction.text.includes(reference), "the mail to a sponsor names the consumer's reference");
  const browser: Caller = createCaller(addresses.api);
  await browser.form(`/r/${linkTokenIn(instruction)}`, {});
  await browser.form('/recipient/send-code', {});
  const code = codeIn(await mail.await(address, /\b\d{4}[ \u00a0]?\d{4}\b/, instruction.id));
  const items = await browser.form('/recipient/code', { code });
  const open = [...items.matchAll(/action="(\/recipient\/items\/[^"]+)"/g)].map(([, path]) => path!);
  must(open.length > 0, 'the sponsor sees nothing to answer');
  for (const path of new Set(open)) await browser.form(path, { answer: 'attested' });
}

main().catch((error: unknown) => {
  console.error(`FAILED after ${steps} steps: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
