import { z } from 'zod';
import { PHASES, REFUSALS, STAFF_ROLES } from '../../rules/codes';
import { email, line, optional, prose, ticked } from '../border';
import { reference } from './common';

/** Signing in as staff. */
export const signInBody = z.strictObject({ email: line(254), password: z.string().min(1, 'is missing').max(200) });

/** Changing one's own password. */
export const passwordBody = z.strictObject({
  current: z.string().min(1, 'is missing').max(200),
  password: z.string().min(12, 'must have at least 12 characters').max(200, 'may have at most 200 characters'),
});

/** Narrowing the queue. */
export const queueQuery = z.object({
  state: optional(z.enum(['open', 'closed'])),
  phase: optional(z.enum(PHASES)),
  role: optional(z.enum(STAFF_ROLES)),
  overdue: optional(ticked),
  parked: optional(ticked),
  reference: optional(z.string().trim().toUpperCase().max(20)),
  after: optional(z.string().max(60)),
});

const roles = z.preprocess(
  (value): unknown => (Array.isArray(value) ? value : value === undefined ? [] : [value]),
  z.array(z.enum(STAFF_ROLES)).min(1, 'needs at least one role'),
);
/** A new account. */
export const accountBody = z.strictObject({ email, name: line(120), roles });
/** A change to an account. */
export const accountChangeBody = z.strictObject({
  change: z.enum(['roles', 'disable', 'enable', 'reset-password']),
  roles: roles.optional(),
});

/** Where a printed letter goes; stands on the paper and nowhere else. */
export const printBody = z.strictObject({ address: prose(400) });
/** That a copy or a letter was posted. */
export const postedBody = z.strictObject({ postedOn: z.iso.date('is not a day') });

/** Why staff open Temporal's payloads; the code stands in the ledger. */
export const CODEC_REASONS = ['incident', 'support', 'audit', 'development'] as const;
/** A codec session: why the payloads are looked at. */
export const codecSessionBody = z.strictObject({
  reason: z.enum(CODEC_REASONS),
  /** The request from whose page it was opened. */
  reference: optional(reference),
});

/** What the page of a request tells after a decision. */
export const detailQuery = z.object({
  told: optional(z.enum(['claimed', 'refused', 'recorded', 'awaiting-second', 'restarted'])).catch(undefined),
  refusal: optional(z.enum(REFUSALS)).catch(undefined),
});
