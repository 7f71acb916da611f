import type { Trx } from '../db/connect';
import { contactHashOf, createLink, RECIPIENT_LINK_DAYS } from '../db/links';
import { addDays, endOfDayMs, receiptDay } from '../rules/calendar';
import type { Vault } from '../vault/vault';
import { ConnectorFailure } from '../connectors/connector';
import type { DataMap, Recipient } from '../datamap/data-map';
import { toldTo, type ToldIdentifier } from '../datamap/hashed';
import type { NoticeRow } from '../db/notices';
import type { PlanKeys } from '../db/plans';

/**
 * A recipient of the data map.
 * @throws ConnectorFailure `internal` where it was taken out of the map while notices still wait for it
 */
export function recipientNamed(dataMap: DataMap, id: string): Recipient {
  const recipient = dataMap.recipients.find((each) => each.id === id);
  if (!recipient) throw new ConnectorFailure('internal');
  return recipient;
}

/** Address of a recipient's page for a mail: it expires, each mail has a new one, and all die with a changed contact. */
export async function pageLink(
  trx: Trx,
  vault: Vault,
  recipient: Recipient,
  { baseUrl, nowMs }: { baseUrl: string; nowMs: number },
): Promise<string> {
  const contactHash = contactHashOf(vault, recipient);
  const token = await createLink(trx, {
    purpose: 'recipient',
    object: recipient.id,
    expiresAtMs: endOfDayMs(addDays(receiptDay(nowMs), RECIPIENT_LINK_DAYS)),
    ...(contactHash ? { contactHash } : {}),
  });
  return `${baseUrl}/r/${token}`;
}

/** What a recipient's system is told of one notice: nothing but whom it concerns and what to do (decisions.md I1). */
export interface Instruction {
  reference: string;
  instruction: string;
  /** Only what this recipient received; hashed where it accepts that. */
  identifiers: ToldIdentifier[];
  /** What to correct, of what this recipient received; null: to be deleted. */
  corrections?: { field: string; value: string | null }[];
  /** To be passed on to the recipient's own providers and buyers (DEL-11). */
  onward: true;
}

/** A notice as it goes out; the same notice and plan, the same bytes. */
export function instructionOf(recipient: Recipient, notice: NoticeRow, keys: PlanKeys): Instruction {
  const { identifiers, corrections } = keys.recipients.find((each) => each.recipient === notice.recipient)!;
  const { reference, instruction } = notice;
  const told = toldTo(recipient, identifiers);
  return { reference, instruction, identifiers: told, ...(corrections ? { corrections } : {}), onward: true };
}
