import assert from 'node:assert/strict';
import { checkSystems } from '../../connectors/check';
import { ConnectorFailure, type SystemConnector } from '../../connectors/connector';
import { NOW_MS } from './support/context';

describe('checking all systems', () => {
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
