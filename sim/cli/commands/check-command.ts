/** `lwip-twin check [GLOB...]`: runs scenarios on all cores, and gives the verdict. */

import { setOption } from './common-options.js';
import { MS_PER_S } from '../../kernel/units.js';
import { Option } from 'commander';
import { TOOL_NAME } from '../../version.js';
import {
  DEFAULT_CASE_S,
  DEFAULT_GLOB,
  parseFilter,
  parseJobs,
  parseRepeat,
  parseShard,
  parseTimeout,
  type CheckOptions,
} from '../check/check-options.js';
import { readShards } from '../check/merge.js';
import { casePages, pageNames, preparePages } from '../check/pages.js';
import { performCases } from '../check/perform.js';
import { filesOf, wantedOf, planCheck, titleOf, type ReadFile } from '../check/plan.js';
import { Progress } from '../check/progress.js';
import { readFiles } from '../check/read-files.js';
import { CheckReporter, leftOut } from '../check/report-check.js';
import { readDurations } from '../check/shards.js';
import { strictly } from '../../report/check/case-result.js';
import type { PlacedResult } from '../../report/check/check-report.js';
import { type ExitStatus } from '../exit-status.js';
import type { CliIo } from '../io.js';
import { parseSeed } from './limits-options.js';
import type { SetUp } from './set-up.js';
import { COLOR_CHOICES, parseColor } from './replay-options.js';
import { poolFor } from '../threads/pool.js';
import { UsageError } from '../usage-error.js';

const HELP = `
Patterns: *, ?, **, [a-z], {a,b}; a folder stands for all its scenarios. Files and folders whose names begin with
. or _ are found only by name: they are for parts that other scenarios import.

Examples:
  ${TOOL_NAME} check
  ${TOOL_NAME} check scenarios --filter sockets --repeat 20
  ${TOOL_NAME} check --shard 2/5 --durations 'last/*.json' --json part-2.json
  ${TOOL_NAME} check --html pages/
  ${TOOL_NAME} check --merge 'part-*.json' --junit check.xml`;

/** Adds the command. */
export const setUpCheck: SetUp = (command, io, done) => {
  command
    .argument('[glob...]', `scenario files, folders or patterns (default: ${DEFAULT_GLOB})`)
    .addOption(setOption())
    .addOption(
      new Option('--filter <text>', 'only cases with this in file or name; or /pattern/').argParser(
        parseFilter,
      ),
    )
    .addOption(new Option('--shard <i/n>', 'only the i-th of n equal parts').argParser(parseShard))
    .option(
      '--durations <files>',
      'JSON results of an earlier check: parts take equally long, the longest goes first',
    )
    .addOption(
      new Option('--seed <number>', 'seed for all cases, whatever their files say').argParser(parseSeed),
    )
    .addOption(
      new Option('--repeat <n>', 'each case n times, with seeds that follow')
        .argParser(parseRepeat)
        .default(1),
    )
    .addOption(
      new Option('--interleavings <n>', 'each case in n other orders of tasks, too, as two cores have them')
        .argParser(parseRepeat)
        .default(0, 'none'),
    )
    .option('--strict', 'warnings are failures')
    .option('--bail', 'stop after the first case that is not as expected')
    .addOption(
      new Option('--jobs <n>', 'threads (default: one a core, where that pays)').argParser(parseJobs),
    )
    .addOption(
      new Option('--timeout <seconds>', 'seconds that a case may take')
        .argParser(parseTimeout)
        .default(DEFAULT_CASE_S),
    )
    .option('--junit <file>', 'write JUnit XML; - prints it, and nothing else')
    .option('--html <dir>', 'write a page for each case, and an index of them by verdict')
    .option('--json <file>', 'write the results as JSON; - prints them, and nothing else')
    .option('--tap', 'print TAP version 14, and nothing else')
    .option('--merge', 'put the JSON results of all shards together instead of running anything')
    .addOption(
      new Option('--color <when>', `colours: ${COLOR_CHOICES.join(', ')}`)
        .default('auto')
        .argParser(parseColor),
    )
    .option('--no-color', 'the same as --color never')
    .option('-q, --quiet', 'no verdicts of cases that are as expected')
    .addHelpText('after', HELP)
    .action(async (globs: string[], options: CheckOptions) => done(await checkCommand(globs, options, io)));
};

/** Runs the command; throws `UsageError` for arguments that can't be followed. */
export async function checkCommand(
  globs: readonly string[],
  options: CheckOptions,
  io: CliIo,
): Promise<ExitStatus> {
  const reporter = new CheckReporter(options, io);
  const judged = (placed: PlacedResult): PlacedResult =>
    options.strict === true ? { ...placed, result: strictly(placed.result) } : placed;
  if (options.merge === true) {
    if (options.shard !== undefined) throw new UsageError('--shard and --merge exclude each other');
    if (options.html !== undefined)
      throw new UsageError('--html shows runs: not with --merge, which has none');
    const { placed, notRun } = readShards(globs);
    for (const one of placed) reporter.take(judged(one));
    return reporter.finish(notRun);
  }
  const durations = readDurations(options.durations);
  const files = filesOf(globs, options);
  const limitMs = options.timeout * MS_PER_S;
  const { set, jobs } = options;
  const pool = io.work === undefined ? undefined : poolFor(io.work, jobs);
  try {
    const wanted =
      options.filter === undefined
        ? undefined
        : (file: string, one: ReadFile): number[] => wantedOf(file, one, options);
    const read = await readFiles(files, { pool, set, limitMs, wantedOf: wanted });
    const plan = planCheck(read, options, durations);
    const progress = new Progress(io.err, plan.length, io.errIsTerminal);
    // A single thread would do nothing that can't be done here; more pay if there is enough to do.
    const isTrial = jobs === undefined || jobs === 1;
    const { interleavings } = options;
    const names = pageNames(plan);
    if (options.html !== undefined) preparePages(options.html);
    const pages = casePages(options.html, names);
    const means = { pool, isTrial, set, limitMs, durations, interleavings, pages };
    await performCases(
      plan,
      means,
      (found) => {
        const placed = judged(found);
        progress.clear();
        reporter.take(placed);
        if (io.outIsTerminal) io.out.flush?.();
        return options.bail !== true || placed.result.status === 'passed';
      },
      (count, planned) => progress.show(count, titleOf(planned)),
    );
    progress.clear();
    if (options.html !== undefined) await reporter.writeIndex(options.html, names);
    return reporter.finish(leftOut(plan.slice(reporter.placed.length)));
  } finally {
    await pool?.close();
  }
}
