import type { DataMap, System } from '../datamap/data-map';
import { DataMapError } from '../datamap/data-map';
import { missingSecrets, type Secrets } from '../datamap/secrets';
import type { SystemConnector } from './connector';
import type { FaultPoints } from './faults';
import { createHttpConnector } from './http';
import type { Outbound } from './outbound';
import { createPostgresConnector } from './postgres';

/** What connectors need beside the data map. */
export interface ConnectorParts {
  outbound: Outbound;
  secrets: Secrets;
  /** Only fault tests pass these. */
  faults?: FaultPoints;
}

/**
 * Makes the connector of every system in the data map, by system ID. Nothing connects yet.
 *
 * @throws DataMapError naming every secret that is missing, those of recipients included, so that a start fails before
 *   the first request needs one.
 */
export function createConnectors(dataMap: DataMap, parts: ConnectorParts): Map<string, SystemConnector> {
  const missing = missingSecrets(dataMap, parts.secrets);
  if (missing.length > 0) throw new DataMapError(dataMap.name, missing);
  return new Map(dataMap.systems.map((system) => [system.id, connectorFor(system, dataMap, parts)]));
}

function connectorFor(
  system: System,
  dataMap: DataMap,
  { outbound, secrets, faults }: ConnectorParts,
): SystemConnector {
  const secret = (name: string) => secrets.get(name) ?? '';
  const { lineOf } = dataMap;
  switch (system.kind) {
    case 'postgres': {
      const { read, write } = system.connection;
      const urls = { writeUrl: secret(write), readUrl: secret(read ?? write) };
      return createPostgresConnector({ system, urls, lineOf, ...(faults ? { faults } : {}) });
    }
    case 'http': {
      const { url, token } = system.connection;
      const address = { url: secret(url), token: secret(token) };
      return createHttpConnector({ system, outbound, ...address, lineOf, ...(faults ? { faults } : {}) });
    }
  }
}
