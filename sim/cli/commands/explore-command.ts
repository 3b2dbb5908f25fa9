/** `lwip-twin explore FILE`: varies a scenario until something happens that must not, and makes that small. */

import { escapedJson, printable } from '../../document/printable.js';
import { basename, dirname, join, relative } from 'node:path';
import { Option } from 'commander';
import { stringify } from 'yaml';

import { MS_PER_S } from '../../kernel/units.js';
import { readFile } from '../../node/node-files.js';
import { search, type Found, type Judge, type NotFound, type Point } from '../../explore/search.js';
import { freedomsOf, type Freedom } from '../../language/compose/compose.js';
import { loadScenario } from '../../run/load.js';
import { TOOL_NAME } from '../../version.js';
import { parseJobs, parseTimeout } from '../check/check-options.js';
import { elsewhere } from '../elsewhere.js';
import { ExitStatus } from '../exit-status.js';
import type { CliIo } from '../io.js';
import { writeTextFile } from '../output/write-text-file.js';
import { doSample } from '../threads/do-job.js';
import { poolFor } from '../threads/pool.js';
import { UsageError } from '../usage-error.js';
import { jobLimitMs, timeoutOption } from './common-options.js';
import { parseMax, parseSeed } from './limits-options.js';
import type { SetUp } from './set-up.js';
import { FIRMWARE } from '../../run/firmware.js';

const DEFAULT_RUNS = 1000;
const HELP = `
The scenario says what may be chosen, and what must not happen:

  explore:
    vary: { tab: 1..10, link.latency: [1ms, 50ms, 300ms], seed: 1..100 }
    forbid: { wait: 5s, sessions_left: true }

Values stand the plainest first; what is found is shrunk towards them, and written as a scenario that extends FILE.
The same seed finds the same, however many threads there are.

Example:
  ${TOOL_NAME} explore scenarios/explore-dashboards.yaml --runs 300 --output found.yaml`;

interface Options {
  readonly runs: number;
  readonly for?: number;
  readonly timeout?: number;
  readonly seed: number;
  readonly jobs?: number;
  readonly output?: string;
  readonly json?: true;
}

/** Adds the command. */
export const setUpExplore: SetUp = (command, io, done) => {
  command
    .argument('<file>', 'scenario with a map "explore"')
    .addOption(new Option('--runs <n>', 'samples at most').argParser(parseMax).default(DEFAULT_RUNS))
    .addOption(new Option('--for <seconds>', 'time at most').argParser(parseTimeout))
    .addOption(new Option('--seed <n>', 'seed of the search').argParser(parseSeed).default(1))
    .option('--output <file>', 'write what was found as a scenario (default: FILE-found.yaml; - for none)')
    .addOption(timeoutOption())
    .option('--json', 'the result as JSON')
    .addOption(new Option('--jobs <n>', 'threads (default: one a core)').argParser(parseJobs))
    .addHelpText('after', HELP)
    .action(async (file: string, options: Options) => done(await exploreCommand(file, options, io)));
};

/** Runs the command; throws `UsageError` and `ScenarioError` for bad input. */
export async function exploreCommand(file: string, options: Options, io: CliIo): Promise<ExitStatus> {
  const freedoms = freedomsOf(FIRMWARE, readFile(file));
  if (freedoms.length === 0)
    throw new UsageError(`${file} has no explore.vary: ${TOOL_NAME} explore --help shows one`);
  const settingsOf = (point: Point): string[] =>
    freedoms.map(({ name, values }, i) => `${name}=${values[point[i]!]!}`);
  // Every value is checked before anything is run, each beside the plainest of the others.
  checkValues(file, freedoms, io);
  const beganMs = performance.now();
  const isTold = io.errIsTerminal && options.json === undefined;
  const pool =
    io.work === undefined || (options.jobs === 1 && options.timeout === undefined)
      ? undefined
      : poolFor(io.work, options.jobs);
  const judge: Judge = (points) =>
    Promise.all(
      points.map((point) => {
        const job = { file, set: settingsOf(point) };
        return pool === undefined
          ? doSample(job)
          : pool.do({ kind: 'sample', job }, { limitMs: jobLimitMs(options.timeout), affinity: '' });
      }),
    );
  let result: Found | NotFound;
  try {
    result = await search(judge, {
      sizes: freedoms.map(({ values }) => values.length),
      seed: options.seed,
      runs: options.runs,
      isOver: () => options.for !== undefined && performance.now() - beganMs > options.for * MS_PER_S,
      tell: (runs, nearness) => {
        if (isTold) io.err.write(`\r${runs} runs, ${Math.round(nearness * 100)} % of the way to trouble  `);
      },
    });
  } finally {
    if (isTold) io.err.write('\r\u001b[K');
    await pool?.close();
  }
  return report(file, freedoms, result, options, io);
}

function checkValues(file: string, freedoms: readonly Freedom[], io: CliIo): void {
  const plain = freedoms.map(({ name, values }) => `${name}=${values[0]!}`);
  freedoms.forEach(({ name, values }, at) => {
    for (const value of new Set([values[0]!, values.at(-1)!, ...values.slice(0, 50)])) {
      const set = plain.map((one, i) => (i === at ? `${name}=${value}` : one));
      loadScenario(file, { set, beforeModule: elsewhere(io) });
    }
  });
}

function report(
  file: string,
  freedoms: readonly Freedom[],
  result: Found | NotFound,
  options: Options,
  io: CliIo,
): ExitStatus {
  const chosen = (point: Point): Record<string, string> =>
    Object.fromEntries(freedoms.map(({ name, values }, i) => [name, values[point[i]!]!]));
  if (!('point' in result)) {
    const { runs, impossible, nearest } = result;
    const near =
      nearest === undefined ? undefined : { at: chosen(nearest.point), nearness: nearest.sample.nearness };
    if (options.json === true)
      io.out.write(`${escapedJson(JSON.stringify({ found: false, runs, impossible, nearest: near }))}\n`);
    else {
      const text =
        near &&
        ` Nearest: ${Math.round(near.nearness * 100)} % of the forbidden wait, ${settingsText(near.at)}.`;
      const cannot = impossible === 0 ? '' : ` (${impossible} combinations can't be run)`;
      io.out.write(printable(`Nothing forbidden in ${runs} runs${cannot}.${text ?? ''}\n`));
    }
    return ExitStatus.ok;
  }
  const { point, sample, runs, shrinkRuns } = result;
  const target =
    options.output ?? join(dirname(file), `${basename(file).replace(/\.ya?ml$/, '')}-found.yaml`);
  if (target !== '-') writeTextFile(target, foundYaml(file, target, chosen(point), sample.trouble ?? ''));
  if (options.json === true) {
    const { kind, trouble } = sample;
    io.out.write(
      `${escapedJson(JSON.stringify({ found: true, kind, trouble, at: chosen(point), runs, shrinkRuns }))}\n`,
    );
  } else {
    const lines = [
      `Found after ${runs} runs, made small in ${shrinkRuns} more:`,
      `  ${settingsText(chosen(point))}`,
      `  ${sample.trouble ?? ''}`,
      ...(target === '-' ? [] : [`written to ${target}: lwip-twin replay ${target}`]),
    ];
    io.out.write(`${printable(lines.join('\n'))}\n`);
  }
  return ExitStatus.failed;
}

function settingsText(at: Readonly<Record<string, string>>): string {
  return Object.entries(at)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** A scenario of one case that is what was found. */
function foundYaml(
  file: string,
  target: string,
  at: Readonly<Record<string, string>>,
  trouble: string,
): string {
  const from = relative(dirname(target), file);
  const matrix = Object.fromEntries(Object.entries(at).map(([name, value]) => [name, [parsed(value)]]));
  return stringify({
    name: basename(target).replace(/\.ya?ml$/, ''),
    description: trouble,
    extends: from,
    matrix,
  });
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
