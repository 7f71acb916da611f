import type { Phase, Right } from './codes';

/** What of the common way of a request (design.md, A request's way) a right takes. */
export interface Course {
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

/** The course of every right. */
export const COURSES = {
  delete: { ...VERIFIABLE, next: 'planning', grace: true, rechecked: true },
  'know-specific': { ...VERIFIABLE, next: 'carrying-out', grace: false },
  'know-categories': { ...VERIFIABLE, next: 'carrying-out', grace: false },
  'know-sold': { ...VERIFIABLE, next: 'carrying-out', grace: false },
  correct: { ...VERIFIABLE, next: 'planning', grace: false, rechecked: true },
  'opt-out': { ...AT_ONCE, answerBy: 'CLK-05' },
  'opt-in': { ...AT_ONCE, answerBy: null },
  limit: { ...AT_ONCE, answerBy: 'CLK-06' },
  'shine-the-light': { ...AT_ONCE, answerBy: 'CLK-17', withdrawable: true },
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
