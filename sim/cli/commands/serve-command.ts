/** `lwip-twin serve`: the device on ports of this machine. */

import { levelToShow } from './console-level.js';
import { levelOption, seedOption } from './common-options.js';
import { Option } from 'commander';

import { DEVICE_IP } from '../../hosts/hosts.js';
import type { Scenario } from '../../language/scenario.js';
import { Bridge } from '../../live/bridge/bridge.js';
import { LivePage } from '../../live/page/page-server.js';
import type { PortPlace } from '../../live/bridge/port-mirror.js';
import { Recording } from '../../live/bridge/recording.js';
import { TUN_FD, withTun } from '../../live/tun/namespace.js';
import { TunDevice } from '../../live/tun/tun-device.js';
import { NotLiveError, type LiveRun } from '../../live/wall/live-run.js';
import { securePortOf } from '../../run/firmware.js';
import { type ExitStatus } from '../exit-status.js';
import type { CliIo } from '../io.js';
import { LiveSession } from '../live/live-session.js';
import {
  collect,
  parseConnections,
  parsePagePort,
  parsePort,
  parseSpeed,
  type AskedPort,
} from '../live/parse-options.js';
import { readSubject, type Subject } from '../live/subject.js';
import { attachTun, ownCommand } from '../live/run-live.js';
import { runProgram } from '../live/start-program.js';
import { LOCAL } from '../../live/bridge/host-names.js';
import { printableLine } from '../../document/printable.js';
import { recordLine } from '../../repl/format/record.js';
import { ipText } from '../../wire/segment.js';
import { checkOverlaps } from '../output/output-plan.js';
import { viewAssets } from '../output/view-assets.js';
import { writeTextFile } from '../output/write-text-file.js';
import { takeSignals } from '../guards.js';
import { systemErrorText } from '../system-error.js';
import { UsageError } from '../usage-error.js';
import {
  COLOR_CHOICES,
  parseColor,
  wantsColor,
  type ColorChoice,
  type ConsoleLevel,
} from './replay-options.js';
import type { SetUp } from './set-up.js';

/** Options as commander gives them. */
interface ServeOptions {
  readonly profile?: string;
  readonly app: readonly string[];
  readonly set: readonly string[];
  readonly seed?: number;
  readonly speed: number;
  readonly port: readonly AskedPort[];
  readonly host: string;
  readonly maxConnections: number;
  /** Absent: as the device prints. */
  readonly logLevel?: ConsoleLevel;
  readonly color: ColorChoice | false;
  /** Name of an interface. */
  readonly tun?: string;
  readonly save?: string;
  readonly trace?: string;
  readonly pcapng?: string;
  readonly quiet?: boolean;
  /** False: no page. */
  readonly page: boolean;
  readonly pagePort: number;
}

const LOOPBACK = '127.0.0.1';
const DEFAULT_CONNECTIONS = 1000;
/** A saved scenario's timeline may become so long, characters. */
const MOST_SAVED = 64 * 1024 * 1024;

const HELP = `
Ports of the device below 1024 are found 8000 higher (80 is 8080), another free one is taken when that is in use.

Examples:
  lwip-twin serve lamp.yaml
  lwip-twin serve --profile esp32-idf-v5.3 --port 8080 --save seen.yaml
  curl http://127.0.0.1:8080/hello`;

const NOT_MIRRORED =
  'Not to be seen through ports: a SYN that the device drops (the connection is open and silent here), its windows, the time of a handshake. Packet by packet: lwip-twin run FILE -- COMMAND.';

const SELF_SIGNED = ' (its certificate is made at start, self-signed: curl -k)';

/** Adds what the command takes. */
export const setUpServe: SetUp = (command, io, done) => {
  command
    .argument('[file]', 'scenario; its own clients and timeline run beside yours')
    .option('--profile <name>', 'a device without a scenario; lwip-twin explain device.profile lists them')
    .option('--app <name>', 'with --profile: an application; may be given more than once', collect, [])
    .option('--set <name=value>', 'parameter or path; may be given more than once', collect, [])
    .addOption(seedOption())
    .addOption(
      new Option('--speed <factor>', "the device's seconds in one of the wall clock's")
        .default(1)
        .argParser(parseSpeed),
    )
    .addOption(
      new Option('--port <port>', "port here for the device's first, or DEVICE:HOST; 0 is any free one")
        .default([], 'see below')
        .argParser(parsePort),
    )
    .option('--host <address>', 'address to listen on: others can reach the device then', LOOPBACK)
    .addOption(
      new Option('--max-connections <n>', 'connections at once; further ones are reset')
        .default(DEFAULT_CONNECTIONS)
        .argParser(parseConnections),
    )
    .addOption(levelOption())
    .addOption(
      new Option('--color <when>', `level colours of the console: ${COLOR_CHOICES.join(', ')}`)
        .default('auto')
        .argParser(parseColor),
    )
    .option('--no-color', 'the same as --color never')
    .option('--tun <interface>', 'no ports: packets of a TUN interface that you have set up (docs/live.md)')
    .option(
      '--save <file>',
      'at the end, write a scenario that does what the connections did, in virtual time',
    )
    .option('--trace <file>', 'write the trace, one JSON record a line')
    .option('--pcapng <file>', "write the device's packets for Wireshark")
    .addOption(
      new Option('--page-port <port>', 'port of the page that shows the device as it goes; 0 is any free one')
        .default(0)
        .argParser(parsePagePort),
    )
    .option('--no-page', 'no page')
    .option('-q, --quiet', 'print nothing but errors; no page')
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, options: ServeOptions) => {
      done(await serve(file, options, io));
    });
};

/** Runs the command until somebody ends it or the device stops. */
export async function serve(file: string | undefined, options: ServeOptions, io: CliIo): Promise<ExitStatus> {
  if (options.tun !== undefined) return serveTun(options.tun, file, options, io);
  const subject = readSubject(file, options, io);
  const { scenario } = subject;
  const outputs = [options.trace, options.pcapng, options.save];
  checkOverlaps(
    file === undefined ? [] : [file],
    outputs.map((output) => [output]),
  );
  const session = openSession(scenario, options, io);
  const recording = options.save === undefined ? undefined : new Recording(MOST_SAVED);
  const bridge = openBridge(session, options, recording, io);
  let page: LivePage | undefined;
  try {
    introduce(session, options, io);
    page = await openPage(session, options);
    await untilOver(session.run);
    bridge.close();
    const status = session.conclude();
    if (recording !== undefined) save(recording, options, subject, session, page?.deeds);
    return status;
  } catch (error) {
    if (recording !== undefined) rescue(recording, options, subject, session, page?.deeds);
    throw error;
  } finally {
    bridge.close();
    page?.close();
    session.run.pacer.stop();
    session.discard();
  }
}

/** Answers packets of an interface; perl opens its device and becomes this command again. */
async function serveTun(
  name: string,
  file: string | undefined,
  options: ServeOptions,
  io: CliIo,
): Promise<ExitStatus> {
  if (options.save !== undefined)
    throw new UsageError('--save goes with ports: over TUN it is the kernel that decides what is sent');
  const { scenario } = readSubject(file, options, io);
  const fd = io.env[TUN_FD];
  if (fd === undefined)
    return (await runProgram(withTun(name, '', ownCommand(io)), io.env, {})) as ExitStatus;
  const session = openSession(scenario, options, io);
  const device = new TunDevice(Number(fd), ipText(DEVICE_IP));
  let page: LivePage | undefined;
  try {
    attachTun(session, device, LOCAL);
    session.say(`${titleOf(session, options)}; it is ${ipText(DEVICE_IP)} behind ${name}`);
    page = await openPage(session, options);
    await untilOver(session.run);
    return session.conclude();
  } finally {
    page?.close();
    session.run.pacer.stop();
    device.close();
    session.discard();
  }
}

/** Starts the device; it goes on until somebody sends a signal, or it stops, or fails. */
async function untilOver(run: LiveRun): Promise<void> {
  const giveBack = takeSignals(() => {
    run.finish();
  });
  try {
    run.start();
    await run.over;
  } finally {
    giveBack();
  }
}

function openSession(scenario: Scenario, options: ServeOptions, io: CliIo): LiveSession {
  const { seed, speed, trace, pcapng } = options;
  const level = levelToShow(options.logLevel, scenario, io);
  const color = wantsColor(options.color, io, io.outIsTerminal);
  try {
    return new LiveSession(
      scenario,
      { seed, speed, level, color, quiet: options.quiet === true, trace, pcapng },
      io,
    );
  } catch (error) {
    if (error instanceof NotLiveError) throw new UsageError(error.message);
    throw error;
  }
}

function openBridge(
  session: LiveSession,
  options: ServeOptions,
  recording: Recording | undefined,
  io: CliIo,
): Bridge {
  const asked = options.port.filter((port) => port.device !== undefined);
  const securePort = securePortOf(session.scenario.device);
  let hasSaidTooMany = false;
  return new Bridge(session.run, {
    host: options.host,
    ports: new Map(asked.map(({ device, host }) => [device!, host])),
    firstPort: options.port.find(({ device }) => device === undefined)?.host,
    maxConnections: options.maxConnections,
    onOpen: (place) => {
      session.say(
        `* ${urlOf(place, securePort)} is port ${place.devicePort} of the device${place.devicePort === securePort ? SELF_SIGNED : ''}`,
      );
    },
    onClosed: (place) => {
      session.say(
        `* ${urlOf(place, securePort)} refuses: the device does not listen on port ${place.devicePort} any more`,
      );
    },
    onError: (error, { host, hostPort }) => {
      session.run.fail(new UsageError(`can't listen on ${host}:${hostPort}: ${systemErrorText(error)}`));
    },
    onTooMany: () => {
      if (hasSaidTooMany) return;
      hasSaidTooMany = true;
      io.err.write(`warning: more than ${options.maxConnections} connections: further ones are reset\n`);
      io.err.flush?.();
    },
    onAction:
      recording &&
      ((host, action, nowUs) => {
        recording.note(host, action, nowUs);
      }),
  });
}

/** The page, and where it is. */
async function openPage(
  session: LiveSession,
  { page, pagePort, quiet, ...options }: ServeOptions,
): Promise<LivePage | undefined> {
  if (!page || quiet === true) return undefined;
  const live = new LivePage(session.run, {
    port: pagePort,
    title: titleOf(session, options),
    refusalText: (record) => printableLine(recordLine(record)),
    assets: viewAssets,
  });
  try {
    session.say(`* ${await live.open()} shows the device as it goes`);
  } catch (error) {
    throw new UsageError(`can't listen on port ${pagePort} for the page: ${systemErrorText(error)}`);
  }
  return live;
}

function titleOf(
  { scenario: { device, name } }: LiveSession,
  { speed }: Pick<ServeOptions, 'speed'>,
): string {
  const pace = speed === 1 ? 'the speed of the wall clock' : `${speed} times the speed of the wall clock`;
  const programs = device.apps.length === 0 ? 'handlers of its own' : device.apps.join(', ');
  return `${name}: ${device.profile} with ${programs} at ${pace}; Ctrl-C ends it`;
}

function introduce(session: LiveSession, options: ServeOptions, io: CliIo): void {
  const { host } = options;
  session.say(titleOf(session, options));
  session.say(NOT_MIRRORED);
  if (!isLoopback(host)) {
    io.err.write(
      `warning: everybody who reaches ${host} reaches the device, which has no protection of its own\n`,
    );
    io.err.flush?.();
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function urlOf({ devicePort, host, hostPort }: PortPlace, securePort: number | undefined): string {
  return `${devicePort === securePort ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${hostPort}/`;
}

/** What people did is theirs, whatever went wrong here: a full disk under the trace, a fault of the model. */
function rescue(...done: Parameters<typeof save>): void {
  const [recording, , , , besides] = done;
  if (recording.isEmpty && (besides?.brought.length ?? 0) === 0) return;
  try {
    save(...done);
  } catch {
    // It is the first error that is told.
  }
}

function save(
  recording: Recording,
  options: ServeOptions,
  subject: Subject,
  session: LiveSession,
  besides: LivePage['deeds'] | undefined,
): void {
  const file = options.save!;
  const { simulation } = session.run;
  writeTextFile(
    file,
    recording.text({
      base: subject.baseFor(file),
      set: options.set,
      seed: simulation.seed,
      untilUs: simulation.kernel.nowUs,
      besides,
    }),
  );
  const { secured } = recording;
  const without =
    secured === 0 ? '' : ` (without ${secured} ${secured === 1 ? 'connection' : 'connections'} with TLS)`;
  session.say(`Saved: lwip-twin replay ${file}${without}`);
}
