import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { endProcess, identify, isRunning, type ProcessId } from './process-id';
import type { Terminal } from './terminal';

/** What a start writes down, so that the next one knows what was left. */
interface State {
  supervisor: ProcessId;
  children: (ProcessId & { name: string })[];
  /** Where the database is, when it is not in the folder itself. */
  databaseFolder?: string;
}

/** The data folder, held by one supervisor at a time. */
export interface HeldFolder {
  /** Records a child as soon as it runs. */
  started(name: string, pid: number): Promise<void>;
  databaseAt(folder: string): Promise<void>;
  release(): Promise<void>;
}

const FILE = 'running.json';
const END_WITHIN_MS = 15_000;

/**
 * Takes a data folder, ending what a killed supervisor left running in it.
 *
 * @param reset removes the data first
 * @throws Error naming the process that holds the folder
 */
export async function holdFolder(folder: string, reset: boolean, terminal: Terminal): Promise<HeldFolder> {
  await fs.mkdir(folder, { recursive: true });
  const before = await read(folder);
  if (before && isRunning(before.supervisor) && before.supervisor.pid !== process.pid) {
    throw new Error(
      `Fortyfive already runs on ${folder} (process ${before.supervisor.pid}). Stop it there with Ctrl-C first.`,
    );
  }
  for (const child of before?.children ?? []) {
    if (!isRunning(child)) continue;
    terminal.say(`Ending ${child.name} (process ${child.pid}), which an earlier start left running.`);
    await endProcess(child, END_WITHIN_MS);
  }
  if (reset) await removeData(folder, before?.databaseFolder, terminal);

  const state: State = { supervisor: identify(process.pid)!, children: [], databaseFolder: before?.databaseFolder };
  let writing: Promise<void> = Promise.resolve();
  const write = () => (writing = writing.then(() => save(folder, state)));
  await write();
  return {
    async started(name, pid) {
      const id = identify(pid);
      state.children = state.children.filter(isRunning);
      if (id) state.children.push({ name, ...id });
      await write();
    },
    async databaseAt(databaseFolder) {
      state.databaseFolder = databaseFolder;
      await write();
    },
    async release() {
      state.children = [];
      // Kept for --reset, which must find a database that is elsewhere.
      state.supervisor = { pid: 0, started: '' };
      await write();
    },
  };
}

async function read(folder: string): Promise<State | undefined> {
  try {
    return JSON.parse(await fs.readFile(path.join(folder, FILE), 'utf8')) as State;
  } catch {
    return undefined;
  }
}

/** Written whole or not at all: a kill in between leaves the former. */
async function save(folder: string, state: State): Promise<void> {
  const file = path.join(folder, FILE);
  await fs.writeFile(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  await fs.rename(`${file}.new`, file);
}

async function removeData(folder: string, databaseFolder: string | undefined, terminal: Terminal): Promise<void> {
  if (databaseFolder && path.relative(folder, databaseFolder).startsWith('..')) {
    // Another place than ours is emptied only of what we know we put there.
    for (const name of ['data', 'superuser', 'postgres.log'])
      await fs.rm(path.join(databaseFolder, name), { recursive: true, force: true });
  }
  for (const name of await fs.readdir(folder))
    await fs.rm(path.join(folder, name), { recursive: true, force: true, maxRetries: 3 });
  terminal.say(`Starting afresh: ${folder} was emptied.`);
}
