import { defineConfig } from 'vitest/config';

/** Tests in a real browser: `npm run test:live`. */
export default defineConfig({
  test: { include: ['test/browser/**/*.live.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});
