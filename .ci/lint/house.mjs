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

/** Lint rules of this house. */
export const house = { rules: { arrows, docstring } };
