/** `lwip-twin report FILE...`: runs scenarios, and makes of each a page to look at, a picture, a diagram. */

import { levelToShow } from './console-level.js';
import { collect, levelOption, limitMsOf, seedOption, setOption, timeoutOption } from './common-options.js';
import { basename, extname } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { ExpectationWatch, hasExpectations } from '../../expect/watch.js';
import { parseDuration } from '../../document/duration.js';
import { suggestion } from '../../document/suggest.js';
import type { Scenario } from '../../language/scenario.js';
import { withRealClients } from '../../live/real-clients.js';
import { sizeText } from '../../outcomes/amount-text.js';
import { printableLine } from '../../document/printable.js';
import { Simulation } from '../../run/simulation.js';
import type { CaseResult } from '../../report/check/case-result.js';
import { caseResult } from '../../report/check/run-case.js';
import { cureLine, runSvg } from '../../report/picture/run-svg.js';
import { sequenceDiagram, sequenceNames } from '../../report/picture/sequence-mermaid.js';
import type { TimeRange } from '../../report/timeline/time-range.js';
import { UsageError } from '../usage-error.js';
import { runPage } from '../../report/html/run-page.js';
import { countsOf } from '../../report/timeline/counts.js';
import { RunReporter } from '../../report/timeline/run-reporter.js';
import type { ViewData } from '../../report/timeline/view-data.js';
import { TOOL_NAME } from '../../version.js';
import { elsewhere } from '../elsewhere.js';
import { ExitStatus, worse } from '../exit-status.js';
import { loadAll } from '../inputs.js';
import type { CliIo } from '../io.js';
import {
  checkOverlaps,
  makeDirectories,
  planOutputs,
  STANDARD_OUTPUT,
  type OutputOption,
} from '../output/output-plan.js';
import { runPatiently } from '../patient-run.js';
import { type ConsoleLevel } from './replay-options.js';
import { RunProgress } from '../output/run-progress.js';
import type { SetUp } from './set-up.js';
import { STATUS_OF } from '../verdict-status.js';
import { viewAssets } from '../output/view-assets.js';
import { writeTextFile } from '../output/write-text-file.js';

/** Options as commander gives them. */
interface ReportOptions {
  readonly output?: string;
  /** Absent: as the device prints. */
  readonly logLevel?: ConsoleLevel;
  readonly seed?: number;
  readonly set: readonly string[];
  readonly timeout?: number;
  readonly format: keyof typeof EXTENSIONS;
  readonly span?: TimeRange;
  readonly client?: string;
  readonly cure: readonly string[];
}

/** What a run can be made into, and how files of it end. */
const EXTENSIONS = { html: 'html', svg: 'svg', mermaid: 'mmd' } as const;

/** `0s..3s`. */
function parseSpan(text: string): TimeRange {
  const [fromUs, toUs, more] = text.split('..').map((one) => parseDuration(one));
  if (typeof fromUs === 'number' && typeof toUs === 'number' && more === undefined && fromUs < toUs)
    return { fromUs, toUs };
  throw new InvalidArgumentError('expected two times, as in 0s..3s');
}

const HELP = `
The page is one file: it loads nothing, opens from disk, and never runs what a client's bytes contain.

Targets: FILE of one scenario, DIR/ for a file each, - for standard output.

Examples:
  ${TOOL_NAME} report scenarios/eighth-client-waits.yaml -o run.html
  ${TOOL_NAME} report scenarios/*.yaml -o reports/
  ${TOOL_NAME} report scenarios/eighth-client-waits.yaml --format svg --span 0s..3s --cure httpd.lru_purge_enable=true
  ${TOOL_NAME} report scenarios/eighth-client-waits.yaml --format mermaid --client tab8 -o -`;

/** Adds the command. */
export const setUpReport: SetUp = (command, io, done) => {
  command
    .argument('<file...>', 'scenario files (YAML)')
    .option(
      '-o, --output <target>',
      'where it goes (default: the name of the scenario file, .html, .svg or .mmd)',
    )
    .addOption(
      new Option('--format <form>', 'a page, a picture, or the sequence diagram of one client')
        .choices(Object.keys(EXTENSIONS))
        .default('html'),
    )
    .option('--client <name>', 'whose sequence diagram: a client, or one of its connections (c1#2)')
    .addOption(
      new Option('--span <from..to>', 'the part of the run that a picture shows').argParser(parseSpan),
    )
    .addOption(
      new Option('--cure <name=value>', 'settings that are run, too: the picture says what comes of it')
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(levelOption())
    .addOption(seedOption())
    .addOption(setOption())
    .addOption(timeoutOption())
    .addHelpText('after', HELP)
    .action(async (files: string[], options: ReportOptions) => done(await reportCommand(files, options, io)));
};

/** Runs the command; throws `UsageError` for options that can't be followed. */
export async function reportCommand(
  files: readonly string[],
  options: ReportOptions,
  io: CliIo,
): Promise<ExitStatus> {
  const { set, seed, format, client } = options;
  if ((format === 'mermaid') !== (client !== undefined))
    throw new UsageError('--client names whose sequence diagram --format mermaid draws: both or none');
  if (options.span !== undefined && format !== 'svg')
    throw new UsageError('--span is for --format svg: a page can be zoomed');
  if (options.cure.length > 0 && format !== 'svg')
    throw new UsageError('--cure is for --format svg; advise finds cures, diff shows them whole');
  const scenarios = loadAll(files, { set, beforeModule: elsewhere(io) }, io.err, false);
  if (scenarios === undefined) return ExitStatus.badInput;
  const cured =
    options.cure.length === 0
      ? scenarios
      : loadAll(files, { set: [...set, ...options.cure], beforeModule: elsewhere(io) }, io.err, false);
  if (cured === undefined) return ExitStatus.badInput;
  const [first = ''] = files;
  const extension = `.${EXTENSIONS[format]}`;
  const value =
    options.output ?? (files.length === 1 ? `${basename(first, extname(first))}${extension}` : './');
  const output: OutputOption = { flag: '--output', value, extension, canFollow: false };
  const targets = planOutputs(output, files);
  checkOverlaps(files, [targets]);
  makeDirectories(output);
  let status: ExitStatus = ExitStatus.ok;
  for (const [i, scenario] of scenarios.entries()) {
    const { data, verdict } = await reported(await withRealClients(scenario, seed), options, io);
    const text = await textOf(data, options, await cureOf(cured[i]!, options, io));
    const target = targets[i]!;
    if (target === STANDARD_OUTPUT) io.out.write(text);
    else {
      writeTextFile(target, text);
      io.out.write(`${printableLine(target)}: ${countsOf(data)} (${sizeText(Buffer.byteLength(text))})\n`);
    }
    status = worse(status, STATUS_OF[verdict.status]);
  }
  return status;
}

async function reported(
  scenario: Scenario,
  { logLevel, seed = scenario.seed, timeout }: ReportOptions,
  io: CliIo,
): Promise<{ readonly data: ViewData; readonly verdict: CaseResult }> {
  const simulation = io.simulate?.(scenario, { seed }) ?? new Simulation(scenario, { seed });
  const reporter = new RunReporter(simulation, levelToShow(logLevel, scenario, io));
  const watch = new ExpectationWatch(simulation, { judgesAnswers: false });
  const progress = new RunProgress(io, scenario.untilUs);
  const { timeUs } = await runPatiently(simulation, {
    limitMs: limitMsOf(timeout),
    look: (nowUs) => progress.show(nowUs),
  });
  progress.clear();
  const verdict = caseResult(scenario, seed, watch.finish(), timeUs);
  const isTold = hasExpectations(scenario) || verdict.status !== 'passed';
  return { data: reporter.data(isTold ? verdict : undefined), verdict };
}

/** What the run comes to with the settings of a cure; undefined without any. */
async function cureOf(cured: Scenario, options: ReportOptions, io: CliIo): Promise<string | undefined> {
  if (options.cure.length === 0) return undefined;
  const { data } = await reported(await withRealClients(cured, options.seed), options, io);
  return cureLine(options.cure, data);
}

async function textOf(
  data: ViewData,
  { format, span, client = '' }: ReportOptions,
  cure: string | undefined,
): Promise<string> {
  if (format === 'html') return runPage(data, await viewAssets());
  if (format === 'svg') return runSvg(data, span, cure);
  const diagram = sequenceDiagram(data, client);
  if (diagram !== undefined) return diagram;
  throw new UsageError(`no client "${client}" has connected; ${suggestion(client, sequenceNames(data))}`);
}
