/** `lwip-twin replay FILE...`: checks all input, then runs one scenario after the other. */

import { levelToShow } from './console-level.js';
import { levelOption, limitMsOf, seedOption, setOption, timeoutOption } from './common-options.js';
import { Option } from 'commander';
import { printableLine } from '../../document/printable.js';
import type { CaseResult } from '../../report/check/case-result.js';
import { verdictLines } from '../../report/check/verdict-lines.js';
import { elsewhere } from '../elsewhere.js';
import { ExitStatus, worse } from '../exit-status.js';
import { loadAll } from '../inputs.js';
import type { CliIo } from '../io.js';
import { optimiseLate } from '../late-optimising.js';
import {
  checkOverlaps,
  makeDirectories,
  planOutputs,
  STANDARD_OUTPUT,
  type OutputOption,
  type Target,
} from '../output/output-plan.js';
import {
  COLOR_CHOICES,
  parseColor,
  parseLevel,
  parseSlow,
  wantsColor,
  type ReplayOptions,
} from './replay-options.js';
import { UsageError } from '../usage-error.js';
import { replay } from './replay-run.js';
import type { SetUp } from './set-up.js';
import { withRealClients } from '../../live/real-clients.js';
import { STATUS_OF } from '../verdict-status.js';

const HELP = `
Nothing is run when one of the files is bad.

Targets:
  FILE   of one scenario
  DIR/   a file for each scenario, named after it (an existing directory needs no slash)
  -      standard output, and nothing else there

Example:
  lwip-twin replay scenarios/eighth-client-waits.yaml --trace out.jsonl --pcapng out.pcapng`;

/** Adds what the command takes. */
export const setUpReplay: SetUp = (command, io, done) => {
  command
    .argument('<file...>', 'scenario files (YAML)')
    .addOption(levelOption())
    .addOption(seedOption())
    .addOption(setOption())
    .option('--trace <target>', 'write the trace, one JSON record a line')
    .addOption(
      new Option(
        '--trace-level <level>',
        "least important level of the trace's log records (default: D)",
      ).argParser(parseLevel),
    )
    .option('--pcapng <target>', "write the device's packets for Wireshark")
    .option(
      '--perfetto <target>',
      'write tasks, clients and limits for ui.perfetto.dev (Chrome trace events)',
    )
    .addOption(
      new Option('--color <when>', `level colours of the console: ${COLOR_CHOICES.join(', ')}`)
        .default('auto')
        .argParser(parseColor),
    )
    .option('--no-color', 'the same as --color never; NO_COLOR in the environment turns auto off')
    .option('--heap', 'resource records of the trace carry the bytes of heap in use')
    .addOption(timeoutOption())
    .option('--strict', 'warnings are failures')
    .option('--summary', 'print the summary alone: no console, no list of what the clients saw')
    .option('--all', 'the summary tells every connection and all that it asked')
    .addOption(
      new Option('--slow <time>', 'waiting from here on is explained (default: 1s)').argParser(parseSlow),
    )
    .option('-q, --quiet', 'print nothing but errors')
    .addHelpText('after', HELP)
    .action(async (files: string[], options: ReplayOptions) => {
      // In a process of its own.
      const optimiseAsEver = io.work === undefined ? undefined : optimiseLate(files);
      try {
        done(await replayCommand(files, options, io));
      } finally {
        optimiseAsEver?.();
      }
    });
};

/** Runs the command; throws `UsageError` for options that can't be followed. */
export async function replayCommand(
  files: readonly string[],
  options: ReplayOptions,
  io: CliIo,
): Promise<ExitStatus> {
  const scenarios = loadAll(
    files,
    { set: options.set, beforeModule: elsewhere(io) },
    io.err,
    wantsColor(options.color, io, io.errIsTerminal),
  );
  if (scenarios === undefined) return ExitStatus.badInput;

  const traceOption: OutputOption = {
    flag: '--trace',
    value: options.trace,
    extension: '.jsonl',
    canFollow: true,
  };
  const captureOption: OutputOption = {
    flag: '--pcapng',
    value: options.pcapng,
    extension: '.pcapng',
    canFollow: false,
  };
  const eventsOption: OutputOption = {
    flag: '--perfetto',
    value: options.perfetto,
    extension: '.perfetto.json',
    canFollow: false,
  };
  const outputs = [traceOption, captureOption, eventsOption];
  const [traces, captures, events] = outputs.map((option) => planOutputs(option, files)) as [
    Target[],
    Target[],
    Target[],
  ];
  checkOverlaps(files, [traces, captures, events]);
  if (options.traceLevel !== undefined && options.trace === undefined)
    throw new UsageError('--trace-level says what --trace has; there is none');
  for (const option of outputs) makeDirectories(option);

  const alone = outputs.some(({ value }) => value === STANDARD_OUTPUT);
  const report = options.quiet !== true && !alone;
  let status: ExitStatus = ExitStatus.ok;
  for (const [i, scenario] of scenarios.entries()) {
    if (report && scenarios.length > 1)
      io.out.write(`${i === 0 ? '' : '\n'}=== ${printableLine(scenario.file)}\n`);
    const plan = {
      trace: traces[i],
      traceLevel: options.traceLevel,
      pcapng: captures[i],
      perfetto: events[i],
      report,
      level: options.summary === true ? ('none' as const) : levelToShow(options.logLevel, scenario, io),
      hasClientLog: options.summary !== true,
      isUnabridged: options.all === true,
      summary: {
        all: options.all === true,
        ...(options.slow === undefined ? {} : { slowUs: options.slow }),
      },
      heap: options.heap === true,
      strict: options.strict === true,
      seed: options.seed,
      color: wantsColor(options.color, io, io.outIsTerminal),
      limitMs: limitMsOf(options.timeout),
    };
    const { isTold, verdict } = await replay(await withRealClients(scenario, options.seed), plan, io);
    if (isTold) printVerdict(verdict, report, plan.color, io);
    status = worse(status, STATUS_OF[verdict.status]);
  }
  return status;
}

/** A verdict that is not good is told even where nothing else is printed. */
function printVerdict(verdict: CaseResult, isReported: boolean, color: boolean, { out, err }: CliIo): void {
  const text = (paint: boolean): string => `${verdictLines(verdict, paint).join('\n')}\n`;
  if (isReported) out.write(`\n${text(color)}`);
  else if (verdict.status !== 'passed' || (verdict.warnings ?? []).length > 0) err.write(text(false));
}
