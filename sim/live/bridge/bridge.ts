/**
 * The device on ports of this machine: every connection to one of them is a connection to the device.
 *
 * A host socket is connected before the device is asked: what only packets can show (a SYN that is dropped, a window, the
 * time of a handshake) shows with a TUN device (../tun).
 */

import type { Socket } from 'node:net';

import type { HostAction } from '../../hosts/host-driver.js';
import { HostPort } from '../virtual/socket/host-port.js';
import type { LiveRun } from '../wall/live-run.js';
import { hostName, LOCAL } from './host-names.js';
import { mirror } from './mirror.js';
import { PortMirror, type PortPlace } from './port-mirror.js';

/** Ports below this need rights: they are moved up by {@link MOVED_BY}. */
const FIRST_UNPRIVILEGED = 1024;
const MOVED_BY = 8000;
const LAST_PORT = 65_535;

/** Choices of a bridge. */
export interface BridgeOptions {
  /** Address of this machine to listen on. */
  readonly host: string;
  /** Ports of this machine by those of the device, as the user asked for them. */
  readonly ports: ReadonlyMap<number, number>;
  /** The port of this machine for the first one of the device's that {@link ports} does not name. */
  readonly firstPort: number | undefined;
  /** Connections at once; further ones are closed. */
  readonly maxConnections: number;
  /** What this machine is called; `local` unless given. */
  readonly localName?: string | undefined;
  readonly onOpen: (place: PortPlace) => void;
  readonly onClosed: (place: PortPlace) => void;
  readonly onError: (error: Error, place: PortPlace) => void;
  /** A connection was closed because there are {@link maxConnections}. */
  readonly onTooMany: () => void;
  /** Told of all that the connections do, before it is done; the host by its name. */
  readonly onAction?: ((host: string, action: HostAction, nowUs: number) => void) | undefined;
}

/** The ports of one device. */
export class Bridge {
  /** Connections that are open. */
  readonly sockets = new Set<Socket>();
  /** Connections so far. */
  count = 0;
  private readonly hosts = new Map<string, HostPort>();
  private readonly ports = new Map<number, PortMirror>();
  private listening: readonly number[] = [];
  private firstPort: number | undefined;

  constructor(
    private readonly run: LiveRun,
    private readonly options: BridgeOptions,
  ) {
    this.firstPort = options.firstPort;
    run.onSettled(() => {
      this.look();
    });
  }

  /** Ends every connection and listens no more. */
  close(): void {
    for (const port of this.ports.values()) port.close();
    for (const socket of this.sockets) socket.destroy();
  }

  /** Opens and closes ports as the device does. */
  private look(): void {
    const { listeners } = this.run.simulation.device.stack.tcp.ctx;
    if (
      listeners.length === this.listening.length &&
      listeners.every((l, i) => l.localPort === this.listening[i])
    )
      return;
    const before = this.listening;
    this.listening = listeners.map(({ localPort }) => localPort);
    for (const port of before) if (!this.listening.includes(port)) this.ports.get(port)?.close();
    for (const port of this.listening) if (!before.includes(port)) this.portFor(port).open();
  }

  private portFor(devicePort: number): PortMirror {
    let port = this.ports.get(devicePort);
    if (port === undefined) {
      const { host, ports, onOpen, onClosed, onError } = this.options;
      const asked = ports.get(devicePort) ?? this.firstPort;
      if (!ports.has(devicePort)) this.firstPort = undefined;
      const place = { devicePort, host, hostPort: asked ?? usualPort(devicePort) };
      const onSocket = (socket: Socket): void => {
        this.take(socket, devicePort);
      };
      port = new PortMirror(place, asked === undefined, { onOpen, onClosed, onError, onSocket });
      this.ports.set(devicePort, port);
    }
    return port;
  }

  private take(socket: Socket, devicePort: number): void {
    const { run, sockets } = this;
    if (sockets.size >= this.options.maxConnections || run.simulation.isOver) {
      socket.on('error', () => undefined);
      socket.resetAndDestroy();
      this.options.onTooMany();
      return;
    }
    sockets.add(socket);
    this.count++;
    const { pacer } = run;
    pacer.act(() => {
      mirror(socket, this.hostOf(socket.remoteAddress).connect(devicePort), {
        act: (action) => {
          pacer.act(action);
        },
        onClosed: () => sockets.delete(socket),
      });
    });
  }

  private hostOf(remoteAddress: string | undefined): HostPort {
    const known = hostName(remoteAddress);
    const name = known === LOCAL ? (this.options.localName ?? LOCAL) : known;
    let host = this.hosts.get(name);
    if (host === undefined) {
      const { simulation, pacer } = this.run;
      const { onAction } = this.options;
      host = new HostPort(simulation.hosts.get(name), {
        post: (task) => {
          pacer.post(task);
        },
        get isOver() {
          return simulation.isOver;
        },
        onAction: (client, action) => {
          pacer.quietMoment();
          onAction?.(client, action, simulation.kernel.nowUs);
        },
      });
      this.hosts.set(name, host);
    }
    return host;
  }
}

function usualPort(devicePort: number): number {
  if (devicePort >= FIRST_UNPRIVILEGED) return devicePort;
  return Math.min(devicePort + MOVED_BY, LAST_PORT);
}
