import { simpleParser, type AddressObject } from 'mailparser';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

/** A message as the mailbox keeps it. */
export interface StoredMessage {
  /** Rises with arrival, from 1. */
  id: number;
  /** Envelope recipients, lower case: who really got it. */
  to: string[];
  from: string;
  subject: string;
  /** Arrival, ISO 8601 in UTC. */
  receivedAt: string;
  /** `Message-ID` header, empty where the message has none. */
  messageId: string;
  text: string;
  /** Null where the message has no HTML part. */
  html: string | null;
  /** Names of the files it carries. */
  attachments: string[];
}

/** Messages, kept in a folder and in memory. */
export interface MessageStore {
  add(raw: Buffer, envelope: { to: string[]; receivedAt: string }): Promise<StoredMessage>;
  /** Newest first; only those to this address where one is given. */
  list(to?: string): StoredMessage[];
  get(id: number): StoredMessage | undefined;
  /** Every address that got a message, with how many. */
  recipients(): { address: string; messages: number }[];
}

/** Opens the messages of a folder; without a folder they are in memory only. */
export function createMessageStore(folder?: string): MessageStore {
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const messages = folder === undefined ? [] : readMessages(folder);
  let lastId = messages.at(-1)?.id ?? 0;
  return {
    async add(raw, { to, receivedAt }) {
      const parsed = await simpleParser(raw, { skipImageLinks: true });
      const message: StoredMessage = {
        id: (lastId += 1),
        to: to.map((address) => address.toLowerCase()),
        from: addressText(parsed.from),
        subject: parsed.subject ?? '',
        receivedAt,
        messageId: parsed.messageId ?? '',
        text: parsed.text ?? '',
        html: parsed.html || null,
        attachments: parsed.attachments.map(({ filename }) => filename ?? 'unnamed'),
      };
      if (folder !== undefined) {
        const name = path.join(folder, String(message.id).padStart(8, '0'));
        writeFileSync(`${name}.eml`, raw, { mode: 0o600 });
        writeFileSync(`${name}.json`, JSON.stringify(message), { mode: 0o600 });
      }
      messages.push(message);
      return message;
    },
    list(to) {
      const address = to?.trim().toLowerCase();
      return messages.filter((message) => address === undefined || message.to.includes(address)).reverse();
    },
    get: (id) => messages.find((message) => message.id === id),
    recipients() {
      const counts = new Map<string, number>();
      for (const address of messages.flatMap(({ to }) => to)) counts.set(address, (counts.get(address) ?? 0) + 1);
      return [...counts]
        .map(([address, count]) => ({ address, messages: count }))
        .sort((a, b) => a.address.localeCompare(b.address));
    },
  };
}

function readMessages(folder: string): StoredMessage[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().flatMap((name) => {
    try {
      return [JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as StoredMessage];
    } catch {
      // cut off by a crash: its sender got no answer and sends again
      return [];
    }
  });
}

function addressText(from: AddressObject | undefined): string {
  return from?.text ?? '';
}
