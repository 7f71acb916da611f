import * as path from 'node:path';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** Bundles the workflows, with the failure converter that keeps error texts out of the clear. Takes seconds. */
export function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath: path.join(__dirname, '../workflows/index.ts'),
    failureConverterPath: require.resolve('../vault/failure-converter.ts'),
  });
}
