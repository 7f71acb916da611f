import { parse } from 'csv-parse/sync';
import { CsvError } from 'csv-parse/sync';
import { nestedFields, read } from '../border';
import { type FieldProblem, Problem } from '../problems';
import { LIMITS_OF_BATCH, type StatedAgent } from '../rights/agent';
import { agentBody } from '../schemas';
import type { AgentReceipt, Agents } from './agents';

/** What became of one line of a file; the header is line 1. */
export type LineReport =
  | { line: number; accepted: true; reference: string; right: string; dueOn: string | null; token: string }
  | { line: number; accepted: false; errors: FieldProblem[] };

/** A file as it was sent. */
export interface Batch {
  agent: StatedAgent;
  /** A header with the names of the form's fields, then one request a line. */
  csv: string;
  /** The same token with the same file again yields the same receipts. */
  formToken?: string;
}

/** A name that the form's fields have: words, and one dot where a field lies in another. */
const FIELD = /^[a-zA-Z][a-zA-Z-]{0,40}(\.[a-z][a-z0-9-]{0,62})?$/;
/** What an agent states once for the whole file, and not line by line. */
const NOT_A_COLUMN = ['agent', 'formToken'];
/** How a cell begins that a spreadsheet would run (decisions.md L4); a telephone number may begin with a plus sign. */
const RUNS = /^[=@\t\r]|^[+-](?![\d\s().-]*$)/;

/**
 * Files a request for each line. A line that is wrong is reported with its fields and keeps no other from being filed; a
 * file that is no such table is refused whole. The report tells what the lines say, never who is known (decisions.md B6).
 *
 * @throws Problem `invalid`, about the field `csv`, where nothing of the file was taken
 */
export async function fileBatch(agents: Agents, batch: Batch, nowMs: number): Promise<LineReport[]> {
  const rows = rowsOf(batch.csv);
  const seen = new Map<string, number>();
  const report: LineReport[] = [];
  // in the order of the file, one after another: a file is no reason to crowd out everybody else
  for (const { line, cells } of rows) {
    const content = JSON.stringify(cells);
    const same = seen.get(content);
    if (same !== undefined) {
      report.push({ line, accepted: false, errors: [{ field: '', reason: `is the same as line ${same}` }] });
      continue;
    }
    seen.set(content, line);
    report.push(await fileLine(agents, batch, { line, cells }, nowMs));
  }
  return report;
}

async function fileLine(
  agents: Agents,
  { agent, formToken }: Batch,
  { line, cells }: Row,
  nowMs: number,
): Promise<LineReport> {
  try {
    const runs = Object.entries(cells).filter(([, cell]) => RUNS.test(cell));
    if (runs.length > 0)
      throw new Problem(
        'invalid',
        undefined,
        runs.map(([field]) => ({ field, reason: 'begins like a formula' })),
      );
    const asked = read(agentBody, {
      ...nestedFields(cells),
      agent,
      ...(formToken ? { formToken: `${formToken}-${line}` } : {}),
    });
    const { receipt, token }: AgentReceipt = await agents.file(asked, { nowMs });
    const { reference, right, dueOn } = receipt;
    return { line, accepted: true, reference, right, dueOn, token };
  } catch (error) {
    if (!(error instanceof Problem) || error.type === 'internal') throw error;
    const errors = error.fields.length > 0 ? [...error.fields] : [{ field: '', reason: error.detail ?? error.type }];
    return { line, accepted: false, errors };
  }
}

interface Row {
  line: number;
  /** Cells that are not empty, by the name of their column. */
  cells: Record<string, string>;
}

/** The rows of a file. @throws Problem `invalid` where it is no table with a header of ours, or too long */
function rowsOf(csv: string): Row[] {
  const wrong = (reason: string): Problem => new Problem('invalid', undefined, [{ field: 'csv', reason }]);
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(csv, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
      // a quote that never ends would swallow the rest of the file
      max_record_size: LIMITS_OF_BATCH.lineCharacters,
      relax_column_count: false,
      to: LIMITS_OF_BATCH.lines + 2,
    }) as never;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { lines?: number };
    throw wrong(
      `is no table that can be read: line ${lines ?? '?'} has a quote or a number of cells that does not fit`,
    );
  }
  const [header, ...lines] = records;
  if (!header || lines.length === 0) throw wrong('needs a header and at least one line');
  if (lines.length > LIMITS_OF_BATCH.lines)
    throw wrong(`has more than ${LIMITS_OF_BATCH.lines} lines: send it in parts`);
  const names = header.record;
  const unknown = names.filter((name) => !FIELD.test(name) || NOT_A_COLUMN.includes(name.split('.')[0]!));
  if (unknown.length > 0) throw wrong('has a column whose name is none of a field of the form');
  if (new Set(names).size !== names.length) throw wrong('names a column twice');
  if (!names.includes('right')) throw wrong('has no column named right');
  let line = header.info.lines;
  return lines.map(({ record, info }) => {
    // the line on which it begins: a cell may hold several
    const begins = line + 1;
    line = info.lines;
    const cells = Object.fromEntries(
      names.map((name, at) => [name, record[at] ?? '']).filter(([, cell]) => cell !== ''),
    );
    return { line: begins, cells: cells as Record<string, string> };
  });
}
