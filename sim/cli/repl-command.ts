/** `lwip-twin repl`: the options of the interactive session. */

import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { runRepl } from '../repl/main.js';
import { ScenarioError } from '../document/diagnostic.js';
import { appNamed, appNames, firmware, profileNamed, profileNames } from '../language/firmware.js';
import { suggestion } from '../document/suggest.js';

/** Exit status for bad input. */
const BAD_INPUT = 2;
const HISTORY_FILE = 'repl-history';

interface Flags {
  readonly profile: string;
  readonly app?: string;
  readonly until: string;
  readonly command?: string;
  readonly set?: readonly string[];
  readonly json?: true;
  readonly color: boolean;
  readonly history: boolean;
}

/** Adds `repl` to the program; `done` is told of the exit status: 0, 1 after a failed command, 2 for bad input. */
export function registerReplCommand(
  program: Command,
  done: (status: number) => void = (status) => {
    process.exitCode = status;
  },
): void {
  program
    .command('repl')
    .copyInheritedSettings(program)
    .description('step a simulated device through its life, forwards and backwards')
    .argument('[scenario]', 'scenario file; without one, an idle device of a profile')
    .option(
      '--profile <name>',
      'device without a scenario; lwip-twin explain device.profile lists them',
      profileNames()[0],
    )
    .option('--app <name>', "its application (default: the profile's first)")
    .option('--until <time>', 'end of the run without a scenario', '1h')
    .option('-c, --command <commands>', 'run these commands, separated by ; and exit')
    .option('--set <name=value...>', 'parameters and settings of the scenario')
    .option('--json', 'results as JSON, one object a line')
    .option('--no-color', 'no colours on a terminal')
    .option('--no-history', 'neither read nor write the history of earlier sessions')
    .action(async (scenario: string | undefined, flags: Flags) => {
      done(await start(scenario, flags));
    });
}

async function start(scenario: string | undefined, flags: Flags): Promise<number> {
  const { profile, app = firstApp(profile), until, command, set = [], json = false, color, history } = flags;
  const complaint = scenario === undefined ? unknownName(profile, app) : undefined;
  if (complaint !== undefined) {
    process.stderr.write(`${complaint}\n`);
    return BAD_INPUT;
  }
  try {
    return await runRepl(
      {
        ...{ scenario, set, profile, app, until, json },
        commands: command,
        color: color && process.env['NO_COLOR'] === undefined,
        historyFile: history ? historyFile() : undefined,
      },
      { input: process.stdin, output: process.stdout },
    );
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    process.stderr.write(`${error.format({ color: color && process.stderr.isTTY })}\n`);
    return BAD_INPUT;
  }
}

function unknownName(profile: string, app: string): string | undefined {
  if (profileNamed(profile) === undefined) {
    return `unknown profile ${profile}; ${suggestion(profile, profileNames())}`;
  }
  return appNamed(app) ? undefined : `unknown app ${app}; ${suggestion(app, appNames())}`;
}

function firstApp(profile: string): string {
  const family = profileNamed(profile)?.family;
  return firmware().apps.find((app) => app.family === family)?.name ?? '';
}

/** In the XDG state directory. */
function historyFile(): string {
  const { XDG_STATE_HOME } = process.env;
  const home =
    XDG_STATE_HOME === undefined || XDG_STATE_HOME === ''
      ? join(homedir(), '.local', 'state')
      : XDG_STATE_HOME;
  return join(home, 'lwip-twin', HISTORY_FILE);
}
