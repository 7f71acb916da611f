import * as fs from 'node:fs';
import * as path from 'node:path';
import { temporal } from '@temporalio/proto';
import type { Db } from '../../db/connect';
import packageFile from '../../package.json';

const { History } = temporal.api.history.v1;
type Events = temporal.api.history.v1.IHistoryEvent[];

/** Releases whose histories are kept; each is recorded once and never again (decisions.md M). */
export const RELEASES = fs
  .readdirSync(__dirname)
  .filter((name) => /^\d+\.\d+\.\d+$/.test(name))
  .sort();
/** The release that this code will be. */
export const THIS_RELEASE = packageFile.version;

/** A request's run as Temporal had it, its payloads sealed. */
export interface Recorded {
  name: string;
  workflowId: string;
  history: temporal.api.history.v1.History;
}

/** A wrapped key as it stands in `vault_keys`; readable under the tests' key alone, which production refuses. */
interface KeyDump {
  id: string;
  owner: string;
  class: string;
  kek_id: string;
  kek_epoch: number;
  wrapped: string;
  created_at: string;
}

const file = (release: string, name: string): string => path.join(__dirname, release, `${name}.json`);
const KEYS = 'vault_keys';

function readKeys(release: string): KeyDump[] {
  return fs.existsSync(file(release, KEYS))
    ? (JSON.parse(fs.readFileSync(file(release, KEYS), 'utf8')) as KeyDump[])
    : [];
}

/** Every history of a release. A request that was continued has several runs. */
export function readHistories(release: string): Recorded[] {
  return fs
    .readdirSync(path.join(__dirname, release))
    .filter((name) => name.endsWith('.json') && name !== `${KEYS}.json`)
    .sort()
    .flatMap((fileName) => {
      const name = fileName.replace(/\.json$/, '');
      const { workflowId, runs } = JSON.parse(fs.readFileSync(file(release, name), 'utf8')) as {
        workflowId: string;
        runs: Record<string, unknown>[];
      };
      return runs.map((run) => ({ name, workflowId, history: History.fromObject(run) }));
    });
}

/** Brings the release's keys into a database, so that its payloads can be read. */
export async function loadKeys(db: Db, release: string): Promise<void> {
  await db('vault_keys').insert(
    readKeys(release).map((key) => ({ ...key, wrapped: Buffer.from(key.wrapped, 'base64') })),
  );
}

/**
 * Keeps the runs of a request for this release, oldest first, with the key that seals their payloads.
 * @throws where the release has this history: it is what was, not what is
 */
export async function record(
  db: Db,
  { name, requestId, workflowId, runs }: { name: string; requestId: string; workflowId: string; runs: Events[] },
): Promise<void> {
  const to = file(THIS_RELEASE, name);
  if (fs.existsSync(to))
    throw new Error(
      `${to} stands: histories of a release are recorded once. Remove it by hand if it was never released.`,
    );
  fs.mkdirSync(path.dirname(to), { recursive: true });
  const json = runs.map((events) =>
    History.toObject(History.fromObject({ events }), { bytes: String, longs: String, enums: String }),
  );
  fs.writeFileSync(to, `${JSON.stringify({ workflowId, runs: json })}\n`);
  const [key] = (await db('vault_keys').where({ owner: requestId, class: 'payload' })) as (Omit<
    KeyDump,
    'wrapped' | 'created_at'
  > & { wrapped: Buffer; created_at: Date })[];
  const { id, owner, class: keyClass, kek_id, kek_epoch, wrapped, created_at } = key!;
  const keys = [
    ...readKeys(THIS_RELEASE),
    {
      id,
      owner,
      class: keyClass,
      kek_id,
      kek_epoch,
      wrapped: wrapped.toString('base64'),
      created_at: created_at.toISOString(),
    },
  ];
  fs.writeFileSync(file(THIS_RELEASE, KEYS), `${JSON.stringify(keys, null, 1)}\n`);
}
