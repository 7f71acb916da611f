import type { SystemConnector } from '../connectors/connector';
import type { DataMap } from '../datamap/data-map';
import type { Secrets } from '../datamap/secrets';
import type { Db } from '../db/connect';
import type { ProcedureSettings } from '../db/procedure';
import type { Mailer } from '../letters/mail';
import type { WebhookSender } from '../connectors/webhook';
import type { Vault } from '../vault/vault';

/** How the business names itself in letters, and where its pages are. */
export interface BusinessSettings {
  name: string;
  contactEmail: string;
  contactPhone: string;
  /** Base of every link in a letter, without a trailing slash. */
  baseUrl: string;
}

/** What activities need; a test passes fakes (design.md, The house). */
export interface ActivityDependencies {
  db: Db;
  vault: Vault;
  dataMap: DataMap;
  connectors: Map<string, SystemConnector>;
  webhooks: WebhookSender;
  mailer: Mailer;
  /** Secrets by the names that the data map gives them. */
  secrets: Secrets;
  business: BusinessSettings;
  settings: ProcedureSettings;
  /** Wakes the workflow of a recipient's queue, or starts it (decisions.md I4). */
  wakeQueue(recipient: string): Promise<void>;
  /** Hears of errors that no failure code names; for the process's log, which carries no person. */
  report(error: unknown): void;
  /** Named points at which the fault tests cut a process off; absent in production. */
  fault?(point: FaultPoint): Promise<void>;
}

/** Where a process can be cut off around an effect (faults.md, Points). */
export type FaultPoint = `${string}:${'before-intent' | 'after-intent' | 'after-effect' | 'after-evidence'}`;
