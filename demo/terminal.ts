/** What the person who typed `npm start` reads. */
export interface Terminal {
  /** A line that stays. */
  say(line: string): void;
  /** A line that the next one replaces; every ten seconds where the output is no terminal. */
  progress(line: string): void;
}

const QUIET_MS = 10_000;

/** Writes to standard output. */
export function createTerminal(out: NodeJS.WriteStream = process.stdout): Terminal {
  let open = false;
  let lastMs = Date.now();
  // Whoever read along has gone (`npm start | head`): that is no reason to leave services behind.
  out.on('error', () => undefined);
  return {
    say(line) {
      if (open) out.write('\r\x1b[K');
      open = false;
      out.write(`${line}\n`);
    },
    progress(line) {
      if (out.isTTY) {
        open = true;
        out.write(`\r\x1b[K${line.slice(0, (out.columns || 80) - 1)}`);
      } else if (Date.now() - lastMs >= QUIET_MS) {
        lastMs = Date.now();
        out.write(`${line}\n`);
      }
    },
  };
}
