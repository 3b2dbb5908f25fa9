/**
 * The program that judges, in a process of its own: runs reference cases and test files, and says which of them passed,
 * what each cost and which places of faults it reached. Bundled together with what it judges (`bundle.ts`).
 */

import { Worker } from 'node:worker_threads';
import { startTests } from 'vitest/internal/browser';
import '../setup.js';
import {
  approvedLines,
  differenceBetween,
  linesToday,
  scenariosOf,
  type ApprovedRun,
} from '../approved/approved.js';
import { compareTraces } from '../conformance/compare.js';
import { traceOf } from '../conformance/run-case.js';
import { readTrace, type ReferenceCase } from '../conformance/case.js';
import { loadScenario } from '../../sim/run/load.js';
import { make, takeReached } from './made.js';

/** One thing that can pass or fail. */
export interface Exhibit {
  readonly name: string;
  /** A reference case, or an approved run, or else a test file in the bundle. */
  readonly reference?: ReferenceCase;
  readonly approved?: ApprovedRun;
  readonly testFile?: string;
  /** Tests of the file that are left out: they fail here without any fault. */
  readonly skips?: readonly string[];
  /** Goes on after a test that fails. */
  readonly surveys?: boolean;
  /** More CPU time than this without the end of the case, or of one test of the file, is an endless loop. */
  readonly limitCpuMs: number;
}

export interface Task {
  /** Made from now on; undefined: none. */
  readonly fault?: number | undefined;
  /** Judged in this order, until one fails. */
  readonly exhibits: readonly Exhibit[];
}

/** What the process tells of loading the program, of each exhibit, and when it is done with a task. */
export type Message =
  { readonly loaded: readonly number[] } | { readonly finding: Finding } | { readonly ended: true };

/** What came of one exhibit. */
export interface Finding {
  readonly name: string;
  readonly passed: boolean;
  /** What went wrong, for people. */
  readonly why?: string;
  /** Tests that failed, by their whole names. */
  readonly failing: readonly string[];
  readonly cpuMs: number;
  /** Places that it came by; before its run began, that is when its scenario was read. */
  readonly early: readonly number[];
  readonly reached: readonly number[];
}

type Runner = Parameters<typeof startTests>[1];
type Test = Parameters<NonNullable<Runner['onBeforeRunTask']>>[0];

/** A test that waits for what never comes is told from one that is slow by this. */
const TEST_TIMEOUT_MS = 10 * 60_000;
const WATCH_EVERY_MS = 200;
/** The watch's shared numbers: how many things began, and what each may use. */
const BEATS = 0;
const LIMIT_CPU_MS = 1;

/** Ends the process when one thing uses up its CPU time: wall time says nothing on a busy machine. */
const WATCH = `
  const { workerData } = require('node:worker_threads');
  let beats = -1;
  let since = 0;
  setInterval(() => {
    const { user, system } = process.cpuUsage();
    const nowMs = (user + system) / 1000;
    if (workerData[${BEATS}] !== beats) {
      beats = workerData[${BEATS}];
      since = nowMs;
    } else if (nowMs - since > workerData[${LIMIT_CPU_MS}]) process.kill(process.pid, 'SIGKILL');
  }, ${WATCH_EVERY_MS});
`;

const watched = new Float64Array(new SharedArrayBuffer(16));

function beat(limitCpuMs: number): void {
  watched[LIMIT_CPU_MS] = limitCpuMs;
  watched[BEATS]!++;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs whose scenarios are read, by name: each says whether it does what is expected of it. */
const prepared = new Map<string, () => boolean>();

function prepare({ name, reference, approved }: Exhibit): void {
  if (prepared.has(name)) return;
  if (reference !== undefined) {
    const one = { scenario: loadScenario(reference.scenarioFile), expected: readTrace(reference) };
    prepared.set(name, () => compareTraces(one.expected, traceOf(one)).whole);
  } else if (approved !== undefined) {
    const [scenarios, expected] = [scenariosOf(approved), approvedLines(approved)];
    prepared.set(name, () => differenceBetween(expected, linesToday(approved, scenarios)) === undefined);
  }
}

/** A test's name with those of what it stands in. */
function wholeName({ name, suite }: Pick<Test, 'name' | 'suite'>): string {
  return suite === undefined ? name : `${wholeName(suite)} > ${name}`;
}

/** What went wrong in a test file, and in which tests; the first thing only, unless it is a survey. */
async function failureOfTests(
  exhibit: Exhibit,
): Promise<{ readonly why?: string; readonly failing: string[] }> {
  const { testFile, limitCpuMs, skips = [], surveys = false } = exhibit;
  let failure: string | undefined;
  const failing: string[] = [];
  const runner: Runner = {
    config: {
      ...{ root: process.cwd(), setupFiles: [], name: undefined, passWithNoTests: false },
      ...{ testNamePattern: undefined, allowOnly: true, chaiConfig: undefined, maxConcurrency: 1 },
      sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
      ...{ testTimeout: TEST_TIMEOUT_MS, hookTimeout: TEST_TIMEOUT_MS, retry: 0 },
      ...{ includeTaskLocation: undefined, tags: [], tagsFilter: undefined, strictTags: false },
    },
    importFile: (path) => import(path),
    onBeforeRunTask(test) {
      if ((failure !== undefined && !surveys) || skips.includes(wholeName(test))) test.mode = 'skip';
      beat(limitCpuMs);
    },
    onAfterRunTask(test) {
      if (test.result?.state !== 'fail') return;
      failing.push(wholeName(test));
      failure ??= `${test.name}: ${test.result.errors?.[0]?.message ?? ''}`;
    },
  };
  const files = await startTests([testFile!], runner);
  for (const { result } of files)
    if (result?.state === 'fail') failure ??= result.errors?.[0]?.message ?? 'a hook failed';
  return { failing, ...(failure === undefined ? {} : { why: failure }) };
}

function tell(message: Message): void {
  process.send!(message);
}

async function judge({ fault, exhibits }: Task): Promise<void> {
  make(fault);
  for (const exhibit of exhibits) {
    beat(exhibit.limitCpuMs);
    const begun = cpuMs();
    let early: number[] = [];
    let why: string | undefined;
    let failing: readonly string[] = [];
    try {
      prepare(exhibit);
      early = takeReached();
      const isAsExpected = prepared.get(exhibit.name);
      if (isAsExpected === undefined) ({ why, failing } = await failureOfTests(exhibit));
      else if (!isAsExpected()) why = 'another trace';
    } catch (error) {
      why = error instanceof Error ? error.message : 'something was thrown';
    }
    const finding: Finding = {
      ...{ name: exhibit.name, passed: why === undefined, failing, cpuMs: cpuMs() - begun },
      ...{ early, reached: takeReached() },
      ...(why === undefined ? {} : { why: why.slice(0, 300) }),
    };
    tell({ finding });
    if (why !== undefined) break;
  }
  beat(Number.POSITIVE_INFINITY);
  tell({ ended: true });
}

new Worker(WATCH, { eval: true, workerData: watched }).unref();
tell({ loaded: takeReached() });
process.on('message', (task) => void judge(task as Task));
process.on('disconnect', () => process.exit());
