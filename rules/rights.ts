import type { Phase, Right } from './codes';

/** What of the common way of a request (design.md, A request's way) a right takes. */
export interface Course {
  /** What the business does for whoever exercises it, in one sentence. */
  does: string;
  /** Exercised by a verifiable request (Civ 1798.140(ak)); the others ask for no proof (VER-01, STL-05). */
  verifiable: boolean;
  /** Rule ID of the clock that the answer is worked to; null where no law sets one (OIN-01). */
  answerBy: 'CLK-02' | 'CLK-05' | 'CLK-06' | 'CLK-17' | null;
  /** Phase that follows once identity is verified, or receipt where nothing is verified. */
  next: Phase;
  /** A grace period lies between approval and what cannot be undone (decisions.md A5). */
  grace: boolean;
  /** Can be taken back before it is carried out (decisions.md A6). */
  withdrawable: boolean;
  /** Systems are asked again some days after the answer (design.md, A request's way, 7). */
  rechecked: boolean;
}

const VERIFIABLE = { verifiable: true, answerBy: 'CLK-02', withdrawable: true, rechecked: false } as const;
const AT_ONCE = {
  verifiable: false,
  next: 'carrying-out',
  grace: false,
  withdrawable: false,
  rechecked: false,
} as const;

/** The course of every right; looked at again later is what is to stay erased, corrected or stopped (DEL-12, COR-11, OPT-04). */
export const COURSES = {
  delete: {
    ...VERIFIABLE,
    does: 'Erases everything held in every system, asks each again, tells every recipient, and keeps it deleted.',
    next: 'planning',
    grace: true,
    rechecked: true,
  },
  'know-specific': {
    ...VERIFIABLE,
    does: 'Gives a copy of what is held.',
    next: 'carrying-out',
    grace: false,
  },
  'know-categories': {
    ...VERIFIABLE,
    does: 'Tells which categories are held, from where, why, and to whom they went.',
    next: 'carrying-out',
    grace: false,
  },
  'know-sold': {
    ...VERIFIABLE,
    does: 'Tells what was sold or shared, and what was disclosed, to which categories of third parties.',
    next: 'carrying-out',
    grace: false,
  },
  correct: {
    ...VERIFIABLE,
    does: 'Changes what is wrong in every system that holds it, tells service providers, and asks again later.',
    next: 'planning',
    grace: false,
    rechecked: true,
  },
  'opt-out': {
    ...AT_ONCE,
    does: 'Stops sale and sharing, and tells the third parties of the window.',
    answerBy: 'CLK-05',
    rechecked: true,
  },
  'opt-in': {
    ...AT_ONCE,
    does: 'Allows sale and sharing again, in two steps.',
    answerBy: null,
  },
  limit: {
    ...AT_ONCE,
    does: 'Limits the use of sensitive information to what the law permits.',
    answerBy: 'CLK-06',
    rechecked: true,
  },
  'shine-the-light': {
    ...AT_ONCE,
    does: 'Tells to whom personal information went for direct marketing in the year before.',
    answerBy: 'CLK-17',
    withdrawable: true,
  },
} as const satisfies Record<Right, Course>;

/** The course of a right, widened to its type so that callers need not narrow. */
export function courseOf(right: Right): Course {
  return COURSES[right];
}

/** Rights that are exercised by a verifiable request. */
export const BY_VERIFIABLE_REQUEST: readonly Right[] = (Object.keys(COURSES) as Right[]).filter(
  (right) => COURSES[right].verifiable,
);

/** Whether a right is exercised by a verifiable request. */
export function isVerifiable(right: Right): boolean {
  return COURSES[right].verifiable;
}
