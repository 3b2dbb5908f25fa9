/**
 * Tests that take long because they do a lot: whole commands over the whole library, packing, installing. `npm test` leaves
 * them to `npm run test:slow`, so that it stays a matter of minutes; `.ci/run` runs both.
 */
export const SLOW = [
  'test/advise/library.test.ts',
  'test/outcomes/whole-library.test.ts',
  'test/docs/examples.test.ts',
  'test/package/package.test.ts',
  'test/properties/long-run.test.ts',
  'test/cli/broken.test.ts',
  'test/repl/latency.test.ts',
];

/**
 * Tests that take the whole process: its clock, its network or its modules. All others share a process with those before
 * them, for loading the model takes longer than most of them.
 */
export const ISOLATED = [
  'test/live/**/*.test.ts',
  'test/outcomes/real-client-gives-up.test.ts',
  'test/cli/*.test.ts',
  'test/codec/bytes.test.ts',
  // They define limits and machines of their own, or limit what may be read.
  'test/kernel/lifecycle.test.ts',
  'test/document/limits.test.ts',
  'test/resources/new-limit.test.ts',
  'test/resources/limit-name.test.ts',
];

/** Tests of `npm test` that take long, the longest first: they begin before the others. */
export const LONG = [
  'test/soak/soak.test.ts',
  'test/document/yaml/fast-reader.test.ts',
  'test/conformance/conformance.test.ts',
  'test/approved/approved.test.ts',
  'test/properties/nothing-left-behind.test.ts',
  'test/scenarios/check-library.test.ts',
];
