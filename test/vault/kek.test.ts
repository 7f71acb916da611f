import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { addEpoch, createKeyFile, environmentKek, fileKek } from '../../vault/kek';
import { testSecrets } from '../support/vault';

describe('the key-encryption key', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'kek-'));
    file = path.join(folder, 'keys', 'kek.json');
  });
  afterEach(() => fs.rm(folder, { recursive: true }));

  it('in a file is made once, for its owner alone, and never overwritten', async () => {
    assert.equal(await createKeyFile(file), true);
    assert.equal((await fs.stat(file)).mode & 0o777, 0o600);
    const before = await fs.readFile(file, 'utf8');
    assert.equal(await createKeyFile(file), false);
    assert.equal(await fs.readFile(file, 'utf8'), before);
  });

  it('unwraps what it wrapped, in its place only', async () => {
    await createKeyFile(file);
    const { kek } = await fileKek(file);
    const wrapped = await kek.wrap(Buffer.alloc(32, 7), 'here');
    assert.deepEqual(await (await fileKek(file)).kek.unwrap(wrapped, 'here', 1), Buffer.alloc(32, 7));
    await assert.rejects(kek.unwrap(wrapped, 'there', 1), { name: 'Unreadable' });
    await assert.rejects(kek.unwrap(wrapped, 'here', 2), { name: 'Unreadable' });
    await assert.rejects(testSecrets().kek.unwrap(wrapped, 'here', 1), { name: 'Unreadable' });
  });

  it('of an older epoch still unwraps after another was added', async () => {
    await createKeyFile(file);
    const wrapped = await (await fileKek(file)).kek.wrap(Buffer.alloc(32, 7), 'here');
    assert.equal(await addEpoch(file), 2);
    const { kek } = await fileKek(file);
    assert.equal(kek.epoch, 2);
    assert.deepEqual(await kek.unwrap(wrapped, 'here', 1), Buffer.alloc(32, 7));
    assert.equal((await fs.stat(file)).mode & 0o777, 0o600);
  });

  it('that others may read is refused, with the remedy', async () => {
    await createKeyFile(file);
    await fs.chmod(file, 0o640);
    await assert.rejects(fileKek(file), /chmod 600/);
  });

  const SECRET = Buffer.alloc(16, 1).toString('base64');
  const broken: [string, string][] = [
    ['is not JSON', '{'],
    ['has no epoch', `{"id":"a","epochs":{},"index":"${SECRET}"}`],
    ['has a short key', `{"id":"a","epochs":{"1":"${SECRET}"},"index":"${SECRET}"}`],
    ['has an epoch that is no number', `{"id":"a","epochs":{"one":"${SECRET}"},"index":"${SECRET}"}`],
  ];
  for (const [what, text] of broken) {
    it(`that ${what} is refused, without its content`, async () => {
      await fs.mkdir(path.dirname(file));
      await fs.writeFile(file, text, { mode: 0o600 });
      await assert.rejects(fileKek(file), (error: Error) => {
        assert.ok(error.message.includes(file));
        assert.ok(!error.message.includes(SECRET));
        return true;
      });
    });
  }

  it('that is missing names the setting', () => assert.rejects(fileKek(file), /FORTYFIVE_KEK_FILE/));

  it('from the environment names the variable that is missing', () => {
    assert.throws(() => environmentKek({ FORTYFIVE_KEK_ID: 'a' }), /FORTYFIVE_KEK is not set/);
    assert.throws(
      () => environmentKek({ FORTYFIVE_KEK_ID: 'a', FORTYFIVE_KEK: SECRET, FORTYFIVE_INDEX_KEY: SECRET }),
      (error: Error) => !error.message.includes(SECRET),
    );
    assert.equal(testSecrets(1, 3).kek.epoch, 3);
  });
});
