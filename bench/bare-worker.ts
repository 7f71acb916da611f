import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { bundleWorkflows } from '../worker/worker';
import { bareActivities, type BareMoment } from './bare-activities';

/** What the bare worker tells the process that started it. */
export type BareMessage = { ready: true } | { reached: [requestId: string, moment: BareMoment][] };

/** The bare engine: the product's workflow code, with options of the product's worker, over empty bodies. */
async function main(address: string, taskQueue: string): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const connection = await NativeConnection.connect({ address });
  let reached: [string, BareMoment][] = [];
  const tell = (message: BareMessage): void => void process.send?.(message);
  const telling = setInterval(() => {
    if (reached.length > 0) tell({ reached: reached.splice(0) });
  }, 20);
  const worker = await Worker.create({
    connection,
    namespace: 'default',
    taskQueue,
    workflowBundle: await bundleWorkflows(),
    activities: bareActivities((requestId, moment) => void reached.push([requestId, moment])),
    maxCachedWorkflows: 300,
    shutdownGraceTime: '5 seconds',
  });
  tell({ ready: true });
  await worker.run();
  clearInterval(telling);
  reached = [];
  await connection.close();
  if (process.connected) process.disconnect();
}

main(process.argv[2]!, process.argv[3]!).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
