/** `lwip-twin run FILE -- COMMAND`: a command against the device over TUN, or over the bridge. */

import { DEVICE_IP } from '../../hosts/hosts.js';
import { HTTP_PORT, HTTPS_PORT } from '../../wire/ports.js';
import { loadScenario } from '../../run/load.js';
import { Bridge } from '../../live/bridge/bridge.js';
import { findNamespace, TUN_FD, withTun } from '../../live/tun/namespace.js';
import { TunDevice } from '../../live/tun/tun-device.js';
import { TunNetwork } from '../../live/tun/tun-network.js';
import { NotLiveError } from '../../live/wall/live-run.js';
import { securePortOf } from '../../run/firmware.js';
import { ipText } from '../../wire/segment.js';
import { ExitStatus } from '../exit-status.js';
import type { CliIo } from '../io.js';
import { systemErrorText } from '../system-error.js';
import { elsewhere } from '../elsewhere.js';
import { takeSignals } from '../guards.js';
import { UsageError } from '../usage-error.js';
import { LiveSession, type LivePlan } from './live-session.js';
import { runProgram } from './start-program.js';

/** What is to be run against which device. */
export interface LiveCommand {
  readonly file: string;
  readonly set: readonly string[];
  readonly words: readonly string[];
  readonly plan: LivePlan;
  /** Name of the machine that the command runs on. */
  readonly client: string;
  /** Without a namespace, take ports of this machine. */
  readonly orBridge: boolean;
}

/** The interface in a namespace, and this machine's address there. */
const INTERFACE = 'twin0';
const OWN_IP = 0xc0a8_0401;
const MOST_CONNECTIONS = 1000;

/** Runs it: in a namespace, which this process is the way into or is in already, or through ports of this machine. */
export async function runLive(command: LiveCommand, io: CliIo): Promise<ExitStatus> {
  const fd = io.env[TUN_FD];
  if (fd !== undefined) return overTun(Number(fd), command, io);
  // What is wrong with the scenario is said before anything is tried.
  loadScenario(command.file, { set: command.set, outside: [command.client], beforeModule: elsewhere(io) });
  const way = findNamespace(INTERFACE, ipText(OWN_IP));
  if (!('reasons' in way)) {
    const inside = withTun(INTERFACE, ipText(OWN_IP), [...way.after, ...ownCommand(io)]);
    return (await runProgram([...way.before, ...inside], io.env, {})) as ExitStatus;
  }
  const why = way.reasons.length === 0 ? 'this system has no network namespaces' : way.reasons.join('; ');
  if (!command.orBridge) {
    throw new UsageError(
      `no network namespace with a TUN device can be had (${why}). Run it as root, let users have namespaces ` +
        '(sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0) and /dev/net/tun, ' +
        'or take ports of this machine instead: --or-bridge',
    );
  }
  io.err.write(
    `warning: ports of this machine stand in for the device's address, which can't be had (${why})\n`,
  );
  io.err.flush?.();
  return overBridge(command, io);
}

/** The words that start this command again. */
export function ownCommand({ ownWords }: CliIo): string[] {
  return [process.execPath, ...process.execArgv, ...ownWords];
}

async function overTun(fd: number, command: LiveCommand, io: CliIo): Promise<ExitStatus> {
  const session = openSession(command, io);
  const { run } = session;
  const device = new TunDevice(fd, ipText(DEVICE_IP));
  try {
    attachTun(session, device, command.client);
    run.start();
    const address = ipText(DEVICE_IP);
    return await concluded(session, command, io, urlOf(address, session));
  } finally {
    device.close();
    session.discard();
  }
}

/** Packets of the device's interface go to the simulated link from now on, and back. */
export function attachTun({ run }: LiveSession, device: TunDevice, client: string): TunNetwork {
  const network = new TunNetwork(run, {
    ownIp: OWN_IP,
    ownName: client,
    write: (packet) => {
      device.write(packet);
    },
  });
  device.listen(
    (packet) => {
      network.take(packet);
    },
    (error) => {
      run.fail(new UsageError(`the TUN device can't be read: ${systemErrorText(error)}`));
    },
  );
  return network;
}

async function overBridge(command: LiveCommand, io: CliIo): Promise<ExitStatus> {
  const session = openSession(command, io);
  const { run } = session;
  let bridge: Bridge | undefined;
  try {
    const url = await new Promise<string>((resolve, reject) => {
      bridge = new Bridge(run, {
        host: '127.0.0.1',
        ports: new Map(),
        firstPort: 0,
        maxConnections: MOST_CONNECTIONS,
        localName: command.client,
        onOpen: ({ devicePort, host, hostPort }) => {
          const isSecure = devicePort === securePortOf(session.scenario.device);
          resolve(`${isSecure ? 'https' : 'http'}://${host}:${hostPort}`);
        },
        onClosed: () => undefined,
        onError: reject,
        onTooMany: () => undefined,
      });
      run.over.then(() => {
        reject(new UsageError('the device has stopped before it listened'));
      }, reject);
      run.start();
    });
    return await concluded(session, command, io, url);
  } finally {
    bridge?.close();
    session.discard();
  }
}

/** Runs the command to its end, and the device with it. The device may stop before. */
async function concluded(
  session: LiveSession,
  { words }: LiveCommand,
  io: CliIo,
  url: string,
): Promise<ExitStatus> {
  const { run } = session;
  const giveBack = takeSignals(() => undefined);
  const abort = new AbortController();
  try {
    const more = { LWIP_TWIN_URL: url, LWIP_TWIN_HOST: new URL(url).hostname };
    const ended = runProgram(words, io.env, more, abort.signal);
    // A model that fails is told at once; a device that has crashed is one that does not answer.
    const failed = run.over.then(() => ended);
    const status = await Promise.race([ended, failed]);
    if (!run.simulation.isOver) run.finish();
    const verdict = session.conclude();
    return status === ExitStatus.ok ? verdict : (status as ExitStatus);
  } catch (error) {
    // There is no device any more that it could talk to.
    abort.abort();
    throw error;
  } finally {
    run.pacer.stop();
    giveBack();
  }
}

function urlOf(host: string, { run, scenario }: LiveSession): string {
  const ports = run.simulation.device.stack.tcp.ctx.listeners.map(({ localPort }) => localPort);
  const securePort = securePortOf(scenario.device);
  if (securePort !== undefined && ports.includes(securePort))
    return `https://${host}${securePort === HTTPS_PORT ? '' : `:${securePort}`}`;
  const port = ports.includes(HTTP_PORT) ? HTTP_PORT : (ports[0] ?? HTTP_PORT);
  return `http://${host}${port === HTTP_PORT ? '' : `:${port}`}`;
}

/** What the session prints goes where errors go: standard output is the command's. */
function openSession({ file, set, plan, client }: LiveCommand, io: CliIo): LiveSession {
  const scenario = loadScenario(file, { set, outside: [client], beforeModule: elsewhere(io) });
  try {
    return new LiveSession(scenario, plan, { ...io, out: io.err, outIsTerminal: io.errIsTerminal });
  } catch (error) {
    if (error instanceof NotLiveError) throw new UsageError(error.message);
    throw error;
  }
}
