/** `lwip-twin advise FILE`: what would cure it, proven by runs. */

import { seedOption, setOption } from './common-options.js';
import { Option } from 'commander';

import { curedScenario } from '../../advise/cured-scenario.js';
import type { Change } from '../../advise/change.js';
import type { Advice } from '../../advise/search.js';
import { adviceJson, adviceText, troubleText, type AdviceReport } from '../../advise/text.js';
import { printableJson, printable } from '../../document/printable.js';
import { isMapValue } from '../../document/origin.js';
import { readFile } from '../../node/node-files.js';
import type { CaseValue } from '../../language/compose/compose.js';
import { readTree } from '../../language/compose/read-tree.js';
import { findTarget } from '../../language/compose/target.js';
import { loadCases } from '../../run/load.js';
import { TOOL_NAME } from '../../version.js';
import { adviseCase, isWell } from '../advise/advise-case.js';
import { parseJobs } from '../check/check-options.js';
import { elsewhere } from '../elsewhere.js';
import { ExitStatus } from '../exit-status.js';
import type { CliIo } from '../io.js';
import { parseWhole } from './limits-options.js';
import type { SetUp } from './set-up.js';
import { runTrial } from '../threads/do-job.js';
import { UsageError } from '../usage-error.js';
import { writeTextFile } from '../output/write-text-file.js';
import { FIRMWARE } from '../../run/firmware.js';

const DEFAULT_TRIES = 200;
const MOST_TRIES = 100_000;
const HELP = `
What is wrong: a connection or request that did not get what it wanted, or waited for longer than a second for anything but
its own handler, its client or the way; error statuses of the server's own (408, 411, 413, 414, 431, 5xx); messages lost in
the device; a task that waits for one client while others need it; a crash, a hang. Where the scenario's own expectations
fail today, they say what ought to be, and must hold; where they hold, they describe the symptom, and do not count.

Every known change against these (docs/cures.md) is run, and what does not help is not shown; when no single one is a cure,
pairs are, then triples.

Examples:
  ${TOOL_NAME} advise scenarios/eighth-client-waits.yaml
  ${TOOL_NAME} advise my.yaml --write my-cured.yaml`;

interface AdviseOptions {
  readonly set: readonly string[];
  readonly seed?: number;
  readonly tries: number;
  readonly jobs?: number;
  readonly write?: string;
  readonly format: 'text' | 'json';
  readonly json?: string;
  readonly all?: true;
}

/** Adds the command. */
export const setUpAdvise: SetUp = (command, io, done) => {
  command
    .argument('<file>', 'scenario file (YAML)')
    .addOption(setOption())
    .addOption(seedOption())
    .addOption(
      new Option('--tries <n>', 'runs after which no more combinations are begun')
        .argParser(parseWhole(1, MOST_TRIES))
        .default(DEFAULT_TRIES),
    )
    .option('--write <file>', 'write the cured scenario, which extends this one')
    .option('--all', 'every change that helps')
    .addOption(new Option('--format <form>', 'form of the output').choices(['text', 'json']).default('text'))
    .option('--json <file>', 'write JSON to a file')
    .addOption(
      new Option('--jobs <n>', 'threads (default: one a core, where that pays)').argParser(parseJobs),
    )
    .addHelpText('after', HELP)
    .action(async (file: string, options: AdviseOptions) => done(await adviseCommand(file, options, io)));
};

/** Runs the command; throws `UsageError` and `ScenarioError` for bad input. */
export async function adviseCommand(file: string, options: AdviseOptions, io: CliIo): Promise<ExitStatus> {
  const { set, write } = options;
  const cases = loadCases(file, { set, beforeModule: elsewhere(io) });
  if (write !== undefined && cases.length > 1)
    throw new UsageError(`--write: the matrix makes ${cases.length} cases; choose one with --set`);
  const { value } = readTree(FIRMWARE, readFile(file)).tree;
  const written = isMapValue(value) ? value : {};
  const reports: AdviceReport[] = [];
  for (const [index, scenario] of cases.entries()) {
    const report = await adviseCase({ file, index, scenario, written, ...options }, io);
    if (options.format === 'text') {
      const lines = isWell(report.today) ? troubleText(report) : adviceText(report, options.all === true);
      io.out.write(`${index === 0 ? '' : '\n'}${printable(lines.join('\n'))}\n`);
    }
    reports.push(report);
  }
  const json = printableJson(reports.map(adviceJson));
  if (options.format === 'json') io.out.write(json);
  if (options.json !== undefined) writeTextFile(options.json, json);
  const [first] = reports;
  if (write !== undefined && first !== undefined) await writeCured(write, first, options, io);
  const isGood = reports.every(({ today, advices }) => isWell(today) || advices.found[0]?.isCured === true);
  return isGood ? ExitStatus.ok : ExitStatus.failed;
}

/** Writes the scenario, and runs what was written: it must show what was promised. */
async function writeCured(
  to: string,
  { name, file, today, settings, written, advices }: AdviceReport,
  { seed }: AdviseOptions,
  io: CliIo,
): Promise<void> {
  const [advice] = advices.found;
  if (advice === undefined) throw new UsageError(`--write: there is nothing to write to ${to}`);
  // One case of a matrix has been chosen.
  const alone: Change[] = 'matrix' in written ? [{ path: 'matrix', value: null }] : [];
  const set = [...alone, ...settings.map((one) => changeOf(one, written))];
  writeTextFile(to, curedScenario({ from: file, to, name, written, advice, today, set }));
  const proof = await runTrial({
    file: to,
    index: 0,
    set: [],
    changes: [],
    seed,
    hasGoal: false,
    limitMs: MOST_MS,
  });
  const isProven =
    'failures' in proof && proof.failures === 0 && proof.troubles.length === advice.trial.troubles.length;
  io.err.write(
    isProven ? `${to} written; it shows what it expects\n` : `${to} written, but ${whyNot(proof, advice)}\n`,
  );
}

const MOST_MS = 600_000;

function whyNot(proof: Awaited<ReturnType<typeof runTrial>>, { trial }: Advice): string {
  if ('impossible' in proof) return `it can't be run: ${proof.impossible}`;
  if (proof.failures > 0) return `${proof.failures} of its expectations fail`;
  return `it has ${proof.troubles.length} troubles instead of ${trial.troubles.length}`;
}

/** A setting from outside as it stands in a file. */
function changeOf({ name, value }: CaseValue, written: AdviceReport['written']): Change {
  const { parameters } = written;
  const names = isMapValue(parameters) ? Object.keys(parameters) : [];
  const target = findTarget(FIRMWARE, name, names, written);
  if (target?.kind === 'path') return { path: target.path.join('.'), value };
  return { path: `parameters.${name}`, value };
}
