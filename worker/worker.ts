import type { DataConverter } from '@temporalio/common';
import { type NativeConnection, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { type ActivityDependencies, createActivities } from '../activities';
import { bundleWorkflows } from './bundle';

export { bundleWorkflows } from './bundle';

/** What a worker is made of. */
export interface WorkerParts {
  connection: NativeConnection;
  namespace: string;
  taskQueue: string;
  dataConverter: DataConverter;
  activities: ActivityDependencies;
  /** Made once a process; bundling takes seconds. */
  workflowBundle?: WorkflowBundleWithSourceMap;
  identity?: string;
  maxCachedWorkflows?: number;
}

/** Makes the worker that runs workflows and activities; the caller runs it and ends it. */
export async function createWorker(parts: WorkerParts): Promise<Worker> {
  return Worker.create({
    connection: parts.connection,
    namespace: parts.namespace,
    taskQueue: parts.taskQueue,
    dataConverter: parts.dataConverter,
    workflowBundle: parts.workflowBundle ?? (await bundleWorkflows()),
    activities: createActivities(parts.activities),
    maxCachedWorkflows: parts.maxCachedWorkflows ?? 300,
    shutdownGraceTime: '20 seconds',
    ...(parts.identity ? { identity: parts.identity } : {}),
  });
}
