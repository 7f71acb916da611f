import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { checkFile, type Finding } from './checks';
import { DataMapError, type Archive, type DataMap, type MapPath, type Problem, type System } from './data-map';
import { parentsFirst } from './references';
import { dataMapSchema, type DataMapFile } from './schema';

/**
 * Reads the data map file.
 *
 * @throws DataMapError naming line and remedy of every problem found, the unreadable file included.
 */
export function loadDataMap(path: string): DataMap {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    const remedy = 'Set FORTYFIVE_DATA_MAP to the path of a data map file that this account may read';
    throw new DataMapError(path, [{ line: 1, at: '', message: 'the file cannot be read', remedy }]);
  }
  return dataMapFromText(text, basename(path));
}

/**
 * Reads a data map from text.
 *
 * @param name what messages call the file.
 * @throws DataMapError naming line and remedy of every problem found.
 */
export function dataMapFromText(text: string, name: string): DataMap {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new DataMapError(
      name,
      document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        at: '',
        message: `not readable as YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`,
        remedy: 'Mend the line; indentation is two spaces, and a name is given once',
      })),
    );
  }
  const lineOf = (path: MapPath) => lineAt(document, lines, path);
  const locate = ({ path, message, remedy }: Finding): Problem => ({
    line: lineOf(path),
    at: path.join('.'),
    message,
    remedy,
  });

  const parsed = dataMapSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!parsed.success) throw new DataMapError(name, parsed.error.issues.flatMap(findingsOf).map(locate));
  const findings = checkFile(parsed.data);
  if (findings.length > 0) throw new DataMapError(name, findings.map(locate));
  return fromFile(parsed.data, name, lineOf);
}

function fromFile(file: DataMapFile, name: string, lineOf: (path: MapPath) => number): DataMap {
  return {
    name,
    business: file.business,
    outbound: withoutUndefined(file.outbound),
    systems: Object.entries(file.systems).map(([id, system]) => systemOf(id, system)),
    archives: Object.entries(file.archives).map(([id, archive]): Archive => ({
      ...archive,
      id,
      rotatesOutDays: daysOf(archive.rotatesOutDays),
    })),
    ...(file.obtained ? { obtained: { suppressDays: daysOf(file.obtained.suppressDays) } } : {}),
    correctable: Object.entries(file.correctable).map(([id, each]) => ({ ...each, id })),
    recipients: Object.entries(file.recipients).map(([id, recipient]) => ({ ...recipient, id })),
    sensitiveUses: file.sensitiveUses,
    shineTheLight: file.shineTheLight,
    lineOf,
  };
}

const daysOf = (days: number | 'none'): number | null => (days === 'none' ? null : days);

function systemOf(id: string, { settles, timeout, tables, ...rest }: DataMapFile['systems'][string]): System {
  const named = Object.entries(tables).map(([table, shape]) => ({ ...shape, name: table }));
  const ordered = parentsFirst(named);
  // checkFile has refused cycles by now.
  const order = 'order' in ordered ? ordered.order : named;
  return { ...rest, id, settlesMs: settles, timeoutMs: timeout, tables: order } as System;
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
}

/** Zod's words, turned into what and remedy. */
function findingsOf(issue: z.core.$ZodIssue): Finding[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `unknown word ${key}`,
      remedy: 'Correct the spelling or remove it; docs/datamap.md lists every word',
    }));
  }
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [
    {
      path,
      message: missing ? 'missing' : issue.message,
      remedy: missing
        ? `Add it (${issue.message.replace(/^Invalid input: |, received undefined$/g, '')})`
        : 'Correct this line; docs/datamap.md shows an example',
    },
  ];
}

/** Line of a place; where it does not exist (a missing word), the line of the nearest place above. */
function lineAt(document: Document, lines: LineCounter, path: MapPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const offset = keyOffset(parent, last) ?? nodeOffset(document.getIn(path.slice(0, length), true));
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

/** A map's entry is named by the line of its key, not of its value, which may begin on the next line. */
function keyOffset(parent: unknown, key: string | number | undefined): number | undefined {
  if (!isNode(parent) || !('items' in parent)) return undefined;
  for (const item of parent.items as unknown[]) {
    const entryKey = item !== null && typeof item === 'object' && 'key' in item ? item.key : undefined;
    if (isNode(entryKey) && 'value' in entryKey && entryKey.value === key) return nodeOffset(entryKey);
  }
  return undefined;
}

function nodeOffset(node: unknown): number | undefined {
  return isNode(node) && node.range ? node.range[0] : undefined;
}
