import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { createIntake } from '../../api/services/intake';
import { canonicalJson, type SignedProof } from '../../api/services/proof-package';
import { apiSettings } from '../../api/settings';
import { wire, type Wired } from '../../api/wiring';
import { main } from '../../cli/fortyfive';
import { entryHash, readChain } from '../../db/ledger';
import { createKeyFile } from '../../vault/kek';
import { createSealKeyFile, openSealKey } from '../../vault/seal-key';
import { createSealer } from '../../worker/sealer';
import { testDatabase, type TestDatabase } from '../support/database';

describe('the proof of a request (decisions.md H3)', () => {
  let database: TestDatabase;
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let wired: Wired;
  let reference: string;
  let requestId: string;
  let files = 0;
  const file = (name: string): string => path.join(folder, name);

  before(async () => {
    database = await testDatabase();
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'fortyfive-proof-'));
    await createKeyFile(file('kek.json'));
    await createSealKeyFile(file('seal-key.pem'));
    await fs.writeFile(file('public.pem'), (await openSealKey(file('seal-key.pem'))).publicPem);
    await fs.writeFile(file('secrets.json'), '{}');
    env = {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: '127.0.0.1:9',
      FORTYFIVE_MODE: 'demo',
      FORTYFIVE_KEK_FILE: file('kek.json'),
      FORTYFIVE_SEAL_KEY_FILE: file('seal-key.pem'),
      FORTYFIVE_SECRETS_FILE: file('secrets.json'),
      FORTYFIVE_DATA_MAP: path.join(__dirname, '../../demo/data-map.yaml'),
      FORTYFIVE_SMTP_URL: 'smtp://127.0.0.1:9',
      FORTYFIVE_BASE_URL: 'http://127.0.0.1:4545',
      FORTYFIVE_PASSWORD: 'a long enough password',
    };
    wired = await wire(apiSettings(env), env, 'cli', () => undefined);
    const nowMs = await wired.deps.clock.nowMs();
    const start = () => Promise.resolve();
    const intake = createIntake({ ...wired.deps, gateway: { ...wired.deps.gateway, start } });
    const receive = (email: string) =>
      intake.receive({
        fields: { right: 'delete', name: 'Robin Vance', email },
        channel: 'form',
        receivedAtMs: nowMs,
        nowMs,
      });
    await receive('someone.else@example.com');
    ({ reference, requestId } = await receive('robin.vance@example.com'));
    await receive('a.third@example.com');
    await account('admin@staff.example', 'administrator', {});
    await account('auditor@staff.example', 'auditor', { FORTYFIVE_STAFF: 'admin@staff.example' });
    const key = await openSealKey(file('seal-key.pem'));
    await createSealer({ db: database.db, clock: wired.deps.clock, key, file: file('seals.jsonl') }).seal();
  });
  after(async () => {
    await wired?.close();
    await database.drop();
    await fs.rm(folder, { recursive: true, force: true });
  });

  const run = async (args: string[], more: NodeJS.ProcessEnv = {}) => {
    const said: string[] = [];
    const take = (line: string): void => void said.push(line);
    const io = { out: take, err: take, stdin: () => Promise.resolve(''), ask: () => Promise.resolve('') };
    const code = await main(args, { ...io, env: { ...env, ...more } });
    return { code, said: said.join('\n') };
  };
  async function account(email: string, roles: string, as: NodeJS.ProcessEnv): Promise<void> {
    const made = await run(['staff', 'create', '--email', email, '--name', 'Pat', '--roles', roles], as);
    assert.equal(made.code, 0, made.said);
    const changed = await run(['staff', 'password'], {
      FORTYFIVE_STAFF: email,
      FORTYFIVE_PASSWORD: /one-time password: (\S+)/.exec(made.said)![1]!,
      FORTYFIVE_NEW_PASSWORD: env['FORTYFIVE_PASSWORD'],
    });
    assert.equal(changed.code, 0, changed.said);
  }
  const exported = async (staff = 'auditor@staff.example'): Promise<{ code: number; said: string; out: string }> => {
    const out = file(`proof-${(files += 1)}.json`);
    const args = ['proof', 'export', reference, '--reason', 'regulator', '--out', out];
    return { ...(await run(args, { FORTYFIVE_STAFF: staff })), out };
  };
  const verify = (name: string, key = 'public.pem') =>
    // offline: neither a database nor a key of ours is there
    run(['proof', 'verify', name, '--key', file(key)], { DATABASE_URL: undefined, FORTYFIVE_SEAL_KEY_FILE: undefined });
  const altered = async (from: string, change: (signed: SignedProof) => void): Promise<string> => {
    const signed = JSON.parse(await fs.readFile(from, 'utf8')) as SignedProof;
    change(signed);
    const to = file(`altered-${(files += 1)}.json`);
    await fs.writeFile(to, JSON.stringify(signed));
    return to;
  };

  it('is exported by an auditor, with a reason that the ledger has, and holds offline', async () => {
    const { code, said, out } = await exported();
    assert.equal(code, 0, said);
    if (process.platform !== 'win32') assert.equal((await fs.stat(out)).mode & 0o777, 0o600);
    const entry = (await readChain(database.db, requestId)).at(-1)!;
    assert.equal(entry.kind, 'proof-exported');
    assert.equal(entry.body['reason'], 'regulator');
    const verified = await verify(out);
    assert.equal(verified.code, 0, verified.said);
    assert.match(verified.said, new RegExp(`Proof of request ${reference}`));
    assert.match(verified.said, /Entries 1 to \d+ stood under seal 1 of/);
    assert.match(verified.said, /person \([^)]+\): enclosed\./);
    const text = await fs.readFile(out, 'utf8');
    assert.ok(text.includes('Robin Vance') && text.includes('CLK-02'));
    assert.ok(!text.includes('someone.else'));
  });

  it('is not exported by anybody else, without a reason, or over a file that is there', async () => {
    const before = (await readChain(database.db, requestId)).length;
    assert.equal((await exported('admin@staff.example')).code, 1);
    assert.equal((await readChain(database.db, requestId)).length, before);
    const as = { FORTYFIVE_STAFF: 'auditor@staff.example' };
    assert.equal((await run(['proof', 'export', reference, '--out', file('x')], as)).code, 2);
    const there = ['proof', 'export', reference, '--reason', 'audit', '--out', file('public.pem')];
    assert.equal((await run(there, as)).code, 2);
    assert.equal((await run(['proof', 'export', 'FF-2222-2222', '--reason', 'audit', '--out', file('y')], as)).code, 2);
  });

  it('does not hold once anything in it was altered, rehashed or not', async () => {
    const { out } = await exported();
    const changes: [string, (signed: SignedProof) => void, RegExp][] = [
      ['an outcome', ({ proof }) => void (proof.request.outcome = 'deleted'), /No key that is trusted/],
      ['a name', ({ proof }) => void (proof.contents[0]!.value = { name: 'Somebody' }), /No key that is trusted/],
      [
        'an entry',
        ({ proof }) => void (proof.ledger[0]!.body = '{"right":"know"}'),
        /Entry 1 of the ledger was changed/,
      ],
      ['an entry left out', ({ proof }) => void proof.ledger.splice(0, 1), /Entry 1 of the ledger does not follow/],
      [
        'an entry, all rehashed',
        ({ proof }) => {
          proof.ledger[0]!.body = '{"right":"know"}';
          let previous: Buffer = Buffer.alloc(32);
          for (const entry of proof.ledger) {
            entry.previous = previous.toString('hex');
            previous = entryHash({ ...entry, previous });
            entry.hash = previous.toString('hex');
          }
        },
        /No key that is trusted[^]*not among those that seal 1 holds/,
      ],
      ['its seal', ({ proof }) => void (proof.sealed!.seal.root = '0'.repeat(64)), /Seal 1 was signed by no key/],
      ['its form', (signed) => void Object.assign(signed, { more: 1 }), /no proof of ours/],
    ];
    for (const [what, change, found] of changes) {
      const { code, said } = await verify(await altered(out, change));
      assert.equal(code, 1, what);
      assert.match(said, found, what);
    }
  });

  it('holds under its own key alone, even signed anew by another', async () => {
    const { out } = await exported();
    await createSealKeyFile(file('other.pem'));
    const other = await openSealKey(file('other.pem'));
    const forged = await altered(out, (signed) => {
      signed.proof.request.outcome = 'deleted';
      signed.signedBy = other.id;
      signed.signature = other.sign(canonicalJson(signed.proof)).toString('hex');
    });
    assert.equal((await verify(forged)).code, 1);
    await fs.writeFile(file('other-public.pem'), other.publicPem);
    assert.equal((await verify(out, 'other-public.pem')).code, 1);
    assert.equal((await run(['proof', 'verify', out])).code, 2, 'a key must be pinned');
    assert.equal((await verify(file('nowhere.json'))).code, 2);
    assert.equal((await verify(file('public.pem'))).code, 1);
  });

  it('says after shredding what was destroyed, when, and under which rule (REC-03)', async () => {
    const { vault, clock } = wired.deps;
    const nowMs = await clock.nowMs();
    await database.db.transaction((trx) => vault.shred(trx, requestId, 'case', nowMs));
    const { out } = await exported();
    const verified = await verify(out);
    assert.equal(verified.code, 0, verified.said);
    assert.match(verified.said, /person \([^)]+\): content destroyed on \d{4}-\d{2}-\d{2} under REC-03\./);
    assert.ok(!(await fs.readFile(out, 'utf8')).includes('Robin Vance'));
  });
});
