import assert from 'node:assert/strict';
import { createOutbound } from '../../connectors/outbound';
import { createConnectors } from '../../connectors/registry';
import { DataMapError } from '../../datamap/data-map';
import { loadDataMap } from '../../datamap/load';
import { secretsOf } from '../../datamap/secrets';
import { DATA_MAP_FILE } from './support/crm';

describe('connectors of a data map', () => {
  const dataMap = loadDataMap(DATA_MAP_FILE);
  const outbound = createOutbound(dataMap.outbound);
  after(() => outbound.close());

  it('are one for each system', async () => {
    const secrets = new Map(secretsOf(dataMap).map(({ name }) => [name, 'http://127.0.0.1:1']));
    const connectors = createConnectors(dataMap, { outbound, secrets });
    assert.deepEqual([...connectors.keys()], ['crm', 'events']);
    assert.deepEqual(
      [...connectors.values()].map(({ system }) => system),
      ['crm', 'events'],
    );
    await Promise.all([...connectors.values()].map((connector) => connector.close()));
  });

  it('are refused where a secret is missing, with line and remedy', () => {
    assert.throws(
      () => createConnectors(dataMap, { outbound, secrets: new Map([['crm-url', 'postgres://x']]) }),
      (error) =>
        error instanceof DataMapError &&
        error.problems.length === secretsOf(dataMap).length - 1 &&
        /data-map\.yaml:\d+ systems\.events\.connection\.url: there is no secret named events-url\. Add it/.test(
          error.message,
        ),
    );
  });
});
