import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** One change to one place of a file of rules/. */
export interface Mutant {
  /** Path below rules/. */
  file: string;
  line: number;
  /** The statement's line, and what becomes of the mutated part: stable names for the list of survivors. */
  change: string;
  /** The whole file, changed. */
  text: string;
}

const root = path.join(__dirname, '../../rules');

/** Generated or prose: the register is compared with its page, the holidays with their generator. */
const LEFT_OUT = [/^register\//, /^calendar\/holiday-data\.ts$/, /^statements\.ts$/, /^letters\.ts$/, /^codes\.ts$/];

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

/** Every mutant of one file: each number by one up and down, each comparison flipped, each list entry left out. */
function ofFile(file: string): Mutant[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const mutants: Mutant[] = [];
  const put = (from: number, to: number, by: string): void => {
    const line = source.getLineAndCharacterOfPosition(from).line;
    const stands = text.split('\n')[line]!.trim();
    const was = text.slice(from, to).replace(/\s+/g, ' ');
    mutants.push({
      file,
      line: line + 1,
      change: `${stands.slice(0, 100)} :: ${was.slice(0, 60)} -> ${by === '' ? 'left out' : by}`,
      text: text.slice(0, from) + by + text.slice(to),
    });
  };
  const visit = (node: ts.Node): void => {
    if (isType(node)) return;
    if (ts.isNumericLiteral(node)) {
      const n = Number(node.text.replaceAll('_', ''));
      // in parentheses: -1 beside a minus sign is no number
      put(node.getStart(), node.end, `(${n + 1})`);
      put(node.getStart(), node.end, `(${n - 1})`);
    } else if (ts.isBinaryExpression(node) && FLIPPED[node.operatorToken.kind] !== undefined) {
      put(node.operatorToken.getStart(), node.operatorToken.end, FLIPPED[node.operatorToken.kind]!);
    } else if (node.kind === ts.SyntaxKind.TrueKeyword) put(node.getStart(), node.end, 'false');
    else if (node.kind === ts.SyntaxKind.FalseKeyword) put(node.getStart(), node.end, 'true');
    else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      put(node.getStart(), node.operand.getStart(), ' ');
    else if (ts.isArrayLiteralExpression(node))
      for (const entry of node.elements) {
        const after = /^\s*,/.exec(text.slice(entry.end));
        put(entry.getFullStart(), entry.end + (after ? after[0].length : 0), '');
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
    .filter((file) => file.endsWith('.ts') && file.includes(only) && !LEFT_OUT.some((left) => left.test(file)))
    .sort()
    .flatMap(ofFile);
}
