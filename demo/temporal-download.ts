import { TestWorkflowEnvironment } from '@temporalio/testing';

/**
 * Lets the SDK download a Temporal CLI into a folder: `temporal-download.ts <folder> <version>`. Its only door to the
 * downloader starts the server too; that one is stopped at once.
 */
async function main(downloadDir: string, version: string): Promise<void> {
  const executable = { type: 'cached-download', downloadDir, version: `v${version}` } as const;
  const environment = await TestWorkflowEnvironment.createLocal({ server: { executable, ui: false } });
  await environment.teardown();
}

void main(process.argv[2]!, process.argv[3]!).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
