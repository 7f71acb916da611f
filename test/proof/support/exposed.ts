import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { Db } from '../../../db/connect';
import { createCodec } from '../../../vault/codec';
import { requestWorkflowId } from '../../../workflows/messages';
import type { Engine } from '../../support/engine';
import type { Exposed } from './marks';

const { History, HistoryEvent } = temporal.api.history.v1;
type HistoryEvents = temporal.api.history.v1.IHistoryEvent[];
const { EventType } = temporal.api.enums.v1;

/** Identity of whoever sends signals that no decision stands behind. What they send is theirs, and stands in Temporal. */
export const STRANGER = 'stranger';

/** All that Temporal shows of a request, as it is stored and as the codec opens it. */
export function temporalShows(engine: Engine, requestId: string): Promise<Exposed[]> {
  return workflowShows(engine, requestWorkflowId(requestId));
}

/** {@link temporalShows} for any workflow of the engine. */
export async function workflowShows(engine: Engine, workflowId: string): Promise<Exposed[]> {
  const codec = createCodec({ db: engine.database.db, vault: engine.vault });
  const connection = engine.temporal.env.connection;
  const shown: Exposed[] = [];
  const description = await connection.workflowService.describeWorkflowExecution({
    namespace: 'default',
    execution: { workflowId },
  });
  shown.push({
    where: `description of ${workflowId}`,
    content: JSON.stringify(await opened(description, codec, workflowId)),
  });
  shown.push({ where: `raw description of ${workflowId}`, content: json(description) });
  for (const events of await runsOf(engine, workflowId)) {
    const ours = events.map(withoutStrangersWords);
    shown.push({ where: `raw history of ${workflowId}`, content: History.encode({ events: ours }).finish() });
    for (const event of ours) {
      const decoded = await opened(HistoryEvent.fromObject(event), codec, workflowId);
      const name = EventType[event.eventType ?? 0] ?? 'event';
      shown.push({ where: `${name} ${String(event.eventId)} of ${workflowId}`, content: JSON.stringify(decoded) });
    }
  }
  return shown;
}

/** Events of every run, the newest run first. */
export async function runsOf(engine: Pick<Engine, 'temporal'>, workflowId: string): Promise<HistoryEvents[]> {
  const runs: HistoryEvents[] = [];
  let runId: string | undefined;
  do {
    const handle = engine.temporal.client.workflow.getHandle(workflowId, runId);
    const { events } = await handle.fetchHistory();
    runs.push(events ?? []);
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  } while (runId);
  return runs;
}

function withoutStrangersWords(event: HistoryEvents[number]): HistoryEvents[number] {
  const signaled = event.workflowExecutionSignaledEventAttributes;
  return signaled?.identity === STRANGER ? { ...event, workflowExecutionSignaledEventAttributes: {} } : event;
}

/** A message with every payload in it opened, wherever it stands. */
export async function opened(message: unknown, codec: PayloadCodec, workflowId: string): Promise<unknown> {
  if (message instanceof Uint8Array) return Buffer.from(message).toString('utf8');
  if (Array.isArray(message)) return Promise.all(message.map((item) => opened(item, codec, workflowId)));
  if (typeof message !== 'object' || message === null) return message;
  if (isPayload(message)) {
    const [payload] = await codec.decode([message], { type: 'workflow', namespace: 'default', workflowId } as never);
    return Buffer.from(payload!.data ?? []).toString('utf8');
  }
  const entries = Object.entries(message).filter(([, value]) => value !== null && typeof value !== 'function');
  return Object.fromEntries(
    await Promise.all(entries.map(async ([key, value]) => [key, await opened(value, codec, workflowId)] as const)),
  );
}

function isPayload(value: object): value is Payload {
  return 'metadata' in value && 'data' in value && value.data instanceof Uint8Array;
}

const json = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    item instanceof Uint8Array ? Buffer.from(item).toString('utf8') : item,
  );

/** Columns that are sealed: there a person may stand, and nobody reads them without a key. */
const SEALED = ['vault_entries.sealed', 'disclosures.sealed'];

/** Every row of every table of our own database, one text each, without the sealed columns. */
export async function databaseShows(ownerDb: Db): Promise<Exposed[]> {
  const tables = (await ownerDb('pg_tables').where({ schemaname: 'public' }).pluck('tablename')) as string[];
  const shown: Exposed[] = [];
  for (const table of tables.sort()) {
    const { rows } = await ownerDb.raw<{ rows: { row: Record<string, unknown> }[] }>(
      'SELECT to_jsonb(t) AS row FROM ?? t',
      [table],
    );
    for (const { row } of rows) {
      for (const sealed of SEALED) if (sealed.startsWith(`${table}.`)) delete row[sealed.split('.')[1]!];
      shown.push({ where: `table ${table}`, content: JSON.stringify(row) });
    }
  }
  return shown;
}

/** Whatever the vault holds in clear, for the proof that a mark got as far as that. */
export async function vaultHolds(engine: Engine): Promise<Exposed[]> {
  const { db } = engine.database;
  const ids = (await db('vault_entries').pluck('id')) as string[];
  return Promise.all(
    ids.map(async (id) => ({ where: 'the vault', content: JSON.stringify(await engine.vault.open(db, id)) })),
  );
}
