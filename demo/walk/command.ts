import { execFile } from 'node:child_process';
import { ROOT } from '../environment';

/** How a command ended and what it said. */
export interface CommandEnd {
  code: number;
  out: string;
  err: string;
}

/** Runs `fortyfive` as `npm run fortyfive -- <args>` does, or another program. */
export function runCommand(args: string[], env: NodeJS.ProcessEnv, program?: string): Promise<CommandEnd> {
  const [file, all] = program
    ? [program, args]
    : [process.execPath, ['--require', 'tsx/cjs', 'cli/fortyfive.ts', ...args]];
  return new Promise((resolve) =>
    execFile(file, all, { cwd: ROOT, env, encoding: 'utf8' }, (error, out, err) => {
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, out, err });
    }),
  );
}
