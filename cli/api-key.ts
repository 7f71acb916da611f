import { createApiKey, endApiKey, listApiKeys } from '../db/api-keys';
import { API_SCOPES, type ApiScope } from '../rules/codes';
import { addDays, endOfDayMs, receiptDay } from '../rules/calendar';
import { EXIT, guarded, readArguments, UsageError } from './arguments';
import { type Io, signedIn, withServices } from './surroundings';

/** How long a key opens something unless told, days. */
const LIFE_DAYS = 365;

const USAGE = `usage: fortyfive api-key create --name <program> --scope <scope> [--recipient <id>] [--days <n>]
       fortyfive api-key list
       fortyfive api-key end <id>
  <scope>  ${API_SCOPES.join(' | ')}
notices: a recipient's own system fetches and answers its notices; name the recipient as the data map does.
disclose: a system of the business asks which rows of a list may go to a recipient.
acquire, sell-or-share: a system that takes data in asks which rows may be kept, or sold and shared; one key for each.
A key is shown once and lasts ${LIFE_DAYS} days unless told. An administrator signs in with FORTYFIVE_STAFF and
FORTYFIVE_PASSWORD, or is asked.`;

const OPTIONS = {
  name: { type: 'string' },
  scope: { type: 'string' },
  recipient: { type: 'string' },
  days: { type: 'string' },
} as const;

/** `fortyfive api-key`: keys of programs that call the API, each for one scope. */
export function run(args: string[], io: Io): Promise<number> {
  return guarded(USAGE, io, async () => {
    const { values, positionals } = readArguments(args, OPTIONS, true);
    const [what, id = ''] = positionals;
    if (what !== 'create' && what !== 'list' && what !== 'end') throw new UsageError('Say what to do.');
    return withServices(io, async (wired) => {
      const { db, clock, dataMap } = wired.deps;
      const staff = await signedIn(io, wired);
      if (!staff.roles.includes('administrator')) throw new UsageError('Only an administrator does this.');
      const nowMs = await clock.nowMs();
      if (what === 'list') {
        for (const key of await listApiKeys(db, nowMs))
          io.out(`${key.id}  ${key.scope}  ${key.name}  ${key.subject ?? '-'}  until ${receiptDay(key.expiresAtMs)}`);
        return EXIT.ok;
      }
      if (what === 'end') {
        const ended = /^[0-9a-f-]{36}$/.test(id) && (await endApiKey(db, id, nowMs));
        if (!ended) throw new UsageError(`There is no key ${id}.`);
        io.out('The key is ended.');
        return EXIT.ok;
      }
      const scope = API_SCOPES.find((each) => each === values.scope);
      if (!scope) throw new UsageError(`There is no scope ${values.scope ?? '(none given)'}.`);
      if (!values.name?.trim()) throw new UsageError('Say under --name which program has the key.');
      const subject = subjectOf(
        scope,
        values.recipient,
        dataMap.recipients.map((recipient) => recipient.id),
      );
      const days = Number(values.days ?? LIFE_DAYS);
      if (!Number.isInteger(days) || days < 1 || days > 3 * LIFE_DAYS)
        throw new UsageError('--days is a whole number, three years at most.');
      const expiresAtMs = endOfDayMs(addDays(receiptDay(nowMs), days));
      const made = await createApiKey(db, {
        name: values.name.trim(),
        scope,
        subject,
        expiresAtMs,
        by: staff.id,
        nowMs,
      });
      io.out(`${made.id}  ${made.key}`);
      return EXIT.ok;
    });
  });
}

/** Scopes whose key belongs to one recipient. */
const OF_RECIPIENT: readonly ApiScope[] = ['notices'];

/** Whose the key is: a recipient of the data map, for the one scope that has objects. */
function subjectOf(scope: ApiScope, recipient: string | undefined, recipients: string[]): string | null {
  if (!OF_RECIPIENT.includes(scope)) {
    if (recipient !== undefined) throw new UsageError(`A key for ${scope} is no recipient's.`);
    return null;
  }
  if (recipient === undefined || !recipients.includes(recipient))
    throw new UsageError(`Say under --recipient whose key it is: ${recipients.join(', ')}.`);
  return recipient;
}
