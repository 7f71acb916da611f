import { DefaultLogger, type Logger as TemporalLogger } from '@temporalio/worker';
import pino, { type DestinationStream, type Logger } from 'pino';

/** The worker's log: codes, counts and names of errors, never what an error says of a person (decisions.md L6). */
export function createLog(to?: DestinationStream): Logger {
  return pino({ name: 'worker', base: null }, to ?? pino.destination(1));
}

/** What tells the log of an error that no failure code names: by its kind alone, since its text quotes whom it met. */
export function createReport(log: Logger): (error: unknown) => void {
  return (error) => log.error({ kind: error instanceof Error ? error.name : 'unknown' }, 'error');
}

/** Temporal's own messages in the worker's log, without their details. */
export function temporalLog(log: Logger): TemporalLogger {
  return new DefaultLogger('WARN', ({ level, message }) => log.info({ level }, message));
}
