/** `lwip-twin limits`: how many clients are served, what the next one sees, and what stops it. */

import { printable, printableJson } from '../../document/printable.js';
import { collect, jobLimitMs, setOption } from './common-options.js';
import { Option } from 'commander';

import { limitsChart } from '../../report/limits/limits-heat.js';
import { changeLines, limitsTable } from '../../report/limits/limits-table.js';
import { ghostTable } from '../../report/limits/ghost-table.js';
import { readFates } from '../../report/limits/limits-outcomes.js';
import { CellMeasurer } from '../../limits/find-limits.js';
import { CLIENT_KINDS, KIND_NAMES, USUAL_KINDS } from '../../limits/kinds.js';
import { changesSince, lockText, readLock } from '../../limits/lock.js';
import type { LimitResult, LimitsReport } from '../../limits/result.js';
import { TOOL_NAME, TOOL_VERSION } from '../../version.js';
import { parseJobs, parseTimeout } from '../check/check-options.js';
import { Progress } from '../check/progress.js';
import { elsewhere } from '../elsewhere.js';
import { ExitStatus } from '../exit-status.js';
import type { CliIo } from '../io.js';
import {
  DEFAULT_INTERVAL_MS,
  DEFAULT_MAX,
  parseInterval,
  parseKinds,
  parseMax,
  parseSeed,
  requestOf,
  type LimitsArguments,
  type LimitsOptions,
} from './limits-options.js';
import { ghostCells } from './limits-ghost.js';
import { wantLines, wantReports } from './limits-want.js';
import type { SetUp } from './set-up.js';
import { UsageError } from '../usage-error.js';
import { readFile } from '../../node/node-files.js';
import { poolFor } from '../threads/pool.js';
import { writeTextFile } from '../output/write-text-file.js';

const KINDS_ABOUT = KIND_NAMES.map((kind) => `${kind} (${CLIENT_KINDS[kind]})`).join(', ');
const HELP = `
With a scenario file, --count names the parameter or path that holds the number of clients; "served" then means
that every connection is content (served or idle).

Examples:
  ${TOOL_NAME} limits --profile esp32-idf-v5.3 --vary httpd.max_open_sockets=1..7
  ${TOOL_NAME} limits --profile w800-sdk-2.4 --vary lwipopts.MEMP_NUM_NETCONN=8,12,16
  ${TOOL_NAME} limits --profile esp32-idf-v5.3 --clients websocket --want 12
  ${TOOL_NAME} limits my.yaml --count tab --want 4
  ${TOOL_NAME} limits --profile esp32-idf-v5.3 --clients websocket --ghost
  ${TOOL_NAME} limits my.yaml --count tabs --lock limits.lock.json
  ${TOOL_NAME} limits --check limits.lock.json`;
/** Threads take time to start: less work than this is done here. */
const WORTH_MS = 2000;

/** Adds the command. */
export const setUpLimits: SetUp = (command, io, done) => {
  command
    .argument('[file]', 'scenario with a free count')
    .option('--profile <name>', 'device profile; lwip-twin explain device.profile lists them')
    .addOption(
      new Option(
        '--clients <kinds>',
        `kinds of clients: ${KINDS_ABOUT} (default: ${USUAL_KINDS.join(', ')})`,
      ).argParser(parseKinds),
    )
    .option('--count <name>', 'parameter, group or path with the number of clients (default: count)')
    .addOption(setOption())
    .addOption(
      new Option('--vary <name=values>', 'tries each value: 1..7, 8,10,16 or [a, b]')
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(
      new Option('--want <n>', 'the other way round: the smallest settings that serve so many clients')
        .argParser(parseMax)
        .conflicts(['lock', 'check', 'svg']),
    )
    .addOption(
      new Option(
        '--ghost',
        'how long a client that vanishes holds its socket, over keep-alive settings',
      ).conflicts(['want', 'lock', 'check', 'svg', 'count']),
    )
    .addOption(new Option('--max <n>', 'clients tried at most').argParser(parseMax).default(DEFAULT_MAX))
    .addOption(
      new Option('--interval <ms>', 'from one client to the next')
        .argParser(parseInterval)
        .default(DEFAULT_INTERVAL_MS),
    )
    .addOption(new Option('--seed <n>', 'seed of everything random').argParser(parseSeed))
    .addOption(
      new Option('--format <form>', 'form of the output').choices(['table', 'json', 'svg']).default('table'),
    )
    .option('--json <file>', 'write JSON to a file')
    .option('--svg <file>', 'write a chart to a file: bars, or heat maps where two options vary')
    .addOption(new Option('--lock <file>', 'write the limits to a lock file').conflicts('check'))
    .option('--check <file>', 'compare with a lock file; without other arguments, with what it was asked')
    .addHelpText('after', HELP)
    .addOption(
      new Option('--jobs <n>', 'threads (default: one a core, where that pays)').argParser(parseJobs),
    )
    .addOption(
      new Option('--timeout <seconds>', 'seconds that each limit may take to find (default: any)')
        .argParser(parseTimeout)
        .conflicts(['want', 'ghost']),
    )
    .action(async (file: string | undefined, options: LimitsOptions) =>
      done(await limitsCommand(file, options, io)),
    );
};

/** Runs the command; throws `UsageError` and `ScenarioError` for bad input. */
export async function limitsCommand(
  file: string | undefined,
  options: LimitsOptions,
  io: CliIo,
): Promise<ExitStatus> {
  if (options.want !== undefined) return wantCommand(file, options, options.want, io);
  if (options.ghost === true) return ghostCommand(file, options, io);
  const lock = options.check === undefined ? undefined : readLock(readFile(options.check));
  const report = await findAll({ file, options, lock: lock?.report }, io);
  if (options.json !== undefined) writeTextFile(options.json, jsonText(report));
  if (options.svg !== undefined) writeTextFile(options.svg, limitsChart(report));
  if (options.lock !== undefined) writeTextFile(options.lock, lockText(report));
  if (lock === undefined) {
    io.out.write(formatted(report, options.format));
    return ExitStatus.ok;
  }
  const changes = changesSince(lock.report, report);
  const lines = changeLines(lock, changes, report.cells.length, `${TOOL_NAME} ${TOOL_VERSION}`);
  io.out.write(`${printable(lines.join('\n'))}\n`);
  return changes.length === 0 ? ExitStatus.ok : ExitStatus.failed;
}

/** The inverse: which settings serve a number of clients. */
function wantCommand(
  file: string | undefined,
  options: LimitsOptions,
  clients: number,
  io: CliIo,
): ExitStatus {
  if (options.format === 'svg') throw new UsageError('--want has no chart; --format table or json');
  const request = requestOf({ file, options, lock: undefined });
  const reports = wantReports({ ...request, beforeModule: elsewhere(io) }, clients);
  const json = printableJson(reports);
  if (options.json !== undefined) writeTextFile(options.json, json);
  io.out.write(options.format === 'json' ? json : `${wantLines(reports).join('\n')}\n`);
  return reports.every(({ result }) => result.status === 'found') ? ExitStatus.ok : ExitStatus.failed;
}

/** The ready-made question of clients that are gone. */
function ghostCommand(file: string | undefined, options: LimitsOptions, io: CliIo): ExitStatus {
  if (options.format === 'svg') throw new UsageError('--ghost has no chart; --format table or json');
  if (file !== undefined) throw new UsageError('--ghost asks about a device: --profile NAME, with --set');
  const { profile, cells } = ghostCells({ file, options, lock: undefined });
  const json = `${JSON.stringify({ profile, cells }, undefined, 2)}\n`;
  if (options.json !== undefined) writeTextFile(options.json, json);
  io.out.write(options.format === 'json' ? json : `${ghostTable(profile, cells).join('\n')}\n`);
  return ExitStatus.ok;
}

/** The first cells here; once it is known that threads pay, the others on all cores. */
async function findAll(asked: LimitsArguments, io: CliIo): Promise<LimitsReport> {
  const { jobs, timeout } = asked.options;
  const cells = new CellMeasurer({ ...requestOf(asked), beforeModule: elsewhere(io) }, readFates);
  const results: LimitResult[] = [];
  const progress = new Progress(io.err, cells.count, io.errIsTerminal);
  const show = (): void => progress.show(results.filter(Boolean).length, 'limits');
  const beganMs = performance.now();
  while (results.length < cells.count && (timeout === undefined || io.work === undefined)) {
    const leftMs = ((performance.now() - beganMs) / results.length) * (cells.count - results.length);
    if (io.work !== undefined && jobs !== 1 && leftMs > WORTH_MS) break;
    results.push(cells.measure(results.length));
    show();
  }
  if (io.work !== undefined && results.length < cells.count) {
    const pool = poolFor(io.work, jobs);
    try {
      const rest = Array.from({ length: cells.count - results.length }, (_, i) => results.length + i);
      await Promise.all(
        rest.map(async (cell) => {
          const request = { kind: 'cell', job: { ...asked, cell } } as const;
          results[cell] = await pool.do(request, { limitMs: jobLimitMs(timeout) });
          show();
        }),
      );
    } finally {
      await pool.close();
    }
  }
  progress.clear();
  return cells.report(results);
}

function formatted(report: LimitsReport, format: LimitsOptions['format']): string {
  if (format === 'json') return jsonText(report);
  if (format === 'svg') return limitsChart(report);
  return `${limitsTable(report).join('\n')}\n`;
}

function jsonText(report: LimitsReport): string {
  return printableJson(report);
}
