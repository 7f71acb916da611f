import { randomUUID } from 'node:crypto';
import { clocksFor } from '../../rules/clocks';
import { endOfDayMs, receiptDay } from '../../rules/calendar';
import type { Channel, Right } from '../../rules/codes';
import { choiceOf } from '../../rules/preferences';
import { courseOf } from '../../rules/rights';
import { ruleSetFor } from '../../rules/versions';
import { findByFormToken, insertRequest } from '../../db/intake';
import { insertCorrections } from '../../db/corrections';
import { append } from '../../db/ledger';
import { reachMilestone } from '../../db/procedure';
import { countHit } from '../../db/limits';
import { claimedIdentifiers, DECLARATION_KIND, PERSON_KIND, type PersonClaim } from '../../vault/person';
import type { ServiceDeps } from '../business';
import { clearText } from '../passwords';
import { Problem } from '../problems';
import type { DataMap } from '../../datamap/data-map';
import { claimOf } from '../rights';
import { contestedOf } from '../rights/correct';
import type { StatedAgent } from '../rights/agent';
import type { Asked } from '../schemas';
import { type ChoiceStanding, choiceStanding } from './choices';
import { choose } from './choose';

/** What a requester holds in hand: enough to ask by telephone. */
export interface Receipt {
  requestId: string;
  reference: string;
  right: Right;
  /** Los Angeles date of arrival. */
  receiptDay: string;
  /** Strict date of the answer; null where no law sets one (OIN-01). */
  dueOn: string | null;
  /** For a choice: how it stands; null for every other right. */
  choice: ChoiceStanding | null;
}

/** A request as it came in, read and checked. */
export interface Incoming {
  fields: Asked;
  channel: Channel;
  /** When it arrived, UTC milliseconds. */
  receivedAtMs: number;
  /** When it is written down, UTC milliseconds; later than the arrival only where staff took it down. */
  nowMs: number;
  /** Keyed hash of the network, where the sender is on one. */
  network?: string;
  /** Who asks for the consumer, where an agent does. */
  agent?: StatedAgent;
  /** Its place in a filing of several rights, and the receipt of the first of them where it is not that itself. */
  filing?: { first: Receipt | null; number: number; leads: boolean };
  /** Staff ID, where a member of staff took it down. */
  enteredBy?: string;
  /** An authenticated integration says that the requester is who they say (a signed-in account of the business). */
  vouched?: true;
}

/** Takes requests in. */
export interface Intake {
  receive(incoming: Incoming): Promise<Receipt>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Intake depends on Postgres alone (design.md, A request's way, 1): one transaction writes the request with its clocks,
 * its keys, the sealed person and the first ledger entry; then the reply; then the workflow starts. Whether the person
 * is known is asked nowhere here (decisions.md B6).
 */
export function createIntake(deps: ServiceDeps): Intake {
  const { vault, gateway, background, fault } = deps;
  return {
    async receive(incoming) {
      const { fields, nowMs } = incoming;
      if ('corrections' in fields) refuseUncorrectable(deps.dataMap, contestedOf(fields));
      const formTokenHash = fields.formToken ? vault.hash('token', `form ${fields.formToken}`) : undefined;
      const written = await write(deps, incoming, formTokenHash);
      const row = {
        id: written.requestId,
        right: written.right,
        outcome: null,
        received_at: new Date(incoming.receivedAtMs),
      };
      const receipt = { ...written, choice: await choiceStanding(deps.db, row) };
      if (!receipt.isNew) return receipt;
      await fault?.('intake:after-commit');
      background.run(async () => {
        // what a choice forbids is never held back (decisions.md K5)
        if (choiceOf(receipt.right)?.allowed !== false && !(await withinLimits(deps, incoming, nowMs))) return;
        await gateway.start(receipt.requestId, {
          right: receipt.right,
          channel: incoming.channel,
          dueAtMs: receipt.dueOn === null ? null : endOfDayMs(receipt.dueOn),
        });
        await fault?.('intake:after-start');
      });
      return receipt;
    },
  };
}

/** A correction names at least one thing that the data map lets be corrected, and nothing else. */
function refuseUncorrectable({ correctable }: DataMap, contested: { field: string }[]): void {
  if (contested.length === 0)
    throw new Problem('invalid', undefined, [{ field: 'corrections', reason: 'is missing: say what is right' }]);
  const unknown = contested.filter(({ field }) => !correctable.some(({ id }) => id === field));
  if (unknown.length > 0)
    throw new Problem(
      'invalid',
      undefined,
      unknown.map(({ field }) => ({ field: `corrections.${field}`, reason: 'is nothing that can be corrected' })),
    );
}

/** Over a limit a request keeps its receipt and its clocks; the sweeper starts it in its turn (decisions.md K5). */
async function withinLimits({ db, vault, limits }: ServiceDeps, incoming: Incoming, nowMs: number): Promise<boolean> {
  if (incoming.agent) {
    const agent = vault.hash('contact', incoming.agent.email).toString('hex').slice(0, 32);
    const byAgent = await countHit(db, { bucket: `intake-agent:${agent}`, windowMs: DAY_MS, nowMs });
    if (byAgent > limits.intakePerAgent) return false;
  }
  const { email } = claimOf(incoming.fields);
  if (email !== undefined) {
    const address = vault.hash('contact', email).toString('hex').slice(0, 32);
    const toAddress = await countHit(db, { bucket: `intake-address:${address}`, windowMs: DAY_MS, nowMs });
    if (toAddress > limits.intakePerAddress) return false;
  }
  if (!incoming.network) return true;
  const fromNetwork = await countHit(db, { bucket: `intake-network:${incoming.network}`, windowMs: HOUR_MS, nowMs });
  return fromNetwork <= limits.intakePerNetwork;
}

async function write(
  { db, vault, dataMap, fault }: ServiceDeps,
  incoming: Incoming,
  formTokenHash: Buffer | undefined,
): Promise<Omit<Receipt, 'choice'> & { isNew: boolean }> {
  const { fields, channel, receivedAtMs, nowMs, enteredBy, vouched } = incoming;
  const { right } = fields;
  const day = receiptDay(receivedAtMs);
  const ruleSet = ruleSetFor(day);
  const clocks = clocksFor(right, receivedAtMs, ruleSet);
  // the clock we work to: the answer's, without the extension that only a decider grants
  const { answerBy } = courseOf(right);
  const answer = clocks.find((clock) => clock.rule === answerBy);
  const claim = claimFor(incoming);
  const requestId = randomUUID();
  const { filing } = incoming;
  // siblings stand under one reference (decisions.md K2)
  const reference = filing?.first ? `${filing.first.reference}-${filing.number}` : `FF-${clearText(4)}-${clearText(4)}`;
  const isNew = await db.transaction(async (trx) => {
    const inserted = await insertRequest(trx, {
      id: requestId,
      reference,
      right,
      channel,
      locale: fields.locale ?? 'en',
      ruleSet,
      receivedAtMs,
      receiptDay: day,
      dueOn: answer?.strict ?? null,
      dueClock: answer?.rule ?? null,
      clocks,
      formTokenHash,
      requesterHash: vault.hash('requester', requesterOf(claim)),
      enteredBy,
      filing: filing && { first: filing.first?.requestId ?? requestId, leads: filing.leads },
    });
    if (!inserted) return false;
    await vault.createKeys(trx, requestId, ['case', 'proof', 'record', 'payload'], nowMs);
    const person = await vault.seal(trx, {
      owner: requestId,
      class: 'case',
      kind: PERSON_KIND,
      value: claim,
      atMs: nowMs,
    });
    if (claim.declaration)
      await vault.seal(trx, {
        owner: requestId,
        class: 'record',
        kind: DECLARATION_KIND,
        value: { ...claim.declaration, right, reference },
        atMs: nowMs,
      });
    if ('corrections' in fields) await insertCorrections(trx, vault, requestId, contestedOf(fields));
    if (vouched) await reachMilestone(trx, { id: requestId, round: 1 }, 'vouched', nowMs);
    await append(trx, {
      chain: requestId,
      kind: 'received',
      atMs: nowMs,
      body: {
        right,
        channel,
        receiptDay: day,
        receivedAt: new Date(receivedAtMs).toISOString(),
        ruleSet,
        due: answer?.strict ?? null,
        clock: answer?.rule ?? null,
        person,
        ...(enteredBy ? { enteredBy } : {}),
        ...(vouched ? { vouched } : {}),
      },
      effectKey: `${requestId}/receive/-/1`,
    });
    await choose(trx, { vault, dataMap }, { requestId, right, channel, claim, receivedAtMs, nowMs });
    await fault?.('intake:before-commit');
    return true;
  });
  if (isNew) return { requestId, reference, right, receiptDay: day, dueOn: answer?.strict ?? null, isNew };
  const earlier = await findByFormToken(db, formTokenHash!);
  return {
    requestId: earlier!.id,
    reference: earlier!.reference,
    right: earlier!.right,
    receiptDay: earlier!.receiptDay,
    dueOn: earlier!.dueOn,
    isNew,
  };
}

/** What is kept of the person. An agent cannot declare for the consumer, nor have a copy posted anywhere (VER-11, B5). */
function claimFor({ fields, agent }: Incoming): PersonClaim {
  if (!agent) return claimOf(fields);
  const { declaration: _notTheirs, post: _notThere, ...claim } = claimOf(fields);
  return { ...claim, agent };
}

/** By what the requests of one requester are known as theirs; of somebody who gave no address, by what they gave. */
function requesterOf(claim: PersonClaim): string {
  return claim.email ?? claim.phone ?? claimedIdentifiers(claim)[0]?.value ?? '';
}
