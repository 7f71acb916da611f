import { createHmac } from 'node:crypto';
import { local, type DemoPorts } from './environment';
import type { DemoSecrets } from './secrets';

/** Recipients that take webhooks, as demo/data-map.yaml names them. */
const WEBHOOK_RECIPIENTS = ['lettermill', 'tallyhouse', 'adverge'];

/** What the file of `FORTYFIVE_SECRETS_FILE` holds: secrets by the names that demo/data-map.yaml uses. */
export function connectorSecrets(
  secrets: DemoSecrets,
  ports: DemoPorts,
  crm: { url: string; readUrl: string },
): Record<string, string> {
  const recipients = WEBHOOK_RECIPIENTS.flatMap((id) => [
    [`${id}-url`, `${local(ports.recipients)}/hooks/${id}`],
    [`${id}-key`, createHmac('sha256', secrets.webhooks).update(id).digest('base64')],
  ]);
  return {
    'crm-url': crm.url,
    'crm-read-url': crm.readUrl,
    'events-url': local(ports.events),
    'events-token': secrets.events,
    'demo-admin-token': secrets.eventsAdmin,
    ...(Object.fromEntries(recipients) as Record<string, string>),
  };
}
