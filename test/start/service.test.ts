import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { choosePort, freePort } from '../../demo/ports';
import { identify, isRunning } from '../../demo/process-id';
import { answersHttp, startService, type Service } from '../../demo/service';
import { until } from '../support/until';

const SERVER = `
  const { createServer } = require('node:http');
  createServer((_, response) => response.end(String(process.pid))).listen(Number(process.env.PORT), '127.0.0.1');
`;

describe('a service of the demo', () => {
  let folder: string;
  let port: number;
  let service: Service | undefined;
  let said: string[];
  let pids: number[];

  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'fortyfive-service-'));
    port = await freePort();
    said = [];
    pids = [];
  });
  afterEach(async () => {
    await service?.stop();
    service = undefined;
    await fs.rm(folder, { recursive: true });
  });

  function start(program: string, graceMs?: number): Promise<Service> {
    return startService({
      name: 'example',
      command: [process.execPath, '-e', program],
      env: { ...process.env, PORT: String(port) },
      cwd: folder,
      log: path.join(folder, 'example.log'),
      ready: () => answersHttp(`http://127.0.0.1:${port}`),
      readyWithinMs: 20_000,
      graceMs,
      terminal: { say: (line) => said.push(line), progress: () => undefined },
      spawned: async (pid) => void pids.push(pid),
    });
  }

  it('is started again when it dies, and says so', async () => {
    service = await start(SERVER);
    process.kill(pids[0]!, 'SIGKILL');
    await until('a second process answers', async () => pids.length === 2 && answersHttp(`http://127.0.0.1:${port}`));
    assert.match(said.join('\n'), /The example ended by itself \(signal SIGKILL\); .*example\.log says why\./);
  });

  it('is gone once it was stopped, even if it will not listen', async () => {
    service = await start(`process.on('SIGTERM', () => undefined); ${SERVER}`, 200);
    const id = identify(pids[0]!)!;
    assert.ok(isRunning(id));
    await service.stop();
    assert.ok(!isRunning(id));
    assert.deepEqual(said, []);
  });

  it('that cannot start says the end of its log', async () => {
    await assert.rejects(start(`throw new Error('no such column')`), /ended while it started[^]*no such column/);
  });
});

describe('a port that is taken', () => {
  it('is replaced, in plain words', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const said: string[] = [];
    const chosen = await choosePort('the mailbox', port, (line) => said.push(line));
    other.close();
    assert.notEqual(chosen, port);
    assert.deepEqual(said, [`Port ${port} is taken: ${chosen} is used for the mailbox.`]);
  });
});
