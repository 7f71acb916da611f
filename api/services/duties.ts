import type { z } from 'zod';
import { type DutyContent, markDutyDelivered, recordDutyDecision } from '../../db/duty-decisions';
import { archiveDuty, DAILY_DUTIES } from '../../db/duty-ids';
import { dutyOverview, type DutyOverview } from '../../db/duty-read';
import { findRequest } from '../../db/requests-read';
import type { Staff } from '../../db/staff';
import type { DutyRefusal } from '../../rules/duty-decisions';
import type { ServiceDeps } from '../business';
import { Problem } from '../problems';
import type { dutyBody } from '../schemas';

/** A report or a decision about a duty as a form or the command line sends it. */
export type DutyInput = z.output<typeof dutyBody>;

/** What became of it. `recorded`: it stands, and the duty's workflow hears of it later. */
export type DutyAnswer =
  { mark: 'claimed' | 'recorded'; decisionId: string } | { mark: 'refused'; refusal: DutyRefusal; decisionId?: string };

/** Duties that outlive requests, for staff (decisions.md D5, J). */
export interface Duties {
  overview(): Promise<DutyOverview>;
  /** Writes the row and delivers it. @throws Problem `invalid` where it names what does not exist */
  make(input: DutyInput, staff: Pick<Staff, 'id' | 'roles'>, nowMs: number): Promise<DutyAnswer>;
}

/** Makes the service. */
export function createDuties({
  db,
  vault,
  gateway,
  dataMap,
}: Pick<ServiceDeps, 'db' | 'vault' | 'gateway' | 'dataMap'>): Duties {
  const overview = (): Promise<DutyOverview> =>
    dutyOverview(
      db,
      dataMap.archives.map(({ id }) => id),
    );

  /** Which duty is meant, and the request that it concerns. */
  const concerned = async (input: DutyInput): Promise<{ duty: string; requestId?: string }> => {
    const { kind, archive = '', exception = '', reference = '', system } = input;
    if (kind === 'renew-exception') {
      const row = await db('exception_duties')
        .where({ id: exception })
        .first<{ request_id: string } | undefined>('request_id');
      if (!row) throw none('exception');
      return { duty: DAILY_DUTIES, requestId: row.request_id };
    }
    if (!(await overview()).archives.some((each) => each.archive === archive)) throw none('archive');
    if (system !== undefined && !dataMap.systems.some(({ id }) => id === system)) throw none('system');
    const duty = archiveDuty(archive);
    if (kind !== 'decide-restored') return { duty };
    const row = await findRequest(db, reference);
    if (!row) throw none('reference');
    return { duty, requestId: row.id };
  };

  return {
    overview,

    async make(input, staff, nowMs) {
      const { kind, code, facts } = input;
      const { duty, requestId } = await concerned(input);
      const recorded = await db.transaction((trx) =>
        recordDutyDecision(trx, vault, {
          duty,
          kind,
          actor: staff,
          code,
          facts,
          requestId,
          content: contentOf(input),
          nowMs,
        }),
      );
      if (!recorded.recorded) return { mark: 'refused', refusal: recorded.refusal };
      const { decisionId } = recorded;
      const answer = await gateway.deliverDuty({ duty, kind, decisionId });
      if (answer.mark === 'recorded') return { mark: 'recorded', decisionId };
      await markDutyDelivered(db, decisionId, nowMs);
      return answer.mark === 'claimed'
        ? { mark: 'claimed', decisionId }
        : { mark: 'refused', refusal: answer.refusal, decisionId };
    },
  };
}

/** What a decision's row keeps: codes, IDs and days that its kind has a use for. */
function contentOf({ kind, system, through, report, exception, until }: DutyInput): DutyContent {
  switch (kind) {
    case 'archive-restored':
      return { system: system! };
    case 'archive-rotated':
      return { through: through! };
    case 'access-settled':
    case 'decide-restored':
      return { report: report! };
    case 'renew-exception':
      return { exception: exception!, until: until! };
    case 'archive-accessed':
      return {};
  }
}

const none = (field: string): Problem => new Problem('invalid', undefined, [{ field, reason: 'does not exist' }]);
