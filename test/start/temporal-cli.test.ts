import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { atLeast, findTemporalCli, TEMPORAL_CLI_VERSION } from '../../demo/temporal-cli';

describe('finding the Temporal CLI', function () {
  if (process.platform === 'win32') return;
  let folder: string;
  before(async () => (folder = await fs.mkdtemp(path.join(os.tmpdir(), 'fortyfive-cli-'))));
  after(() => fs.rm(folder, { recursive: true }));

  /** A folder with a `temporal` that says what it is told to say. */
  async function fake(name: string, says: string): Promise<string> {
    const at = path.join(folder, name);
    await fs.mkdir(at, { recursive: true });
    await fs.writeFile(path.join(at, 'temporal'), `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
    return at;
  }

  const cases: [string, string, string | undefined][] = [
    ['the oldest that will do', 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)', '1.29.1'],
    ['a newer one', 'temporal version 1.9.1 (Server 1.32.0, UI 2.50.0)', '1.32.0'],
    ['one built from source', 'temporal version 0.0.0-DEV (Server 1.29.1, UI 2.42.1)', '1.29.1'],
    ['one that is too old', 'temporal version 1.4.9 (Server 1.28.4, UI 2.41.0)', undefined],
    ['something else of that name', 'Temporal coordinates, release 3', undefined],
  ];
  for (const [what, says, server] of cases)
    it(`${server ? 'takes' : 'leaves'} ${what}`, async () => {
      const PATH = `${await fake(what.replaceAll(' ', '-'), says)}:/usr/bin:/bin`;
      const said: string[] = [];
      const cli = await findTemporalCli({
        env: { PATH, FORTYFIVE_CACHE: path.join(folder, 'none') },
        say: (line) => said.push(line),
      });
      assert.equal(cli?.server, server);
      assert.equal(said.length, server ? 0 : 1);
    });

  it('takes the cached one where the path has none', async () => {
    const cache = path.join(folder, 'cache');
    await fake(`cache/temporal-${TEMPORAL_CLI_VERSION}`, 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)');
    const cli = await findTemporalCli({ env: { PATH: '/usr/bin:/bin', FORTYFIVE_CACHE: cache } });
    assert.equal(cli?.origin, 'cache');
  });

  it('compares versions by number', () => {
    assert.deepEqual(
      [atLeast('1.10.0', '1.5.1'), atLeast('1.5.1', '1.5.1'), atLeast('1.5.0', '1.5.1'), atLeast('0.0.0-DEV', '1.5.1')],
      [true, true, false, false],
    );
  });
});
