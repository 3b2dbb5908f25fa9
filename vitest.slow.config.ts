import { defineConfig } from 'vitest/config';
import { SLOW } from './test/kinds.js';

/** `npm run test:slow`. */
export default defineConfig({
  test: {
    globalSetup: ['test/built-command.ts'],
    include: SLOW,
    setupFiles: ['test/setup.ts'],
    testTimeout: 240_000,
    maxWorkers: '100%',
  },
});
