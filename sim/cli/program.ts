/** The command line: which commands there are. What one of them needs is loaded when it is the one that is asked for. */

import { Command } from 'commander';
import { MS_PER_S } from '../kernel/units.js';
import { TOOL_NAME, TOOL_VERSION } from '../version.js';
import { printable } from '../document/printable.js';
import { STATUS_HELP } from './exit-status.js';
import type { CliIo } from './io.js';
import { addReadingOptions } from './commands/reading-options.js';
import type { SetUp, StatusSink } from './commands/set-up.js';

const ABOUT =
  'A digital twin of small networked devices: how many clients does it serve, what does the next one see, and which limit stopped it.';

interface Entry {
  readonly name: string;
  readonly about: string;
  /** What scenarios may read and run can be limited. */
  readonly readsScenarios?: true;
  /** Imports what the command needs. */
  readonly load: () => Promise<SetUp>;
}

const COMMANDS: readonly Entry[] = [
  {
    name: 'replay',
    readsScenarios: true,
    about:
      "Runs scenario files and prints the device's console log, what each client saw, and what became of each connection.",
    load: async () => (await import('./commands/replay-command.js')).setUpReplay,
  },
  {
    name: 'check',
    readsScenarios: true,
    about: 'Runs scenarios on all cores and says whether each shows what it expects.',
    load: async () => (await import('./commands/check-command.js')).setUpCheck,
  },
  {
    name: 'report',
    readsScenarios: true,
    about: 'Runs scenarios and makes of each a page to look at: who waited when, for what, and why.',
    load: async () => (await import('./commands/report-command.js')).setUpReport,
  },
  {
    name: 'repl',
    readsScenarios: true,
    about: 'Steps a simulated device through its life, forwards and backwards.',
    load: async () => (await import('./commands/repl-command.js')).setUpRepl,
  },
  {
    name: 'serve',
    readsScenarios: true,
    about:
      'Puts the device on ports of this machine, at the speed of the wall clock: for curl, browsers, load generators.',
    load: async () => (await import('./commands/serve-command.js')).setUpServe,
  },
  {
    name: 'run',
    readsScenarios: true,
    about: 'Runs a command whose connections to the device go to the simulated one.',
    load: async () => (await import('./commands/run-command.js')).setUpRun,
  },
  {
    name: 'limits',
    readsScenarios: true,
    about:
      'Finds the largest number of clients that are all served, what the next one sees, and which resource stops it: for a profile, or for a scenario with a free count.',
    load: async () => (await import('./commands/limits-command.js')).setUpLimits,
  },
  {
    name: 'advise',
    readsScenarios: true,
    about:
      'Finds what would cure a scenario: runs every known change against its troubles, and shows what helps, what it costs, and the lines for it.',
    load: async () => (await import('./commands/advise-command.js')).setUpAdvise,
  },
  {
    name: 'explore',
    readsScenarios: true,
    about:
      'Searches for trouble: varies a scenario within bounds that it names, until something happens that must not, and makes that as small as it can be.',
    load: async () => (await import('./commands/explore-command.js')).setUpExplore,
  },
  {
    name: 'diff',
    readsScenarios: true,
    about:
      'Runs the same load on several releases, profiles, settings or files, and shows what is not the same: per client, on the console, limits, heap.',
    load: async () => (await import('./commands/diff-command.js')).setUpDiff,
  },
  {
    name: 'upgrade',
    readsScenarios: true,
    about:
      'Tells what another release of ESP-IDF changes: what these scenarios exercise, what could matter to your code, changed defaults.',
    load: async () => (await import('./commands/upgrade-command.js')).setUpUpgrade,
  },
  {
    name: 'init',
    about: 'Writes a commented scenario to begin with.',
    load: async () => (await import('./commands/init-command.js')).setUpInit,
  },
  {
    name: 'explain',
    about:
      'Documents a key of the scenario language, an option, a resource, or what a file of options means.',
    load: async () => (await import('./commands/explain-command.js')).setUpExplain,
  },
  {
    name: 'schema',
    about: 'Prints the JSON Schema of scenario files, with which editors complete and explain every key.',
    load: async () => (await import('./commands/schema-command.js')).setUpSchema,
  },
];

/** Builds the command line for these arguments; parsing them runs the command. */
export async function createProgram(args: readonly string[], io: CliIo, done: StatusSink): Promise<Command> {
  const program = new Command(TOOL_NAME)
    .description(ABOUT)
    .version(TOOL_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', STATUS_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out.write(text),
      writeErr: (text) => io.err.write(printable(text)),
    });
  program.hook('preAction', (_, command) => {
    const { timeout } = command.opts<{ readonly timeout?: number }>();
    if (timeout !== undefined) io.mayTake?.(timeout * MS_PER_S);
  });
  const isHelp = args[0] === 'help';
  for (const { name, about, readsScenarios, load } of COMMANDS) {
    const command = program.command(name).copyInheritedSettings(program).description(about);
    if (name !== args[isHelp ? 1 : 0]) continue;
    (await load())(command, io, done);
    if (readsScenarios === true) addReadingOptions(command);
    command.addHelpText('after', STATUS_HELP);
  }
  return program;
}
