import type { DataMap } from '../datamap/data-map';
import type { Clock } from '../db/clock';
import type { Db } from '../db/connect';
import type { Mailer } from '../letters/mail';
import type { Vault } from '../vault/vault';
import type { DocumentType } from '../rules/codes';
import type { Gateway } from '../workflows/gateway';

/** How the business names itself in pages and letters, and where its pages are. */
export interface Business {
  name: string;
  contactEmail: string;
  contactPhone: string;
  /** Base of every link, without a trailing slash. */
  baseUrl: string;
}

/** What the services of API and CLI are made of; a test passes fakes. */
export interface ServiceDeps {
  db: Db;
  vault: Vault;
  clock: Clock;
  gateway: Gateway;
  mailer: Mailer;
  dataMap: DataMap;
  /** Secrets by the names that the data map gives them. */
  secrets: ReadonlyMap<string, string>;
  business: Business;
  limits: Limits;
  /** Looks at every document that is handed in; none where absent. */
  scanner?: DocumentScanner;
  /** Work that goes on after the answer: the start of a workflow, a mail. */
  background: Background;
  /** Named points at which the fault tests cut a process off; absent in production. */
  fault?(point: `intake:${'before-commit' | 'after-commit' | 'after-start'}`): Promise<void>;
}

/**
 * Looks at a document before it is stored, for instance by asking a virus scanner. Where it throws, nothing is stored and
 * the sender is asked to try again.
 */
export type DocumentScanner = (document: { type: DocumentType; bytes: Buffer }) => Promise<'accepted' | 'refused'>;

/** Limits that Postgres counts (decisions.md K5). */
export interface Limits {
  /** Requests from one network in an hour; what comes beyond is stored with its receipt and started later. */
  intakePerNetwork: number;
  /** Requests for one address in a day; likewise. */
  intakePerAddress: number;
  /** Requests by one agent in a day; likewise. */
  intakePerAgent: number;
  /** Failed sign-ins of one account in 15 minutes, and of one network four times as many. */
  signInTries: number;
  /** Forms with documents for one request in an hour. */
  documentForms: number;
}

/** Limits unless settings say otherwise. */
export const DEFAULT_LIMITS: Limits = {
  intakePerNetwork: 120,
  intakePerAddress: 10,
  intakePerAgent: 200,
  signInTries: 10,
  documentForms: 20,
};

/** Work that nobody waits for, kept so that a stopping process can. */
export interface Background {
  run(work: () => Promise<void>): void;
  /** Waits until nothing is under way. */
  settled(): Promise<void>;
}

/**
 * Runs work after the answer. Its failure is reported and nothing else: the sweeper or a person repeats it.
 *
 * @param report hears of failures
 */
export function createBackground(report: (error: unknown) => void): Background {
  const running = new Set<Promise<void>>();
  return {
    run(work) {
      const promise = work()
        .catch(report)
        .finally(() => running.delete(promise));
      running.add(promise);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
