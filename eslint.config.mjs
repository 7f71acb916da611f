import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { house } from './.ci/lint/house.mjs';

/** Rooms that are the product; demo/, test/ and bench/ show, check and measure it. */
const PRODUCT = [
  'rules',
  'workflows',
  'activities',
  'connectors',
  'datamap',
  'vault',
  'letters',
  'db',
  'worker',
  'api',
  'web',
  'cli',
];

const files = (...rooms) => rooms.flatMap((room) => [`${room}/**/*.ts`, `${room}/**/*.tsx`]);

/** A request keeps the rules of its receipt day (design.md, rule 4): only intake looks them up by a day. */
const OTHER_RULES = [
  {
    selector: 'CallExpression[callee.name="ruleSetFor"]',
    message: 'Ask under the rule set that stands on the request.',
  },
];

/** No code asks the host for the date: moments come from `clock` or an argument (design.md, decisions.md F). */
const HOST_CLOCK = [
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: 'No host clock: take a clock or nowMs.',
  },
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'No host clock: take a clock or nowMs.',
  },
  { selector: 'CallExpression[callee.name="Date"]', message: 'No host clock: take a clock or nowMs.' },
  {
    selector: 'MemberExpression[object.name="performance"][property.name="now"]',
    message: 'No host clock: take a clock or nowMs.',
  },
];

/** What reads the process's zone, its ICU data or its clock, patched or not. */
const SANDBOX = [
  { selector: 'Identifier[name="Intl"]', message: 'Intl follows the host: its answers change between replays.' },
  { selector: 'Identifier[name="Temporal"]', message: 'Temporal.Now is not workflow time.' },
  {
    selector: 'MemberExpression[property.name=/^toLocale/]',
    message: 'Locale formatting follows the host: its answers change between replays.',
  },
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length>1]',
    message: 'A Date from parts follows the process time zone: use Date.UTC.',
  },
  {
    selector:
      'MemberExpression[property.name=/^(get|set)(Hours|Minutes|Seconds|Milliseconds|Day|Date|Month|FullYear|Year|TimezoneOffset)$/]',
    message: 'Local time follows the process time zone: use the UTC forms.',
  },
  {
    selector: 'MemberExpression[property.name=/^to(Date|Time)String$/]',
    message: 'Local time follows the process time zone: use toISOString.',
  },
  { selector: 'Identifier[name="process"]', message: 'The process differs between workers and replays.' },
];

/** rules/ answers from its arguments alone. */
const PURE = [
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'The same question has the same answer.',
  },
  {
    selector: 'CallExpression[callee.name=/^(require|fetch|setTimeout|setInterval|setImmediate|queueMicrotask)$/]',
    message: 'rules/ does no I/O and waits for nothing.',
  },
  { selector: 'ImportExpression', message: 'rules/ is read when it is loaded, not later.' },
  { selector: 'Identifier[name=/^(globalThis|crypto)$/]', message: 'rules/ knows no host.' },
  {
    selector: 'MemberExpression[property.name="localeCompare"]',
    message: 'The order of a locale follows the host: compare by code unit.',
  },
  {
    selector: 'CallExpression[callee.object.name="Date"][callee.property.name="parse"] > TemplateLiteral',
    message: 'A moment that is put together may lack its zone: use Date.UTC.',
  },
];

const WORKFLOWS_ONLY = [
  {
    selector: 'Property[key.name="validator"] > :function[async=true]',
    message: 'A validator is synchronous: an async one that throws fails the workflow task for ever.',
  },
  {
    selector: 'MemberExpression[property.name="constructor"]',
    message: 'A constructor reached through an object is not the patched one.',
  },
];

/** Raw SQL belongs to db/; the vault keeps its own tables, connectors speak to systems that are not ours. */
const RAW_SQL = [
  {
    selector: 'CallExpression[callee.property.name="raw"][callee.object.name=/^(db|trx|knex|tx)$/]',
    message: 'SQL against our own database stands in db/ only.',
  },
];

export default defineConfig(
  { ignores: ['node_modules/', '.fortyfive/', 'coverage/', 'docs/'] },
  js.configs.recommended,
  {
    files: ['**/*.{mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        clearTimeout: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
      },
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { house },
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/only-throw-error': 'error',
      // An interface may promise what one implementation knows at once.
      '@typescript-eslint/require-await': 'off',
      // Rows of a raw query are `any` until they are given their shape; members and calls on `any` stay forbidden.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // Factories return objects whose functions need no `this`.
      '@typescript-eslint/unbound-method': 'off',
      eqeqeq: ['error', 'always'],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      'no-control-regex': 'off',
      'house/arrows': 'error',
    },
  },
  {
    files: files(...PRODUCT),
    rules: { 'house/docstring': 'error', 'no-console': 'error' },
  },
  {
    files: files('connectors', 'datamap', 'vault', 'letters', 'db', 'worker', 'api', 'web'),
    rules: { 'house/law': 'error' },
  },
  { files: files('workflows', 'activities'), rules: { 'house/law': ['error', { numbers: true }] } },
  // The configuration below replaces, never adds: each room's list is whole.
  {
    files: files('db', 'vault', 'connectors'),
    rules: { 'no-restricted-syntax': ['error', ...HOST_CLOCK, ...OTHER_RULES] },
  },
  {
    files: files('activities', 'datamap', 'letters', 'worker'),
    rules: { 'no-restricted-syntax': ['error', ...HOST_CLOCK, ...RAW_SQL, ...OTHER_RULES] },
  },
  {
    files: files('api', 'web', 'cli'),
    rules: { 'no-restricted-syntax': ['error', ...HOST_CLOCK, ...RAW_SQL] },
  },
  {
    files: files('rules'),
    rules: {
      'no-restricted-syntax': ['error', ...HOST_CLOCK, ...SANDBOX, ...PURE],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^[^.]', message: 'rules/ needs nothing but itself.' }] },
      ],
    },
  },
  {
    files: files('workflows'),
    ignores: ['workflows/gateway.ts'],
    rules: {
      // Date.now is workflow time here.
      'no-restricted-syntax': ['error', ...SANDBOX, ...WORKFLOWS_ONLY],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^node:', message: 'A workflow has no host: put it into an activity.' }] },
      ],
    },
  },
  {
    files: ['workflows/gateway.ts'],
    rules: { 'no-restricted-syntax': ['error', ...HOST_CLOCK] },
  },
  {
    files: files('cli', 'demo', 'bench', 'test'),
    rules: { 'no-console': 'off' },
  },
  {
    files: files('test'),
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
