import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { addDays } from '../../rules/calendar';
import { RULE_SETS } from '../../rules/versions';

/** One change to one place of a file of rules/. */
export interface Mutant {
  /** Path below rules/. */
  file: string;
  line: number;
  /** The statement's line, and what becomes of the mutated part: stable names for the list of survivors. */
  change: string;
  /** The whole file, changed. */
  text: string;
  /** The rules that stand beside what is changed: in its own entry or statement, else in the nearest around it. */
  rules: string[];
}

const root = path.join(__dirname, '../../rules');

/** Generated: compared with its generator, whose rules are changed instead. */
const LEFT_OUT = ['calendar/holiday-data.ts'];

const RULE_ID = /\b[A-Z]{2,3}-\d{2}\b/g;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** A day on which a rule set begins is asked for by that name alone: by one is by one rule set. */
const BEGINNINGS: readonly string[] = RULE_SETS.map(({ id }) => id);

/** A day by one: the day before and the day after, or the rule set before and the one after. */
function besideDay(day: string): string[] {
  const i = BEGINNINGS.indexOf(day);
  if (i >= 0) return [BEGINNINGS[i - 1] ?? addDays(day, -1), BEGINNINGS[i + 1] ?? addDays(day, 1)];
  return [addDays(day, -1), addDays(day, 1)];
}

/** The rule IDs nearest around a place. */
function rulesAround(node: ts.Node): string[] {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    const ids = at.getFullText().match(RULE_ID);
    if (ids) return [...new Set(ids)];
  }
  return [];
}

const FLIPPED: Partial<Record<ts.SyntaxKind, string>> = {
  [ts.SyntaxKind.LessThanToken]: '<=',
  [ts.SyntaxKind.LessThanEqualsToken]: '<',
  [ts.SyntaxKind.GreaterThanToken]: '>=',
  [ts.SyntaxKind.GreaterThanEqualsToken]: '>',
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: '!==',
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: '===',
  [ts.SyntaxKind.AmpersandAmpersandToken]: '||',
  [ts.SyntaxKind.BarBarToken]: '&&',
};

const isType = (node: ts.Node): boolean =>
  ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);

/** Every mutant of one file: each number and day by one up and down, each comparison flipped, each list entry left out. */
function ofFile(file: string): Mutant[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const mutants: Mutant[] = [];
  const put = (node: ts.Node, from: number, to: number, by: string): void => {
    const line = source.getLineAndCharacterOfPosition(from).line;
    const stands = text.split('\n')[line]!.trim();
    const was = text.slice(from, to).replace(/\s+/g, ' ');
    mutants.push({
      file,
      line: line + 1,
      change: `${stands.slice(0, 100)} :: ${was.slice(0, 60)} -> ${by === '' ? 'left out' : by}`,
      text: text.slice(0, from) + by + text.slice(to),
      rules: rulesAround(node),
    });
  };
  const visit = (node: ts.Node): void => {
    if (isType(node)) return;
    if (ts.isNumericLiteral(node)) {
      const n = Number(node.text.replaceAll('_', ''));
      // in parentheses: -1 beside a minus sign is no number
      put(node, node.getStart(), node.end, `(${n + 1})`);
      put(node, node.getStart(), node.end, `(${n - 1})`);
    } else if (ts.isStringLiteral(node) && DAY.test(node.text)) {
      for (const day of besideDay(node.text)) put(node, node.getStart(), node.end, `'${day}'`);
    } else if (ts.isBinaryExpression(node) && FLIPPED[node.operatorToken.kind] !== undefined) {
      put(node, node.operatorToken.getStart(), node.operatorToken.end, FLIPPED[node.operatorToken.kind]!);
    } else if (node.kind === ts.SyntaxKind.TrueKeyword) put(node, node.getStart(), node.end, 'false');
    else if (node.kind === ts.SyntaxKind.FalseKeyword) put(node, node.getStart(), node.end, 'true');
    else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      put(node, node.getStart(), node.operand.getStart(), ' ');
    else if (ts.isArrayLiteralExpression(node))
      for (const entry of node.elements) {
        const after = /^\s*,/.exec(text.slice(entry.end));
        put(entry, entry.getFullStart(), entry.end + (after ? after[0].length : 0), '');
      }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

/** Every mutant of rules/, file by file. `only` narrows to files whose path contains it. */
export function allMutants(only = ''): Mutant[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.ts') && file.includes(only) && !LEFT_OUT.includes(file))
    .sort()
    .flatMap(ofFile);
}
