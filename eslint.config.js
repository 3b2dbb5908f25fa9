import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Layers from the bottom up: a layer may import its own and lower ones only. */
const LAYERS = [
  ['sim/kernel'],
  ['sim/wire', 'sim/codec'],
  ['sim/lwip', 'sim/hosts'],
  ['firmware-model'],
  ['sim/scenario'],
  ['sim/report'],
  ['sim/repl'],
  ['sim/cli'],
];

const zones = LAYERS.flatMap((layer, i) =>
  layer.map((target) => ({
    target: `./${target}`,
    from: [
      ...LAYERS.slice(i + 1)
        .flat()
        .map((folder) => `./${folder}`),
      ...layer
        .filter((other) => other !== target && !(target === 'sim/wire' && other === 'sim/codec'))
        .map((f) => `./${f}`),
      './test',
    ],
    message:
      'Imports go one way: kernel < wire, codec < lwip, hosts < firmware-model < scenario < report < repl < cli.',
  })),
);

const OUTSIDE_WORLD = 'The model knows virtual time and seeded randomness only (docs: DESIGN, principle 1).';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'build/',
      'coverage/',
      'node_modules/',
      'eslint.config.js',
      'esbuild.config.js',
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
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union or a const object.' },
        { selector: 'ExportDefaultDeclaration', message: 'Use named exports.' },
      ],
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
          'process',
          'Promise',
          'fetch',
        ].map((name) => ({ name, message: OUTSIDE_WORLD })),
      ],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: OUTSIDE_WORLD }],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:*', '!node:crypto', '!node:buffer'],
              message: OUTSIDE_WORLD,
            },
          ],
        },
      ],
    },
  },
  {
    // Applications of users, in JavaScript: no types to check with.
    files: ['scenarios/**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
  },
  {
    files: ['*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
