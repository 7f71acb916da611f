import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { readSealFile } from '../../db/seal-file';
import { isRunning, type ProcessId } from '../../demo/process-id';
import { findTemporalCli } from '../../demo/temporal-cli';
import { LAST_LINE } from '../../demo/welcome';
import { skipWithout } from '../support/requirements';
import { until } from '../support/until';

const START = path.resolve(__dirname, '../../demo/start.mjs');
const START_WITHIN_MS = 240_000;
const STOP_WITHIN_MS = 60_000;

/** One `npm start` under test. */
interface Start {
  child: ChildProcess;
  /** All that it has said so far. */
  said(): string;
  /** Settles when the last line stands there. */
  ready(): Promise<void>;
  /** As Ctrl-C does, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

describe('npm start', () => {
  let folder: string;
  let squatter: Server;
  let squattedPort: number | undefined;
  const starts: Start[] = [];

  before(async function () {
    this.timeout(300_000);
    if (!(await findTemporalCli({ download: true }))) skipWithout(this, 'Temporal CLI (npm start fetches one)');
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'fortyfive-start-'));
    // Somebody else has the API's port, unless it is taken anyway.
    squatter = createServer();
    await new Promise<void>((resolve) =>
      squatter
        .once('error', () => resolve())
        .listen(4545, '127.0.0.1', () => {
          squattedPort = 4545;
          resolve();
        }),
    );
  });
  after(async function () {
    this.timeout(STOP_WITHIN_MS);
    squatter?.close();
    for (const start of starts) await start.stop();
    if (!folder) return;
    const { databaseFolder } = await state();
    for (const place of [folder, databaseFolder]) if (place) await fs.rm(place, { recursive: true, force: true });
  });

  function start(...args: string[]): Start {
    const child = spawn(process.execPath, [START, ...args], {
      env: { ...process.env, FORTYFIVE_FOLDER: folder, NODE_ENV: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
    const over = () => child.exitCode !== null || child.signalCode !== null;
    const one: Start = {
      child,
      said: () => text,
      async ready() {
        await until(`the last line of a start`, () => text.includes(LAST_LINE) || over(), {
          withinMs: START_WITHIN_MS,
          everyMs: 100,
        });
        assert.ok(text.includes(LAST_LINE), text);
      },
      async stop(signal = 'SIGINT') {
        if (over()) return;
        child.kill(signal);
        await once(child, 'exit');
      },
    };
    starts.push(one);
    return one;
  }

  /** What the start has written down for the next one. */
  async function state(): Promise<{ children: (ProcessId & { name: string })[]; databaseFolder?: string }> {
    return JSON.parse(await fs.readFile(path.join(folder, 'running.json'), 'utf8').catch(() => '{}'));
  }

  const children = async () => (await state()).children;

  /** The address that a start printed for something. */
  function address(said: string, what: string): string {
    const found = new RegExp(`^  ${what} +(http://\\S+)$`, 'm').exec(said);
    assert.ok(found, `${what} is among the addresses:\n${said}`);
    return found[1]!;
  }

  it('reaches its last line, shows what to try, and every address answers', async function () {
    this.timeout(START_WITHIN_MS + STOP_WITHIN_MS);
    const first = start();
    await first.ready();
    const said = first.said();
    for (const what of ['Request form', 'Staff', 'Mailbox', 'Temporal']) {
      const response = await fetch(address(said, what));
      assert.ok(response.status < 400, `${what} answers ${response.status}`);
    }
    assert.match(said, /^ {2}admin@\S+ +[0-9A-Z-]{15,} /m);
    // the ledger is sealed from the first minute, in the demo too (decisions.md H2)
    await until('the first seal', async () => (await readSealFile(path.join(folder, 'seals.jsonl'))).length > 0);
    if (squattedPort) assert.match(said, /Port 4545 is taken: \d+ is used for the API\./);
  });

  it('started twice on the same data says so and leaves the first alone', async () => {
    const second = start();
    await once(second.child, 'exit');
    assert.equal(second.child.exitCode, 1);
    assert.match(second.said(), /Fortyfive already runs on /);
    assert.ok((await fetch(address(starts[0]!.said(), 'Mailbox'))).ok);
  });

  it('brings back a service that dies', async function () {
    this.timeout(START_WITHIN_MS);
    const worker = (await children()).find(({ name }) => name === 'the worker')!;
    process.kill(worker.pid, 'SIGKILL');
    await until('another worker runs', async () =>
      (await children()).some(({ name, pid }) => name === 'the worker' && pid !== worker.pid),
    );
    assert.match(starts[0]!.said(), /The worker ended by itself \(signal SIGKILL\)/);
  });

  it('ends everything on Ctrl-C', async function () {
    this.timeout(STOP_WITHIN_MS);
    const all = await children();
    assert.ok(all.length >= 4);
    await starts[0]!.stop();
    assert.equal(starts[0]!.child.exitCode, 0);
    assert.deepEqual(all.filter(isRunning), []);
    assert.match(starts[0]!.said(), /Fortyfive has stopped\.\n$/);
  });

  it('keeps the data, and after a kill ends what was left and starts again', async function () {
    this.timeout(2 * START_WITHIN_MS + STOP_WITHIN_MS);
    const killed = start();
    await killed.ready();
    assert.ok(!killed.said().includes('Accounts made now'), 'the accounts of the first start stand');
    const left = await children();
    await killed.stop('SIGKILL');
    assert.ok(left.some(isRunning), 'the kill leaves processes behind');

    const next = start();
    await next.ready();
    assert.deepEqual(left.filter(isRunning), []);
    await next.stop('SIGTERM');
  });
});
