import { ConnectorFailure, type Identifier } from '../connectors/connector';
import type { DataMap, Recipient } from '../datamap/data-map';
import type { NoticeRow } from '../db/notices';
import type { PlanKeys } from '../db/plans';

/** How long the link in a recipient's mail opens its page. */
export const LINK_LIFE_DAYS = 60;

/**
 * A recipient of the data map.
 * @throws ConnectorFailure `internal` where it was taken out of the map while notices still wait for it
 */
export function recipientNamed(dataMap: DataMap, id: string): Recipient {
  const recipient = dataMap.recipients.find((each) => each.id === id);
  if (!recipient) throw new ConnectorFailure('internal');
  return recipient;
}

/** What a recipient's system is told of one notice: nothing but whom it concerns and what to do (decisions.md I1). */
export interface Instruction {
  reference: string;
  instruction: string;
  /** Only what this recipient received. */
  identifiers: Identifier[];
  /** To be passed on to the recipient's own providers and buyers (DEL-11). */
  onward: true;
}

/** A notice as it goes out; the same notice and plan, the same bytes. */
export function instructionOf(notice: NoticeRow, keys: PlanKeys): Instruction {
  const { identifiers } = keys.recipients.find(({ recipient }) => recipient === notice.recipient)!;
  return { reference: notice.reference, instruction: notice.instruction, identifiers, onward: true };
}
