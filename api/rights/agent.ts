import { z } from 'zod';
import { AGENT_KINDS } from '../../rules/agents';
import { email, line } from '../border';

/** How much an agent files at once; our own choice, wide enough for a day's work. */
export const LIMITS_OF_BATCH = {
  lines: 200,
  /** Characters of one line. */
  lineCharacters: 8_000,
  /** Bytes of the whole as it is sent. */
  bytes: 512 * 1024,
} as const;

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
