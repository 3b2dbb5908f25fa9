/** `lwip-twin run --virtual FILE -- COMMAND`: an unmodified program meets the device. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { launch, programEnvironment } from '../../live/virtual/launch.js';
import type { ExitStatus } from '../exit-status.js';
import type { SetUp } from './set-up.js';
import { UsageError } from '../usage-error.js';

/** Options as commander gives them. */
interface RunOptions {
  readonly virtual?: boolean;
  readonly set: readonly string[];
  readonly seed?: string;
  readonly host: readonly string[];
  readonly allow: readonly string[];
  readonly client?: string;
  readonly trace?: string;
  readonly pcapng?: string;
  readonly quiet?: boolean;
}

const HELP = `
Examples:
  lwip-twin run --virtual lamp.yaml -- node dashboard.js
  lwip-twin run --virtual lamp.yaml --host lamp.local -- npx wscat -c ws://lamp.local/ws -x hello

Node programs only: timers, Date and random numbers are the run's, connections to 192.168.4.2 (also: device,
esp32.local, and each --host) are virtual, all others are refused unless allowed. The exit status is the program's; where
that is 0, failed expectations give 1, a device that crashed or hangs 3.`;

const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value];

/** The module that programs load before their own, beside this one in the package or among the sources. */
function preload(): string {
  const files = ['../net.js', '../sim/net.js', '../../net.ts'].map((file) =>
    fileURLToPath(new URL(file, import.meta.url)),
  );
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new UsageError('the module lwip-twin/net is missing');
  return found;
}

/** Adds what the command takes. */
export const setUpRun: SetUp = (command, { env }, done) => {
  command
    .argument('<file>', 'scenario')
    .argument('<command...>', 'the command and its arguments, after --')
    .option('--virtual', 'in virtual time: Node programs')
    .option('--set <name=value>', 'parameter or path; may be given more than once', collect, [])
    .option('--seed <number>', "instead of the scenario's")
    .option('--host <name>', 'one more name of the device; may be given more than once', collect, [])
    .option('--allow <host>', 'a host outside that may be reached for real; "all" for every one', collect, [])
    .option('--client <name>', 'name of the client in traces. Default app')
    .option('--trace <file>', 'write the trace (JSONL)')
    .option('--pcapng <file>', 'write the packets')
    .option('-q, --quiet', 'no summary')
    .addHelpText('after', HELP)
    .action(async (file: string, words: readonly string[], options: RunOptions) => {
      if (options.virtual !== true)
        throw new UsageError('only --virtual is there: lwip-twin run --virtual FILE -- COMMAND');
      const { seed } = options;
      if (seed !== undefined && !/^\d+$/.test(seed))
        throw new UsageError(`--seed: expected a whole number, got ${seed}`);
      const environment = programEnvironment(
        {
          scenario: file,
          set: options.set,
          seed: seed === undefined ? undefined : Number(seed),
          names: options.host,
          allow: options.allow,
          client: options.client,
          trace: options.trace,
          pcapng: options.pcapng,
          quiet: options.quiet === true,
        },
        preload(),
        env,
      );
      try {
        done((await launch(words, environment)) as ExitStatus);
      } catch (error) {
        throw new UsageError(`${words[0] ?? ''}: ${(error as Error).message}`);
      }
    });
};
