import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { seedCrm } from './crm/seed';
import { startEvents, type EventsService } from './events/service';
import { loadDisclosures } from './load-disclosures';
import { startMailbox, type Mailbox } from './mailbox/mailbox';
import { PAGED_RIGHTS } from '../web/rights';
import { demoAsking } from './named';
import { DEMO_PEOPLE, generatePeople } from './people';
import { portalApp } from './portal/portal';
import { startRecipients, type RecipientsService } from './recipients/service';
import { serve, type Served } from './serve';
import type { DemoSettings } from './settings';

/** The whole demo business, running. */
export interface DemoBusiness {
  events: EventsService;
  recipients: RecipientsService;
  mailbox: Mailbox;
  portal: Served;
  /** Ends everything, last started first. */
  close(): Promise<void>;
}

/**
 * Fills what is empty, then starts everything, the pages last: who sees a page finds the systems there. What started is
 * ended again where something could not.
 */
export async function startBusiness(settings: DemoSettings, nowMs: number): Promise<DemoBusiness> {
  const { folder, ports, crmUrl } = settings;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const seededAtMs = seedMoment(folder, nowMs);
  const people = generatePeople({ nowMs: seededAtMs, count: settings.count });
  await seedCrm(crmUrl, people, seededAtMs);
  if (settings.engine) await loadDisclosures(settings.engine, people, seededAtMs);

  const adminToken = settings.adminToken ?? madeToken(folder);
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  const kept = <T extends { close(): Promise<void> }>(started: T): T => {
    closers.push(() => started.close());
    return started;
  };
  try {
    const token = settings.eventsToken;
    const events = kept(
      await startEvents({ port: ports.events, token, adminToken, folder, people, nowMs: seededAtMs }),
    );
    const home = ports.portal === 0 ? undefined : `http://127.0.0.1:${ports.portal}`;
    const secrets = settings.recipientSecrets;
    const recipients = kept(await startRecipients({ port: ports.recipients, secrets, adminToken, folder, home }));
    const mailFolder = path.join(folder, 'mail');
    const mailbox = kept(
      await startMailbox({ smtpPort: ports.smtp, httpPort: ports.mailbox, folder: mailFolder, home }),
    );
    const { baseUrl, temporalUi } = settings;
    const portal = kept(
      await serve(
        portalApp({
          people,
          named: DEMO_PEOPLE,
          asking: PAGED_RIGHTS.map(demoAsking),
          links: {
            ...(baseUrl ? { form: `${baseUrl}/request`, staff: `${baseUrl}/staff` } : {}),
            mailbox: mailbox.url,
            recipients: recipients.url,
            temporal: temporalUi,
          },
          sources: {
            crmUrl,
            events: events.store,
            recipients: recipients.store,
            mailed: (address) => mailbox.store.list(address).length > 0,
            seededAtMs,
          },
        }),
        ports.portal,
      ),
    );
    return { events, recipients, mailbox, portal, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The moment to which the people's dates refer: that of the first start, kept with the data. */
function seedMoment(folder: string, nowMs: number): number {
  const file = path.join(folder, 'seeded-at.json');
  if (existsSync(file)) {
    const known: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof known === 'number') return known;
  }
  writeFileSync(file, JSON.stringify(nowMs), { mode: 0o600 });
  return nowMs;
}

/** A token of this folder, for whoever plays with the switches by hand. */
function madeToken(folder: string): string {
  const file = path.join(folder, 'admin-token');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
