import type { DataMap, Recipient } from './data-map';

/**
 * How a recipient takes its notices: each as a message of its own, at once; or from its queue (decisions.md I4):
 * several in one call, as a mail that counts them, or fetched by its own system.
 */
export type Taking = 'single' | 'batch' | 'digest' | 'pull';

/** How a recipient takes its notices, as its contact and its `batch` say. */
export function takingOf({ batch, contact }: { batch: number; contact: { via: string } }): Taking {
  if (contact.via === 'pull') return 'pull';
  if (batch === 1) return 'single';
  return contact.via === 'email' ? 'digest' : 'batch';
}

/** What a recipient's queue is drained by. */
export interface QueueTerms {
  recipient: string;
  /** Most notices in one message. */
  batch: number;
  /** Shortest time between two messages, milliseconds; `daily` for mails, of which one leaves in a day at most. */
  spacing: number | 'daily';
  /** False where the recipient fetches its notices itself: then only reminders leave by message. */
  sendsFirst: boolean;
}

/** The terms of a recipient's queue. Evenly spaced, its rate holds over any span. */
export function queueTerms({ id, batch, rate, contact }: Recipient): QueueTerms {
  const spacing = rate ? Math.ceil(rate.perMs / rate.messages) : 0;
  return {
    recipient: id,
    batch,
    spacing: contact.via === 'webhook' ? spacing : 'daily',
    sendsFirst: contact.via !== 'pull',
  };
}

/** The terms of the queue of a recipient in the data map; undefined where it is not there. */
export function queueTermsOf({ recipients }: DataMap, id: string): QueueTerms | undefined {
  const recipient = recipients.find((each) => each.id === id);
  return recipient && queueTerms(recipient);
}
