import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * The house's arrows (docs/architecture.md): who may import whom. Every arrow points towards rules/.
 * `types` are for `import type` only; an entry with a slash opens that file alone.
 */
export const ARROWS = {
  rules: {},
  workflows: { values: ['rules'], types: ['activities'] },
  activities: {
    values: ['rules', 'db', 'vault', 'letters', 'connectors', 'datamap'],
  },
  connectors: { values: ['rules', 'datamap'] },
  datamap: { values: ['rules'] },
  vault: { values: ['rules', 'db'] },
  letters: { values: ['rules', 'connectors'] },
  db: { values: ['rules'], types: ['vault', 'datamap', 'connectors'] },
  worker: {
    values: ['rules', 'workflows', 'activities', 'connectors', 'datamap', 'vault', 'letters', 'db'],
  },
  api: {
    values: [
      'rules',
      'connectors',
      'datamap',
      'vault',
      'letters',
      'db',
      'web',
      'workflows/messages',
      'workflows/gateway',
    ],
  },
  web: { values: ['rules'], types: ['api', 'db'] },
  cli: {
    values: [
      'rules',
      'connectors',
      'datamap',
      'vault',
      'letters',
      'db',
      'api',
      'workflows/messages',
      'workflows/gateway',
      'worker/bundle',
    ],
  },
};

/** Path from the repository's top without extension, or undefined for a package. */
function inHouse(filename, source) {
  if (!source.startsWith('.')) return undefined;
  return path.relative(root, path.resolve(path.dirname(filename), source)).replace(/\.(ts|tsx|js)$/, '');
}

const opens = (entries, target) => (entries ?? []).some((entry) => target === entry || target.startsWith(`${entry}/`));

const arrows = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      closed: '{{room}}/ may not import {{target}}: no such arrow in the house (.ci/lint/house.mjs).',
      typesOnly: '{{room}}/ may import only types of {{target}}: use `import type`.',
    },
  },
  create(context) {
    const room = path.relative(root, context.filename).split(path.sep)[0];
    const allowed = ARROWS[room];
    if (!allowed) return {};
    const check = (node, source, typeOnly) => {
      const target = inHouse(context.filename, source);
      if (target === undefined || target.split('/')[0] === room || opens(allowed.values, target)) return;
      if (opens(allowed.types, target)) {
        if (!typeOnly) context.report({ node, messageId: 'typesOnly', data: { room, target } });
      } else {
        context.report({ node, messageId: 'closed', data: { room, target } });
      }
    };
    const allTypes = (specifiers, kind) =>
      specifiers.length > 0 && specifiers.every((specifier) => specifier[kind] === 'type');
    return {
      ImportDeclaration: (node) =>
        check(node, node.source.value, node.importKind === 'type' || allTypes(node.specifiers, 'importKind')),
      ExportAllDeclaration: (node) => check(node, node.source.value, node.exportKind === 'type'),
      ExportNamedDeclaration: (node) =>
        node.source &&
        check(node, node.source.value, node.exportKind === 'type' || allTypes(node.specifiers, 'exportKind')),
      ImportExpression: (node) => node.source.type === 'Literal' && check(node, String(node.source.value), false),
      'CallExpression[callee.name="require"] > Literal': (node) => check(node, String(node.value), false),
      'CallExpression[callee.object.name="require"][callee.property.name="resolve"] > Literal': (node) =>
        check(node, String(node.value), true),
      TSImportType: (node) => check(node, node.source?.value ?? node.argument?.literal?.value ?? '', true),
    };
  },
};

/** Functions, classes and interfaces that leave their file say what they promise; a list of codes says it itself. */
const docstring = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { missing: 'An export says what it is: units, shape, errors, source.' },
  },
  create(context) {
    const told = (node) => {
      const comment = context.sourceCode.getCommentsBefore(node).at(-1);
      return comment?.type === 'Block' && comment.value.startsWith('*');
    };
    const check = (node) => {
      if (!told(node.parent)) context.report({ node: node.parent, messageId: 'missing' });
    };
    return {
      'ExportNamedDeclaration > FunctionDeclaration': check,
      'ExportNamedDeclaration > ClassDeclaration': check,
      'ExportNamedDeclaration > TSInterfaceDeclaration': check,
    };
  },
};

/** A place in the law, as it is written in words: '11 CCR 7027(m)', 'Civ 1798.105', 'CCP 12a'. */
const CITE = /\bCCR\b|\b(?:Civ|Gov|CCP)\.? \d|\b1798\.\d|\b7[0-2]\d{2}\([a-z]\)/;
/** A period of the law, as it is written in words: '10 business days', '12 months', 'day 45'. */
const PERIOD = /\b\d+ (?:business |calendar )?(?:days?|months?)\b|\bday \d+\b/i;

/**
 * The law is data (docs/architecture.md): its cites and its numbers of days stand in rules/ and nowhere else. With
 * `numbers`, no number of days at all is written in the room, be it the law's or our own.
 */
const law = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object', properties: { numbers: { type: 'boolean' } }, additionalProperties: false }],
    messages: {
      cite: 'A cite of the law stands in rules/: take it from the rule that it belongs to.',
      period: 'A period of the law stands in rules/parameters.ts: take its value.',
      number: 'A number of days stands in rules/ or in the settings.',
    },
  },
  create(context) {
    const { numbers = false } = context.options[0] ?? {};
    const words = (node, text) => {
      if (CITE.test(text)) context.report({ node, messageId: 'cite' });
      if (PERIOD.test(text)) context.report({ node, messageId: 'period' });
    };
    const number = (node) =>
      node?.type === 'UnaryExpression'
        ? number(node.argument)
        : node?.type === 'Literal' && typeof node.value === 'number'
          ? node.value
          : undefined;
    const aDay = (node) => number(node) === 86_400_000 || (node.type === 'Identifier' && node.name === 'DAY_MS');
    return {
      Literal: (node) => typeof node.value === 'string' && words(node, node.value),
      TemplateElement: (node) => words(node, node.value.cooked ?? ''),
      JSXText: (node) => words(node, node.value),
      ...(numbers && {
        VariableDeclarator: (node) =>
          /_(DAYS|MONTHS)$/.test(node.id.name ?? '') &&
          number(node.init) !== undefined &&
          context.report({ node, messageId: 'number' }),
        'BinaryExpression[operator="*"]': ({ left, right }) => {
          if ((aDay(left) && number(right) !== undefined) || (aDay(right) && number(left) !== undefined))
            context.report({ node: left, messageId: 'number' });
        },
        'CallExpression[callee.name=/^add(Days|Months)$/]': (node) => {
          // the day before and the day after are no period
          if ((number(node.arguments[1]) ?? 1) !== 1 || node.callee.name === 'addMonths')
            context.report({ node, messageId: 'number' });
        },
      }),
    };
  },
};

/** Lint rules of this house. */
export const house = { rules: { arrows, docstring, law } };
