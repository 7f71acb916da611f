import type { StoredMessage } from '../mailbox/store';
import { eventually } from './wait';

/** Reads the demo's mailbox as its page does. */
export interface MailReader {
  /** Newest message to an address whose text or subject holds some words; waits for it. */
  await(to: string, words: string | RegExp, after?: number): Promise<StoredMessage>;
  /** Messages to an address, newest first. */
  list(to: string): Promise<StoredMessage[]>;
}

/** @param mailbox address of the mailbox page */
export function createMailReader(mailbox: string): MailReader {
  const list = async (to: string): Promise<StoredMessage[]> => {
    const response = await fetch(`${mailbox}/api/messages?to=${encodeURIComponent(to)}`);
    return ((await response.json()) as { messages: StoredMessage[] }).messages;
  };
  return {
    list,
    await: (to, words, after = 0) =>
      eventually(`a message to ${to} with ${String(words)}`, async () =>
        (await list(to)).find(({ id, subject, text }) => {
          const all = `${subject}\n${text}`;
          return id > after && (typeof words === 'string' ? all.includes(words) : words.test(all));
        }),
      ),
  };
}

/** The code in a message: eight digits, written in two groups. @throws Error where there is none */
export function codeIn({ text }: StoredMessage): string {
  const found = /\b(\d{4})[ \u00a0]?(\d{4})\b/.exec(text);
  if (!found) throw new Error('the message carries no code');
  return found[1]! + found[2]!;
}

/** Token of the first link to an opening page in a message. @throws Error where there is none */
export function linkTokenIn({ text }: StoredMessage, nth = 0): string {
  const found = [...text.matchAll(/\/r\/([A-Za-z0-9_-]{43})/g)][nth];
  if (!found) throw new Error('the message carries no link');
  return found[1]!;
}
