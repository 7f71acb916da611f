import { instantMs, receiptDay } from '../rules/calendar';
import { type Clock, clockFrom, clocksFor } from '../rules/clocks';
import { type Right, RIGHTS } from '../rules/codes';
import { ruleSetFor } from '../rules/versions';
import { EXIT, guarded, readArguments, type Terminal, UsageError } from './arguments';

const USAGE = `usage: fortyfive clocks --right <right> --received <moment> [--json]
       fortyfive clocks --csv < file
  <right>   ${RIGHTS.join(' | ')}
  <moment>  ISO 8601 with its zone: 2026-11-24T18:00:00Z
  --csv     reads moments from the first column, writes the strict dates of every clock`;

/** Every clock of one request, as `--json` prints it. */
export interface ClocksReport {
  right: Right;
  received: string;
  receiptDay: string;
  ruleSet: string;
  clocks: Clock[];
}

/** A moment, or the complaint that it is none. */
function moment(text: string, where = ''): number {
  try {
    return instantMs(text);
  } catch (error) {
    throw new UsageError(`${where}${(error as RangeError).message}: ${text.slice(0, 40)}`);
  }
}

/** A moment before the law or beyond the holidays that are held is the caller's mistake, not ours. */
function withinTheRules<T>(ask: () => T, where = ''): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${where}${error.message}`);
    throw error;
  }
}

/**
 * What the law makes of a moment of receipt.
 * @throws UsageError for what is no moment, and for years beyond the rules
 */
export function clocksReport(right: Right, received: string): ClocksReport {
  const ms = moment(received);
  return withinTheRules(() => {
    const day = receiptDay(ms);
    const ruleSet = ruleSetFor(day);
    return {
      right,
      received: new Date(ms).toISOString(),
      receiptDay: day,
      ruleSet,
      clocks: clocksFor(right, ms, ruleSet),
    };
  });
}

function describe(report: ClocksReport): string[] {
  const lines = [
    `${report.right}, received ${report.received}: receipt day ${report.receiptDay} in Los Angeles, rules of ${report.ruleSet}`,
  ];
  if (report.clocks.length === 0) lines.push('The law sets no clock for this right.');
  for (const clock of report.clocks) {
    const word = { deadline: 'due by', minimum: 'binds through', limit: 'ends' }[clock.kind];
    lines.push(
      '',
      `${clock.rule}  ${clock.name}${clock.unconfirmed ? '  (unconfirmed)' : ''}`,
      `  ${word} ${clock.strict} (strict); ${clock.outer} (outer, never planned on)`,
      `  ${clock.reason}`,
      ...(clock.skipped.length > 0 ? [`  skipped: ${clock.skipped.join(', ')}`] : []),
      `  ${clock.cite}`,
    );
  }
  return lines;
}

/** The columns of the published clock vectors. */
export const CSV_COLUMNS = 'received_utc,received_la,ack_10bd,optout_15bd,respond_45,extended_90';

/** The strict dates of one receipt day, in the order of the columns. */
function strictDates(day: string): string {
  const names = ['acknowledge', 'stop-selling', 'respond', 'respond-extended'] as const;
  const ruleSet = ruleSetFor(day);
  return names.map((name) => clockFrom(name, day, ruleSet).strict).join(',');
}

/**
 * Strict dates for a table of moments; only the first column is read, a first line that names it is passed over. Lines
 * that end as RFC 4180 has it, with CR and LF, are answered so.
 * @throws UsageError naming the first line that cannot be read
 */
export function clocksCsv(text: string): string[] {
  const rows = text.split(/\r?\n/);
  const lines = [CSV_COLUMNS];
  const known = new Map<string, string>();
  rows.forEach((row, index) => {
    const received = row.split(',', 1)[0]!.trim();
    if (received === '' || (index === 0 && /^[a-z_"]+$/i.test(received))) return;
    const day = receiptDay(moment(received, `line ${index + 1}: `));
    let dates = known.get(day);
    if (dates === undefined) {
      dates = withinTheRules(() => strictDates(day), `line ${index + 1}: `);
      known.set(day, dates);
    }
    lines.push(`${received},${day},${dates}`);
  });
  return text.includes('\r\n') ? lines.map((line) => `${line}\r`) : lines;
}

/** `fortyfive clocks`: every clock of a request, explained; or the strict dates of a whole table. */
export function run(args: string[], io: Terminal): Promise<number> {
  return guarded(USAGE, io, async () => {
    const { values } = readArguments(args, {
      right: { type: 'string' },
      received: { type: 'string' },
      json: { type: 'boolean', default: false },
      csv: { type: 'boolean', default: false },
    });
    if (values.csv) {
      for (const line of clocksCsv(await io.stdin())) io.out(line);
      return EXIT.ok;
    }
    const { right, received } = values;
    if (right === undefined || received === undefined) throw new UsageError('--right and --received are needed');
    if (!(RIGHTS as readonly string[]).includes(right)) throw new UsageError(`no such right: ${right}`);
    const report = clocksReport(right as Right, received);
    if (values.json) io.out(JSON.stringify(report, null, 2));
    else for (const line of describe(report)) io.out(line);
    return EXIT.ok;
  });
}
