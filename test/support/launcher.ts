import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';

/**
 * A shell script that becomes the given program and dies with the process that started it, even by SIGKILL: the SDK
 * starts its test servers without a way to find them again. For one start: the script goes when the program has ended.
 */
export async function writeLauncher(command: string[]): Promise<string> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'fortyfive-launcher-'));
  const file = path.join(folder, 'launch');
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const script = `#!/bin/sh
parent=$PPID
server=$$
(
  while kill -0 "$parent" 2>/dev/null && kill -0 "$server" 2>/dev/null; do sleep 1; done
  kill -9 "$server" 2>/dev/null
  rm -rf '${folder}'
) >/dev/null 2>&1 </dev/null &
exec ${quoted} "$@"
`;
  await fs.writeFile(file, script, { mode: 0o700 });
  return file;
}
