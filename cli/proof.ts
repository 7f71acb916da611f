import { readFile, writeFile } from 'node:fs/promises';
import { makeProof, PROOF_REASONS } from '../api/services/proof-package';
import { findRequest } from '../db/requests-read';
import { openSealKey, type TrustedKeys, trustedKeys } from '../vault/seal-key';
import { EXIT, guarded, readArguments, UsageError } from './arguments';
import { verifyProof } from './proof-verify';
import { type Io, signedIn, surroundings, withServices } from './surroundings';

const USAGE = `usage: fortyfive proof export <reference> --reason <reason> --out <file>
       fortyfive proof verify <file> --key <public.pem>...
  --reason  ${PROOF_REASONS.join(' | ')}
A proof is personal: it holds what the vault still opens of the request. An auditor exports it, and the ledger says so.
It is signed with FORTYFIVE_SEAL_KEY_FILE, and verified offline with the public key (fortyfive ledger public-key).`;

const OPTIONS = {
  reason: { type: 'string' },
  out: { type: 'string' },
  key: { type: 'string', multiple: true },
} as const;

/**
 * `fortyfive proof`: the signed proof of one request, and its verification.
 *
 * @returns exit code: 0 done or whole, 1 not allowed or broken, 2 wrong use
 */
export function run(args: string[], io: Io): Promise<number> {
  return guarded(USAGE, io, async () => {
    const { values, positionals } = readArguments(args, OPTIONS, true);
    const [what, object] = positionals;
    if (!object || positionals.length !== 2) throw new UsageError('Say export or verify, and of what.');
    if (what === 'verify') return verify(object, values.key ?? [], io);
    if (what === 'export') return exportProof(object, values, io);
    throw new UsageError('Say export or verify.');
  });
}

async function verify(file: string, keyFiles: string[], io: Io): Promise<number> {
  if (keyFiles.length === 0) throw new UsageError('Say which public key is trusted: --key.');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`${file} cannot be read.`);
  });
  let keys: TrustedKeys;
  try {
    keys = trustedKeys(await Promise.all(keyFiles.map((name) => readFile(name, 'utf8'))));
  } catch {
    throw new UsageError('A key cannot be read, or is no Ed25519 public key in PEM.');
  }
  const { wrong, says } = verifyProof(text, keys);
  says.forEach((line) => io.out(line));
  wrong.forEach((line) => io.out(`BROKEN ${line}`));
  if (wrong.length === 0) io.out('Whole: nothing was changed since it was signed.');
  return wrong.length === 0 ? EXIT.ok : EXIT.failed;
}

async function exportProof(reference: string, values: { reason?: string; out?: string }, io: Io): Promise<number> {
  const reason = PROOF_REASONS.find((each) => each === values.reason);
  if (!reason) throw new UsageError('Say why: --reason.');
  const { out } = values;
  if (!out) throw new UsageError('Say where to: --out.');
  const keyFile = surroundings(io.env)['FORTYFIVE_SEAL_KEY_FILE'];
  if (!keyFile) throw new UsageError('FORTYFIVE_SEAL_KEY_FILE is not set: it says which key signs.');
  return withServices(io, async (wired) => {
    const staff = await signedIn(io, wired);
    const { db, vault, clock } = wired.deps;
    const row = await findRequest(db, reference.toUpperCase());
    if (!row) throw new UsageError(`There is no request ${reference}.`);
    const key = await openSealKey(keyFile);
    const signed = await makeProof({ db, vault, key }, row, { staff, reason, nowMs: await clock.nowMs() });
    try {
      // for its owner alone, and never over something that is there
      await writeFile(out, `${JSON.stringify(signed, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    } catch {
      throw new UsageError(`${out} cannot be written, or is there already.`);
    }
    io.out(`${out}: the proof of ${row.reference}. It is personal; the ledger says that you exported it.`);
    return EXIT.ok;
  });
}
