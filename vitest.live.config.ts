import { defineConfig } from 'vitest/config';

/** Tests with real clients at wall speed: sockets, TUN devices, browsers. `npm run test:live`. */
export default defineConfig({
  test: {
    // At wall speed, with browsers and the kernel: a test that a busy machine has disturbed is run once more, and said to be.
    retry: 1,
    globalSetup: ['test/built-command.ts'],
    include: ['test/live/**/*.live.ts', 'test/browser/**/*.live.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
