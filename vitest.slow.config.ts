import { defineConfig } from 'vitest/config';
import { SLOW } from './test/slow.js';

/** `npm run test:slow`. */
export default defineConfig({
  test: { include: SLOW, testTimeout: 240_000 },
});
