/** `lwip-twin limits`: how many clients are served, what the next one sees, and what stops it. */

import { Option, type Command } from 'commander';

import { limitsSvg } from '../report/limits/limits-svg.js';
import { changeLines, limitsTable } from '../report/limits/limits-table.js';
import { readFates } from '../report/limits/limits-outcomes.js';
import { findLimits } from '../limits/find-limits.js';
import { CLIENT_KINDS, KIND_NAMES } from '../limits/kinds.js';
import { changesSince, lockText, readLock } from '../limits/lock.js';
import type { LimitsReport } from '../limits/result.js';
import { TOOL_NAME, TOOL_VERSION } from '../version.js';
import { ExitStatus } from './exit-status.js';
import type { CliIo } from './io.js';
import {
  DEFAULT_INTERVAL_MS,
  DEFAULT_MAX,
  parseInterval,
  parseKinds,
  parseMax,
  parseSeed,
  requestOf,
  type LimitsOptions,
} from './limits-options.js';
import { writeTextFile } from './write-text-file.js';

const ABOUT =
  'Finds the largest number of clients that are all served, what the next one sees, and which resource stops it: for a profile, or for a scenario with a free count.';
const KINDS_ABOUT = KIND_NAMES.map((kind) => `${kind} (${CLIENT_KINDS[kind]})`).join(', ');
const HELP = `
With a scenario file, --count names the parameter or path that holds the number of clients; "served" then means
that every connection is content (served or idle).

Exit status: 0; 1 with --check when a limit has changed; 2 for bad input.

Examples:
  ${TOOL_NAME} limits --profile esp32-idf-v5.3 --vary httpd.max_open_sockets=1..7
  ${TOOL_NAME} limits --profile w800-sdk-2.4 --vary lwipopts.MEMP_NUM_NETCONN=8,12,16
  ${TOOL_NAME} limits my.yaml --count tabs --lock limits.lock.json
  ${TOOL_NAME} limits --check limits.lock.json`;
const COLLECT = (text: string, before: readonly string[]): string[] => [...before, text];

/** Adds the command. */
export function registerLimitsCommand(program: Command, io: CliIo, done: (status: ExitStatus) => void): void {
  program
    .command('limits')
    .copyInheritedSettings(program)
    .description(ABOUT)
    .argument('[file]', 'scenario with a free count')
    .option('--profile <name>', 'device profile; lwip-twin explain device.profile lists them')
    .addOption(new Option('--clients <kinds>', `kinds of clients: ${KINDS_ABOUT}`).argParser(parseKinds))
    .option('--count <name>', 'parameter or path with the number of clients (default: count)')
    .addOption(
      new Option('--set <name=value>', 'sets a parameter or a path').argParser(COLLECT).default([], 'none'),
    )
    .addOption(
      new Option('--vary <name=values>', 'tries each value: 1..7, 8,10,16 or [a, b]')
        .argParser(COLLECT)
        .default([], 'none'),
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
    .option('--svg <file>', 'write a chart to a file')
    .addOption(new Option('--lock <file>', 'write the limits to a lock file').conflicts('check'))
    .option('--check <file>', 'compare with a lock file; without other arguments, with what it was asked')
    .addHelpText('after', HELP)
    .action((file: string | undefined, options: LimitsOptions) => done(limitsCommand(file, options, io)));
}

/** Runs the command; throws `UsageError` and `ScenarioError` for bad input. */
export function limitsCommand(file: string | undefined, options: LimitsOptions, io: CliIo): ExitStatus {
  const lock = options.check === undefined ? undefined : readLock(options.check);
  const request = requestOf(file, options, lock?.report);
  const report = findLimits({ ...request, progress: progressOn(io) }, readFates);
  if (options.json !== undefined) writeTextFile(options.json, jsonText(report));
  if (options.svg !== undefined) writeTextFile(options.svg, limitsSvg(report));
  if (options.lock !== undefined) writeTextFile(options.lock, lockText(report));
  if (lock === undefined) {
    io.out.write(formatted(report, options.format));
    return ExitStatus.ok;
  }
  const changes = changesSince(lock.report, report);
  const lines = changeLines(lock, changes, report.cells.length, `${TOOL_NAME} ${TOOL_VERSION}`);
  io.out.write(`${lines.join('\n')}\n`);
  return changes.length === 0 ? ExitStatus.ok : ExitStatus.failed;
}

function formatted(report: LimitsReport, format: LimitsOptions['format']): string {
  if (format === 'json') return jsonText(report);
  if (format === 'svg') return limitsSvg(report);
  return `${limitsTable(report).join('\n')}\n`;
}

function jsonText(report: LimitsReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** On a terminal, the number of cells that are done; erased with the last one. */
function progressOn({ err, errIsTerminal }: CliIo): (done: number, total: number) => void {
  if (!errIsTerminal) return () => undefined;
  return (done, total) =>
    err.write(done === total ? '\r\u001b[K' : `\r${String(done)}/${String(total)} limits`);
}
