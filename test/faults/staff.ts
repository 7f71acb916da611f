import { recordDecision, type Actor } from '../../db/decisions';
import type { DecisionKind } from '../../rules/decisions';
import { setTimeout as pause } from 'node:timers/promises';
import type { World } from './world';

const STAFF = '00000000-0000-4000-8000-000000000001';

interface Waiting {
  id: string;
  phase: string;
  waits_for: string;
  digest: string | null;
  proposed: string[];
  reached: string[];
  decided: string[];
  open: number;
}

/**
 * Does what people do until every request of these references is answered and all that can be done today is done:
 * enters the code, approves, decides what is kept. Where a database or Temporal is away, tries again, as people do.
 */
export async function attend(world: World, references: string[], { withinMs = 400_000 } = {}): Promise<void> {
  const end = performance.now() + withinMs;
  let waiting: Waiting[] = [];
  for (;;) {
    let problem = '';
    try {
      waiting = (await standing(world, references)).filter((one) => !isSettled(one));
      if (waiting.length === 0) return;
      await Promise.all(waiting.map((one) => act(world, one)));
    } catch (error) {
      problem = String(error);
    }
    if (performance.now() > end) {
      const shown = waiting.map(({ id, phase, waits_for, reached, open }) => ({ id, phase, waits_for, reached, open }));
      throw new Error(
        `not settled in ${withinMs} ms: ${JSON.stringify(shown, null, 1)}\n${problem}\n` +
          `worker:\n${world.worker.output()}\napi:\n${world.api.output()}`,
      );
    }
    await pause(150);
  }
}

/** Answered, every notice sent, and nothing begun that is not done. */
function isSettled({ phase, reached, open }: Waiting): boolean {
  return (
    phase === 'following-through' &&
    open === 0 &&
    ['carried-out', 'recipients-all-told'].every((name) => reached.includes(name))
  );
}

async function standing({ db }: World, references: string[]): Promise<Waiting[]> {
  const { rows } = await db.raw<{ rows: Waiting[] }>(
    `SELECT r.id, r.phase, r.waits_for,
       (SELECT digest FROM plans p WHERE p.request_id = r.id AND p.round = r.round) AS digest,
       ARRAY(SELECT e.id::text FROM exceptions e WHERE e.request_id = r.id AND e.round = r.round AND e.state = 'proposed')
         AS proposed,
       ARRAY(SELECT name FROM milestones m WHERE m.request_id = r.id) AS reached,
       ARRAY(SELECT kind FROM decisions d WHERE d.request_id = r.id AND d.round = r.round AND d.state <> 'refused') AS decided,
       (SELECT count(*)::int FROM effects e WHERE e.request_id = r.id AND e.state <> 'done') AS open
     FROM requests r WHERE r.reference = ANY(?)`,
    [references],
  );
  if (rows.length !== references.length) throw new Error(`${rows.length} of ${references.length} requests are there`);
  return rows;
}

async function act(world: World, one: Waiting): Promise<void> {
  const once = (kind: DecisionKind): boolean => !one.decided.includes(kind);
  if (one.waits_for === 'consumer-code' && one.reached.includes('matched') && once('confirm-code'))
    return decide(world, one.id, 'confirm-code', { kind: 'consumer' });
  if (one.waits_for === 'verifier' && once('approve-verification'))
    return decide(world, one.id, 'approve-verification', { kind: 'staff', id: STAFF, roles: ['verifier'] });
  if (one.phase === 'deciding' && one.digest && once('decide-exceptions'))
    return decide(
      world,
      one.id,
      'decide-exceptions',
      { kind: 'staff', id: STAFF, roles: ['decider'] },
      { planDigest: one.digest, content: { keep: one.proposed }, facts: 'Kept by law or for an open order.' },
    );
}

async function decide(
  { db, vault, gateway }: World,
  requestId: string,
  kind: DecisionKind,
  actor: Actor,
  more: { planDigest?: string; content?: Record<string, unknown>; facts?: string } = {},
): Promise<void> {
  const recorded = await db.transaction((trx) =>
    recordDecision(trx, vault, { requestId, kind, actor, nowMs: Date.now(), ...more }),
  );
  if (!recorded.recorded) throw new Error(`${kind} of ${requestId} refused: ${recorded.refusal}`);
  await gateway.deliver({ requestId, kind, decisionId: recorded.decisionId });
}
