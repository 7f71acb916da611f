import { Counter, Gauge, Registry } from 'prom-client';
import type { Db } from '../db/connect';
import { queueCounts } from '../db/queue';
import type { Route } from './route';

/** Metrics of the API process: routes, codes and counts, never a person. */
export interface Metrics {
  counted(route: Route, status: number): void;
  /** What the watchdog found last, by kind. */
  watched(found: Record<string, number>): void;
  text(): Promise<string>;
  readonly contentType: string;
}

/** Makes the metrics, in a registry of their own. */
export function createMetrics({ db }: { db: Db }): Metrics {
  const registry = new Registry();
  const answers = new Counter({
    name: 'fortyfive_http_answers_total',
    help: 'Answers of the API by route and status',
    labelNames: ['route', 'status'],
    registers: [registry],
  });
  const alarms = new Gauge({
    name: 'fortyfive_watchdog_findings',
    help: 'What the watchdog found at its last look, by kind',
    labelNames: ['kind'],
    registers: [registry],
  });
  new Gauge({
    name: 'fortyfive_open_requests',
    help: 'Open requests by phase; overdue ones also under the phase overdue',
    labelNames: ['phase'],
    registers: [registry],
    async collect() {
      const { phases, overdue } = await queueCounts(db);
      this.reset();
      for (const [phase, count] of Object.entries(phases)) this.set({ phase }, count);
      this.set({ phase: 'overdue' }, overdue);
    },
  });
  return {
    counted: (route, status) => answers.inc({ route: route.id, status: String(status) }),
    watched(found) {
      for (const [kind, count] of Object.entries(found)) alarms.set({ kind }, count);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
