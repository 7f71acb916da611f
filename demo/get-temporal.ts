import { findTemporalCli } from './temporal-cli';
import { createTerminal } from './terminal';

/** Gets a Temporal command line as `npm start` would, and prints its path. */
async function main(): Promise<void> {
  const terminal = createTerminal(process.stderr);
  const cli = await findTemporalCli({ ...terminal, download: true, build: true });
  if (!cli) throw new Error('There is no Temporal CLI, and none could be had.');
  console.log(cli.path);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
