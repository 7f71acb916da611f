import { z } from 'zod';
import type { ProcedureSettings } from '../db/procedure';
import type { StaffRole } from '../rules/codes';
import { DEFAULT_SCHEDULE } from '../rules/schedule';

const seconds = z.coerce
  .number()
  .int()
  .min(0)
  .max(366 * 24 * 3600);

const environment = z.object({
  DATABASE_URL: z.url(),
  TEMPORAL_TASK_QUEUE: z.string().min(1).default('fortyfive'),
  FORTYFIVE_DATA_MAP: z.string().min(1),
  FORTYFIVE_SECRETS_FILE: z.string().min(1),
  FORTYFIVE_SMTP_URL: z.string().min(1),
  FORTYFIVE_MAIL_FROM: z.email().default('privacy@meridianlane.example'),
  FORTYFIVE_BASE_URL: z.url(),
  FORTYFIVE_BUSINESS_NAME: z.string().optional(),
  FORTYFIVE_CONTACT_EMAIL: z.email().default('privacy@meridianlane.example'),
  FORTYFIVE_CONTACT_PHONE: z.string().default('+1 800 555 0145'),
  FORTYFIVE_STAFF_MAIL: z.email().default('staff@meridianlane.example'),
  FORTYFIVE_GRACE_SECONDS: seconds.optional(),
  FORTYFIVE_STANDING_APPROVAL: z.enum(['never', 'vouched']).default('never'),
  FORTYFIVE_ATTEMPT_SECONDS: seconds.default(120),
  FORTYFIVE_SYSTEM_DOWN_SECONDS: seconds.default(4 * 3600),
  FORTYFIVE_RETRY_MAXIMUM_SECONDS: seconds.default(1800),
  FORTYFIVE_SWEEP_SECONDS: seconds.default(30),
  FORTYFIVE_SEAL_KEY_FILE: z.string().min(1).optional(),
  FORTYFIVE_SEALS_FILE: z.string().min(1).optional(),
  FORTYFIVE_METRICS_PORT: z.coerce.number().int().optional(),
});

/** What the worker is told from outside, read once (zod at every border). */
export interface WorkerSettings {
  databaseUrl: string;
  taskQueue: string;
  dataMapFile: string;
  secretsFile: string;
  smtpUrl: string;
  mailFrom: string;
  baseUrl: string;
  businessName?: string;
  contactEmail: string;
  contactPhone: string;
  staffMail: Record<StaffRole, string>;
  sweepMs: number;
  /** The key that signs seals of the ledger, and the file outside the database that they go to; undefined for none. */
  seals?: { keyFile: string; file: string };
  procedure: ProcedureSettings;
}

/** @throws ZodError naming each variable that is missing or wrong */
export function workerSettings(env: NodeJS.ProcessEnv): WorkerSettings {
  const e = environment.parse(env);
  const staff = e.FORTYFIVE_STAFF_MAIL;
  const { FORTYFIVE_SEAL_KEY_FILE: keyFile, FORTYFIVE_SEALS_FILE: file } = e;
  if ((keyFile === undefined) !== (file === undefined))
    throw new Error('Set both FORTYFIVE_SEAL_KEY_FILE and FORTYFIVE_SEALS_FILE, or neither.');
  return {
    databaseUrl: e.DATABASE_URL,
    taskQueue: e.TEMPORAL_TASK_QUEUE,
    dataMapFile: e.FORTYFIVE_DATA_MAP,
    secretsFile: e.FORTYFIVE_SECRETS_FILE,
    smtpUrl: e.FORTYFIVE_SMTP_URL,
    mailFrom: e.FORTYFIVE_MAIL_FROM,
    baseUrl: e.FORTYFIVE_BASE_URL.replace(/\/+$/, ''),
    businessName: e.FORTYFIVE_BUSINESS_NAME,
    contactEmail: e.FORTYFIVE_CONTACT_EMAIL,
    contactPhone: e.FORTYFIVE_CONTACT_PHONE,
    staffMail: { intake: staff, verifier: staff, decider: staff, administrator: staff, auditor: staff },
    sweepMs: e.FORTYFIVE_SWEEP_SECONDS * 1000,
    ...(keyFile && file ? { seals: { keyFile, file } } : {}),
    procedure: {
      ...DEFAULT_SCHEDULE,
      ...(e.FORTYFIVE_GRACE_SECONDS === undefined ? {} : { graceMs: e.FORTYFIVE_GRACE_SECONDS * 1000 }),
      standingApproval: e.FORTYFIVE_STANDING_APPROVAL,
      attemptMs: e.FORTYFIVE_ATTEMPT_SECONDS * 1000,
      systemDownAfterMs: e.FORTYFIVE_SYSTEM_DOWN_SECONDS * 1000,
      retryMaximumMs: e.FORTYFIVE_RETRY_MAXIMUM_SECONDS * 1000,
    },
  };
}
