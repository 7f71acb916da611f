import { randomUUID } from 'node:crypto';
import { countHit } from '../../db/limits';
import {
  contactHashOf,
  createLink,
  findLink,
  type LinkPurpose,
  markLinkUsed,
  RECIPIENT_LINK_DAYS,
} from '../../db/links';
import { openItemCount } from '../../db/notices-answer';
import { openSession } from '../../db/sessions';
import { composeRecipientMail } from '../../letters/recipient-mail';
import { addDays, DAY_MS, endOfDayMs, receiptDay } from '../../rules/calendar';
import type { ServiceDeps } from '../business';
import { Problem } from '../problems';

/** Said of every link that opens nothing, whatever it was: unknown, used up, expired or somebody else's. */
export const OPENS_NOTHING =
  'This link opens nothing, or no longer does. If you made a request, the newest message from us has one that works; or call us, with your reference.';

const SESSION_MS = 3_600_000;
/** New links that a recipient can ask for in a day. */
const RENEWALS_A_DAY = 3;

/** What the links of letters and mails do. Following one changes nothing: mail scanners follow links (decisions.md I2). */
export interface Links {
  /** What a link is for, for the page that asks; `expired` for a recipient's that can be renewed. */
  peek(token: string, nowMs: number): Promise<LinkPurpose | 'expired' | undefined>;
  /** Exchanges a link for a session. @throws Problem `not-found` for every link that opens nothing */
  open(token: string, nowMs: number): Promise<{ purpose: LinkPurpose; token: string; csrf: string }>;
  /**
   * Sends a new link to the contact registered for a recipient, where its expired one is shown and something waits.
   * Says neither. A link that was made for another contact renews nothing.
   */
  renew(token: string, nowMs: number): Promise<void>;
}

/** Makes the links' service. */
export function createLinks(deps: ServiceDeps): Links {
  const { db, vault, dataMap, mailer, business, background } = deps;

  const named = (id: string) => dataMap.recipients.find((recipient) => recipient.id === id);
  const registered = (id: string): Buffer | undefined => {
    const recipient = named(id);
    return recipient && contactHashOf(vault, recipient);
  };
  const expired = async (token: string, nowMs: number): Promise<string | undefined> => {
    const link = await findLink(db, token, registered, nowMs, { expired: true });
    return link?.purpose === 'recipient' ? link.object : undefined;
  };

  return {
    async peek(token, nowMs) {
      const link = await findLink(db, token, registered, nowMs);
      return link?.purpose ?? ((await expired(token, nowMs)) ? 'expired' : undefined);
    },

    async open(token, nowMs) {
      const link = await findLink(db, token, registered, nowMs);
      if (!link) throw new Problem('not-found', OPENS_NOTHING);
      await markLinkUsed(db, token, nowMs);
      const session = await openSession(db, {
        audience: link.purpose === 'recipient' ? 'recipient' : 'consumer',
        subject: link.object,
        content: {
          purpose: link.purpose,
          ...(link.purpose === 'recipient' ? { contact: registered(link.object)?.toString('hex') } : {}),
        },
        nowMs,
        lifeMs: SESSION_MS,
      });
      return { purpose: link.purpose, ...session };
    },

    async renew(token, nowMs) {
      const recipient = named((await expired(token, nowMs)) ?? '');
      if (!recipient || !('address' in recipient.contact)) return;
      const { address } = recipient.contact;
      const asked = await countHit(db, { bucket: `recipient-link:${recipient.id}`, windowMs: DAY_MS, nowMs });
      const count = await openItemCount(db, recipient.id);
      if (asked > RENEWALS_A_DAY || count === 0) return;
      const fresh = await createLink(db, {
        purpose: 'recipient',
        object: recipient.id,
        expiresAtMs: endOfDayMs(addDays(receiptDay(nowMs), RECIPIENT_LINK_DAYS)),
        contactHash: contactHashOf(vault, recipient)!,
      });
      const mail = composeRecipientMail({
        businessName: business.name,
        contactEmail: business.contactEmail,
        recipientName: recipient.name,
        count,
        url: `${business.baseUrl}/r/${fresh}`,
        reminder: true,
        instruction: 'several',
      });
      const messageId = `<${randomUUID()}@${new URL(business.baseUrl).hostname}>`;
      background.run(() => mailer.send({ to: address, ...mail, messageId, atMs: nowMs }));
    },
  };
}
