import { percentile, type Reading, sum } from './measure';
import type { Histories } from './histories';
import type { PathName } from './paths';

/** What was measured of one side of one path, over all its bursts. */
export interface Measured {
  requests: number;
  /** Requests a second, for each burst. */
  rates: number[];
  latencies: number[];
  /** For each request. */
  spent: Reading;
  histories: Histories;
}

/** A path: the product, and the bare engine beside it. */
export type Results = Record<PathName, { product: Measured; bare: Measured }>;

/** Numbers of the peer that targets compare with (design.md, How fast). */
const PEER = { rate: 1.15, cpu: 1.2 };
/** Systems and batches of recipients of the measured requests. */
const [S, B] = [1, 1];

/** One line of the table. */
interface Line {
  what: string;
  value: string;
  target?: string;
  met?: boolean;
}

const n = (value: number, digits = 2): string => (Number.isFinite(value) ? value.toFixed(digits) : '-');

/** Requests a second over all bursts. */
export function rate({ rates }: Measured): number {
  return rates.length / rates.reduce((total, one) => total + 1 / one, 0);
}

/** The table's lines for one path. */
export function linesOf(path: PathName, { product, bare }: Results[PathName]): Line[] {
  const [ours, engine] = [rate(product), rate(bare)];
  const cpu = sum(product.spent.cpu);
  const goal = path === 'peer' ? { rate: PEER.rate * 5, cpu: PEER.cpu / 5 } : { rate: 4, cpu: 0.35 };
  const toAnswer = 60 + 6 * (S + B);
  const against = (value: number, target: number, higher: boolean, digits = 2) => ({
    target: `${higher ? '>=' : '<='} ${n(target, digits)}`,
    met: higher ? value >= target : value <= target,
  });
  return [
    { what: 'requests answered a second', value: n(ours), ...against(ours, goal.rate, true) },
    { what: 'the bare engine, requests a second', value: n(engine) },
    { what: 'product against bare engine', value: n(ours / engine), ...against(ours / engine, 0.7, true, 1) },
    { what: 'CPU seconds a request', value: n(cpu, 3), ...against(cpu, goal.cpu, false) },
    ...Object.entries(product.spent.cpu).map(([part, value]) => ({ what: `  ${part}`, value: n(value, 3) })),
    { what: 'the bare engine, CPU seconds a request', value: n(sum(bare.spent.cpu), 3) },
    ...Object.entries(bare.spent.cpu).map(([part, value]) => ({ what: `  ${part}`, value: n(value, 3) })),
    ...Object.entries(product.spent.commits).map(([name, value]) => ({
      what: `commits a request, ${name}`,
      value: n(value, 0),
    })),
    ...Object.entries(product.spent.wal).map(([name, value]) => ({
      what: `WAL a request, ${name}`,
      value: `${n(value / 1024, 0)} KiB`,
    })),
    {
      what: 'history events to the answer',
      value: n(product.histories.events, 0),
      ...against(product.histories.events, toAnswer, false, 0),
    },
    { what: 'the bare engine, history events', value: n(bare.histories.events, 0) },
    { what: 'history bytes to the answer', value: `${n(product.histories.bytes / 1024, 1)} KiB` },
    { what: 'time to the answer, p50', value: `${n(percentile(product.latencies, 50))} s` },
    { what: 'time to the answer, p95', value: `${n(percentile(product.latencies, 95))} s` },
  ];
}

const TITLES: Record<PathName, string> = {
  peer: 'Peer path: API intake, identity vouched for, standing decision, no grace period',
  staffed: 'Staffed path: code, approval by a decision',
};

/** The whole table, for a terminal. */
export function table(results: Results): string {
  return (Object.keys(results) as PathName[])
    .map((path) => {
      const { product } = results[path];
      const head = `${TITLES[path]} (${product.requests} requests in ${product.rates.length} bursts)`;
      const rows = linesOf(path, results[path]).map(({ what, value, target = '', met }) =>
        `  ${what.padEnd(42)} ${value.padStart(10)}   ${target.padEnd(10)} ${met === undefined ? '' : met ? 'met' : 'MISSED'}`.trimEnd(),
      );
      return [head, `  ${''.padEnd(42)} ${'measured'.padStart(10)}   target`, ...rows].join('\n');
    })
    .join('\n\n');
}
