import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { identify, isRunning } from '../../demo/process-id';
import { holdFolder } from '../../demo/state';

describe('the data folder', () => {
  let folder: string;
  const said: string[] = [];
  const terminal = { say: (line: string) => said.push(line), progress: () => undefined };
  const idle = () => spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1e6)'], { stdio: 'ignore' });

  beforeEach(async () => (folder = await fs.mkdtemp(path.join(os.tmpdir(), 'fortyfive-folder-'))));
  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  const leave = (state: unknown) => fs.writeFile(path.join(folder, 'running.json'), JSON.stringify(state));

  it('ends what a killed start left running, and no stranger with the same number', async () => {
    const left = idle();
    const stranger = idle();
    const id = identify(left.pid!)!;
    await leave({
      supervisor: { pid: 2 ** 22 + 1, started: 'never' },
      children: [
        { name: 'the worker', ...id },
        { name: 'the API', pid: stranger.pid, started: 'another time' },
      ],
    });
    try {
      await (await holdFolder(folder, false, terminal)).release();
      assert.ok(!isRunning(id));
      assert.equal(stranger.exitCode, null);
      assert.equal(stranger.signalCode, null);
      assert.ok(said.includes(`Ending the worker (process ${left.pid}), which an earlier start left running.`));
    } finally {
      left.kill('SIGKILL');
      stranger.kill('SIGKILL');
    }
  });

  it('is held by one supervisor at a time', async () => {
    const other = idle();
    await leave({ supervisor: identify(other.pid!), children: [] });
    try {
      await assert.rejects(holdFolder(folder, false, terminal), new RegExp(`already runs on .*process ${other.pid}`));
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('is emptied by a reset, and not otherwise', async () => {
    const elsewhere = path.join(folder, '..', `${path.basename(folder)}-elsewhere`);
    await fs.mkdir(path.join(elsewhere, 'data'), { recursive: true });
    await fs.writeFile(path.join(elsewhere, 'somebody'), 'not ours');
    await fs.writeFile(path.join(folder, 'secrets.json'), '{}');
    const first = await holdFolder(folder, false, terminal);
    await first.databaseAt(elsewhere);
    await first.release();
    assert.deepEqual((await fs.readdir(folder)).sort(), ['running.json', 'secrets.json']);

    await (await holdFolder(folder, true, terminal)).release();
    assert.deepEqual(await fs.readdir(folder), ['running.json']);
    assert.deepEqual(await fs.readdir(elsewhere), ['somebody']);
    await fs.rm(elsewhere, { recursive: true });
  });
});
