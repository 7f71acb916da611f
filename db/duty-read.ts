import type { LocalDate } from '../rules/calendar';
import type { ExceptionCode } from '../rules/codes';
import type { Db } from './connect';
import { archiveDuty } from './duty-ids';
import { archivesWithDuties } from './duty-runs';
import type { FindingOutcome, ReportRow } from './restores';
import { UNDECIDED } from './restores';

/** What stands towards one archive: counts and days, no person (DEL-05). */
export interface ArchiveView {
  archive: string;
  /** Deletions whose data a copy may still bring back. */
  standing: number;
  /** The next last day of such a copy; null where none rotates out by itself. */
  nextEnd: LocalDate | null;
  /** Those that end only when somebody reports that the archive is gone. */
  withoutEnd: number;
  rotatedThrough: LocalDate | null;
  /** When its workflow looks again, UTC milliseconds; null where it has not run. */
  nextLookMs: number | null;
}

/** A restore or an access as it was reported. */
export type ReportView = Pick<ReportRow, 'id' | 'archive' | 'kind' | 'system' | 'code' | 'state' | 'last_failure'> & {
  reportedAtMs: number;
};

/** What a restore brought back that only a person may judge. */
export interface UndecidedView {
  report: string;
  archive: string;
  system: string;
  reference: string;
  outcome: FindingOutcome;
}

/** What an exception keeps, and until when (DEL-07). */
export interface ExceptionView {
  id: string;
  reference: string;
  system: string;
  tbl: string;
  code: ExceptionCode;
  purpose: string;
  rows: number;
  endsOn: LocalDate | null;
}

/** Duties beyond requests as staff see them. */
export interface DutyOverview {
  archives: ArchiveView[];
  reports: ReportView[];
  undecided: UndecidedView[];
  exceptions: ExceptionView[];
}

/** Most rows of a list. */
const SHOWN = 200;

/** Reads the duties with their next ends, nearest first. @param named archives of the data map */
export async function dutyOverview(db: Db, named: readonly string[]): Promise<DutyOverview> {
  const archives = [...new Set([...named, ...(await archivesWithDuties(db))])];
  const [duties, runs, reports, undecided, exceptions] = await Promise.all([
    db('archive_duties')
      .where({ state: 'standing' })
      .groupBy('archive')
      .select<{ archive: string; standing: number; dated: number; next: LocalDate | null }[]>(
        'archive',
        db.raw('count(*)::int AS standing, count(ends_on)::int AS dated, min(ends_on) AS next'),
      ),
    db('duty_runs').select<{ duty: string; next_at: Date | null; rotated_through: LocalDate | null }[]>(
      'duty',
      'next_at',
      'rotated_through',
    ),
    db<ReportRow>('archive_reports').orderBy('reported_at', 'desc').limit(SHOWN),
    db('restore_findings as f')
      .join('archive_reports as a', 'a.id', 'f.report_id')
      .join('requests as r', 'r.id', 'f.request_id')
      .whereIn('f.outcome', [...UNDECIDED])
      .orderBy(['a.reported_at', 'r.reference'])
      .limit(SHOWN)
      .select<UndecidedView[]>('a.archive', 'a.system', 'r.reference', 'f.outcome', { report: 'a.id' }),
    db('exception_duties as d')
      .join('requests as r', 'r.id', 'd.request_id')
      .where('d.state', 'standing')
      .orderByRaw('d.ends_on NULLS LAST, d.id')
      .limit(SHOWN)
      .select<ExceptionView[]>('d.id', 'r.reference', 'd.system', 'd.tbl', 'd.code', 'd.purpose', {
        rows: 'd.row_count',
        endsOn: 'd.ends_on',
      }),
  ]);
  return {
    archives: archives.map((archive) => {
      const { standing = 0, dated = 0, next = null } = duties.find((each) => each.archive === archive) ?? {};
      const run = runs.find(({ duty }) => duty === archiveDuty(archive));
      return {
        archive,
        standing,
        nextEnd: next,
        withoutEnd: standing - dated,
        rotatedThrough: run?.rotated_through ?? null,
        nextLookMs: run?.next_at?.getTime() ?? null,
      };
    }),
    reports: reports.map(({ id, archive, kind, system, code, state, last_failure, reported_at }) => ({
      id,
      archive,
      kind,
      system,
      code,
      state,
      last_failure,
      reportedAtMs: reported_at.getTime(),
    })),
    undecided,
    exceptions,
  };
}
