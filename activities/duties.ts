import { Context } from '@temporalio/activity';
import { ConnectorFailure } from '../connectors/connector';
import { archiveOf } from '../db/duty-ids';
import { assertLeases, evidence, failed, intend } from '../db/effects';
import {
  endedExceptions,
  type ExceptionDuty,
  exceptionsToAsk,
  keptRows,
  lockException,
  standingExceptions,
} from '../db/exception-duties';
import { append } from '../db/ledger';
import { holdsForIntent } from '../db/holds';
import { lockRequest } from '../db/procedure';
import { endOutlivedSuppressions, settleRotatedOut } from '../db/standing-orders';
import { closeTasks, openTask } from '../db/tasks';
import { type LocalDate, receiptDay } from '../rules/calendar';
import { attempt, callContext, failureCode } from './attempt';
import type { ActivityDependencies } from './dependencies';
import type { DutyEffects } from './duty-effects';
import { heldRows } from './holding';
import { attemptMs } from './moment';

/** Duties settled in one transaction: each holds as many requests' rows for as long. */
const PAGE = 100;
/** Sorts before every ID. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Settles what has fallen due: rotated archives (DEL-05), exceptions that end (DEL-07), suppressions (DEL-12). */
export function createDutyEffects(deps: ActivityDependencies): Pick<DutyEffects, 'settleDuty'> {
  const { db, vault, connectors, settings } = deps;

  /** Calls for pages until one is empty, which proves that nothing is left. */
  const inPages = async (page: () => Promise<number>): Promise<number> => {
    let settled = 0;
    for (let done = await page(); done > 0; done = await page()) {
      settled += done;
      Context.current().heartbeat({ settled });
      await deps.fault?.('settle-page:after-evidence');
    }
    return settled;
  };

  /** A decider is asked some days before: to renew with facts, or to let the data go. */
  const ask = async (duty: ExceptionDuty): Promise<void> => {
    await db.transaction(async (trx) => {
      const row = await lockRequest(trx, duty.request_id);
      const standing = await lockException(trx, duty);
      if (!standing || standing.asked_at !== null || standing.ends_on === null) return;
      const atMs = attemptMs();
      const { id, system, code, ends_on } = standing;
      await openTask(trx, row, { kind: 'exception-ends', target: id, role: 'decider', code, atMs, dueOn: ends_on });
      await trx('exception_duties')
        .where({ id })
        .update({ asked_at: new Date(atMs) });
      await append(trx, {
        chain: row.id,
        kind: 'exception-asked',
        atMs,
        body: { duty: id, system, code, until: ends_on },
      });
    });
  };

  /** The data that an exception kept go through the connector, and are looked for again (decisions.md D3, D5). */
  const end = async (duty: ExceptionDuty): Promise<void> => {
    await deps.fault?.('end-exception:before-intent');
    const begun = await db.transaction(async (trx) => {
      const row = await lockRequest(trx, duty.request_id);
      const standing = await lockException(trx, duty);
      // renewed since it was read
      if (!standing) return undefined;
      // under the locks that placing a hold takes: one placed later finds this intent (decisions.md D4)
      const holds = await holdsForIntent(trx, row);
      const over = await heldRows({ db: trx, dataMap: deps.dataMap }, row, duty.system, holds);
      if (over({ table: duty.tbl, key: '' })) return undefined;
      const id = { requestId: row.id, step: 'end-exception', target: duty.id, round: standing.round };
      return intend(trx, id, attemptMs());
    });
    if (!begun || begun.done) return;
    await deps.fault?.('end-exception:after-intent');
    try {
      const connector = connectors.get(duty.system);
      if (!connector) throw new ConnectorFailure('system-refused');
      const context = callContext(begun.key);
      const rows = await keptRows(db, vault, duty);
      const others = (await standingExceptions(db, duty.request_id, duty.system)).filter(({ id }) => id !== duty.id);
      const kept = (await Promise.all(others.map((other) => keptRows(db, vault, other)))).flat();
      await assertLeases(db, [begun]);
      // what another exception keeps besides stays until that one ends
      const going = rows.filter((row) => !kept.some(({ table, key }) => table === row.table && key === row.key));
      if (going.length > 0) await connector.erase(going, context, kept);
      const { byKey } = await connector.remaining(going, [], context);
      if (byKey.length > 0) throw new ConnectorFailure('still-found');
      await deps.fault?.('end-exception:after-effect');
      await db.transaction(async (trx) => {
        const row = await lockRequest(trx, duty.request_id);
        const atMs = attemptMs();
        await evidence(trx, begun, atMs, { planned: rows.length, absent: going.length });
        await trx('exception_duties')
          .where({ id: duty.id })
          .update({ state: 'ended', settled_at: new Date(atMs) });
        await vault.shred(trx, duty.id, 'duty', atMs);
        await closeTasks(trx, row, { kind: 'exception-ends', target: duty.id, by: 'engine', atMs });
        await append(trx, {
          chain: row.id,
          kind: 'exception-ended',
          atMs,
          body: {
            duty: duty.id,
            system: duty.system,
            code: duty.code,
            planned: rows.length,
            absent: going.length,
            ...(begun.uncertain ? { uncertain: true } : {}),
          },
          effectKey: begun.key,
        });
      });
      await deps.fault?.('end-exception:after-evidence');
    } catch (error) {
      const atMs = attemptMs();
      const code = failureCode(error);
      const since = await failed(db, begun, atMs, code);
      if (atMs - since >= settings.systemDownAfterMs)
        await db.transaction(async (trx) => {
          const row = await lockRequest(trx, duty.request_id);
          await openTask(trx, row, {
            kind: 'exception-ends',
            target: duty.id,
            role: 'decider',
            code,
            atMs,
            level: 2,
            ...(duty.ends_on ? { dueOn: duty.ends_on } : {}),
          });
        });
      throw error;
    }
  };

  const settleDaily = async (today: LocalDate): Promise<number> => {
    await inPages(async () => {
      const toAsk = await exceptionsToAsk(db, today, PAGE);
      for (const duty of toAsk) await ask(duty);
      return toAsk.length;
    });
    let settled = 0;
    let failure: Error | undefined;
    let after = BEFORE_ALL;
    await inPages(async () => {
      const page = await endedExceptions(db, { today, after, page: PAGE });
      for (const duty of page) {
        // one system that is away keeps nobody else's data
        await end(duty).then(
          () => (settled += 1),
          (error: unknown) => (failure ??= error instanceof Error ? error : new Error('not an error')),
        );
        Context.current().heartbeat({ settled });
      }
      after = page.at(-1)?.id ?? after;
      return page.length;
    });
    settled += await inPages(() => endOutlivedSuppressions(db, { today, atMs: attemptMs(), page: PAGE }));
    if (failure) throw failure;
    return settled;
  };

  return {
    settleDuty: ({ duty }) =>
      attempt(async () => {
        const today = receiptDay(attemptMs());
        const archive = archiveOf(duty);
        if (archive === undefined) return { settled: await settleDaily(today) };
        const page = () => settleRotatedOut(db, { archive, today, atMs: attemptMs(), page: PAGE });
        return { settled: await inPages(page) };
      }, deps.report),
  };
}
