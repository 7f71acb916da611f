import type { Finding } from '../db/watch';
import type { Alarm } from './watchdog';

const SAYS: Record<Finding['kind'], (code: string) => string> = {
  'milestone-missed': (code) => `${code} was due and did not happen`,
  'never-started': () => 'its workflow has not started',
  'no-progress': (code) => `its run stands still in ${code}`,
  'undelivered-decision': (code) => `the decision ${code} has not reached it`,
  'duty-missed': () => 'what is due beyond requests has not been looked at',
  'seal-late': () => 'it was not sealed: see what `fortyfive ledger verify` says',
  'import-probed': () => 'this key asks the import guard about single persons; end it, or ask its holder why',
  'hold-review': (code) => `this hold (${code}) is to be renewed or released`,
  'notice-late': (code) => `its instruction waits in the queue of ${code} and may leave too late`,
};

/** Where what belongs to no request is looked after. */
const PAGES: Partial<Record<Finding['kind'], string>> = {
  'duty-missed': '/staff/duties',
  'hold-review': '/staff/holds',
};

const SHOWN = 50;

/** The watchdog's digest: references, codes and due days, no person (decisions.md E4). */
export function composeAlarm(
  { findings, total }: Alarm,
  { businessName, baseUrl }: { businessName: string; baseUrl: string },
): { subject: string; text: string } {
  const lines = findings.slice(0, SHOWN).map(({ kind, reference, code, dueOn, sinceMs }) => {
    const since = new Date(sinceMs).toISOString().slice(0, 16).replace('T', ' ');
    const page = PAGES[kind];
    if (page) return `${reference}: ${SAYS[kind](code)}, since ${since} UTC.\n  ${baseUrl}${page}`;
    if (kind === 'import-probed') return `${reference}: ${SAYS[kind](code)}, since ${since} UTC.`;
    if (kind === 'seal-late') return `The ledger: ${SAYS[kind](code)}, since ${since} UTC.`;
    return [
      `${reference}: ${SAYS[kind](code)}, since ${since} UTC; answer ${dueOn ? `due ${dueOn}` : 'given'}.`,
      `  ${baseUrl}/staff/requests/${reference}`,
    ].join('\n');
  });
  const more = findings.length > SHOWN ? [`And ${findings.length - SHOWN} more.`] : [];
  return {
    subject: `${total === 1 ? 'One thing is' : `${total} things are`} stuck`,
    text: [
      `${businessName}: the watchdog found what should have moved 15 minutes ago and did not.`,
      'Look whether the worker and Temporal run; nothing is lost meanwhile.',
      ...lines,
      ...more,
    ].join('\n\n'),
  };
}
