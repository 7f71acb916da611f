import type { Client } from '@temporalio/client';
import { requestWorkflowId } from '../workflows/messages';

/** What stands in the histories of some requests, on average. */
export interface Histories {
  events: number;
  bytes: number;
  /** Events by type, of the first. */
  types: Record<string, number>;
}

/** Reads histories of at most `sample` requests. */
export async function histories(client: Client, requestIds: readonly string[], sample = 8): Promise<Histories> {
  const chosen = requestIds.slice(0, sample);
  const types: Record<string, number> = {};
  let events = 0;
  let bytes = 0;
  for (const [index, id] of chosen.entries()) {
    const handle = client.workflow.getHandle(requestWorkflowId(id));
    const history = await handle.fetchHistory();
    for (const { eventType } of index === 0 ? (history.events ?? []) : [])
      types[String(eventType)] = (types[String(eventType)] ?? 0) + 1;
    events += history.events?.length ?? 0;
    bytes += Number((await handle.describe()).raw.workflowExecutionInfo?.historySizeBytes ?? 0);
  }
  return { events: events / chosen.length, bytes: bytes / chosen.length, types };
}
