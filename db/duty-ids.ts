/** Workflow ID of an archive's duties, and ledger chain of what becomes of the archive. */
export function archiveDuty(archive: string): string {
  return `archive/${archive}`;
}

/** Workflow ID of the duties that end on a day and belong to no archive: exceptions, suppressions of obtained data. */
export const DAILY_DUTIES = 'schedule/duties';

/** The archive whose duties these are; undefined for {@link DAILY_DUTIES}. */
export function archiveOf(duty: string): string | undefined {
  return /^archive\/(.+)$/.exec(duty)?.[1];
}
