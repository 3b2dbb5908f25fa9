/** `lwip-twin check [GLOB...]`: runs scenarios on all cores, and gives the verdict. */

import { Option, type Command } from 'commander';
import { TOOL_NAME } from '../version.js';
import {
  DEFAULT_GLOB,
  parseFilter,
  parseJobs,
  parseRepeat,
  parseShard,
  type CheckOptions,
} from './check/check-options.js';
import { readShards } from './check/merge.js';
import { performCases } from './check/perform.js';
import { planCheck } from './check/plan.js';
import { Progress } from './check/progress.js';
import { CheckReporter } from './check/report-check.js';
import type { ExitStatus } from './exit-status.js';
import type { CliIo } from './io.js';
import { parseSeed } from './limits-options.js';
import { COLOR_CHOICES, parseColor } from './replay-options.js';
import { UsageError } from './usage-error.js';

const ABOUT = 'Runs scenarios on all cores and says whether each shows what it expects.';
const HELP = `
Exit status: 0 all as expected; 1 an expectation failed; 2 bad input; 3 a device crashed, 4 one hangs, and nothing
expects that. The highest counts.

Patterns: *, ?, **, [a-z], {a,b}; a folder stands for all its scenarios. Files and folders whose names begin with
. or _ are found only by name: they are for parts that other scenarios import.

Examples:
  ${TOOL_NAME} check
  ${TOOL_NAME} check scenarios --filter sockets --repeat 20
  ${TOOL_NAME} check --shard 2/5 --json part-2.json
  ${TOOL_NAME} check --merge 'part-*.json' --junit check.xml`;
const COLLECT = (text: string, before: readonly string[]): string[] => [...before, text];

/** Adds the command. */
export function registerCheckCommand(program: Command, io: CliIo, done: (status: ExitStatus) => void): void {
  program
    .command('check')
    .copyInheritedSettings(program)
    .description(ABOUT)
    .argument('[glob...]', `scenario files, folders or patterns (default: ${DEFAULT_GLOB})`)
    .addOption(
      new Option('--set <name=value>', 'sets a parameter or a path').argParser(COLLECT).default([], 'none'),
    )
    .addOption(
      new Option('--filter <text>', 'only cases with this in file or name; or /pattern/').argParser(
        parseFilter,
      ),
    )
    .addOption(new Option('--shard <i/n>', 'only the i-th of n equal parts').argParser(parseShard))
    .addOption(
      new Option('--seed <number>', 'seed for all cases, whatever their files say').argParser(parseSeed),
    )
    .addOption(
      new Option('--repeat <n>', 'each case n times, with seeds that follow')
        .argParser(parseRepeat)
        .default(1),
    )
    .option('--bail', 'stop after the first case that is not as expected')
    .addOption(
      new Option('--jobs <n>', 'threads (default: one a core, where that pays)').argParser(parseJobs),
    )
    .option('--junit <file>', 'write JUnit XML; - prints it, and nothing else')
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
}

/** Runs the command; throws `UsageError` for arguments that can't be followed. */
export async function checkCommand(
  globs: readonly string[],
  options: CheckOptions,
  io: CliIo,
): Promise<ExitStatus> {
  const reporter = new CheckReporter(options, io);
  if (options.merge === true) {
    if (options.shard !== undefined) throw new UsageError('--shard and --merge exclude each other');
    for (const { order, result } of readShards(globs)) reporter.take(order, result);
    return reporter.finish(0);
  }
  const plan = planCheck(globs, options);
  const progress = new Progress(io.err, plan.length, io.errIsTerminal);
  const threads = { start: io.startWorker, count: options.jobs };
  await performCases(
    plan,
    threads,
    ({ order }, result) => {
      progress.clear();
      reporter.take(order, result);
      if (io.outIsTerminal) io.out.flush?.();
      return options.bail !== true || result.status === 'passed';
    },
    (count, { title }) => progress.show(count, title),
  );
  progress.clear();
  return reporter.finish(plan.length - reporter.placed.length);
}
