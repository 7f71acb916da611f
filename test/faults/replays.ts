import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { createDataConverter } from '../../vault/data-converter';
import { bundleWorkflows } from '../../worker/bundle';
import { requestWorkflowId } from '../../workflows/messages';
import type { World } from './world';

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/**
 * Whether every request can be gone on with by a worker that knows nothing of it yet: its history is replayed.
 *
 * @returns what does not replay, one line each; empty where all is well
 */
export async function checkReplays({ db, vault, client }: World, references: string[]): Promise<string[]> {
  const requests = await db('requests').whereIn('reference', references).select<{ id: string }[]>('id');
  const histories = await Promise.all(
    requests.map(async ({ id }) => {
      const workflowId = requestWorkflowId(id);
      return { workflowId, history: await client.workflow.getHandle(workflowId).fetchHistory() };
    }),
  );
  const workflowBundle = await (bundle ??= bundleWorkflows());
  const dataConverter = createDataConverter({ db, vault });
  const wrong: string[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle, dataConverter }, histories))
    if (error) wrong.push(`${workflowId} does not replay: ${error.message}`);
  return wrong;
}
