/** What is wrong with one field. */
export interface FieldProblem {
  /** Name of the field, dotted where it is inside another; empty for the whole body. */
  field: string;
  /** What is wrong with it, for whoever filled it. */
  reason: string;
}

/** Kinds of problem; the last part of the `type` URI (RFC 9457). */
export const PROBLEM_TYPES = {
  malformed: { status: 400, title: 'The request cannot be read' },
  'sign-in-needed': { status: 401, title: 'Sign in first' },
  'wrong-credentials': { status: 401, title: 'E-mail address or password is not right' },
  'wrong-signature': { status: 401, title: 'The signature is missing or not right' },
  'form-expired': { status: 403, title: 'This form is no longer valid' },
  'not-allowed': { status: 403, title: 'Your role does not allow this' },
  'not-found': { status: 404, title: 'There is nothing here' },
  refused: { status: 409, title: 'The decision was refused' },
  'too-large': { status: 413, title: 'The request is too large' },
  invalid: { status: 422, title: 'Some fields need another look' },
  'too-many': { status: 429, title: 'Too many attempts' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'This is not available at the moment' },
} as const;
/** Kind of a problem. */
export type ProblemType = keyof typeof PROBLEM_TYPES;

/** An answer that is not what was asked for. Its words are for the person who asked; it names no other person. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly type: ProblemType,
    readonly detail?: string,
    readonly fields: readonly FieldProblem[] = [],
    /** Seconds after which another attempt makes sense. */
    readonly retryAfterSeconds?: number,
  ) {
    super(type);
  }

  /** HTTP status of this kind. */
  get status(): number {
    return PROBLEM_TYPES[this.type].status;
  }

  /** RFC 9457 members; `field` and `reason` repeat the first of `errors`. */
  toJSON(): Record<string, unknown> {
    const [first] = this.fields;
    return {
      type: `urn:fortyfive:problem:${this.type}`,
      title: PROBLEM_TYPES[this.type].title,
      status: this.status,
      ...(this.detail ? { detail: this.detail } : {}),
      ...(first ? { field: first.field, reason: first.reason, errors: this.fields } : {}),
    };
  }
}
