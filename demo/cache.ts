import { existsSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/**
 * Where programs that were downloaded or built once are kept, outside the clone, so that a second clone finds them:
 * `FORTYFIVE_CACHE`, else the platform's cache folder.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.FORTYFIVE_CACHE) return path.resolve(env.FORTYFIVE_CACHE);
  return path.join(env.XDG_CACHE_HOME || path.join(env.HOME || os.homedir(), '.cache'), 'fortyfive');
}

/** First file of a name on the path, or undefined. */
export function onPath(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return (env.PATH ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .flatMap((folder) => extensions.map((extension) => path.join(folder, name + extension)))
    .find((file) => existsSync(file));
}
