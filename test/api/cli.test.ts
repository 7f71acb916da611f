import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { createIntake } from '../../api/services/intake';
import { apiSettings } from '../../api/settings';
import { wire } from '../../api/wiring';
import { main } from '../../cli/fortyfive';
import { findApiKey } from '../../db/api-keys';
import { databaseClock } from '../../db/clock';
import { createKeyFile } from '../../vault/kek';
import { testDatabase, type TestDatabase } from '../support/database';

describe('fortyfive, the command line', () => {
  let database: TestDatabase;
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let reference: string;
  let requestId: string;
  before(async () => {
    database = await testDatabase();
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'fortyfive-cli-'));
    await createKeyFile(path.join(folder, 'key.json'));
    await fs.writeFile(path.join(folder, 'secrets.json'), '{}');
    env = {
      DATABASE_URL: database.url,
      // nobody listens there: what needs no Temporal must not wait for it
      TEMPORAL_ADDRESS: '127.0.0.1:9',
      FORTYFIVE_MODE: 'demo',
      FORTYFIVE_KEK_FILE: path.join(folder, 'key.json'),
      FORTYFIVE_SECRETS_FILE: path.join(folder, 'secrets.json'),
      FORTYFIVE_DATA_MAP: path.join(__dirname, '../../demo/data-map.yaml'),
      FORTYFIVE_SMTP_URL: 'smtp://127.0.0.1:9',
      FORTYFIVE_BASE_URL: 'http://127.0.0.1:4545',
    };
    const { deps, close } = await wire(apiSettings(env), env, 'cli', () => undefined);
    const nowMs = await deps.clock.nowMs();
    const start = () => Promise.resolve();
    const receipt = await createIntake({ ...deps, gateway: { ...deps.gateway, start } }).receive({
      fields: { right: 'delete', name: 'Robin Vance', email: 'robin.vance@example.com' },
      channel: 'form',
      receivedAtMs: nowMs,
      nowMs,
    });
    await close();
    ({ reference, requestId } = receipt);
    await database.db('requests').where({ id: requestId }).update({ phase: 'verifying' });
  });
  after(async () => {
    await database.drop();
    await fs.rm(folder, { recursive: true, force: true });
  });

  const run = async (args: string[], more: NodeJS.ProcessEnv = {}) => {
    const out: string[] = [];
    const err: string[] = [];
    const code = await main(args, {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      stdin: () => Promise.resolve(''),
      env: { ...env, ...more },
      ask: () => Promise.resolve(''),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  };
  const oneTime = (text: string) => /one-time password: (\S+)/.exec(text)![1]!;
  const account = async (email: string, roles: string, as: NodeJS.ProcessEnv) => {
    const made = await run(['staff', 'create', '--email', email, '--name', 'Pat', '--roles', roles], as);
    assert.equal(made.code, 0, made.err);
    const first = { FORTYFIVE_STAFF: email, FORTYFIVE_PASSWORD: oneTime(made.out) };
    const own = { FORTYFIVE_STAFF: email, FORTYFIVE_PASSWORD: 'a long enough password' };
    const refused = await run(['requests', 'list'], first);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /one-time password/);
    const changed = await run(['staff', 'password'], { ...first, FORTYFIVE_NEW_PASSWORD: own.FORTYFIVE_PASSWORD });
    assert.equal(changed.code, 0, changed.err);
    return own;
  };

  it('makes the first account without a sign-in, and the next only by an administrator', async () => {
    const administrator = await account('admin@staff.example', 'administrator', {});
    const verifier = await account('verifier@staff.example', 'verifier', administrator);
    const refused = await run(
      ['staff', 'create', '--email', 'x@staff.example', '--name', 'X', '--roles', 'auditor'],
      verifier,
    );
    assert.equal(refused.code, 2);
    const wrong = await run(['requests', 'list'], { ...verifier, FORTYFIVE_PASSWORD: 'wrong' });
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /not right/);

    const listed = await run(['requests', 'list'], verifier);
    assert.match(listed.out, new RegExp(`^${reference}  delete  verifying`));
    const shown = await run(['requests', 'show', reference.toLowerCase()], verifier);
    assert.match(shown.out, /clock CLK-02: strict/);
    assert.doesNotMatch(shown.out + listed.out, /Robin|robin/);

    const decided = await run(['decide', 'approve-verification', reference], verifier);
    assert.equal(decided.code, 0, decided.err);
    const row = await database.db('decisions').where({ request_id: requestId }).first();
    assert.equal(row.state, 'recorded');
    assert.equal(row.delivered_at, null);
    assert.equal(
      decided.out,
      `temporal workflow signal --address 127.0.0.1:9 --workflow-id request/${requestId} ` +
        `--name approveVerification --input '{"decisionId":"${row.id}"}' --identity fortyfive-staff`,
    );

    const denied = await run(['decide', 'deny', reference, '--code', 'conflict-of-law', '--facts', 'x'], verifier);
    assert.equal(denied.code, 1);
    assert.match(denied.err, /role-missing/);
    const suspect = ['decide', 'refuse-verification', reference, '--code', 'suspected-fraud', '--facts', 'x'];
    assert.match((await run(suspect, verifier)).err, /needs-documented-belief/);
    const believed = await run([...suspect, '--stated', 'documented-belief'], verifier);
    assert.equal(believed.code, 0, believed.err);
    assert.equal((await run(['decide', 'withdraw', reference], verifier)).code, 2, 'a consumer’s, not staff’s');
    assert.equal((await run(['decide', 'extend', 'FF-2222-2222'], verifier)).code, 2);
  });

  it('makes, lists and ends keys of programs, for an administrator alone', async () => {
    const administrator = { FORTYFIVE_STAFF: 'admin@staff.example', FORTYFIVE_PASSWORD: 'a long enough password' };
    const verifier = { ...administrator, FORTYFIVE_STAFF: 'verifier@staff.example' };
    const create = ['api-key', 'create', '--name', 'privacy desk', '--scope', 'notices'];
    assert.equal((await run([...create, '--recipient', 'northgate'], verifier)).code, 2);
    assert.match((await run([...create, '--recipient', 'nobody'], administrator)).err, /northgate/);
    assert.match((await run(['api-key', 'create', '--scope', 'all'], administrator)).err, /no scope all/);

    const made = await run([...create, '--recipient', 'northgate', '--days', '30'], administrator);
    assert.equal(made.code, 0, made.err);
    const [id, key] = made.out.split(/ +/) as [string, string];
    assert.match(key, /^f45_[\w-]{43}$/);
    const nowMs = await databaseClock(database.db).nowMs();
    assert.equal((await findApiKey(database.db, key, 'notices', nowMs))?.subject, 'northgate');
    const stored = JSON.stringify(await database.db('api_keys').select());
    assert.ok(!stored.includes(key), 'only its hash is kept');
    assert.match((await run(['api-key', 'list'], administrator)).out, /notices {2}privacy desk {2}northgate {2}until/);
    assert.equal((await run(['api-key', 'end', id], administrator)).code, 0);
    assert.equal(await findApiKey(database.db, key, 'notices', nowMs), undefined);
    assert.equal((await run(['api-key', 'end', id], administrator)).code, 2);
  });

  it('verifies the ledger of what it did', async () => {
    const { code, out } = await run(['ledger', 'verify']);
    assert.equal(code, 0);
    assert.match(out, /no break found/);
  });

  it('says what there is, and what is wrong', async () => {
    assert.equal((await run(['help'])).code, 0);
    assert.equal((await run(['nonsense'])).code, 2);
    assert.equal((await run(['constructor'])).code, 2);
    const doctor = await run(['doctor']);
    assert.equal(doctor.code, 1);
    assert.match(doctor.out, /WRONG {2}Temporal does not answer at 127\.0\.0\.1:9/);
    assert.match(doctor.out, /demo {3}FORTYFIVE_MODE/);
  });
});
