import { configDefaults, defineConfig } from 'vitest/config';
import { ISOLATED, SLOW } from './test/kinds.js';
import { LongestFirst } from './test/longest-first.js';

/** A file that is named on the command line is run, slow or not. */
const left = process.argv.some((word) => SLOW.includes(word)) ? [] : SLOW;

export default defineConfig({
  test: {
    globalSetup: ['test/built-command.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...ISOLATED, ...left],
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'isolated', include: [...ISOLATED], exclude: [...configDefaults.exclude, ...left] },
      },
    ],
  },
});
