import { effects } from '../activities';
import type { Procedure } from '../procedure';

/** Acknowledges receipt, at once: it waits for no system and for no verification (CLK-01, 11 CCR 7021(a)). */
export async function acknowledge(procedure: Procedure): Promise<void> {
  if (procedure.done('acknowledged')) return;
  await procedure.do(effects(procedure.state.settings).acknowledge({ requestId: procedure.requestId }));
}

/** Compares what the requester stated with what is held (VER-02). The result is for staff, never for the requester. */
export async function matchDataHeld(procedure: Procedure): Promise<void> {
  if (procedure.done('matched') || procedure.state.ending) return;
  await procedure.do(effects(procedure.state.settings).match({ requestId: procedure.requestId }));
}

/** Waits for the consumer's code and a verifier's approval; clocks run on (CLK-02). */
export async function untilVerified(procedure: Procedure): Promise<void> {
  await procedure.until((state) => state.ending !== null || state.done.includes('approved'));
}
