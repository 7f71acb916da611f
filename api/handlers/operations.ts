import { ZodError } from 'zod';
import type { Clock } from '../../db/clock';
import type { Db } from '../../db/connect';
import { schemaState } from '../../db/migrate';
import type { CodecEndpoint } from '../../vault/codec-endpoint';
import type { Metrics } from '../metrics';
import { openApiDocument } from '../openapi';
import { Problem } from '../problems';
import { json, text } from '../reply';
import type { Handlers } from '../routes';

type OperationsHandlers = Pick<Handlers, 'health' | 'ready' | 'metrics' | 'openapi' | 'codec-decode' | 'codec-encode'>;

/** Above this difference between host and database the process is not ready, milliseconds (decisions.md F). */
const MAX_SKEW_MS = 60_000;

/** Routes for those who run the engine. They name no person. */
export function operationsHandlers(parts: {
  db: Db;
  clock: Clock;
  metrics: Metrics;
  codec: CodecEndpoint;
  /** The host's clock, UTC milliseconds: compared with the database's, used for nothing else. */
  hostMs(): number;
}): OperationsHandlers {
  const { db, clock, metrics, codec } = parts;
  return {
    health: () => json({ status: 'up' }),

    async ready() {
      const schema = await schemaState(db).catch(() => 'unreachable' as const);
      const nowMs = schema === 'unreachable' ? undefined : await clock.nowMs();
      const skewMs = nowMs === undefined ? null : Math.round(parts.hostMs() - nowMs);
      const ready = schema === 'current' && skewMs !== null && Math.abs(skewMs) <= MAX_SKEW_MS;
      return json(
        { status: ready ? 'ready' : 'not-ready', schema, clockSkewMs: skewMs },
        { status: ready ? 200 : 503 },
      );
    },

    metrics: async () => text(await metrics.text(), metrics.contentType),
    openapi: () => json(openApiDocument({ title: 'Fortyfive', version: '0.1.0' })),

    async 'codec-decode'({ raw, session, staff }) {
      return json(
        await readable(() =>
          codec.decode(JSON.parse(raw.body.toString('utf8')), {
            sessionId: String(session.content['sessionId']),
            staffId: staff.id,
            role: staff.roles[0] ?? 'none',
            reason: String(session.content['reason']),
          }),
        ),
      );
    },
    'codec-encode': async ({ raw }) =>
      json(await readable(async () => codec.encode(JSON.parse(raw.body.toString('utf8'))))),
  };
}

/** A body that is no payloads is the sender's mistake. */
async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ZodError)
      throw new Problem('malformed', 'Send payloads as Temporal does: a JSON object with "payloads".');
    throw error;
  }
}
