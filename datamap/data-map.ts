import type { Category, IdentifierType, PreferencePurpose } from '../rules/codes';
import type { DataMapFile } from './schema';

/** The parts of the file, each with the name it has there. */
type FileSystem = DataMapFile['systems'][string];
type FilePostgres = Extract<FileSystem, { kind: 'postgres' }>;
type FileHttp = Extract<FileSystem, { kind: 'http' }>;
type Named<T, Extra> = Omit<T, 'tables' | 'settles' | 'timeout'> & Extra;

/** A table, or a collection of an HTTP service. `name` is unique within its system. */
export type Table = FilePostgres['tables'][string] & { name: string };
/** A collection of an HTTP service: a table with the paths that reach it. */
export type HttpTable = FileHttp['tables'][string] & { name: string };
/** A Postgres database. Tables stand parents first, so that a walk down finds and a walk up erases. */
export type PostgresSystem = Named<FilePostgres, { id: string; settlesMs: number; timeoutMs: number; tables: Table[] }>;
/** An HTTP service; tables parents first. */
export type HttpSystem = Named<FileHttp, { id: string; settlesMs: number; timeoutMs: number; tables: HttpTable[] }>;
/** A place where the business holds personal information. */
export type System = PostgresSystem | HttpSystem;
/** A way by which a table finds a person. */
export type Find = Table['find'][number];
export type IdentifierFind = Extract<Find, { is: IdentifierType }>;
export type ReferenceFind = Exclude<Find, IdentifierFind>;
/** A proposal to keep rows. */
export type Keep = Table['keep'][number];

/** One to whom consumers' data go, as the map describes it. */
export type Recipient = DataMapFile['recipients'][string] & { id: string };

/** Something that a consumer may have corrected. */
export type Correctable = DataMapFile['correctable'][string] & { id: string };

/** A use of sensitive personal information, as the map describes it. */
export type SensitiveUse = NonNullable<DataMapFile['sensitiveUses']>[number];

/** A column that holds something correctable. */
export interface CorrectableColumn {
  table: string;
  column: string;
  category: Category;
}

/** Where a system holds something correctable; empty where it does not. */
export function columnsHolding(system: System, correctable: string): CorrectableColumn[] {
  const tables: Table[] = system.tables;
  return tables.flatMap(({ name, fields }) =>
    Object.entries(fields).flatMap(([column, { correct, category }]) =>
      correct === correctable ? [{ table: name, column, category }] : [],
    ),
  );
}

/** A backup or archive set; `rotatesOutDays` is null where it never rotates out. */
export interface Archive {
  id: string;
  name: string;
  systems: string[];
  rotatesOutDays: number | null;
}

/** How long a deletion keeps a person out of data obtained from others; null without end. */
export interface Obtained {
  suppressDays: number | null;
}

/** What the map may say about the way out: schemes and ports for public addresses, and networks in house. */
export type OutboundRules = { [K in keyof DataMapFile['outbound']]?: Exclude<DataMapFile['outbound'][K], undefined> };

/** A place in the file, from the top: `['systems', 'crm', 'tables', 'orders', 'key']`. */
export type MapPath = (string | number)[];

/** Something wrong in the data map: where, what, and what to do about it. */
export interface Problem {
  /** Line in the file, from 1. */
  line: number;
  /** Dotted place in the file. */
  at: string;
  message: string;
  remedy: string;
}

/** The data map as everyone else reads it. Frozen; a change is a new file and a restart. */
export interface DataMap {
  /** File name, for messages. */
  name: string;
  business: string;
  /** Where calls may go beyond the defaults of connectors/outbound.ts; absent words leave those standing. */
  outbound: OutboundRules;
  systems: System[];
  archives: Archive[];
  /** Absent where suppressions end with the archives. */
  obtained?: Obtained;
  /** What consumers may have corrected. */
  correctable: Correctable[];
  recipients: Recipient[];
  /** Uses of sensitive data; absent where the map does not say (rules/limit.ts). */
  sensitiveUses?: SensitiveUse[];
  /** Where consumers choose before disclosures for direct marketing by others; absent where they cannot (STL-04). */
  shineTheLight?: { choiceUrl: string };
  /** Line on which a place of the file stands, or the nearest place above it. */
  lineOf: (path: MapPath) => number;
}

/** The data map cannot be used. The message lists every problem with its line and remedy. */
export class DataMapError extends Error {
  override readonly name = 'DataMapError';
  constructor(
    readonly file: string,
    readonly problems: Problem[],
  ) {
    super(problems.map((problem) => describeProblem(file, problem)).join('\n'));
  }
}

/** One problem as one line: `data-map.yaml:12 systems.crm.tables.orders: ... Remedy: ...` */
export function describeProblem(file: string, { line, at, message, remedy }: Problem): string {
  return `${file}:${line} ${at === '' ? 'file' : at}: ${message}. ${remedy}.`;
}

/** True for a way that recognises an identifier in a column. */
export function isIdentifierFind(find: Find): find is IdentifierFind {
  return 'is' in find;
}

/** True for a way that follows a reference to a row already found. */
export function isReferenceFind(find: Find): find is ReferenceFind {
  return 'to' in find;
}

/** The table of that name, or undefined. */
export function tableNamed<T extends { name: string }>(tables: T[], name: string): T | undefined {
  return tables.find((table) => table.name === name);
}

/** Archives that hold copies of a system. */
export function archivesOf(dataMap: DataMap, system: string): Archive[] {
  return dataMap.archives.filter((archive) => archive.systems.includes(system));
}

/** Whether a system is told by us what a person allows for a purpose; the others ask the preference store. */
export function takesPreference(system: { tables: Pick<Table, 'preferences'>[] }, purpose: PreferencePurpose): boolean {
  return system.tables.some(({ preferences }) => preferences[purpose] !== undefined);
}

/** Every column of a table that the map speaks of, each once. */
export function columnsOf(table: Table): string[] {
  const columns = new Set<string>([table.key]);
  if (table.createdAt !== undefined) columns.add(table.createdAt);
  for (const find of table.find) columns.add(find.column);
  for (const link of table.unlink) columns.add(link.column);
  for (const [column, field] of Object.entries(table.fields)) {
    columns.add(column);
    if (field.changedAt !== undefined) columns.add(field.changedAt);
    if (field.shared !== undefined) columns.add(field.shared);
  }
  for (const { column } of Object.values(table.preferences)) columns.add(column);
  for (const { when, ends } of table.keep) {
    conditionColumns(when).forEach((column) => columns.add(column));
    if (ends?.from !== undefined) columns.add(ends.from);
  }
  return [...columns];
}

function conditionColumns(condition: Keep['when']): string[] {
  if ('all' in condition) return condition.all.flatMap(conditionColumns);
  if ('any' in condition) return condition.any.flatMap(conditionColumns);
  return 'column' in condition ? [condition.column] : [];
}
