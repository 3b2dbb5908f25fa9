/** `lwip-twin diff`: the same load on several releases, profiles, settings or files, and what is not the same. */

import { printable, printableJson } from '../../document/printable.js';
import { collect, limitMsOf, setOption, timeoutOption } from './common-options.js';
import { Option } from 'commander';

import { changesBetween, isWorse, type Change } from '../../diff/compare.js';
import { snapshotOf } from '../../diff/snapshot.js';
import { changeText } from '../../diff/text.js';
import { diffJunit } from '../../diff/junit.js';

import type { LogLevel } from '../../kernel/trace.js';
import { loadCases } from '../../run/load.js';
import type { Scenario } from '../../language/scenario.js';
import { TOOL_NAME, TOOL_VERSION } from '../../version.js';
import { elsewhere } from '../elsewhere.js';
import { ExitStatus } from '../exit-status.js';
import type { CliIo } from '../io.js';
import { runWithin } from '../patient-run.js';
import { parseSeed } from './limits-options.js';
import type { SetUp } from './set-up.js';
import { UsageError } from '../usage-error.js';
import { writeTextFile } from '../output/write-text-file.js';

const HELP = `
What is compared: with --profile the profiles, each file on each of them; without it two files or more with each other; one
file alone with --set, each of its cases as it is and with the settings. The first one is what the others are compared with.

Worse is: a client that got what it wanted and does not any more, an error status, a first byte that comes more than 10 %
and 10 ms later, a panic or a hang.

Examples:
  ${TOOL_NAME} diff my.yaml --profile esp32-idf-v5.3.5,esp32-idf-v5.5.5
  ${TOOL_NAME} diff my.yaml --set httpd.lru_purge_enable=true
  ${TOOL_NAME} diff before.yaml after.yaml --check --junit verdict.xml`;
const LEVELS: readonly LogLevel[] = ['E', 'W', 'I', 'D'];

interface DiffOptions {
  readonly profile?: string;
  readonly set: readonly string[];
  readonly base: readonly string[];
  readonly seed?: number;
  readonly logLevel: LogLevel;
  readonly format: 'text' | 'json';
  readonly json?: string;
  readonly junit?: string;
  readonly check?: true;
  readonly timeout?: number;
}

/** One way to run the load. */
interface Variant {
  readonly name: string;
  readonly file: string;
  /** Set of the file, and laid over each of its cases then. */
  readonly set: readonly string[];
  readonly over?: readonly string[];
}

/** What two variants of a case came to. */
export interface CaseDiff {
  readonly scenario: string;
  readonly from: string;
  readonly to: string;
  readonly changes: readonly Change[];
}

/** Adds the command. */
export const setUpDiff: SetUp = (command, io, done) => {
  command
    .argument('<file...>', 'scenario files (YAML)')
    .option('--profile <names>', 'profiles to compare, with commas between them')
    .addOption(setOption())
    .addOption(
      new Option('--base <name=value>', 'sets a parameter or a path of all that is compared')
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(new Option('--seed <n>', 'seed of everything random').argParser(parseSeed))
    .addOption(
      new Option('--log-level <level>', 'least important level of console lines that count')
        .choices(LEVELS)
        .default('I'),
    )
    .addOption(new Option('--format <form>', 'form of the output').choices(['text', 'json']).default('text'))
    .option('--json <file>', 'write JSON to a file')
    .option('--junit <file>', 'write a JUnit verdict to a file: a failure for whatever got worse')
    .addOption(timeoutOption())
    .option('--check', 'exit status 1 when something got worse')
    .addHelpText('after', HELP)
    .action((files: string[], options: DiffOptions) => done(diffCommand(files, options, io)));
};

/** Runs the command; throws `UsageError` and `ScenarioError` for bad input. */
export function diffCommand(files: readonly string[], options: DiffOptions, io: CliIo): ExitStatus {
  const diffs = groupsOf(files, options).flatMap((variants) => diffsOf(variants, options, io));
  const json = printableJson(diffs);
  if (options.json !== undefined) writeTextFile(options.json, json);
  if (options.junit !== undefined)
    writeTextFile(options.junit, diffJunit(diffs, `${TOOL_NAME} ${TOOL_VERSION}`));
  io.out.write(options.format === 'json' ? json : `${diffs.flatMap(textOf).join('\n')}\n`);
  const gotWorse = diffs.some(({ changes }) => isWorse(changes));
  return gotWorse && options.check === true ? ExitStatus.failed : ExitStatus.ok;
}

function textOf({ scenario, from, to, changes }: CaseDiff): string[] {
  return [`${scenario}:`, ...changeText(from, to, changes).map((line) => `  ${line}`)].map(printable);
}

/** What is compared with what; the first of each group is what the others are compared with. */
function groupsOf(files: readonly string[], { profile, set, base }: DiffOptions): Variant[][] {
  const all = [...base, ...set];
  if (profile !== undefined) {
    const names = profile.split(',').map((name) => name.trim());
    if (names.length < 2) throw new UsageError('--profile: expected two profiles or more, as in a,b');
    return files.map((file) =>
      names.map((name) => ({ name, file, set: [...all, `device.profile=${name}`] })),
    );
  }
  if (files.length > 1) return [files.map((file) => ({ name: file, file, set: all }))];
  const [file] = files;
  if (file === undefined || set.length === 0) {
    throw new UsageError('compared with what? Give --profile a,b, --set NAME=VALUE, or a second file');
  }
  return [
    [
      { name: base.length === 0 ? 'as it is' : base.join(', '), file, set: base },
      { name: set.join(', '), file, set: base, over: set },
    ],
  ];
}

function diffsOf(variants: readonly Variant[], options: DiffOptions, io: CliIo): CaseDiff[] {
  const runs = variants.map(({ file, set, over }) =>
    loadCases(file, { set, over, beforeModule: elsewhere(io) }),
  );
  const [first = []] = runs;
  return first.flatMap((scenario, i) => {
    const before = snapshot(scenario, options);
    return variants.slice(1).map((variant, v) => {
      const other = runs[v + 1]?.[i];
      if (other === undefined) throw new UsageError(`${variant.file} has no case ${i + 1} to compare with`);
      return {
        scenario: scenario.name,
        from: variants[0]!.name,
        to: variant.name,
        changes: changesBetween(before, snapshot(other, options)),
      };
    });
  });
}

function snapshot(
  scenario: Scenario,
  { seed, logLevel, timeout }: DiffOptions,
): ReturnType<typeof snapshotOf> {
  const run = runWithin(limitMsOf(timeout));
  return snapshotOf(scenario, logLevel, seed === undefined ? {} : { seed }, run);
}
