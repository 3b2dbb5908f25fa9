/** The command line: commands, options, help. */

import { Command, Option } from 'commander';
import { TOOL_NAME, TOOL_VERSION } from '../version.js';
import { registerCheckCommand } from './check-command.js';
import { ExitStatus } from './exit-status.js';
import { registerExplainCommand } from './explain-command.js';
import { registerInitCommand } from './init-command.js';
import type { CliIo } from './io.js';
import { registerLimitsCommand } from './limits-command.js';
import { parseSeed } from './limits-options.js';
import { registerReplCommand } from './repl-command.js';
import { replayCommand } from './replay-command.js';
import {
  COLOR_CHOICES,
  DEFAULT_LEVEL,
  LEVEL_CHOICES,
  parseColor,
  parseLevel,
  type ReplayOptions,
} from './replay-options.js';
import { registerSchemaCommand } from './schema-command.js';

const ABOUT =
  'A digital twin of small networked devices: how many clients does it serve, what does the next one see, and which limit stopped it.';
const REPLAY_ABOUT =
  "Runs scenario files and prints the device's console log, what each client saw, and what became of each connection.";
const REPLAY_HELP = `
Exit status: 0; 1 when a scenario does not show what it expects; 2 for bad input (nothing is run then); 3 when a
device panicked and nothing expects that. The highest counts.

Targets:
  FILE   of one scenario
  DIR/   a file for each scenario, named after it (an existing directory needs no slash)
  -      standard output, and nothing else there

Example:
  lwip-twin replay scenarios/eighth-client-waits.yaml --trace out.jsonl --pcapng out.pcapng`;

const COLLECT = (text: string, before: readonly string[]): string[] => [...before, text];

/** Told of the exit status of the command that ran. */
export type StatusSink = (status: ExitStatus) => void;

/** Builds the command line; parsing it runs the command. */
export function createProgram(io: CliIo, done: StatusSink): Command {
  const program = new Command(TOOL_NAME)
    .description(ABOUT)
    .version(TOOL_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out.write(text), writeErr: (text) => io.err.write(text) });
  program
    .command('replay')
    .copyInheritedSettings(program)
    .description(REPLAY_ABOUT)
    .argument('<file...>', 'scenario files (YAML)')
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
    .option('--trace <target>', 'write the trace, one JSON record a line')
    .option('--pcapng <target>', "write the device's packets for Wireshark")
    .addOption(
      new Option('--color <when>', `level colours of the console: ${COLOR_CHOICES.join(', ')}`)
        .default('auto')
        .argParser(parseColor),
    )
    .option('--no-color', 'the same as --color never; NO_COLOR in the environment turns auto off')
    .option('--heap', 'resource records of the trace carry the bytes of heap in use')
    .option('-q, --quiet', 'print nothing but errors')
    .addHelpText('after', REPLAY_HELP)
    .action((files: string[], options: ReplayOptions) => {
      done(replayCommand(files, options, io));
    });
  registerCheckCommand(program, io, done);
  registerReplCommand(program, (status) => done(status as ExitStatus));
  registerLimitsCommand(program, io, done);
  registerInitCommand(program, io, done);
  registerExplainCommand(program, io, done);
  registerSchemaCommand(program, io, done);
  return program;
}
