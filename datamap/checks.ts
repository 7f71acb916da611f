import { isIdentifierFind, isReferenceFind, tableNamed, type MapPath, type Table } from './data-map';
import { takingOf } from './queues';
import { parentsFirst } from './references';
import type { Condition, DataMapFile } from './schema';

/** A problem before its line is known. */
export interface Finding {
  path: MapPath;
  message: string;
  remedy: string;
}

/** Checks what the schema cannot: names that point elsewhere in the file, cycles, tables that no request would reach. */
export function checkFile(file: DataMapFile): Finding[] {
  const findings: Finding[] = [];
  for (const [id, system] of Object.entries(file.systems)) {
    const tables: Table[] = Object.entries(system.tables).map(([name, table]) => ({ ...table, name }));
    const at: MapPath = ['systems', id, 'tables'];
    for (const table of tables) findings.push(...checkTable(table, tables, [...at, table.name]));
    for (const table of tables)
      for (const [column, { correct }] of Object.entries(table.fields))
        if (correct !== undefined && file.correctable[correct] === undefined)
          findings.push({
            path: [...at, table.name, 'fields', column, 'correct'],
            message: `nothing correctable is named ${correct}`,
            remedy: 'Describe it under correctable, or correct the name',
          });
    const ordered = parentsFirst(tables);
    if ('cycle' in ordered) {
      findings.push({
        path: [...at, ordered.cycle[0]!, 'find'],
        message: `the references form a cycle: ${ordered.cycle.join(' -> ')}`,
        remedy: 'Remove one reference from find, or move it to unlink if it may be set to null',
      });
    }
    const roots = tables.filter((table) => table.person === 'row');
    if (roots.length > 1) {
      findings.push({
        path: [...at, roots[1]!.name, 'person'],
        message: `${roots.map((table) => table.name).join(' and ')} both say person: row, so people would count twice`,
        remedy: 'Leave person: row on the table with one row per person',
      });
    }
    if (system.kind === 'http') {
      for (const table of tables.filter(({ unlink }) => unlink.length > 0)) {
        findings.push({
          path: [...at, table.name, 'unlink'],
          message: 'an http system has no way to unlink',
          remedy: 'Remove unlink; the service clears such references itself',
        });
      }
    }
  }
  for (const [id, archive] of Object.entries(file.archives)) {
    archive.systems.forEach((system, index) => {
      if (file.systems[system] !== undefined) return;
      findings.push({
        path: ['archives', id, 'systems', index],
        message: `unknown system ${system}`,
        remedy: `Use one of: ${Object.keys(file.systems).join(', ')}`,
      });
    });
  }
  file.sensitiveUses?.forEach((use, index) =>
    use.recipients.forEach((recipient, at) => {
      if (file.recipients[recipient] !== undefined) return;
      findings.push({
        path: ['sensitiveUses', index, 'recipients', at],
        message: `unknown recipient ${recipient}`,
        remedy: `Use one of: ${Object.keys(file.recipients).join(', ')}`,
      });
    }),
  );
  for (const [id, recipient] of Object.entries(file.recipients)) {
    const taking = takingOf(recipient);
    if (recipient.rate === undefined || taking === 'batch' || taking === 'pull') continue;
    findings.push({
      path: ['recipients', id, 'rate'],
      message:
        taking === 'digest' ? 'a digest leaves once a day at most' : 'without a queue every notice leaves at once',
      remedy: taking === 'digest' ? 'Remove rate' : 'Say batch: more than 1, or remove rate',
    });
  }
  return findings;
}

function checkTable(table: Table, tables: Table[], path: MapPath): Finding[] {
  const findings: Finding[] = [];
  const add = (under: MapPath, message: string, remedy: string) =>
    findings.push({ path: [...path, ...under], message, remedy });

  if (table.person === 'none' && table.find.length > 0) {
    add(['find'], 'a table that is about nobody cannot find a person', 'Remove find, or say person: part');
  }
  if (table.person !== 'none' && table.find.length === 0) {
    add(
      [],
      'no request would reach this table',
      'Say how it finds a person under find, or person: none if it is about nobody',
    );
  }
  if (table.person !== 'none' && table.categories.length === 0) {
    add(['categories'], 'no category', 'Name the statutory categories that this table holds');
  }
  table.find.forEach((find, index) => {
    if (isReferenceFind(find)) checkTarget(find.to, ['find', index]);
    else if (find.is !== 'email' && find.is !== 'phone' && find.compare === 'digits') {
      add(['find', index, 'compare'], `${find.is} is not compared by digits`, 'Use exact or lower');
    }
  });
  table.unlink.forEach((link, index) => checkTarget(link.to, ['unlink', index]));
  table.keep.forEach((keep, index) => {
    if (table.keep.findIndex(({ code }) => code === keep.code) !== index) {
      add(['keep', index, 'code'], `${keep.code} is proposed twice for one table`, 'Join the two conditions with any');
    }
    checkCondition(keep.when, ['keep', index, 'when']);
  });
  for (const [column, field] of Object.entries(table.fields)) {
    const searched = table.find.some((find) => isIdentifierFind(find) && find.column === column);
    if (searched && field.proof !== 'never') {
      add(['fields', column, 'proof'], 'the value that finds the record proves nothing', 'Say proof: never (B1)');
    }
    if (field.contact !== undefined && field.changedAt === undefined) {
      add(
        ['fields', column, 'contact'],
        'nobody could tell when this contact was last changed',
        'Name the column that says so under changedAt, or remove contact',
      );
    }
    if (field.asks === undefined && field.proof !== 'never') {
      add(['fields', column], 'a field that proves something must be asked for', 'Name the question under asks');
    }
  }
  return findings;

  function checkTarget(to: { table: string; column: string }, under: MapPath): void {
    const parent = tableNamed(tables, to.table);
    if (parent === undefined) {
      const names = tables.map(({ name }) => name).join(', ');
      add([...under, 'to'], `unknown table ${to.table}`, `Use one of: ${names}`);
    } else if (parent.key !== to.column) {
      add([...under, 'to'], `${to.table}.${to.column} is not that table's key`, `Write ${to.table}.${parent.key}`);
    }
  }

  function checkCondition(condition: Condition, under: MapPath): void {
    if ('all' in condition) condition.all.forEach((each, index) => checkCondition(each, [...under, 'all', index]));
    if ('any' in condition) condition.any.forEach((each, index) => checkCondition(each, [...under, 'any', index]));
    if (!('referencedBy' in condition)) return;
    const child = tableNamed(tables, condition.referencedBy);
    const refers = child?.find.some((find) => isReferenceFind(find) && find.to.table === table.name) ?? false;
    if (!refers) {
      add(
        [...under, 'referencedBy'],
        `${condition.referencedBy} does not refer to ${table.name}`,
        'Name a table whose find has a reference to this one',
      );
    } else if (condition.where) checkCondition(condition.where, [...under, 'where']);
  }
}
