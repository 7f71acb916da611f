import { z } from 'zod';
import { AGENT_KINDS } from '../../rules/agents';
import { email, line } from '../border';

/** Who asks for the consumer: a person, or a business that is registered with the Secretary of State (AGT-05). */
export const agentFields = {
  agent: z.strictObject({
    name: line(200),
    email,
    kind: z.enum(
      AGENT_KINDS,
      'must be a natural person, or a business registered with the California Secretary of State (AGT-05)',
    ),
  }),
};

/** An agent as it stated itself. */
export type StatedAgent = z.output<typeof agentFields.agent>;
