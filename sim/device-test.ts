/** Tests of vitest whose body runs in the virtual time of a device. */

import { expect, test, type TestContext } from 'vitest';

import type { VirtualOptions } from './virtual.js';
import { scenarioFrom, VirtualRun, type ScenarioSource, type Twin } from './vitest-parts.js';

/** What a test's body is given besides vitest's own. */
export interface DeviceContext extends TestContext {
  /** The twin of the device: its address, its clock, its clients. */
  readonly device: Twin;
}

/** Registers a test; as `test`, with `device` in its context. */
export type RegisterDeviceTest = (
  name: string,
  body: (context: DeviceContext) => unknown,
  timeoutMs?: number,
) => void;

/** As vitest's `test`. */
export interface DeviceTest extends RegisterDeviceTest {
  readonly only: RegisterDeviceTest;
  readonly skip: RegisterDeviceTest;
  readonly fails: RegisterDeviceTest;
}

/**
 * Makes a `test` whose bodies meet a device: each gets a run of the scenario of its own and owns it until it ends. A test
 * fails with its body, with what keeps it from its end (a wait for what never comes ends at once), and by the
 * scenario's own expectations.
 */
export function deviceTest(source: ScenarioSource, { set, ...options }: VirtualOptions = {}): DeviceTest {
  const register =
    (vitestTest: typeof test.only): RegisterDeviceTest =>
    (name, body, timeoutMs) => {
      vitestTest(
        name,
        async (context) => {
          const run = new VirtualRun(scenarioFrom(source, set), options);
          await run.run((device) => body(Object.assign(Object.create(context) as TestContext, { device })));
          const { result } = run;
          expect(result).toBeAsExpected();
        },
        timeoutMs,
      );
    };
  return Object.assign(register(test), {
    only: register(test.only),
    skip: register(test.skip),
    fails: register(test.fails),
  });
}
