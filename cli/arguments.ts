import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What a command reads and writes; given by the terminal, or by a test. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  stdin(): Promise<string>;
}

/** Exit codes of every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** A command was called wrongly; the message is for whoever typed it. */
export class UsageError extends Error {}

/**
 * Reads options strictly.
 * @throws UsageError naming the option that is wrong
 */
export function readArguments<T extends ParseArgsConfig['options']>(
  args: string[],
  options: T,
  allowPositionals = false,
): ReturnType<typeof parseArgs<{ options: T; allowPositionals: boolean; strict: true }>> {
  try {
    return parseArgs({ args, options, allowPositionals, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong arguments');
  }
}

/** Text of others as a terminal may show it: what would steer it is replaced. */
const shown = (text: string): string => text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '\ufffd');

/** Runs a command's body: a wrong call is told with its usage and exit code 2, never as a stack. */
export async function guarded(usage: string, io: Terminal, body: () => Promise<number>): Promise<number> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.err(shown(error.message));
    io.err(usage);
    return EXIT.usage;
  }
}
