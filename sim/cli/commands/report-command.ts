/** `lwip-twin report FILE...`: runs scenarios, and makes of each a page to look at, a picture, a diagram. */

import { MS_PER_S } from '../../kernel/units.js';
import { basename, extname } from 'node:path';
import { Option } from 'commander';
import type { RunEnd } from '../../kernel/kernel.js';
import type { Scenario } from '../../language/scenario.js';
import { withRealClients } from '../../live/real-clients.js';
import { sizeText } from '../../outcomes/amount-text.js';
import { printableLine } from '../../document/printable.js';
import { Simulation } from '../../run/simulation.js';
import type { CaseResult } from '../../report/check/case-result.js';
import { runPage } from '../../report/html/run-page.js';
import { countsOf } from '../../report/timeline/counts.js';
import { RunReporter } from '../../report/timeline/run-reporter.js';
import type { ViewData } from '../../report/timeline/view-data.js';
import { TOOL_NAME } from '../../version.js';
import { parseTimeout } from '../check/check-options.js';
import { elsewhere } from '../elsewhere.js';
import { ExitStatus, STATUS_HELP, worse } from '../exit-status.js';
import { loadAll } from '../inputs.js';
import type { CliIo } from '../io.js';
import { parseSeed } from './limits-options.js';
import {
  checkOverlaps,
  makeDirectories,
  planOutputs,
  STANDARD_OUTPUT,
  type OutputOption,
} from '../output/output-plan.js';
import { runPatiently } from '../patient-run.js';
import { DEFAULT_LEVEL, LEVEL_CHOICES, parseLevel, type ConsoleLevel } from './replay-options.js';
import { RunProgress } from '../output/run-progress.js';
import type { SetUp } from './set-up.js';
import { STATUS_OF } from '../verdict-status.js';
import { viewAssets } from '../output/view-assets.js';
import { writeTextFile } from '../output/write-text-file.js';

/** Options as commander gives them. */
interface ReportOptions {
  readonly output?: string;
  readonly logLevel: ConsoleLevel;
  readonly seed?: number;
  readonly set: readonly string[];
  readonly timeout?: number;
}

const HELP = `
The page is one file: it loads nothing, opens from disk, and never runs what a client's bytes contain.

Targets: FILE of one scenario, DIR/ for a file each, - for standard output.

Examples:
  ${TOOL_NAME} report scenarios/eighth-client-waits.yaml -o run.html
  ${TOOL_NAME} report scenarios/*.yaml -o reports/
${STATUS_HELP}`;
const COLLECT = (text: string, before: readonly string[]): string[] => [...before, text];

/** Adds the command. */
export const setUpReport: SetUp = (command, io, done) => {
  command
    .argument('<file...>', 'scenario files (YAML)')
    .option('-o, --output <target>', 'where the page goes (default: the name of the scenario file, .html)')
    .addOption(
      new Option(
        '--log-level <level>',
        `least important level of the console log: ${LEVEL_CHOICES.join(', ')}`,
      )
        .default(DEFAULT_LEVEL)
        .argParser(parseLevel),
    )
    .addOption(new Option('--seed <number>', "seed instead of the scenario's").argParser(parseSeed))
    .addOption(
      new Option('--set <name=value>', 'sets a parameter or a path').argParser(COLLECT).default([], 'none'),
    )
    .addOption(
      new Option('--timeout <seconds>', 'seconds that each run may take (default: any)').argParser(
        parseTimeout,
      ),
    )
    .addHelpText('after', HELP)
    .action(async (files: string[], options: ReportOptions) => done(await reportCommand(files, options, io)));
};

/** Runs the command; throws `UsageError` for options that can't be followed. */
export async function reportCommand(
  files: readonly string[],
  options: ReportOptions,
  io: CliIo,
): Promise<ExitStatus> {
  const { set, seed } = options;
  const scenarios = loadAll(files, { set, beforeModule: elsewhere(io) }, io.err, false);
  if (scenarios === undefined) return ExitStatus.badInput;
  const [first = ''] = files;
  const value = options.output ?? (files.length === 1 ? `${basename(first, extname(first))}.html` : './');
  const pageOption: OutputOption = { flag: '--output', value, extension: '.html', canFollow: false };
  const pages = planOutputs(pageOption, files);
  checkOverlaps(files, [pages]);
  makeDirectories(pageOption);
  const assets = await viewAssets();
  let status: ExitStatus = ExitStatus.ok;
  for (const [i, scenario] of scenarios.entries()) {
    const { data, end, verdict } = await reported(await withRealClients(scenario, seed), options, io);
    const target = pages[i]!;
    const page = runPage(data, assets);
    if (target === STANDARD_OUTPUT) io.out.write(page);
    else {
      writeTextFile(target, page);
      io.out.write(`${printableLine(target)}: ${countsOf(data)} (${sizeText(Buffer.byteLength(page))})\n`);
    }
    status = worse(status, statusOf(end, verdict));
  }
  return status;
}

interface Reported {
  readonly data: ViewData;
  readonly end: RunEnd;
  readonly verdict: CaseResult | undefined;
}

async function reported(scenario: Scenario, options: ReportOptions, io: CliIo): Promise<Reported> {
  const { logLevel, seed = scenario.seed, timeout } = options;
  const simulation = io.simulate?.(scenario, { seed }) ?? new Simulation(scenario, { seed });
  const reporter = new RunReporter(simulation, logLevel);
  const progress = new RunProgress(io, scenario.untilUs);
  const { end } = await runPatiently(simulation, {
    limitMs: timeout === undefined ? undefined : timeout * MS_PER_S,
    look: (nowUs) => progress.show(nowUs),
  });
  progress.clear();
  const verdict = reporter.verdict();
  return { data: reporter.data(verdict), end, verdict };
}

/** As `replay` ends. */
function statusOf(end: RunEnd, verdict: CaseResult | undefined): ExitStatus {
  if (verdict !== undefined) return STATUS_OF[verdict.status];
  if (end === 'until') return ExitStatus.ok;
  return end === 'panic' ? ExitStatus.panic : ExitStatus.livelock;
}
