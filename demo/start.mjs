// What `npm start` runs. Plain JavaScript without packages: it must work before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 3)) {
  console.error(`Fortyfive needs Node 20.3 or later; this is ${process.version}. See https://nodejs.org/en/download.`);
  process.exit(1);
}

const wanted = requiredPackages();
if (!isInstalled(wanted)) await install(wanted);

// In this process, so that a signal has one address.
process.chdir(root);
require('tsx/cjs');
require('./supervisor.ts');

/** Path and version of every package that the lockfile asks for on every platform. */
function requiredPackages() {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages).filter(([name, entry]) => name && !entry.optional && !entry.peer && !entry.link);
}

/** npm leaves a list of what it installed; an interrupted installation leaves none. */
function isInstalled(packages) {
  try {
    const list = JSON.parse(readFileSync(path.join(root, 'node_modules/.package-lock.json'), 'utf8')).packages;
    return packages.every(([name, entry]) => list[name]?.version === entry.version);
  } catch {
    return false;
  }
}

async function install(packages) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  console.log(`Installing ${packages.length} packages. This happens once.`);
  const npm = process.env.npm_execpath;
  const [command, first] = npm && /\.c?js$/.test(npm) ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(command, [...first, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=warn'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const show = () => `  ${countInstalled()} of ${packages.length} packages, ${seconds()} s`;
  const tick = setInterval(
    () => {
      if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${show()}`);
      else console.log(show());
    },
    process.stdout.isTTY ? 1_000 : 10_000,
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.once('exit', (exit) => resolve(exit ?? 1));
  });
  clearInterval(tick);
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  if (code !== 0) {
    console.error(output.trim().split('\n').slice(-20).join('\n'));
    console.error(
      'The packages were not installed. Behind a mirror: npm config set registry <address>, then start again.',
    );
    process.exit(1);
  }
  console.log(`Packages installed in ${seconds()} s.`);
}

/** Packages whose folder stands: npm fills node_modules as it goes. */
function countInstalled() {
  const modules = path.join(root, 'node_modules');
  if (!existsSync(modules)) return 0;
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .reduce((sum, name) => sum + (name.startsWith('@') ? readdirSync(path.join(modules, name)).length : 1), 0);
}
