/** lwip-twin for vitest: matchers for runs and their clients, and files that become tests. */

import './virtual.js';

import { describe, expect, test } from 'vitest';
import { filesLike } from './cli/check/glob.js';
import { UsageError } from './cli/usage-error.js';
import { detailLines } from './report/check/verdict-lines.js';
import { SimulatedRun, type ClientView } from './report/check/sim-run.js';
import { namesText } from './outcomes/names.js';
import { OUTCOMES, type Outcome } from './outcomes/outcome-words.js';
import { ScenarioError } from './document/diagnostic.js';
import { loadCases } from './language/load.js';
import { withRealClients } from './live/real-clients.js';
import type { Scenario } from './language/scenario.js';

/** What the matchers answer. */
interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** Matchers for runs (`simulate(…)`) and clients (`run.client(…)`). */
export interface LwipTwinMatchers<R = unknown> {
  /** A run: everything is as the scenario's `expect` says, and the device has neither crashed nor hung. */
  toBeAsExpected(): R;
  /** A client: its outcome, and the limit behind it. */
  toHaveOutcome(outcome: Outcome, because?: string): R;
  /** A client: got an answer. */
  toBeServed(): R;
  /** A run: how many connections came to what; outcomes that are not named must not occur. */
  toHaveOutcomes(outcomes: Readonly<Partial<Record<Outcome, number>>>): R;
  /** A run: a line of the log, as often as said, or at least once. */
  toHaveLogged(pattern: string | RegExp, times?: number): R;
  /** A run: the most of a resource that was in use. */
  toHavePeak(resource: string, peak: number): R;
  /** A run: the device crashed, and said so. */
  toHaveCrashed(why?: string | RegExp): R;
}

declare module 'vitest' {
  // The names of the type parameters are vitest's.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-empty-object-type
  interface Matchers<T = any> extends LwipTwinMatchers<T> {}
}

const matchers = {
  toBeAsExpected(run: SimulatedRun): Verdict {
    const { verdict } = run;
    return {
      pass: verdict.status === 'passed',
      message: () =>
        verdict.status === 'passed'
          ? `${verdict.name} is as expected`
          : `${verdict.name} is not as expected\n\n${detailLines(verdict).join('\n')}`,
    };
  },

  toHaveOutcome(
    { name, outcome: seen, why, cause }: ClientView,
    outcome: Outcome,
    because?: string,
  ): Verdict {
    const limits = [cause?.resource, cause?.because?.resource];
    const isLimit =
      because === undefined || limits.some((one) => one === because || one?.startsWith(`${because} `));
    const reason = because === undefined ? '' : ` because of ${because}`;
    return {
      pass: seen === outcome && isLimit,
      message: () =>
        `${name}: expected ${outcome}${reason}, seen ${seen}${why === undefined ? '' : `\n${why}`}`,
      actual: seen,
      expected: outcome,
    };
  },

  toBeServed(client: ClientView): Verdict {
    return matchers.toHaveOutcome(client, 'served');
  },

  toHaveOutcomes(run: SimulatedRun, expected: Readonly<Partial<Record<Outcome, number>>>): Verdict {
    const actual = run.outcomes;
    const isWrong = (word: Outcome): boolean => (actual[word] ?? 0) !== (expected[word] ?? 0);
    const told = run.connections.filter(({ outcome }) => isWrong(outcome));
    const lines = OUTCOMES.flatMap((word) => {
      const labels = told.filter(({ outcome }) => outcome === word).map(({ label }) => label);
      return labels.length === 0 ? [] : [`${word}: ${namesText(labels)}`];
    });
    return {
      pass: !OUTCOMES.some(isWrong),
      message: () => ['other outcomes than expected', ...lines].join('\n'),
      actual,
      expected,
    };
  },

  toHaveLogged(run: SimulatedRun, pattern: string | RegExp, times?: number): Verdict {
    const { length } = run.logged(pattern);
    const wanted = times === undefined ? 'at least once' : `${times} times`;
    return {
      pass: times === undefined ? length > 0 : length === times,
      message: () => `expected ${String(pattern)} in the log ${wanted}, seen ${length} times`,
    };
  },

  toHavePeak(run: SimulatedRun, resource: string, peak: number): Verdict {
    const actual = run.peak(resource);
    const message = (): string => `${resource}: expected a peak of ${peak}, seen ${actual}`;
    return { pass: actual === peak, message, actual, expected: peak };
  },

  toHaveCrashed(run: SimulatedRun, why: string | RegExp = ''): Verdict {
    const found = run.records.find((record) => record.k === 'panic');
    const text = `${found?.task ?? ''}: ${found?.why ?? run.logged(/^assert: /).at(-1)?.msg ?? ''}`;
    const isSaid = typeof why === 'string' ? text.includes(why) : why.test(text);
    return {
      pass: found !== undefined && isSaid,
      message: () => (found === undefined ? 'the device has not crashed' : `the device crashed in ${text}`),
    };
  },
};

expect.extend(matchers);

export { deviceTest, type DeviceContext, type DeviceTest, type RegisterDeviceTest } from './device-test.js';
export type { ScenarioSource } from './language/scenario-source.js';
export type { Twin, VirtualOptions } from './virtual.js';

/** Choices of {@link scenarioSuite}. */
export interface SuiteOptions {
  /** `NAME=VALUE`, as after `--set`. */
  readonly set?: readonly string[];
  /** Replaces the seeds of the files. */
  readonly seed?: number;
}

/** Makes a test of every scenario (and of every case of its matrix) that a pattern finds. */
export function scenarioSuite(glob: string, options: SuiteOptions = {}): void {
  const files = filesLike(glob);
  if (files.length === 0) throw new UsageError(`no scenario matches "${glob}"`);
  describe.each(files)('%s', (file) => {
    const cases = loadAll(file, options);
    if (cases instanceof ScenarioError) {
      test('can be read', () => {
        throw new Error(cases.format());
      });
      return;
    }
    for (const scenario of cases) {
      test(scenario.name, async () => {
        const complete = await withRealClients(scenario, options.seed);
        expect(new SimulatedRun(complete, options.seed)).toBeAsExpected();
      });
    }
  });
}

function loadAll(file: string, { set = [] }: SuiteOptions): readonly Scenario[] | ScenarioError {
  try {
    return loadCases(file, { set });
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
}
