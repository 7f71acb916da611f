import { read } from '../api/border';
import { holdBody } from '../api/schemas';
import { createHolds, type HoldLine } from '../api/services/holds';
import { HOLD_CODES } from '../rules/holds';
import { EXIT, guarded, readArguments, UsageError } from './arguments';
import { type Io, signedIn, withServices } from './surroundings';

const USAGE = `usage: fortyfive holds list [--json]
       fortyfive holds place --on <what> --code <ground> --facts <matter> --review-on <day> [options]
       fortyfive holds renew --hold <id> --review-on <day> --facts <facts>
       fortyfive holds release --hold <id> --facts <facts>
  --on           person, system:<id> or category:<name>; the person where not given, the others hold for everyone
  --email, --phone, --identifier <type:value>  whom it is about, for a hold of a person
  --code         ${HOLD_CODES.join(' | ')}
  --told         what the consumer is told of it, in words
  --directed-on  day on which a law enforcement agency directed it
Lists the holds that stand, those on requests too; those are decided about with decide place-hold and so on. Names no
person. Signs in with FORTYFIVE_STAFF and FORTYFIVE_PASSWORD, or asks.`;

const OPTIONS = {
  on: { type: 'string' },
  email: { type: 'string' },
  phone: { type: 'string' },
  identifier: { type: 'string' },
  code: { type: 'string' },
  facts: { type: 'string' },
  told: { type: 'string' },
  hold: { type: 'string' },
  'review-on': { type: 'string' },
  'directed-on': { type: 'string' },
  json: { type: 'boolean' },
} as const;

/**
 * `fortyfive holds`: holds on a person as such, or for everyone (decisions.md D4).
 *
 * @returns exit code: 0 done, 1 refused, 2 wrong use
 */
export function run(args: string[], io: Io): Promise<number> {
  return guarded(USAGE, io, async () => {
    const { values, positionals } = readArguments(args, OPTIONS, true);
    const { json, 'review-on': reviewOn, 'directed-on': directedOn, ...sent } = values;
    const [kind = ''] = positionals;
    if (!['list', 'place', 'renew', 'release'].includes(kind))
      throw new UsageError('Say list, place, renew or release.');
    return withServices(io, async (wired) => {
      const staff = await signedIn(io, wired);
      const holds = createHolds(wired.deps);
      if (kind === 'list') {
        const list = await holds.list();
        if (json) io.out(JSON.stringify(list, null, 2));
        else if (list.length === 0) io.out('No holds.');
        else list.forEach((hold) => io.out(describe(hold)));
        return EXIT.ok;
      }
      const input = read(holdBody, {
        kind,
        ...sent,
        ...(reviewOn === undefined ? {} : { reviewOn }),
        ...(directedOn === undefined ? {} : { directedOn }),
      });
      const answer = await holds.make(input, staff, await wired.deps.clock.nowMs());
      if (answer.mark === 'refused') {
        io.err(`Refused: ${answer.refusal}.`);
        return EXIT.failed;
      }
      io.out(`Hold ${answer.hold}: done.`);
      return EXIT.ok;
    });
  });
}

function describe({ id, scope, system, category, code, reference, review_on: reviewOn }: HoldLine): string {
  const on = scope === 'person' ? 'person' : `${scope}:${system ?? category}`;
  const of = reference ?? (scope === 'person' ? 'a person' : 'everyone');
  return `${id}  ${on}  of ${of}  ${code}  review ${reviewOn}`;
}
