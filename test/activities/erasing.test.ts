import assert from 'node:assert/strict';
import { eraseOnce } from '../../activities/erasing';
import { survey } from '../../activities/locating';
import { ConnectorFailure, type Located, type RowKey, type SystemConnector } from '../../connectors/connector';
import { context, failsWith } from '../connectors/support/context';

const CONTACT: RowKey = { table: 'contacts', key: '1' };
const ORDER: RowKey = { table: 'orders', key: '7' };
const INVOICE: RowKey = { table: 'invoices', key: '3' };

/** A system that holds rows of one person, refuses to orphan any of them, and may have proposals about some. */
function systemWith(held: RowKey[], proposed: RowKey[] = []): { connector: SystemConnector; held: RowKey[] } {
  const has = (rows: RowKey[], row: RowKey) => rows.some(({ table, key }) => table === row.table && key === row.key);
  const state = { held };
  const connector: SystemConnector = {
    system: 'crm',
    check: () => Promise.resolve([]),
    locate: (identifiers): Promise<Located> =>
      Promise.resolve({
        persons: state.held.length > 0 && identifiers.length > 0 ? 1 : 0,
        tables: state.held.map((row) => ({
          table: row.table,
          categories: [],
          rows: [row],
          cameAtMs: [null],
          proposals: has(proposed, row) ? [{ code: 'D1', reason: 'r', purpose: 'p', rows: [row] }] : [],
        })),
        identifiers,
        fresh: 0,
        fields: [],
      }),
    erase(rows, _context, kept = []) {
      const stays = state.held.filter((row) => !has(rows, row));
      if (has(rows, CONTACT) && !stays.every((row) => has(kept, row))) {
        return Promise.reject(new ConnectorFailure('still-found'));
      }
      state.held = stays;
      return Promise.resolve();
    },
    remaining: () => Promise.resolve({ byKey: [], byIdentifier: state.held, fresh: 0 }),
    read: () => Promise.resolve({ rows: [], next: null }),
    prefer: () => Promise.resolve([]),
    enumerate: () => Promise.resolve({ identifiers: [], rows: 0, next: null }),
    correct: () => Promise.resolve(),
    values: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
  return {
    connector,
    get held() {
      return state.held;
    },
  };
}

const identifiers = [{ type: 'email' as const, value: 'dana@example.org' }];

describe('erasing a system once', () => {
  it('takes with it a row that came since the plan and nothing speaks for', async () => {
    const system = systemWith([CONTACT, ORDER]);
    const { outcome, erased } = await eraseOnce(
      system.connector,
      { erase: [CONTACT], kept: [], identifiers },
      context(),
    );
    assert.deepEqual([outcome, erased, system.held], ['gone', [CONTACT, ORDER], []]);
  });

  it('stops where a row that came since the plan may have to be kept', async () => {
    const system = systemWith([CONTACT, ORDER], [ORDER]);
    const { outcome } = await eraseOnce(system.connector, { erase: [CONTACT], kept: [], identifiers }, context());
    assert.deepEqual([outcome, system.held], ['differs', [CONTACT, ORDER]]);
  });

  it('leaves what a person decided to keep, whatever the data map proposes by now', async () => {
    const system = systemWith([CONTACT, INVOICE]);
    const { outcome } = await eraseOnce(
      system.connector,
      { erase: [CONTACT], kept: [INVOICE], identifiers },
      context(),
    );
    assert.deepEqual([outcome, system.held], ['gone', [INVOICE]]);
  });

  it('does not believe a system that still holds what it erased', async () => {
    const { connector } = systemWith([CONTACT]);
    const lying: SystemConnector = { ...connector, erase: () => Promise.resolve() };
    await failsWith(eraseOnce(lying, { erase: [CONTACT], kept: [], identifiers }, context()), 'still-found');
  });
});

describe('asking all systems', () => {
  it('leaves out a placeholder that a requester typed', async () => {
    const asked: string[] = [];
    const { connector } = systemWith([]);
    const listening: SystemConnector = {
      ...connector,
      locate(given, call) {
        asked.push(...given.map(({ value }) => value));
        return connector.locate(given, call);
      },
    };
    const start = [{ type: 'email' as const, value: 'test@test.com' }, ...identifiers];
    const { failures } = await survey(new Map([['crm', listening]]), start, context());
    assert.equal(failures.size, 0);
    assert.deepEqual([...new Set(asked)], ['dana@example.org']);
  });
});
