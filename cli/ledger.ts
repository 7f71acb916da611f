import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { connect } from '../db/connect';
import { verifyLedger, type LedgerBreak } from '../db/ledger-verify';
import { readSealFile } from '../db/seal-file';
import { type SealBreak, verifySeals } from '../db/seal-verify';
import { type Seal, sealText } from '../db/seals';
import { isSignedBy, openSealKey, trustedKeys } from '../vault/seal-key';

/** What a command may touch of the terminal. */
export interface CommandIo {
  out(line: string): void;
  err(line: string): void;
  env: Record<string, string | undefined>;
}

const USAGE =
  'usage: fortyfive ledger verify [--seals FILE] [--key PUBLIC.pem]... [--json]   (reads DATABASE_URL)\n' +
  '       fortyfive ledger public-key                                           (reads FORTYFIVE_SEAL_KEY_FILE)';

const MEANING: Record<LedgerBreak, string> = {
  changed: 'was changed after it was written',
  unlinked: 'does not follow from the entry before it',
  missing: 'is missing',
  'tail-missing': 'is missing, with all that followed',
  'head-differs': 'is not the one that the head of its chain names',
  'head-missing': 'is there, but the head of its chain is gone',
  'chain-missing': 'is missing, with the whole chain of its request',
};

const SEAL_MEANING: Record<SealBreak, string> = {
  unsigned: 'was signed by no key that is trusted here',
  unlinked: 'does not follow from the seal before it: one was dropped, or put in',
  'seal-missing': 'is not in the database: it was dropped there, or the database was rolled back',
  'seal-differs': 'is another one in the database',
  'changes-differ': 'names other heads in the database than those that it sealed',
  'entry-missing': 'sealed an entry that is gone',
  'entry-differs': 'sealed an entry that is another one now',
  'root-differs': 'sealed other chains than those that are there',
};

const LIMIT =
  'This finds what contradicts itself. A chain rewritten whole, or removed together with its request, ' +
  'shows only against a seal that was kept outside the database.';

/**
 * `fortyfive ledger verify`: recomputes every chain and names the first broken entry of each; with seals that were kept
 * outside the database it finds what was rewritten whole, too (decisions.md H2). `ledger public-key` prints what a
 * verifier elsewhere needs.
 *
 * @returns exit code: 0 whole, 1 broken, 2 wrong use
 */
export async function run(args: string[], io: CommandIo): Promise<number> {
  let options: { json?: boolean; seals?: string; key?: string[] };
  let command: string | undefined;
  try {
    const parsed = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, seals: { type: 'string' }, key: { type: 'string', multiple: true } },
    });
    options = parsed.values;
    command = parsed.positionals[0];
    if (parsed.positionals.length !== 1 || (command !== 'verify' && command !== 'public-key')) throw new Error(USAGE);
  } catch {
    io.err(USAGE);
    return 2;
  }
  return command === 'verify' ? verify(options, io) : publicKey(io);
}

async function publicKey(io: CommandIo): Promise<number> {
  const file = io.env['FORTYFIVE_SEAL_KEY_FILE'];
  if (!file) {
    io.err('FORTYFIVE_SEAL_KEY_FILE is not set: it says which key signs the seals.');
    return 2;
  }
  io.out((await openSealKey(file)).publicPem.trim());
  return 0;
}

/** The seals to compare with, and the keys that are trusted; undefined where neither option nor environment names any. */
async function sealsToCompare(
  { seals: file, key = [] }: { seals?: string; key?: string[] },
  env: CommandIo['env'],
): Promise<{ seals: Seal[]; isSigned(seal: Seal): boolean } | undefined> {
  const from = file ?? env['FORTYFIVE_SEALS_FILE'];
  if (!from) return undefined;
  const pems = await Promise.all(key.map((name) => readFile(name, 'utf8')));
  const own = env['FORTYFIVE_SEAL_KEY_FILE'];
  if (pems.length === 0 && own) pems.push((await openSealKey(own)).publicPem);
  const keys = trustedKeys(pems);
  return {
    seals: await readSealFile(from),
    isSigned: (seal) => isSignedBy(keys, seal.signedBy, sealText(seal), Buffer.from(seal.signature, 'hex')),
  };
}

async function verify(options: { json?: boolean; seals?: string; key?: string[] }, io: CommandIo): Promise<number> {
  const url = io.env['DATABASE_URL'];
  if (!url) {
    io.err('DATABASE_URL is not set: it says which database to read.');
    return 2;
  }
  const outside = await sealsToCompare(options, io.env).catch((error: Error) => error);
  if (outside instanceof Error) {
    io.err(outside.message);
    return 2;
  }
  const db = connect(url, { max: 1, process: 'fortyfive-cli' });
  try {
    const report = await verifyLedger(db);
    const sealed = outside && (await verifySeals(db, outside.seals, outside.isSigned));
    const broken = report.broken.length + (sealed?.broken.length ?? 0);
    if (options.json) io.out(JSON.stringify(sealed ? { ...report, sealed } : { ...report, limit: LIMIT }));
    else {
      for (const { chain, seq, why } of report.broken) io.out(`BROKEN ${chain}: entry ${seq} ${MEANING[why]}.`);
      for (const { seal, why, chain, seq } of sealed?.broken ?? [])
        io.out(`BROKEN seal ${seal} ${SEAL_MEANING[why]}${chain ? `: entry ${seq} of ${chain}` : ''}.`);
      io.out(
        `${report.chains} chains, ${report.entries} entries: ${broken === 0 ? 'no break found' : `${broken} broken`}.`,
      );
      if (!sealed) io.out(LIMIT);
      else if (sealed.lastAtMs === null) io.out('The file holds no seal yet. ' + LIMIT);
      else
        io.out(
          `${sealed.seals} seals compared, the last of ${new Date(sealed.lastAtMs).toISOString()}; ` +
            'what came after it is not sealed yet.',
        );
    }
    return broken === 0 ? 0 : 1;
  } finally {
    await db.destroy();
  }
}
