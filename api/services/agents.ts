import { addDays, endOfDayMs, receiptDay } from '../../rules/calendar';
import { createLink } from '../../db/links';
import type { AgentAsked } from '../schemas';
import type { ServiceDeps } from '../business';
import type { Intake, Receipt } from './intake';

/** How long the token of a receipt lets papers be handed in, days; every letter brings another. */
const RECEIPT_LINK_DAYS = 7;

/** A receipt, and the token of a link to hand papers in with. */
export interface AgentReceipt {
  receipt: Receipt;
  /** To be put behind `/r/`, or exchanged for a session by the API. */
  token: string;
}

/** Requests by agents. */
export interface Agents {
  /** @throws Problem as {@link Intake.receive} */
  file(body: AgentAsked, at: { nowMs: number; network?: string }): Promise<AgentReceipt>;
}

/** Makes the service. What an agent files is taken in as everything else is (decisions.md B5, B6). */
export function createAgents({ db }: Pick<ServiceDeps, 'db'>, intake: Intake): Agents {
  return {
    async file({ agent, ...fields }, { nowMs, network }) {
      const receipt = await intake.receive({
        fields,
        agent,
        channel: 'agent',
        receivedAtMs: nowMs,
        nowMs,
        network,
      });
      const token = await createLink(db, {
        purpose: 'status',
        object: receipt.requestId,
        expiresAtMs: endOfDayMs(addDays(receiptDay(nowMs), RECEIPT_LINK_DAYS)),
      });
      return { receipt, token };
    },
  };
}
