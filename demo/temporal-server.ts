import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TypedSearchAttributes } from '@temporalio/common';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTE_TYPES } from '../workflows/search-attributes';
import type { TemporalCli } from './temporal-cli';

/** A development server that runs as a child of this process. */
export interface TemporalServer {
  /** `host:port` of the frontend. */
  address: string;
  /** Address of the Web UI, where it has one. */
  ui?: string;
  child: ChildProcess;
}

/** Where it listens and keeps its state. */
export interface TemporalServerOptions {
  cli: TemporalCli;
  /** Holds `temporal-<server version>.db` and `temporal.log`; nothing is kept where it is absent. */
  folder?: string;
  port: number;
  uiPort?: number;
  /** What the Web UI asks to decode payloads, from the reader's browser. */
  codecEndpoint?: string;
  /** Milliseconds it may take to answer. */
  startWithinMs?: number;
}

/**
 * Starts a development server with the search attributes of this house.
 *
 * @throws Error with the end of its log when it does not answer in time
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const { cli, folder, port, uiPort, codecEndpoint, startWithinMs = 60_000 } = options;
  if (folder) await fs.mkdir(folder, { recursive: true });
  const log = folder ? path.join(folder, 'temporal.log') : undefined;
  const out = log ? openSync(log, 'a', 0o600) : 'ignore';
  const args = [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--namespace', 'default'],
    ...['--log-level', 'warn', '--log-format', 'json'],
    ...(uiPort ? ['--ui-port', String(uiPort)] : ['--headless']),
    // A newer server may not read an older one's file, and need not: requests are rebuilt from our database.
    ...(folder ? ['--db-filename', path.join(folder, `temporal-${cli.server}.db`)] : []),
    ...(codecEndpoint ? ['--ui-codec-endpoint', codecEndpoint] : []),
    ...searchAttributeFlags(),
    ...['--dynamic-config-value', 'frontend.enableServerVersionCheck=false'],
  ];
  const child = spawn(cli.path, args, {
    // A group of its own: Ctrl-C in the terminal reaches the supervisor, which stops its children in order.
    detached: true,
    stdio: ['ignore', out, out],
    env: { ...process.env, TEMPORAL_ADDRESS: undefined, TEMPORAL_PROFILE: undefined },
  });
  if (typeof out === 'number') closeSync(out);
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  const address = `127.0.0.1:${port}`;
  if (!(await answers(address, startWithinMs, () => ended))) {
    child.kill('SIGKILL');
    throw new Error(`Temporal did not start on port ${port}.${log ? `\n${lastLines(log)}` : ''}`);
  }
  return { address, ui: uiPort ? `http://127.0.0.1:${uiPort}` : undefined, child };
}

/** `--search-attribute Name=Type`, once for each. */
export function searchAttributeFlags(): string[] {
  return Object.entries(SEARCH_ATTRIBUTE_TYPES).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${TypedSearchAttributes.toMetadataType(type)}`,
  ]);
}

/** Registers the search attributes with a server that somebody else started. Those it knows are left alone. */
export async function registerSearchAttributes(connection: Connection, namespace = 'default'): Promise<void> {
  // The time-skipping test server cannot list them; it has none when it starts.
  const known = await connection.operatorService.listSearchAttributes({ namespace }).catch(() => undefined);
  const missing = Object.entries(SEARCH_ATTRIBUTE_TYPES).filter(([name]) => !(name in (known?.customAttributes ?? {})));
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(
      missing.map(([name, type]) => [name, encodeSearchAttributeIndexedValueType(type)!]),
    ),
  });
}

async function answers(address: string, withinMs: number, ended: () => boolean): Promise<boolean> {
  const until = Date.now() + withinMs;
  while (Date.now() < until && !ended()) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      await connection.close();
      return true;
    } catch {
      await sleep(100);
    }
  }
  return false;
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').split('\n').slice(-15).join('\n');
}
