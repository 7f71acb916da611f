import assert from 'node:assert/strict';
import { checkSystems, withoutReader } from '../../connectors/check';
import { ConnectorFailure, type SystemConnector } from '../../connectors/connector';
import type { DataMap } from '../../datamap/data-map';
import { NOW_MS } from './support/context';

describe('checking all systems', () => {
  it('warns of a database that is searched as the account that erases, with its line (L3)', () => {
    const map = (read?: string): DataMap =>
      ({
        systems: [
          { id: 'crm', kind: 'postgres', connection: { write: 'w', ...(read ? { read } : {}) } },
          { id: 'events', kind: 'http', connection: {} },
        ],
        lineOf: () => 7,
      }) as unknown as DataMap;
    assert.deepEqual(withoutReader(map()), [
      'line 7, systems.crm.connection: searches run as the account that erases. Name one with SELECT alone as read.',
    ]);
    assert.deepEqual(withoutReader(map('r')), []);
  });

  it('gathers mistakes, and tells them from systems that are away', async () => {
    const checking = (check: SystemConnector['check']) => ({ check }) as SystemConnector;
    const connectors = new Map([
      ['crm', checking(() => Promise.resolve(['line 3, systems.crm: wrong. Mend it.']))],
      ['events', checking(() => Promise.reject(new ConnectorFailure('system-down')))],
      ['shop', checking(() => Promise.resolve([]))],
    ]);
    assert.deepEqual(await checkSystems(connectors, { signal: new AbortController().signal, nowMs: NOW_MS }), {
      problems: ['line 3, systems.crm: wrong. Mend it.'],
      unasked: [{ system: 'events', code: 'system-down' }],
    });
  });
});
