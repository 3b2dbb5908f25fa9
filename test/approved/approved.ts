/** Runs whose traces somebody approved, and what they do today (README.md). */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { serializeRecord, type TraceKind } from '../../sim/kernel/trace.js';
import { inspectAll } from '../../sim/inspect/inspect.js';
import type { Scenario } from '../../sim/language/scenario.js';
import { loadCases } from '../../sim/run/load.js';
import { refusalsOf } from './refusals.js';
import { Simulation } from '../../sim/run/simulation.js';

const HERE = import.meta.dirname;
const LIBRARY = join(HERE, '../../scenarios');
const FOLDERS = ['drawn', 'written', 'refused'];
/** Lines before a difference that are shown with it. */
const CONTEXT_LINES = 6;
const SMALLEST = { level: 9 } as const;
/** Where a run is looked at, in quarters of its time; the last look is at its end. */
const LOOKS = [1, 2, 3];
const QUARTERS = 4;

/** One run that is approved. */
export interface ApprovedRun {
  /** Case of the library, or of the drawn scenarios. */
  readonly name: string;
  readonly scenarioFile: string;
  readonly traceFile: string;
  /** It runs once for each call that is refused (`refusals.ts`). */
  readonly isRefused: boolean;
}

/** All of them: whoever has a trace. */
export function approvedRuns(): ApprovedRun[] {
  return [
    ...runsIn('library', (stem) => join(LIBRARY, `${stem.replace(/ .*/, '')}.yaml`)),
    ...FOLDERS.flatMap((folder) => runsIn(folder, (stem) => join(HERE, folder, `${stem}.yaml`))),
  ];
}

function runsIn(folder: string, scenarioOf: (stem: string) => string): ApprovedRun[] {
  const directory = join(HERE, folder);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((file) => file.endsWith('.gz'))
    .map((file) => {
      const name = file.replace(/\.jsonl\.gz$/, '');
      const traceFile = join(directory, file);
      return { name, scenarioFile: scenarioOf(name), traceFile, isRefused: folder === 'refused' };
    });
}

/** The scenario of a run, or all cases of its matrix. Throws when its file has no such case any more. */
export function scenariosOf({ name, scenarioFile }: ApprovedRun): readonly Scenario[] {
  const cases = loadCases(scenarioFile);
  const found = cases.find((one) => one.name === name);
  if (found !== undefined) return [found];
  if (basename(scenarioFile, '.yaml') !== name)
    throw new Error(`${relative('.', scenarioFile)} has no case ${name}`);
  return cases;
}

/** What a run does today. */
export function linesToday(run: ApprovedRun, scenarios = scenariosOf(run)): string[] {
  return scenarios.flatMap((scenario) => [
    ...(scenarios.length > 1 ? [`case ${scenario.name}`] : []),
    ...(run.isRefused ? refusalsOf(scenario, linesOf) : linesOf(scenario)),
  ]);
}

/**
 * Everything that a run does and shows, a line each: all records of its trace, and all tables of the inspection after each
 * quarter of its time.
 */
function linesOf(scenario: Scenario): string[] {
  const simulation = new Simulation(scenario);
  const { trace, kernel } = simulation;
  const lines: string[] = [];
  trace.subscribe(Object.keys(trace.wants) as TraceKind[], (record) => lines.push(serializeRecord(record)));
  const look = (): void => {
    for (const [section, rows] of Object.entries(inspectAll(simulation)))
      for (const row of rows) lines.push(JSON.stringify({ t: kernel.nowUs, look: section, ...row }));
  };
  for (const quarter of LOOKS) {
    const limitUs = Math.floor((scenario.untilUs / QUARTERS) * quarter);
    while (!simulation.isOver && simulation.step(limitUs) !== 'idle');
    if (!simulation.isOver) look();
  }
  simulation.run();
  look();
  return lines;
}

/** What was approved. */
export function approvedLines({ traceFile }: ApprovedRun): string[] {
  return gunzipSync(readFileSync(traceFile)).toString().split('\n').slice(0, -1);
}

/** Approves what a run does today. */
export function approve({ traceFile }: Pick<ApprovedRun, 'traceFile'>, lines: readonly string[]): void {
  writeFileSync(traceFile, gzipSync(lines.map((line) => `${line}\n`).join(''), SMALLEST));
}

/** The first line that differs, expected beside actual, after some that do not; undefined if none does. */
export function differenceBetween(
  expected: readonly string[],
  actual: readonly string[],
): string | undefined {
  const most = Math.max(expected.length, actual.length);
  for (let i = 0; i < most; i++) {
    if (expected[i] === actual[i]) continue;
    return [
      ...expected.slice(Math.max(0, i - CONTEXT_LINES), i).map((line) => `    ${line}`),
      `  - ${expected[i] ?? '(nothing more)'}`,
      `  + ${actual[i] ?? '(nothing more)'}`,
    ].join('\n');
  }
  return undefined;
}
