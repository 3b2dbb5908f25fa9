import { configDefaults, defineConfig } from 'vitest/config';
import { SLOW } from './test/slow.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A file that is named on the command line is run, slow or not.
    exclude: [...configDefaults.exclude, ...(process.argv.some((word) => SLOW.includes(word)) ? [] : SLOW)],
    testTimeout: 60_000,
  },
});
