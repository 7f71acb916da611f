import { requestWorkflowId } from '../workflows/messages';
import { CONSUMER_STEPS } from '../rules/agents';
import { DECISION_KINDS, type DecisionKind, decisionRule } from '../rules/decisions';
import { DENIAL_STATEMENTS } from '../rules/denials';
import { findRequest, requestDetail } from '../db/requests-read';
import { createDecisions, type DecisionAnswer } from '../api/services/decisions';
import { contentOf } from '../api/services/decision-content';
import { decisionBody } from '../api/schemas';
import { read } from '../api/border';
import { EXIT, guarded, readArguments, UsageError } from './arguments';
import { type Io, signedIn, surroundings, withServices } from './surroundings';

const KINDS = DECISION_KINDS.filter((kind) => decisionRule(kind).by === 'staff');

const USAGE = `usage: fortyfive decide <kind> <reference> [options]
       fortyfive decide second <reference> <decision>
  <kind>       ${KINDS.join(' | ')}
  --code       the reason, one of the kind's codes
  --facts      the facts, in words; sealed in the vault
  --stated     what a ground needs stated beside facts, separated by commas: ${DENIAL_STATEMENTS.join(', ')}
  --keep       exceptions to keep, by ID, separated by commas; the others are not kept
  --plan       digest of the plan that you saw; the present plan where not given
  --system     the system, for retry-system and supply-result
  --on         what a hold lies on: person, system:<id> or category:<name>; the person where not given
  --review-on  day on which a hold is reviewed
  --directed-on  day on which a law enforcement agency directed the hold
  --told       what the consumer is told of the hold
  --hold       the hold to renew or release, by ID; not needed where there is one
  --consumer-step  of an agent's signed permission: the one step of the consumer, ${CONSUMER_STEPS.join(' or ')}
  --covers-receipt  of an agent's paper: a copy may go to the agent
  --equivalent other evidence reaches the degree; needs facts and a second person
  --send       delivers it; without, the command that does is printed
Signs in with FORTYFIVE_STAFF and FORTYFIVE_PASSWORD, or asks.`;

const OPTIONS = {
  code: { type: 'string' },
  facts: { type: 'string' },
  stated: { type: 'string' },
  keep: { type: 'string' },
  plan: { type: 'string' },
  system: { type: 'string' },
  on: { type: 'string' },
  'review-on': { type: 'string' },
  'directed-on': { type: 'string' },
  told: { type: 'string' },
  hold: { type: 'string' },
  equivalent: { type: 'boolean' },
  'consumer-step': { type: 'string' },
  'covers-receipt': { type: 'boolean' },
  send: { type: 'boolean' },
} as const;

/**
 * `fortyfive decide`: writes a decision's row as the pages do, and prints the signal that then works from the Temporal
 * CLI and Web UI; a bare signal, without such a row, is refused (decisions.md C1).
 *
 * @returns exit code: 0 recorded, 1 refused, 2 wrong use
 */
export function run(args: string[], io: Io): Promise<number> {
  return guarded(USAGE, io, async () => {
    const { values, positionals } = readArguments(args, OPTIONS, true);
    const [what, reference = '', decisionId] = positionals;
    if (what === undefined) throw new UsageError('Say which decision.');
    if (what !== 'second' && !KINDS.includes(what as DecisionKind)) throw new UsageError(`No such decision: ${what}`);
    return withServices(io, async (wired) => {
      const { deps } = wired;
      const staff = await signedIn(io, wired);
      const row = await findRequest(deps.db, reference.toUpperCase());
      if (!row) throw new UsageError(`There is no request ${reference}.`);
      const nowMs = await deps.clock.nowMs();
      const decisions = createDecisions(deps);
      const actor = { kind: 'staff', id: staff.id, roles: staff.roles } as const;

      if (what === 'second') {
        if (!decisionId) throw new UsageError('Say which decision, by its ID.');
        return tell(io, await decisions.second({ requestId: row.id, decisionId, actor, nowMs }));
      }
      const body = read(decisionBody, {
        kind: what,
        code: values.code,
        facts: values.facts,
        stated: values.stated?.split(',').filter(Boolean),
        keep: values.keep?.split(',').filter(Boolean),
        system: values.system,
        on: values.on,
        reviewOn: values['review-on'],
        directedOn: values['directed-on'],
        told: values.told,
        hold: values.hold,
        equivalent: values.equivalent,
        consumerStep: values['consumer-step'],
        coversReceipt: values['covers-receipt'],
      });
      const plan = decisionRule(body.kind).needsPlan ? (await requestDetail(deps.db, row)).plan : null;
      const recorded = await decisions.record({
        requestId: row.id,
        kind: body.kind,
        actor,
        code: body.code,
        facts: body.facts,
        planDigest: values.plan ?? plan?.digest,
        told: body.told,
        content: contentOf(body, deps.dataMap),
        nowMs,
      });
      if (recorded.mark !== 'recorded') return tell(io, recorded);
      if (values.send)
        return tell(
          io,
          await decisions.deliver({ requestId: row.id, kind: body.kind, decisionId: recorded.decisionId, nowMs }),
        );
      io.err(`Decision ${recorded.decisionId} is recorded. This delivers it:`);
      io.out(signalCommand(row.id, body.kind, recorded.decisionId, surroundings(io.env)));
      return EXIT.ok;
    });
  });
}

/** The command of the Temporal CLI that delivers a recorded decision. Its identity names no person. */
export function signalCommand(
  requestId: string,
  kind: DecisionKind,
  decisionId: string,
  env: NodeJS.ProcessEnv,
): string {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = env;
  return [
    'temporal workflow signal',
    ...(address && address !== '127.0.0.1:7233' ? [`--address ${address}`] : []),
    ...(namespace && namespace !== 'default' ? [`--namespace ${namespace}`] : []),
    `--workflow-id ${requestWorkflowId(requestId)}`,
    `--name ${decisionRule(kind).message}`,
    `--input '${JSON.stringify({ decisionId })}'`,
    '--identity fortyfive-staff',
  ].join(' ');
}

function tell(io: Io, answer: DecisionAnswer): number {
  if (answer.mark === 'refused') {
    io.err(`Refused: ${answer.refusal}.`);
    return EXIT.failed;
  }
  const words = {
    claimed: 'is carried out',
    recorded: 'is recorded; the request hears of it later',
    'awaiting-second': 'is recorded and waits for a second person: fortyfive decide second',
  };
  io.out(`Decision ${answer.decisionId} ${words[answer.mark]}.`);
  return EXIT.ok;
}
