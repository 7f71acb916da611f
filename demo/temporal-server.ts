import { spawn, type ChildProcess } from 'node:child_process';
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
  /** Holds `temporal-<server version>.db`; nothing is kept where it is absent. */
  folder?: string;
  port: number;
  uiPort?: number;
  /** What the Web UI asks to decode payloads, from the reader's browser. */
  codecEndpoint?: string;
  /** Milliseconds it may take to answer. */
  startWithinMs?: number;
}

/** The command line of a development server with the search attributes of this house. */
export function temporalServerCommand(options: Omit<TemporalServerOptions, 'startWithinMs'>): string[] {
  const { cli, folder, port, uiPort, codecEndpoint } = options;
  return [
    ...[cli.path, 'server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--namespace', 'default'],
    ...['--log-level', 'warn', '--log-format', 'json'],
    ...(uiPort ? ['--ui-ip', '127.0.0.1', '--ui-port', String(uiPort)] : ['--headless']),
    // A newer server may not read an older one's file, and need not: requests are rebuilt from our database.
    ...(folder ? ['--db-filename', path.join(folder, `temporal-${cli.server}.db`)] : []),
    ...(codecEndpoint ? ['--ui-codec-endpoint', codecEndpoint] : []),
    ...searchAttributeFlags(),
    ...['--dynamic-config-value', 'frontend.enableServerVersionCheck=false'],
  ];
}

/**
 * Starts a development server as a child of this process.
 *
 * @throws Error where it does not answer in time
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const { port, uiPort, startWithinMs = 60_000 } = options;
  const [program, ...args] = temporalServerCommand(options);
  const child = spawn(program!, args, {
    stdio: 'ignore',
    env: { ...process.env, TEMPORAL_ADDRESS: undefined, TEMPORAL_PROFILE: undefined },
  });
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  const address = `127.0.0.1:${port}`;
  const until = Date.now() + startWithinMs;
  while (!(await temporalAnswers(address))) {
    if (ended || Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`Temporal did not start on port ${port}.`);
    }
    await sleep(100);
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

/** Whether a server answers for the namespace `default`. */
export async function temporalAnswers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 1_000 });
    await connection.workflowService.describeNamespace({ namespace: 'default' }).finally(() => connection.close());
    return true;
  } catch {
    return false;
  }
}
