import { text } from 'node:stream/consumers';
import { Problem, PROBLEM_TYPES } from '../api/problems';
import { EXIT } from './arguments';
import * as apiKey from './api-key';
import * as archives from './archives';
import * as clocks from './clocks';
import * as decide from './decide';
import * as doctor from './doctor';
import * as explain from './explain';
import * as holds from './holds';
import * as law from './law';
import * as ledger from './ledger';
import * as proof from './proof';
import * as replay from './replay';
import * as requests from './requests';
import * as staff from './staff';
import { askTerminal, type Io, surroundings } from './surroundings';

const COMMANDS: Record<string, { says: string; run(args: string[], io: Io): Promise<number> }> = {
  requests: { says: 'the queue, and one request', run: requests.run },
  decide: { says: 'records a decision and prints, or sends, the signal that delivers it', run: decide.run },
  archives: { says: 'archives, and exceptions that end: lists, reports, renewals', run: archives.run },
  holds: { says: 'holds on a person as such, or for everyone: lists, places, renews, releases', run: holds.run },
  staff: { says: 'accounts of staff, and one’s own password', run: staff.run },
  'api-key': { says: 'keys of programs that call the API, each for one scope', run: apiKey.run },
  ledger: { says: 'verifies the record of what happened', run: (args, io) => ledger.run(args, withDatabase(io)) },
  proof: { says: 'the signed proof of a request, and its verification', run: proof.run },
  clocks: { says: 'the dates of a request, and why', run: clocks.run },
  law: { says: 'the rules by ID, and the check of a notice against them', run: law.run },
  explain: { says: 'what the rules make of a case: clocks, proof, exceptions, recipients, letters', run: explain.run },
  replay: {
    says: 'whether this version can go on with every running request; before an upgrade',
    run: (args, io) => replay.run(args, withDatabase(io)),
  },
  doctor: { says: 'what is wrong here, and what production would refuse', run: doctor.run },
};

/** The same services as the API, from a terminal. */
export async function main(args: string[], io: Io): Promise<number> {
  const [name = 'help', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    const help = ['usage: npm run fortyfive -- <command> [options]', ''];
    for (const [each, { says }] of Object.entries(COMMANDS)) help.push(`  ${each.padEnd(10)}${says}`);
    help.forEach((line) => (name === 'help' || name === '--help' ? io.out(line) : io.err(line)));
    return name === 'help' || name === '--help' ? EXIT.ok : EXIT.usage;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    io.err(error.detail ?? PROBLEM_TYPES[error.type].title);
    for (const { field, reason } of error.fields) io.err(`${field} ${reason}`);
    return EXIT.failed;
  }
}

function withDatabase(io: Io): Io {
  return { ...io, env: surroundings(io.env) };
}

if (require.main === module) {
  // a reader that has seen enough, `| head` for instance, is no failure
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed),
  );
  main(process.argv.slice(2), {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    stdin: () => text(process.stdin),
    env: process.env,
    ask: askTerminal,
  }).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : 'the command failed'}\n`);
      process.exitCode = EXIT.failed;
    },
  );
}
