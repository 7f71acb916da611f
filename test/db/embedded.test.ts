import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { createServer } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { hasCluster, startEmbedded, type EmbeddedOptions, type EmbeddedServer } from '../../db/embedded';
import { withClient } from '../../db/roles';

describe('the embedded Postgres', () => {
  let folder: string;
  const servers: EmbeddedServer[] = [];
  const start = async (more: Partial<EmbeddedOptions> = {}) => {
    const server = await startEmbedded({ folder, ...more });
    servers.push(server);
    return server;
  };
  const write = ({ url }: EmbeddedServer, text: string) =>
    withClient(url(), async (client) => {
      await client.query('CREATE TABLE IF NOT EXISTS kept (text text)');
      await client.query('INSERT INTO kept VALUES ($1)', [text]);
    });
  const kept = ({ url }: EmbeddedServer) =>
    withClient(url(), async (client) => {
      const { rows } = await client.query<{ text: string }>('SELECT text FROM kept');
      return rows.map(({ text }) => text);
    });

  beforeEach(async () => void (folder = await fs.mkdtemp(path.join(os.tmpdir(), 'embedded-'))));
  afterEach(async () => {
    const started = servers.splice(0);
    for (const server of started) await server.stop();
    for (const server of started) await fs.rm(server.folder, { recursive: true, force: true });
    await fs.rm(folder, { recursive: true, force: true });
  });

  it('keeps its data from one start to the next, writes to the disk, and asks for a password', async () => {
    assert.equal(hasCluster(folder), false);
    const first = await start();
    await write(first, 'one');
    const fsync = await withClient(first.url(), (client) => client.query('SHOW fsync'));
    assert.deepEqual(fsync.rows, [{ fsync: 'on' }]);
    await first.stop();
    await first.exited;
    await first.stop();
    assert.equal(hasCluster(folder), true);
    const second = await start();
    assert.deepEqual(await kept(second), ['one']);
    assert.deepEqual(second.notes, []);
    const wrong = new URL(second.url());
    wrong.password = 'guess';
    await assert.rejects(
      withClient(wrong.href, () => Promise.resolve()),
      { code: '28P01' },
    );
    assert.equal((await fs.stat(path.join(folder, 'superuser'))).mode & 0o077, 0);
  });

  it('takes another port when the wished one is taken, and says so', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const server = await start({ port });
    other.close();
    assert.notEqual(server.port, port);
    assert.deepEqual(server.notes, [`Port ${port} is taken: Postgres listens on ${server.port}.`]);
    await write(server, 'one');
  });

  it('starts after its server was killed, with what was committed', async () => {
    const first = await start();
    await write(first, 'one');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    assert.deepEqual(await kept(await start()), ['one']);
  });

  it('ends the server that a killed start left running', async () => {
    const first = await start();
    await write(first, 'one');
    const second = await start();
    await first.exited;
    assert.match(second.notes.join(), new RegExp(`process ${first.pid}\\) was ended`));
    assert.deepEqual(await kept(second), ['one']);
  });

  it('is not misled by a process ID that came round again', async () => {
    const first = await start();
    await write(first, 'one');
    await first.stop();
    const stale = `${process.pid}\n${path.join(folder, 'data')}\n0\n5432\n`;
    await fs.writeFile(path.join(folder, 'data', 'postmaster.pid'), stale);
    assert.deepEqual(await kept(await start()), ['one']);
  });

  it('begins again where the first start was killed half-way', async () => {
    await fs.mkdir(path.join(folder, 'data', 'base'), { recursive: true });
    await write(await start(), 'one');
  });

  it('goes elsewhere when its account cannot enter the folder, and finds the data again', async function () {
    if (process.getuid?.() !== 0) return this.skip();
    await fs.chmod(folder, 0o700);
    const inner = path.join(folder, 'data-of-ours');
    const first = await start({ folder: inner });
    assert.ok(!first.folder.startsWith(folder));
    assert.ok(first.notes.some((note) => note.includes(first.folder) && note.includes(inner)));
    await write(first, 'one');
    await first.stop();
    const second = await start({ folder: inner });
    assert.equal(second.folder, first.folder);
    assert.deepEqual(await kept(second), ['one']);
  });

  it('says why it does not start', async () => {
    await assert.rejects(start({ settings: ['no_such_setting=1'] }), /did not start[^]*no_such_setting/);
  });
});
