import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { LAST_LINE } from '../../demo/welcome';
import { until } from './until';

/** A demo that `npm start` runs for a test, on a data folder of its own. */
export interface StartedDemo {
  folder: string;
  /** Everything that the terminal showed. */
  said(): string;
  /** One-time password of an account, as the terminal printed it. */
  password(email: string): string;
  /** Ends it as Ctrl-C does and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts the whole demo as `npm start` does; a taken port is replaced by a free one.
 *
 * @throws Error with all that was said, where it does not reach its last line
 */
export async function npmStart(env: NodeJS.ProcessEnv, withinMs: number): Promise<StartedDemo> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'fortyfive-demo-'));
  const child = spawn(process.execPath, [path.resolve(__dirname, '../../demo/start.mjs')], {
    env: { ...process.env, NODE_ENV: undefined, ...env, FORTYFIVE_FOLDER: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
  const over = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const demo: StartedDemo = {
    folder,
    said: () => text,
    password(email) {
      const found = new RegExp(`${email.replaceAll('.', '\\.')} +(\\S+)`).exec(text)?.[1];
      if (!found) throw new Error(`no password was printed for ${email}`);
      return found;
    },
    async stop() {
      if (!over()) {
        child.kill('SIGINT');
        await once(child, 'exit');
      }
      const { databaseFolder } = JSON.parse(
        await fs.readFile(path.join(folder, 'running.json'), 'utf8').catch(() => '{}'),
      ) as { databaseFolder?: string };
      for (const place of [folder, databaseFolder]) if (place) await fs.rm(place, { recursive: true, force: true });
    },
  };
  await until('the last line of a start', () => text.includes(LAST_LINE) || over(), { withinMs, everyMs: 100 });
  if (text.includes(LAST_LINE)) return demo;
  await demo.stop();
  throw new Error(text);
}
