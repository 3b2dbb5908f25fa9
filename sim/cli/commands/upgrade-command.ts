/** `lwip-twin upgrade FROM TO [FILE…]`: what another release of the firmware changes, for the user's own load. */

import { printableJson } from '../../document/printable.js';
import { Option } from 'commander';

import type { DefaultChange, ReleaseDifference } from '../../document/firmware.js';
import { exercised, type ExercisedDifference } from '../../diff/upgrade.js';
import type { Change } from '../../diff/compare.js';
import { lineOf } from '../../diff/text.js';
import { loadCases } from '../../run/load.js';
import type { Scenario } from '../../language/scenario.js';
import { defaultChanges, profileOfRelease, releaseDifferences } from '../../run/firmware.js';
import { TOOL_NAME } from '../../version.js';
import { elsewhere } from '../elsewhere.js';
import { ExitStatus } from '../exit-status.js';
import type { CliIo } from '../io.js';
import { runWithin } from '../patient-run.js';
import { limitMsOf, timeoutOption } from './common-options.js';
import type { SetUp } from './set-up.js';
import { UsageError } from '../usage-error.js';

const HELP = `
FROM and TO are releases (v5.3.5, or v5.3 for its newest patch) or names of profiles. With files: which differences these
scenarios exercise, each tried on its own; without: all of them.

Examples:
  ${TOOL_NAME} upgrade v5.3.5 v5.5.5
  ${TOOL_NAME} upgrade v5.3 v6.0 scenarios/*.yaml`;

interface UpgradeOptions {
  readonly format: 'text' | 'json';
  readonly timeout?: number;
}

/** Adds the command. */
export const setUpUpgrade: SetUp = (command, io, done) => {
  command
    .argument('<from>', 'release or profile')
    .argument('<to>', 'release or profile')
    .argument('[file...]', 'scenario files (YAML)')
    .addOption(new Option('--format <form>', 'form of the output').choices(['text', 'json']).default('text'))
    .addOption(timeoutOption())
    .addHelpText('after', HELP)
    .action((from: string, to: string, files: string[], options: UpgradeOptions) =>
      done(upgradeCommand(from, to, files, options, io)),
    );
};

/** Runs the command; throws `UsageError` and `ScenarioError` for bad input. */
export function upgradeCommand(
  from: string,
  to: string,
  files: readonly string[],
  { format, timeout }: UpgradeOptions,
  io: CliIo,
): ExitStatus {
  const [before, after] = [knownRelease(from), knownRelease(to)];
  const scenarios = files.flatMap((file) =>
    loadCases(file, { set: [`device.profile=${before}`], beforeModule: elsewhere(io) }),
  );
  const differences = exercised(releaseDifferences(before, after), scenarios, runWithin(limitMsOf(timeout)));
  const defaults = defaultChanges(before, after);
  io.out.write(
    format === 'json'
      ? printableJson({ from: before, to: after, differences: differences.map(asJson), defaults })
      : `${textOf(before, after, differences, defaults, scenarios).join('\n')}\n`,
  );
  return ExitStatus.ok;
}

function knownRelease(name: string): string {
  const profile = profileOfRelease(name);
  if (profile === undefined) {
    throw new UsageError(`unknown release "${name}"; as in v5.3.5, or v5.3 for its newest patch`);
  }
  return profile;
}

function asJson({ difference, changes }: ExercisedDifference): unknown {
  return { ...difference, exercisedBy: Object.fromEntries(changes) };
}

function textOf(
  before: string,
  after: string,
  differences: readonly ExercisedDifference[],
  defaults: readonly DefaultChange[],
  scenarios: readonly Scenario[],
): string[] {
  const lines = [
    `${before} → ${after}: ${differences.length} differences, ${defaults.length} changed defaults`,
  ];
  const mine = differences.filter(({ changes }) => changes.size > 0);
  const others = differences.filter(({ changes }) => changes.size === 0).map(({ difference }) => difference);
  if (scenarios.length > 0) {
    lines.push(
      '',
      mine.length === 0 ? 'These scenarios exercise none of them.' : 'What these scenarios exercise:',
    );
    for (const { difference, changes } of mine) {
      lines.push(...differenceLines(difference));
      for (const [scenario, found] of changes) lines.push(...effectLines(scenario, found));
    }
  }
  for (const [concern, head] of HEADS) {
    const own = others.filter((one) => one.concern === concern);
    if (own.length > 0) lines.push('', head, ...own.flatMap(differenceLines));
  }
  if (defaults.length > 0) {
    lines.push(
      '',
      'Changed defaults:',
      ...defaults.map((one) => `  ${one.option}: ${one.before} → ${one.after} (${one.about})`),
    );
  }
  return lines;
}

/** What a difference does to a scenario: its first changes, those for the worse before others. */
function effectLines(scenario: string, found: readonly Change[]): string[] {
  const sorted = [...found.filter(({ worse }) => worse), ...found.filter(({ worse }) => !worse)];
  const lines = sorted.slice(0, SHOWN).map((change) => `    ${scenario}: ${lineOf(change).trim()}`);
  const left = sorted.length - SHOWN;
  return left > 0 ? [...lines, `    ${scenario}: … ${left} more (${TOOL_NAME} diff shows them)`] : lines;
}

/** Changes of a scenario that are shown. */
const SHOWN = 3;

const HEADS: readonly (readonly [ReleaseDifference['concern'], string])[] = [
  ['clients', 'What clients could see:'],
  ['code', 'What could matter to your code:'],
  ['memory', 'Memory:'],
  ['log', 'Lines of the console:'],
];

function differenceLines({ title, before, after, evidence, shownBy }: ReleaseDifference): string[] {
  const shown = shownBy === undefined ? '' : `; scenarios/${shownBy}.yaml shows it`;
  return [`  ${title} (${evidence}${shown})`, `    before: ${before}`, `    after:  ${after}`];
}
