import {
  AgentBatchPage,
  AgentBatchReportPage,
  AgentFormPage,
  AgentPage,
  AgentReceiptPage,
} from '../../web/pages/agent';
import { EMPTY_FORM } from '../../web/parts';
import { AGENT_RIGHTS, pagedRight } from '../../web/rights';
import type { Correctable } from '../../web/rights/right-pages';
import { json, page } from '../reply';
import type { Handlers, Refills } from '../routes';
import { fileBatch } from '../services/agent-batch';
import { newFormToken } from './form-token';
import { LIMITS_OF_BATCH } from '../rights/agent';
import type { Agents } from '../services/agents';

/** Routes for whoever asks for another person (AGT-01 to AGT-05). They answer the same whoever is known. */
export function agentHandlers({
  agents,
  correctable,
}: {
  agents: Agents;
  correctable: readonly Correctable[];
}): Pick<
  Handlers,
  'agent-form' | 'agent-send' | 'api-agent-send' | 'agent-batch-form' | 'agent-batch' | 'api-agent-batch'
> {
  return {
    'agent-batch-form': () =>
      page(
        'Many requests at once',
        AgentBatchPage({ form: EMPTY_FORM, formToken: newFormToken(), lines: LIMITS_OF_BATCH.lines }),
      ),
    async 'agent-batch'({ body, nowMs }) {
      const lines = await fileBatch(agents, body, nowMs);
      return page('Report', AgentBatchReportPage({ lines }), { status: 202 });
    },
    async 'api-agent-batch'({ body, nowMs }) {
      const lines = await fileBatch(agents, body, nowMs);
      const accepted = lines.filter((line) => line.accepted).length;
      return json({ accepted, rejected: lines.length - accepted, lines }, { status: 202 });
    },
    'agent-form'({ query }) {
      const right = pagedRight(query.right, AGENT_RIGHTS);
      if (!right) return page('Asking for somebody else', AgentPage());
      return page(
        'Asking for somebody else',
        AgentFormPage({ right, form: EMPTY_FORM, formToken: newFormToken(), correctable }),
      );
    },
    async 'agent-send'({ body, nowMs, network }) {
      const { receipt, token } = await agents.file(body, { nowMs, network });
      return page('Receipt', AgentReceiptPage({ ...receipt, token }), { status: 202 });
    },
    async 'api-agent-send'({ body, nowMs, network }) {
      const { receipt, token } = await agents.file(body, { nowMs, network });
      const { reference, right, receiptDay, dueOn } = receipt;
      return json({ reference, right, receiptDay, dueOn, token }, { status: 202 });
    },
  };
}

/** The form again, with what is wrong with it; its token stays, so that it is still one request. */
export const agentRefills = ({ correctable }: { correctable: readonly Correctable[] }): Refills => ({
  'agent-batch': (_context, sent, problem) => {
    if (problem.fields.length === 0) throw problem;
    const formToken = typeof sent['formToken'] === 'string' ? sent['formToken'] : newFormToken();
    const form = { values: sent, problems: problem.fields };
    return page('Many requests at once', AgentBatchPage({ form, formToken, lines: LIMITS_OF_BATCH.lines }), {
      status: problem.status,
    });
  },
  'agent-send': (_context, sent, problem) => {
    const right = pagedRight(sent['right'], AGENT_RIGHTS);
    if (problem.fields.length === 0 || !right) throw problem;
    const formToken = typeof sent['formToken'] === 'string' ? sent['formToken'] : newFormToken();
    const form = { values: sent, problems: problem.fields };
    return page('Asking for somebody else', AgentFormPage({ right, form, formToken, correctable }), {
      status: problem.status,
    });
  },
});
