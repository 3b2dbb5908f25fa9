import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The rooms in order (CONTRIBUTING.md): a room imports only from itself and from rooms before it, types included. */
const ROOMS = [
  'sim/kernel',
  'sim/codec',
  'sim/wire',
  'sim/resources',
  'sim/lwip',
  'sim/tls',
  'sim/document',
  'sim/hosts',
  'firmware-model',
  'sim/outcomes',
  'sim/expect',
  'sim/language',
  'sim/node',
  'sim/run',
  'sim/inspect',
  'sim/limits',
  'sim/explore',
  'sim/diff',
  'sim/advise',
  'sim/explain',
  'sim/report',
  'sim/view',
  'sim/playground',
  'sim/live',
  'sim/repl',
  'sim/cli',
];

/** The one place of `sim` where a device is put together; all others get the registry of firmware as a value. */
const FIRMWARE_DOOR = 'sim/run/firmware.ts';

const zones = ROOMS.map((target, i) => ({
  target: `./${target}`,
  from: [...ROOMS.slice(i + 1), 'test'].map((folder) => `./${folder}`),
  message: `Imports go one way: ${ROOMS.join(' < ')}.`,
}));

const OUTSIDE_WORLD = 'The model knows virtual time and seeded randomness only (docs: DESIGN, principle 1).';

/** Rooms that also run in a browser (the playground): their files and their user's code are handed to them. */
const BROWSER_ROOMS = [
  'kernel',
  'codec',
  'wire',
  'resources',
  'lwip',
  'tls',
  'document',
  'hosts',
  'outcomes',
  'expect',
  'language',
  'run',
  'inspect',
  'limits',
  'explore',
  'diff',
  'explain',
  'report',
  'view',
  'playground',
];
/** Binds what loads scenarios to the files of this machine, for the command. */
const FILES_DOOR = 'sim/run/load.ts';
/** The one place that asks whether there is a Buffer. */
const BUFFER_DOOR = 'sim/codec/latin1.ts';
const NOT_IN_BROWSERS =
  "This room runs in browsers, too: sim/node holds what is Node's (docs/architecture.md).";
const nodeModules = { group: ['node:*', '**/node/*'], message: NOT_IN_BROWSERS };
const nodeGlobals = ['Buffer', 'process'].map((name) => ({ name, message: NOT_IN_BROWSERS }));

const UNWANTED_SYNTAX = [
  { selector: 'TSEnumDeclaration', message: 'Use a union or a const object.' },
  { selector: 'ExportDefaultDeclaration', message: 'Use named exports.' },
  {
    selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier",
    message: "import * as z from 'zod': the bundler can leave out what is not used.",
  },
];

/** V8 gives what `{ ...a, b }` makes a hidden class of its own each time (docs/speed.md): not for what a run makes by the thousand. */
const SPREAD_FIRST = {
  selector: 'ObjectExpression > SpreadElement:first-child ~ *',
  message: 'Write { b, ...a } or Object.assign: { ...a, b } gets a hidden class of its own each time.',
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'build/',
      '.test-build-*/',
      'coverage/',
      'node_modules/',
      'eslint.config.js',
      'esbuild.config.js',
      'esbuild.command.js',
      'esbuild.view.js',
      'esbuild.playground.js',
      'rollup.config.js',
      '.dependency-cruiser.cjs',
      'test/conformance/*/',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        importX.createNodeResolver({ extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } }),
      ],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      // Indexing behind a bounds check is the rule on hot paths; noUncheckedIndexedAccess makes every such place visible.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...UNWANTED_SYNTAX],
    },
  },
  {
    files: ['sim/kernel/**', 'sim/wire/**', 'sim/lwip/**', 'sim/outcomes/**'],
    rules: { 'no-restricted-syntax': ['error', ...UNWANTED_SYNTAX, SPREAD_FIRST] },
  },
  {
    files: ['sim/**', 'firmware-model/**'],
    rules: {
      // `String(unknown)` may say "[object Object]" to a user: sim/document/value-text.ts words any value.
      '@typescript-eslint/no-base-to-string': ['error', { checkUnknown: true }],
    },
  },
  {
    files: [...BROWSER_ROOMS.map((room) => `sim/${room}/**`), 'firmware-model/**'],
    ignores: [FILES_DOOR, BUFFER_DOOR],
    rules: {
      'no-restricted-imports': ['error', { patterns: [nodeModules] }],
      'no-restricted-globals': ['error', ...nodeGlobals],
    },
  },
  {
    files: [
      'sim/kernel/**',
      'sim/wire/**',
      'sim/codec/**',
      'sim/lwip/**',
      'sim/hosts/**',
      'firmware-model/**',
    ],
    ignores: [BUFFER_DOOR],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'Date',
          'performance',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
          'Promise',
          'fetch',
        ].map((name) => ({ name, message: OUTSIDE_WORLD })),
        ...nodeGlobals,
      ],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: OUTSIDE_WORLD }],
    },
  },
  {
    files: ['sim/**'],
    ignores: [FIRMWARE_DOOR],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['**/firmware-model/**'], message: `${FIRMWARE_DOOR} hands over what is needed of it.` },
          ],
        },
      ],
    },
  },
  {
    // Applications of users, in JavaScript: no types to check with.
    files: [
      'scenarios/**/*.mjs',
      'test/live/virtual/programs/*.mjs',
      'test/docs/examples/*.mjs',
      'test/soak/*.mjs',
      'test/approved/written/*.mjs',
    ],
    ...tseslint.configs.disableTypeChecked,
  },
  {
    // Node's own methods are taken out of their objects to be wrapped.
    files: ['sim/live/**'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    files: ['*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
