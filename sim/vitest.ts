/** lwip-twin for vitest: matchers for runs and their clients, and files that become tests. */

import { describe, expect, test } from 'vitest';
import {
  causeNameHint,
  detailLines,
  filesLike,
  isBecauseOf,
  loadCases,
  namesText,
  OUTCOMES,
  ScenarioError,
  SimulatedRun,
  strictly,
  suggestion,
  UsageError,
  withRealClients,
  type ClientView,
  type Outcome,
  type Scenario,
} from './vitest-parts.js';

/** What the matchers answer. */
interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** A matcher where the value is of its kind; anywhere else calling it is a type error. */
type For<Wanted, T, Matcher> = 0 extends 1 & T ? Matcher : T extends Wanted ? Matcher : never;

/** Matchers for runs (`simulate(…)`) and clients (`run.client(…)`). */
export interface LwipTwinMatchers<T = unknown> {
  /** A run: everything is as the scenario's `expect` says, and the device has neither crashed nor hung. */
  toBeAsExpected: For<SimulatedRun, T, () => void>;
  /**
   * A client: its outcome, and a limit behind it: `sessions` (of any port), `sessions :80`, however far behind it
   * stands.
   */
  toHaveOutcome: For<ClientView, T, (outcome: Outcome, because?: string) => void>;
  /** A client: got an answer. */
  toBeServed: For<ClientView, T, () => void>;
  /** A run: how many connections came to what; outcomes that are not named must not occur. */
  toHaveOutcomes: For<SimulatedRun, T, (outcomes: Readonly<Partial<Record<Outcome, number>>>) => void>;
  /** A run: a line of the log, as often as said, or at least once. */
  toHaveLogged: For<SimulatedRun, T, (pattern: string | RegExp, times?: number) => void>;
  /** A run: the most of a resource that was in use. */
  toHavePeak: For<SimulatedRun, T, (resource: string, peak: number) => void>;
  /** A run: the device crashed, and said so. */
  toHaveCrashed: For<SimulatedRun, T, (why?: string | RegExp) => void>;
}

declare module 'vitest' {
  // The names of the type parameters are vitest's.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-empty-object-type
  interface Matchers<T = any> extends LwipTwinMatchers<T> {}
}

/** A value of the wrong kind is a mistake in the test, also behind `not`. */
function client(value: unknown, matcher: string): ClientView {
  if (isObject(value) && 'outcome' in value && 'connections' in value) return value as unknown as ClientView;
  throw new TypeError(`${matcher} is about a client, as in expect(run.client('tab8')).${matcher}(…)`);
}

function run(value: unknown, matcher: string): SimulatedRun {
  if (value instanceof SimulatedRun) return value;
  throw new TypeError(`${matcher} is about a run, as in expect(simulate('my.yaml')).${matcher}(…)`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const matchers = {
  toBeAsExpected(received: unknown): Verdict {
    const { verdict } = run(received, 'toBeAsExpected');
    return {
      pass: verdict.status === 'passed',
      message: () =>
        verdict.status === 'passed'
          ? `${verdict.name} is as expected`
          : `${verdict.name} is not as expected\n\n${detailLines(verdict).join('\n')}`,
    };
  },

  toHaveOutcome(received: unknown, outcome: Outcome, because?: string): Verdict {
    const { name, outcome: seen, why, cause } = client(received, 'toHaveOutcome');
    const hint = because === undefined ? undefined : causeNameHint(because);
    if (hint !== undefined) throw new TypeError(`no limit "${because ?? ''}": ${hint}`);
    if (!OUTCOMES.includes(outcome))
      throw new TypeError(`no outcome "${outcome}": ${suggestion(outcome, OUTCOMES)}`);
    const isLimit = because === undefined || isBecauseOf(cause, because);
    const reason = because === undefined ? '' : ` because of ${because}`;
    return {
      pass: seen === outcome && isLimit,
      message: () =>
        `${name}: expected ${outcome}${reason}, seen ${seen}${why === undefined ? '' : `\n${why}`}`,
      actual: seen,
      expected: outcome,
    };
  },

  toBeServed(received: unknown): Verdict {
    return matchers.toHaveOutcome(client(received, 'toBeServed'), 'served');
  },

  toHaveOutcomes(received: unknown, expected: Readonly<Partial<Record<Outcome, number>>>): Verdict {
    const { outcomes: actual, connections } = run(received, 'toHaveOutcomes');
    const isWrong = (word: Outcome): boolean => (actual[word] ?? 0) !== (expected[word] ?? 0);
    const told = connections.filter(({ outcome }) => isWrong(outcome));
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

  toHaveLogged(received: unknown, pattern: string | RegExp, times?: number): Verdict {
    const { length } = run(received, 'toHaveLogged').logged(pattern);
    const wanted = times === undefined ? 'at least once' : `${times} times`;
    return {
      pass: times === undefined ? length > 0 : length === times,
      message: () => `expected ${String(pattern)} in the log ${wanted}, seen ${length} times`,
    };
  },

  toHavePeak(received: unknown, resource: string, peak: number): Verdict {
    const actual = run(received, 'toHavePeak').peak(resource);
    const message = (): string => `${resource}: expected a peak of ${peak}, seen ${actual}`;
    return { pass: actual === peak, message, actual, expected: peak };
  },

  toHaveCrashed(received: unknown, why: string | RegExp = ''): Verdict {
    const crashed = run(received, 'toHaveCrashed');
    const found = crashed.records.find((record) => record.k === 'panic');
    const text = `${found?.task ?? ''}: ${found?.why ?? crashed.logged(/^assert: /).at(-1)?.msg ?? ''}`;
    const isSaid = typeof why === 'string' ? text.includes(why) : why.test(text);
    return {
      pass: found !== undefined && isSaid,
      message: () => (found === undefined ? 'the device has not crashed' : `the device crashed in ${text}`),
    };
  },
};

expect.extend(matchers);

export { deviceTest, type DeviceContext, type DeviceTest, type RegisterDeviceTest } from './device-test.js';
export type { ScenarioSource } from './run/scenario-source.js';
export type { Twin, VirtualOptions } from './virtual.js';

/** Choices of {@link scenarioSuite}. */
export interface SuiteOptions {
  /** `NAME=VALUE`, as after `--set`. */
  readonly set?: readonly string[];
  /** Replaces the seeds of the files. */
  readonly seed?: number;
  /** Warnings (all answers are 404, nobody connects …) are failures. */
  readonly strict?: boolean;
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
        const { verdict } = new SimulatedRun(complete, options.seed);
        const judged = options.strict === true ? strictly(verdict) : verdict;
        if (judged.status !== 'passed') throw new Error(detailLines(judged).join('\n'));
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
