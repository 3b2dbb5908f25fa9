/** The virtual network of a run as the process sees it: who is who, and whose a connection is. */

import { AsyncLocalStorage } from 'node:async_hooks';
import net from 'node:net';

import type { HostAction } from '../../hosts/host-driver.js';
import { DEVICE_IP } from '../../hosts/hosts.js';
import type { Simulation } from '../../run/simulation.js';
import { ipText } from '../../wire/segment.js';
import type { Task } from './clock/world.js';
import { hostPortException } from './socket/errors.js';
import { HostPort } from './socket/host-port.js';
import type { ConnectOptions, Network } from './socket/network.js';
import { listenVirtual } from './socket/virtual-server.js';
import { connectVirtual } from './socket/virtual-socket.js';
import { viewOf } from './socket/virtual-state.js';

/** 192.168.4.: the network of the device and its clients. */
const SUBNET = ipText(DEVICE_IP).replace(/\d+$/, '');
/** net/ipv4/arp.c: three questions, a second apart, before a neighbour is given up. */
const ARP_GIVES_UP_US = 3_000_000;

/** Names of the device besides those that a run gives it. */
const DEVICE_NAMES = ['device', 'device.local', 'esp32', 'esp32.local', 'w800', 'w800.local'];

/** Settings of the network. */
export interface NetworkOptions {
  /** Further names of the device. */
  readonly names: readonly string[];
  /** Hosts outside of the virtual network that may be reached for real: `127.0.0.1`, `localhost:5432`, or all. */
  readonly allow: readonly string[] | 'all';
  /** The client that connections belong to which nobody else claims. */
  readonly defaultClient: string;
  post(task: Task): void;
  onWork?: (() => void) | undefined;
  onAction?: ((host: string, action: HostAction) => void) | undefined;
}

/** All real clients of one run. */
export class RealNetwork implements Network {
  private readonly ports = new Map<string, HostPort>();
  private readonly names: ReadonlySet<string>;
  private readonly claimed = new AsyncLocalStorage<string>();
  private readonly sockets = new Set<net.Socket>();
  private readonly servers = new Set<net.Server>();

  constructor(
    private readonly simulation: Simulation,
    private readonly options: NetworkOptions,
  ) {
    this.names = new Set([...DEVICE_NAMES, ...options.names].map((name) => name.toLowerCase()));
  }

  /** The door of a client's host; the host is made when it is first asked for. */
  portOf(client: string): HostPort {
    let port = this.ports.get(client);
    if (port === undefined) {
      const { simulation, options } = this;
      port = new HostPort(simulation.hosts.get(client), {
        post: (task) => {
          options.post(task);
        },
        get isOver() {
          return simulation.isOver;
        },
        onAction: options.onAction,
      });
      this.ports.set(client, port);
    }
    return port;
  }

  /** Connections that are begun in `action`, however late, belong to this client. */
  claim<T>(client: string, action: () => T): T {
    return this.claimed.run(client, action);
  }

  lookup(name: string): string | undefined {
    return this.names.has(name.toLowerCase()) ? ipText(DEVICE_IP) : undefined;
  }

  connect(socket: net.Socket, options: ConnectOptions): boolean {
    const { host = 'localhost', port } = options;
    const address = this.lookup(host) ?? host;
    if (!address.startsWith(SUBNET)) return this.isOutside(socket, host, Number(port));
    this.connectAs(this.claimed.getStore() ?? this.options.defaultClient, socket, {
      ...options,
      host: address,
    });
    return true;
  }

  /** Connects a socket of this client to the device, or to an address where nobody is. */
  connectAs(client: string, socket: net.Socket, options: ConnectOptions): void {
    const { simulation } = this;
    const port = Number(options.port);
    const hostPort = this.portOf(client);
    const device = ipText(DEVICE_IP);
    const isNobody = net.isIP(options.host ?? '') !== 0 && options.host !== device;
    const destination = { address: isNobody ? options.host! : device, port };
    this.options.onWork?.();
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    connectVirtual(socket, {
      destination,
      localAddress: ipText(hostPort.host.ip),
      options,
      dial: (fail) => {
        if (simulation.isOver) {
          fail(new Error('lwip-twin: the run is over'));
          return undefined;
        }
        const from = options.localPort === 0 ? undefined : options.localPort;
        if (from !== undefined && hostPort.host.isInUse(from, port)) {
          const local = ` - Local (0.0.0.0:${from})`;
          fail(hostPortException('EADDRNOTAVAIL', 'connect', destination, local));
          return undefined;
        }
        if (!isNobody) return hostPort.connect(port, from);
        const { kernel } = simulation;
        kernel.at(kernel.nowUs + ARP_GIVES_UP_US, () => {
          this.options.post(() => {
            fail(hostPortException('EHOSTUNREACH', 'connect', destination));
          });
        });
        return undefined;
      },
    });
  }

  listen(server: net.Server, { port, host }: net.ListenOptions): boolean {
    if (this.options.allow === 'all') return false;
    if (host !== undefined && this.isAllowed(host, port ?? 0)) return false;
    this.listenAs(this.claimed.getStore() ?? this.options.defaultClient, server, port ?? 0);
    return true;
  }

  /** A server listens on this client's host. */
  listenAs(client: string, server: net.Server, port: number): void {
    this.options.onWork?.();
    this.servers.add(server);
    server.once('close', () => this.servers.delete(server));
    listenVirtual(server, this.portOf(client), port);
  }

  /** Open sockets, for people: `tab1 to 192.168.4.2:80, established`. */
  views(): string[] {
    return [...this.sockets].flatMap((socket) => {
      const view = viewOf(socket);
      if (view === undefined) return [];
      const { address, port } = view.destination;
      return [
        `${socket.localAddress ?? '?'}:${socket.localPort ?? '?'} to ${address}:${port} (${view.state})`,
      ];
    });
  }

  /** Whether something would keep a process alive: an open socket or server that is not unref'd. */
  get isAlive(): boolean {
    for (const { listening } of this.servers) if (listening) return true;
    for (const socket of this.sockets) if (socket.connecting || viewOf(socket)?.isRef === true) return true;
    return false;
  }

  /** Ends every socket and server: the run is over. */
  end(): void {
    for (const server of this.servers) if (server.listening) server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private isOutside(socket: net.Socket, host: string, port: number): boolean {
    if (this.isAllowed(host, port)) return false;
    Object.assign(socket, { connecting: true });
    const note =
      ` - lwip-twin: ${host} is not the simulated device (${ipText(DEVICE_IP)}, ${[...this.names].join(', ')}); ` +
      `allow it with allow: ['${host}'], or LWIP_TWIN_ALLOW=${host}`;
    process.nextTick(() => {
      socket.destroy(hostPortException('ECONNREFUSED', 'connect', { address: host, port }, note));
    });
    return true;
  }

  private isAllowed(host: string, port: number): boolean {
    const { allow } = this.options;
    return allow === 'all' || allow.includes(host) || allow.includes(`${host}:${port}`);
  }
}
