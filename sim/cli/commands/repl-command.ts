/** `lwip-twin repl`: the options of the interactive session. */

import { collect } from './common-options.js';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runRepl } from '../../repl/main.js';
import type { BatchEnd } from '../../repl/terminal/batch.js';
import { appNamed, appNames, profileNamed, profileNames } from '../../language/firmware.js';
import { suggestion } from '../../document/suggest.js';
import { ExitStatus } from '../exit-status.js';
import type { CliIo } from '../io.js';
import type { SetUp } from './set-up.js';
import { watchMain } from '../../live/watch/watch-main.js';
import { loadScenario } from '../../run/load.js';
import { elsewhere } from '../elsewhere.js';
import { UsageError } from '../usage-error.js';
import { writeTextFile } from '../output/write-text-file.js';
import { FIRMWARE } from '../../run/firmware.js';

const HISTORY_FILE = 'repl-history';

const STATUS_OF: Readonly<Record<BatchEnd, ExitStatus>> = {
  well: ExitStatus.ok,
  no: ExitStatus.failed,
  wrong: ExitStatus.badInput,
  internal: ExitStatus.internal,
};

interface Flags {
  readonly profile: string;
  readonly app?: string;
  readonly until: string;
  readonly command?: string;
  readonly set: readonly string[];
  readonly json?: true;
  readonly color: boolean;
  readonly history: boolean;
}

/** Adds what the command takes. */
export const setUpRepl: SetUp = (command, io, done) => {
  command
    .argument('[scenario]', 'scenario file; without one, an idle device of a profile')
    .option(
      '--profile <name>',
      'device without a scenario; lwip-twin explain device.profile lists them',
      profileNames(FIRMWARE)[0],
    )
    .option('--app <name>', "its application (default: the profile's first)")
    .option('--until <time>', 'end of the run without a scenario', '1h')
    .option(
      '-c, --command <commands>',
      'run these commands, separated by ; and exit; may be given again',
      (commands: string, before: string | undefined) =>
        before === undefined ? commands : `${before}; ${commands}`,
    )
    .option('--set <name=value>', 'sets a parameter or a path; may be given again', collect, [])
    .option('--json', 'results as JSON, one object a line')
    .option('--no-color', 'no colours on a terminal')
    .option('--no-history', 'neither read nor write the history of earlier sessions')
    .action(async (scenario: string | undefined, flags: Flags) => {
      done(await start(scenario, flags, io));
    });
};

async function start(scenario: string | undefined, flags: Flags, io: CliIo): Promise<ExitStatus> {
  const { profile, app = firstApp(profile), until, command, set, json = false, color, history } = flags;
  const complaint = scenario === undefined ? unknownName(profile, app) : undefined;
  if (complaint !== undefined) throw new UsageError(complaint);
  // A prompt belongs to this thread; commands that are given may run in another.
  const beforeModule = command === undefined ? watchMain() : elsewhere(io);
  if (scenario !== undefined) loadScenario(scenario, { set, beforeModule });
  const end = await runRepl(
    {
      scenario,
      set,
      profile,
      app,
      until,
      json,
      commands: command,
      color: color && process.env['NO_COLOR'] === undefined,
      historyFile: history ? historyFile() : undefined,
    },
    { input: process.stdin, terminal: process.stdout, output: io.out, writeFile: writeTextFile },
  );
  return STATUS_OF[end];
}

function unknownName(profile: string, app: string): string | undefined {
  if (profileNamed(FIRMWARE, profile) === undefined) {
    return `unknown profile ${profile}; ${suggestion(profile, profileNames(FIRMWARE))}`;
  }
  return appNamed(FIRMWARE, app) ? undefined : `unknown app ${app}; ${suggestion(app, appNames(FIRMWARE))}`;
}

function firstApp(profile: string): string {
  const family = profileNamed(FIRMWARE, profile)?.family;
  return FIRMWARE.apps.find((app) => app.family === family)?.name ?? '';
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
