import type { Right } from './codes';

/**
 * Several rights in one filing (decisions.md K2): sibling requests under one reference, one verification, each with its
 * own clock. A choice is carried out at once; of what is verified, to know comes first, then to correct, then to delete.
 */

/**
 * The turn of what is verified: to know (KNW-06), to correct (COR-03), to delete (DEL-06). A choice has none: it is
 * carried out at once (CLK-05, CLK-06).
 */
const TURNS: readonly (readonly Right[])[] = [
  ['know-specific', 'know-categories', 'know-sold'],
  ['correct'],
  ['delete'],
];

/** Place of a right among the turns; -1 where it has none. */
const turnOf = (right: Right): number => TURNS.findIndex((turn) => turn.includes(right));

/** Whether one of two verified siblings goes first (KNW-06, COR-03, DEL-06). */
const goesBefore = (first: Right, then: Right): boolean =>
  TURNS.slice(0, Math.max(turnOf(then), 0))
    .flat()
    .includes(first);

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
  return (
    !lastAct &&
    siblings.some((other) => goesBefore(other.right, right) && other.approved && !other.answered && !other.ended)
  );
}

/** The order in which the rights of one filing are taken in: choices, then what is verified, in their turn. */
export function inTurn(rights: readonly Right[]): Right[] {
  return [...new Set(rights)].sort((a, b) => turnOf(a) - turnOf(b));
}
