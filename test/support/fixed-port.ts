import { randomInt } from 'node:crypto';
import { portIsFree } from '../../demo/ports';

/**
 * A free port for a server that is ended and started again on it. Not one that the system gives out to whoever calls:
 * while the server is away, its own clients may be given its port as theirs, and it could not come back.
 */
export async function fixedPort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 30_000);
    if (await portIsFree(port)) return port;
  }
}
