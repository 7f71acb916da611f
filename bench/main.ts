import { mkdtempSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ROOT } from '../demo/environment';
import { startBench, type Bench } from './engine';
import { histories } from './histories';
import { type Parts, type Databases, read, type Reading, spent } from './measure';
import { bareBurst, type Burst, type PathName, PATHS, productBurst } from './paths';
import { type Measured, type Results, table } from './report';

/** Time in which what follows an answer ends, and databases tell their counts, milliseconds. */
const SETTLE_MS = 2_000;

/**
 * `npm run bench -- [--n 40] [--bursts 2] [--warm 10] [--path peer] [--profile folder] [--keep]`: measures the paths of
 * design.md "How fast", product and bare engine by turns, prints the table and writes bench/results/.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      n: { type: 'string', default: '40' },
      bursts: { type: 'string', default: '2' },
      warm: { type: 'string', default: '10' },
      path: { type: 'string' },
      profile: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const [n, bursts, warm] = [values.n, values.bursts, values.warm].map(Number) as [number, number, number];
  if (![n, bursts].every((value) => Number.isInteger(value) && value > 0)) throw new Error('--n and --bursts count.');
  const paths = PATHS.filter((name) => !values.path || name === values.path);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fortyfive-bench-'));
  await fs.chmod(folder, 0o755);
  const cache = path.join(ROOT, '.fortyfive', 'bench');
  const people = paths.length * (n * bursts + warm);
  console.log(`Starting databases, Temporal, API, worker and the bare worker in ${folder}.`);
  const bench = await startBench(folder, cache, {
    people,
    ...(values.profile ? { profile: path.resolve(values.profile) } : {}),
  });
  // ended from outside, nothing of it stays behind
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void bench.stop().finally(() => process.exit(1)));
  try {
    const results = await measure(bench, paths, { n, bursts, warm });
    const machine = `${os.cpus().length} cores, ${os.cpus()[0]?.model ?? ''}, load ${os.loadavg()[0]!.toFixed(1)}`;
    const head = `${bench.server.description}; Postgres ${bench.postgres}; Node ${process.version}; ${machine}`;
    console.log(`\n${head}\n\n${table(results)}\n`);
    console.log('Access is not measured: this version takes requests to delete only.');
    const file = path.join(__dirname, 'results', `${new Date().toISOString().replace(/[:.]/g, '-')}.json`);
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, `${JSON.stringify({ head, counts: bench.server.counts, n, bursts, results }, null, 2)}\n`);
    console.log(`Written to ${path.relative(ROOT, file)}`);
  } finally {
    await bench.stop();
    if (!values.keep) await fs.rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  bench: Bench,
  paths: readonly PathName[],
  { n, bursts, warm }: { n: number; bursts: number; warm: number },
): Promise<Results> {
  const results = {} as Results;
  let person = 1;
  const take = (count: number): number => (person += count) - count;
  for (const name of paths) {
    if (warm > 0) {
      await bareBurst(bench, name, warm);
      await productBurst(bench, name, take(warm), warm);
    }
    const sides = { product: collect(), bare: collect() };
    for (let burst = 0; burst < bursts; burst += 1) {
      await sides.bare.add(bench.engine, n, () => bareBurst(bench, name, n));
      await sides.product.add(bench.product, n, () => productBurst(bench, name, take(n), n));
      console.log(`  ${name}, burst ${burst + 1} of ${bursts} done`);
    }
    results[name] = { product: await sides.product.end(bench), bare: await sides.bare.end(bench) };
  }
  return results;
}

/** Sums up the bursts of one side. */
function collect() {
  const rates: number[] = [];
  const latencies: number[] = [];
  const readings: Reading[] = [];
  let requestIds: string[] = [];
  let requests = 0;
  return {
    async add(counted: { parts: Parts; databases: Databases }, n: number, run: () => Promise<Burst>): Promise<void> {
      await sleep(SETTLE_MS);
      const before = await read(counted.parts, counted.databases);
      const burst = await run();
      await sleep(SETTLE_MS);
      readings.push(spent(before, await read(counted.parts, counted.databases), n));
      rates.push(n / burst.seconds);
      latencies.push(...burst.latencies);
      requestIds = burst.requestIds;
      requests += n;
    },
    async end(bench: Bench): Promise<Measured> {
      return {
        requests,
        rates,
        latencies,
        spent: mean(readings),
        histories: await histories(bench.client, requestIds),
      };
    },
  };
}

function mean(readings: Reading[]): Reading {
  const of = (kind: keyof Reading): Record<string, number> =>
    Object.fromEntries(
      Object.keys(readings[0]![kind]).map((name) => [
        name,
        readings.reduce((total, reading) => total + reading[kind][name]!, 0) / readings.length,
      ]),
    );
  return { cpu: of('cpu'), commits: of('commits'), wal: of('wal') };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
});
