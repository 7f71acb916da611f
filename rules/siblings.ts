import type { Right } from './codes';
import { isVerifiable } from './rights';

/**
 * Several rights in one filing (decisions.md K2): sibling requests under one reference, one verification, each with its
 * own clock. A choice is carried out at once; of what is verified, to know comes first, then to correct, then to delete.
 */

/** Which of two verified siblings goes first; none where nothing of one touches the other. */
const TURN: Partial<Record<Right, number>> = {
  'know-specific': 1,
  'know-categories': 1,
  'know-sold': 1,
  correct: 2,
  delete: 3,
};

/** Rights that can be asked for beside another by the same form: they ask for nothing that it has no field for. */
export const ASKED_BESIDE = [
  'opt-out',
  'limit',
  'know-categories',
  'know-sold',
  'delete',
] as const satisfies readonly Right[];
export type AskedBeside = (typeof ASKED_BESIDE)[number];

/** A sibling as another sees it. */
export interface SiblingState {
  right: Right;
  /** Its requester is verified as it needs. */
  approved: boolean;
  answered: boolean;
  /** It has an outcome, or is closed. */
  ended: boolean;
}

/**
 * K2: whether a verified request waits for the answer to a sibling. A sibling that is not verified keeps nobody waiting:
 * a low-degree right never waits for a high one; and from the last moment for a letter in time on, nothing is waited for.
 */
export function waitsForSibling(question: {
  right: Right;
  siblings: readonly SiblingState[];
  /** The last moment is here at which a letter still leaves in time (CLK-02). */
  lastAct: boolean;
}): boolean {
  const { right, siblings, lastAct } = question;
  const turn = TURN[right];
  if (turn === undefined || lastAct) return false;
  return siblings.some((other) => {
    const before = TURN[other.right];
    return before !== undefined && before < turn && other.approved && !other.answered && !other.ended;
  });
}

/** The order in which the rights of one filing are taken in: choices, then what is verified, in their turn. */
export function inTurn(rights: readonly Right[]): Right[] {
  const turn = (right: Right): number => (isVerifiable(right) ? (TURN[right] ?? 0) : -1);
  return [...new Set(rights)].sort((a, b) => turn(a) - turn(b));
}
