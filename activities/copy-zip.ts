import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { ReadRow } from '../connectors/connector';
import type { System, Table } from '../datamap/data-map';

/** What a package is made of. */
export interface CopySource {
  reference: string;
  business: string;
  period: { from: string; to: string };
  systems: readonly System[];
  /** What was gathered of a system; each call reads anew. */
  pages(system: string): AsyncIterable<{ seq: number; rows: ReadRow[] }>;
  /** Whether a person decided that a value stays out (HH-02). */
  isLeftOut(system: string, seq: number, at: number, column: string): boolean;
}

/** The same in every package, so that the same copy is the same bytes. */
const WRITTEN = { mtime: new Date('2022-01-01T00:00:00Z'), mode: 0o100644 };
/** Stands where a value was left out; what is never disclosed has words of its own. */
const LEFT_OUT = 'left out: it belongs to somebody else';

/**
 * The package: `copy.json` for programs (docs/copy.md), a CSV for each table of each system, `copy.html` to read. It is
 * written as it is read: rows of one page and a chunk of the archive are all that is held. Names are made here, none
 * comes from data (decisions.md L4).
 */
export function copyZip(source: CopySource): AsyncIterable<Buffer> {
  const zip = new ZipFile();
  const add = (name: string, lines: () => AsyncGenerator<string>): void =>
    zip.addReadStreamLazy(name, WRITTEN, (ready) => ready(null, Readable.from(lines())));
  add('copy.json', () => json(source));
  add('copy.html', () => html(source));
  for (const system of source.systems)
    for (const [index, table] of tablesOf(system).entries())
      add(`${system.id}-${index + 1}.csv`, () => csv(source, system, table));
  zip.end();
  return zip.outputStream as unknown as AsyncIterable<Buffer>;
}

const tablesOf = (system: System): Table[] => (system.tables as Table[]).filter(({ person }) => person !== 'none');

/** A system's rows, in order, with what is left out taken out. */
async function* rowsOf(source: CopySource, system: string): AsyncGenerator<ReadRow> {
  for await (const { seq, rows } of source.pages(system))
    for (const [at, row] of rows.entries())
      yield {
        ...row,
        values: Object.fromEntries(
          Object.entries(row.values).map(([column, value]) => [
            column,
            source.isLeftOut(system, seq, at, column) ? LEFT_OUT : value,
          ]),
        ),
      };
}

async function* json(source: CopySource): AsyncGenerator<string> {
  const { reference, business, period } = source;
  const head = { format: 'fortyfive-copy/1', business, reference, from: period.from, to: period.to };
  yield `${JSON.stringify(head).slice(0, -1)},"systems":[`;
  for (const [index, system] of source.systems.entries()) {
    const tables = tablesOf(system).map(({ name, categories, sources, purposes }) => ({
      name,
      categories,
      sources,
      purposes,
    }));
    const described = { id: system.id, name: system.name, tables };
    yield `${index === 0 ? '' : ','}\n${JSON.stringify(described).slice(0, -1)},"rows":[`;
    let first = true;
    for await (const { table, values } of rowsOf(source, system.id)) {
      yield `${first ? '' : ','}\n${JSON.stringify({ table, values })}`;
      first = false;
    }
    yield ']}';
  }
  yield '\n]}\n';
}

async function* csv(source: CopySource, system: System, table: Table): AsyncGenerator<string> {
  let columns: string[] | undefined;
  for await (const row of rowsOf(source, system.id)) {
    if (row.table !== table.name) continue;
    if (columns === undefined) {
      columns = Object.keys(row.values);
      yield `${columns.map(csvCell).join(',')}\r\n`;
    }
    yield `${columns.map((column) => csvCell(row.values[column] ?? '')).join(',')}\r\n`;
  }
}

/** One cell. What a spreadsheet would take for a formula gets an apostrophe before it (decisions.md L4). */
export function csvCell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

async function* html(source: CopySource): AsyncGenerator<string> {
  const { reference, business, period, systems } = source;
  const title = escaped(`Your copy, ${reference}`);
  yield `<!doctype html>\n<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>body{font:1rem/1.5 sans-serif;max-width:60rem;margin:auto;padding:1rem}dt{font-weight:bold}dd{margin:0 0 .5rem;overflow-wrap:anywhere}section{border-top:1px solid #767676}</style>
</head><body><main><h1>${title}</h1>
<p>From ${escaped(business)}. It covers ${escaped(period.from)} to ${escaped(period.to)}.</p>\n`;
  for (const system of systems) {
    yield `<h2>${escaped(system.name)}</h2>\n`;
    let none = true;
    for await (const { table, values } of rowsOf(source, system.id)) {
      none = false;
      const pairs = Object.entries(values).map(
        ([column, value]) => `<dt>${escaped(column)}</dt><dd>${value === null ? 'empty' : escaped(value)}</dd>`,
      );
      yield `<section><h3>${escaped(table)}</h3><dl>${pairs.join('')}</dl></section>\n`;
    }
    if (none) yield '<p>Nothing from this time.</p>\n';
  }
  yield '</main></body></html>\n';
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);
}
