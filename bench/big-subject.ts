import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { parse, stringify } from 'yaml';
import { type ActivityDependencies, createActivities } from '../activities';
import { createPostgresConnector } from '../connectors/postgres';
import type { PostgresSystem } from '../datamap/data-map';
import { loadDataMap } from '../datamap/load';
import { packageOf } from '../db/copies';
import { insertRequest } from '../db/intake';
import { withClient } from '../db/roles';
import { clocksFor } from '../rules/clocks';
import { receiptDay } from '../rules/calendar';
import { DEFAULT_SCHEDULE } from '../rules/schedule';
import { ruleSetFor } from '../rules/versions';
import { testDatabase } from '../test/support/database';
import { testKek } from '../test/support/kek';
import { checkCanary } from '../vault/canary';
import { PERSON_KIND } from '../vault/person';
import { createVault } from '../vault/postgres-vault';
import { benchDataMap, seedCrm, subject } from './subjects';

/** Rows that a big subject has in one table. */
const ROWS = 200_000;
const REQUEST = '00000000-0000-4000-8000-0000000000b1';

/**
 * `npm run bench:big-subject`: what a copy of 200,000 rows adds to a process, in megabytes of heap and buffers, by step.
 * The activities run as in a worker, over a real Postgres; Temporal is not there, because it holds none of the rows.
 */
async function main(): Promise<void> {
  const database = await testDatabase();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fortyfive-bench-'));
  try {
    await seedCrm(database.ownerUrl, 1);
    await withClient(database.ownerUrl, async (client) => {
      await client.query(
        `INSERT INTO web_visits SELECT 1000000 + n, 'visitor-1', 1, NULL, NULL, '192.0.2.1', 'a browser', '/agenda/' || n, now()
           FROM generate_series(1, $1::int) n`,
        [ROWS],
      );
    });
    const map = parse(await benchDataMap()) as { systems: { crm: Record<string, unknown> } };
    // what a plan asks a decider about; a copy of so much is this person's own
    map.systems.crm['expect'] = 2 * ROWS;
    const file = path.join(folder, 'data-map.yaml');
    writeFileSync(file, stringify(map));
    const dataMap = loadDataMap(file);
    const crm = createPostgresConnector({
      system: dataMap.systems[0] as PostgresSystem,
      urls: { readUrl: database.ownerUrl, writeUrl: database.ownerUrl },
    });
    const vault = createVault(testKek());
    const { db } = database;
    await checkCanary(db, vault);
    const nowMs = Date.parse('2026-11-24T18:00:00Z');
    const [day, ruleSet] = [receiptDay(nowMs), ruleSetFor(receiptDay(nowMs))];
    await db.transaction(async (trx) => {
      const clocks = clocksFor('know-specific', nowMs, ruleSet);
      await insertRequest(trx, {
        id: REQUEST,
        reference: 'FF-BIGS-UBJE',
        right: 'know-specific',
        channel: 'form',
        locale: 'en',
        ruleSet,
        requesterHash: vault.hash('requester', subject(1).email),
        receivedAtMs: nowMs,
        receiptDay: day,
        dueOn: null,
        dueClock: null,
        clocks,
      });
      await vault.createKeys(trx, REQUEST, ['case', 'record', 'payload'], nowMs);
      const value = { name: subject(1).name, email: subject(1).email, points: {} };
      await vault.seal(trx, { owner: REQUEST, class: 'case', kind: PERSON_KIND, value, atMs: nowMs });
    });
    const parts: Partial<ActivityDependencies> = {
      db,
      vault,
      dataMap,
      connectors: new Map([['crm', crm]]),
      business: { name: 'Bench', contactEmail: 'a@example.com', contactPhone: '1', baseUrl: 'http://127.0.0.1' },
      settings: { ...DEFAULT_SCHEDULE, attemptMs: 600_000, systemDownAfterMs: 3_600_000, retryMaximumMs: 60_000 },
      report: (error) => console.error(error),
    };
    const activities = createActivities(parts as ActivityDependencies);
    const run = <T>(work: () => Promise<T>): Promise<T> =>
      new MockActivityEnvironment({ currentAttemptScheduledTimestampMs: nowMs }).run(work);
    await added('ask what is held', () => run(() => activities.collect({ requestId: REQUEST })));
    await added('read and seal it', () =>
      run(() => activities.gather({ requestId: REQUEST, system: 'crm', patience: 'endless' })),
    );
    await added('make the package', () => run(() => activities.pack({ requestId: REQUEST })));
    const made = await packageOf(db, REQUEST);
    console.log(`${ROWS} rows; a package of ${megabytes(made?.bytes ?? 0)} MB in ${made?.chunks ?? 0} chunks`);
    await crm.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  }
}

/** Bytes that are held: heap and buffers. What the process keeps of memory that it once had would hide later steps. */
function held(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Runs a step and prints by how much what is held rose above what it was before, garbage not yet collected included. */
async function added<T>(step: string, work: () => Promise<T>): Promise<T> {
  (globalThis as { gc?: () => void }).gc?.();
  const before = held();
  let most = before;
  const look = setInterval(() => (most = Math.max(most, held())), 10);
  try {
    return await work();
  } finally {
    clearInterval(look);
    console.log(`${step}: ${megabytes(Math.max(0, most - before))} MB added`);
  }
}

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
