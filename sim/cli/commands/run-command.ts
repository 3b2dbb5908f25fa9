/** `lwip-twin run FILE -- COMMAND`: an unmodified command meets the device, over TUN or in virtual time. */

import { Option } from 'commander';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { programEnvironment } from '../../live/virtual/program-environment.js';
import type { ExitStatus } from '../exit-status.js';
import type { CliIo } from '../io.js';
import { collect, parseSpeed } from '../live/parse-options.js';
import { runProgram } from '../live/start-program.js';
import { LEVEL_CHOICES, parseLevel, wantsColor, type ConsoleLevel } from './replay-options.js';
import type { SetUp } from './set-up.js';
import { UsageError } from '../usage-error.js';

/** Options as commander gives them. */
interface RunOptions {
  readonly virtual?: boolean;
  readonly tun?: boolean;
  readonly orBridge?: boolean;
  readonly speed: number;
  readonly logLevel: ConsoleLevel;
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
  lwip-twin run lamp.yaml -- curl -sf http://192.168.4.2/hello
  lwip-twin run lamp.yaml --pcapng seen.pcapng -- sh -c 'ping -c 3 $LWIP_TWIN_HOST && npx wscat -c ws://$LWIP_TWIN_HOST/ws -x hi'
  lwip-twin run --virtual lamp.yaml -- node dashboard.js

--tun: any command, at the speed of the wall clock, in a network namespace of its own (root, user namespaces or sudo -n). The
device is 192.168.4.2; the kernel's TCP and the simulated lwIP exchange packets. LWIP_TWIN_URL and LWIP_TWIN_HOST say where
the device is; with --or-bridge that may be a port of this machine. --virtual: Node programs only; timers, Date and random
numbers are the run's, connections to 192.168.4.2 (also: device, esp32.local, and each --host) are virtual, all others are
refused unless allowed.

The summary goes to standard error. The exit status is the command's; where that is 0, it is one of these:`;

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
export const setUpRun: SetUp = (command, io, done) => {
  command
    .argument('<file>', 'scenario')
    .argument('<command...>', 'the command and its arguments, after --')
    .option('--tun', 'over a TUN device, packet by packet: any command (the default)')
    .addOption(new Option('--virtual', 'in virtual time: Node programs').conflicts(['tun', 'orBridge']))
    .option('--or-bridge', 'where no TUN device can be had, through ports of this machine')
    .addOption(
      new Option('--speed <factor>', "the device's seconds in one of the wall clock's")
        .default(1)
        .argParser(parseSpeed),
    )
    .addOption(
      new Option('--log-level <level>', `console log on standard error: ${LEVEL_CHOICES.join(', ')}`)
        .default('none')
        .argParser(parseLevel),
    )
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
      const { seed } = options;
      if (seed !== undefined && !/^\d+$/.test(seed))
        throw new UsageError(`--seed: expected a whole number, got ${seed}`);
      if (options.virtual !== true) {
        done(await overTun(file, words, options, io));
        return;
      }
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
        io.env,
      );
      done((await runProgram(words, environment, {})) as ExitStatus);
    });
};

async function overTun(
  file: string,
  words: readonly string[],
  options: RunOptions,
  io: CliIo,
): Promise<ExitStatus> {
  const { set, seed, speed, client = 'app', logLevel: level, trace, pcapng, quiet = false } = options;
  const { runLive } = await import('../live/run-live.js');
  const number = seed === undefined ? undefined : Number(seed);
  const plan = {
    seed: number,
    speed,
    level,
    color: wantsColor('auto', io, io.errIsTerminal),
    quiet,
    trace,
    pcapng,
  };
  return runLive({ file, set, words, plan, client, orBridge: options.orBridge === true }, io);
}
