import { apiSettings, unsafeSettings } from '../api/settings';
import { wire } from '../api/wiring';
import { EXIT, guarded } from './arguments';
import { type Io, surroundings } from './surroundings';

const USAGE = 'usage: fortyfive doctor';

/** Skew that warns, milliseconds (decisions.md F). */
const WARN_SKEW_MS = 2_000;

/** `fortyfive doctor`: says what is wrong with this installation, and what a production start would refuse. */
export function run(_args: string[], io: Io): Promise<number> {
  return guarded(USAGE, io, async () => {
    const env = surroundings(io.env);
    let failed = false;
    const wrong = (line: string): void => {
      failed = true;
      io.out(`WRONG  ${line}`);
    };
    try {
      const settings = apiSettings({ ...env, NODE_ENV: undefined });
      const { deps, close } = await wire(settings, env, 'cli', () => undefined);
      try {
        io.out('ok     database, schema, key, data map and secrets');
        const skewMs = Math.abs(deps.hostMs() - (await deps.clock.nowMs()));
        if (skewMs > WARN_SKEW_MS) wrong(`host and database differ by ${Math.round(skewMs)} ms: set their clocks`);
        else io.out('ok     host and database agree on the time');
        await deps.gateway
          .running('00000000-0000-4000-8000-000000000000')
          .then(() => io.out('ok     Temporal answers'))
          .catch(() => wrong(`Temporal does not answer at ${env['TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233'}`));
      } finally {
        await close();
      }
    } catch (error) {
      wrong(error instanceof Error ? error.message : 'the settings cannot be read');
    }
    for (const remedy of unsafeSettings(env)) io.out(`demo   ${remedy}`);
    return failed ? EXIT.failed : EXIT.ok;
  });
}
