import { ConnectorFailure, type SystemConnector } from './connector';
import type { DataMap } from '../datamap/data-map';
import type { FailureCode } from '../rules/codes';

/** What a comparison of the data map with all systems brought. */
export interface SystemsCheck {
  /** Mistakes in the data map, one sentence each with line and remedy. A start with any of these must fail. */
  problems: string[];
  /** Systems that could not be asked. No mistake: work waits for them, a start does not. */
  unasked: { system: string; code: FailureCode }[];
}

/**
 * Systems whose searches run under the account that erases, because the data map names none that may only read
 * (decisions.md L3): no mistake, and a warning. One sentence each, with line and remedy.
 */
export function withoutReader({ systems, lineOf }: DataMap): string[] {
  return systems
    .filter((system) => system.kind === 'postgres' && system.connection.read === undefined)
    .map(({ id }) => {
      const path = ['systems', id, 'connection'];
      return `line ${lineOf(path)}, ${path.join('.')}: searches run as the account that erases. Name one with SELECT alone as read.`;
    });
}

/**
 * Compares the data map with every system as it stands.
 *
 * @param nowMs UTC milliseconds.
 */
export async function checkSystems(
  connectors: Map<string, SystemConnector>,
  { signal, nowMs }: { signal: AbortSignal; nowMs: number },
): Promise<SystemsCheck> {
  const result: SystemsCheck = { problems: [], unasked: [] };
  for (const [system, connector] of connectors) {
    try {
      result.problems.push(...(await connector.check({ signal, nowMs, heartbeat: () => undefined })));
    } catch (error) {
      const code = error instanceof ConnectorFailure ? error.code : 'internal';
      result.unasked.push({ system, code });
    }
  }
  return result;
}
