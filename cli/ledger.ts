import { parseArgs } from 'node:util';
import { connect } from '../db/connect';
import { verifyLedger, type LedgerBreak } from '../db/ledger-verify';

/** What a command may touch of the terminal. */
export interface CommandIo {
  out(line: string): void;
  err(line: string): void;
  env: Record<string, string | undefined>;
}

const USAGE = 'usage: fortyfive ledger verify [--json]   (reads DATABASE_URL)';

const MEANING: Record<LedgerBreak, string> = {
  changed: 'was changed after it was written',
  unlinked: 'does not follow from the entry before it',
  missing: 'is missing',
  'tail-missing': 'is missing, with all that followed',
  'head-differs': 'is not the one that the head of its chain names',
  'head-missing': 'is there, but the head of its chain is gone',
  'chain-missing': 'is missing, with the whole chain of its request',
};

const LIMIT =
  'This finds what contradicts itself. A chain rewritten whole, or removed together with its request, ' +
  'shows only against a seal that was kept outside the database.';

/**
 * `fortyfive ledger verify`: recomputes every chain and names the first broken entry of each.
 *
 * @returns exit code: 0 whole, 1 broken, 2 wrong use
 */
export async function run(args: string[], io: CommandIo): Promise<number> {
  let json: boolean | undefined;
  try {
    const parsed = parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean' } } });
    json = parsed.values.json;
    if (parsed.positionals.length !== 1 || parsed.positionals[0] !== 'verify') throw new Error(USAGE);
  } catch {
    io.err(USAGE);
    return 2;
  }
  const url = io.env.DATABASE_URL;
  if (!url) {
    io.err('DATABASE_URL is not set: it says which database to read.');
    return 2;
  }
  const db = connect(url, { max: 1, process: 'fortyfive-cli' });
  try {
    const report = await verifyLedger(db);
    if (json) io.out(JSON.stringify({ ...report, limit: LIMIT }));
    else {
      for (const { chain, seq, why } of report.broken) io.out(`BROKEN ${chain}: entry ${seq} ${MEANING[why]}.`);
      const state = report.broken.length === 0 ? 'no break found' : `${report.broken.length} broken`;
      io.out(`${report.chains} chains, ${report.entries} entries: ${state}.`);
      io.out(LIMIT);
    }
    return report.broken.length === 0 ? 0 : 1;
  } finally {
    await db.destroy();
  }
}
