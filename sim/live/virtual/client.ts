/** One real client of a run, in the forms that Node's libraries take. */

import { HTTP_PORT, HTTPS_PORT } from '../../wire/ports.js';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';

import { ipText } from '../../wire/segment.js';
import type { RealNetwork } from './real-network.js';
import type { ConnectOptions } from './socket/network.js';

const require = createRequire(import.meta.url);
/** undici lib/core/connect.js: connect timeout, ms. */
const UNDICI_CONNECT_MS = 10_000;

/** What undici calls a connector with. */
export interface ConnectorOptions {
  readonly hostname: string;
  readonly port: string | number;
  readonly protocol?: string;
  readonly servername?: string | null;
}

/** Options of a connection; with `https:` those of `tls.connect` count, too. */
export type CreateConnectionOptions = Partial<ConnectOptions> &
  tls.ConnectionOptions & {
    readonly timeout?: number | undefined;
    readonly protocol?: string | null | undefined;
    /** What node:http adds. */
    readonly _defaultAgent?: { readonly protocol?: string };
  };

/** undici's callback: an error, or a socket. */
export type ConnectorDone = (
  ...args: [error: Error, socket: null] | [error: null, socket: net.Socket]
) => void;

type AnyFunction = (...args: unknown[]) => unknown;

/** What this module needs of undici. */
interface Undici {
  readonly Agent: new (options: object) => object;
  readonly fetch: typeof fetch;
  readonly errors: { readonly ConnectTimeoutError: new (message: string) => Error };
}

/** One client: a host of its own with an address, a link and a name in traces. */
export class RealClient {
  private ownAgent: http.Agent | undefined;
  private ownSecureAgent: https.Agent | undefined;
  private ownDispatcher: object | undefined;

  /** @internal */
  constructor(
    readonly name: string,
    private readonly network: RealNetwork,
  ) {}

  /** Its address on the virtual network. */
  get address(): string {
    return ipText(this.network.portOf(this.name).host.ip);
  }

  /**
   * For ws, node:http, node:https, mqtt.js …: a socket to the device, whatever the name of the host is; with TLS for https
   * and wss.
   */
  readonly createConnection = (options: CreateConnectionOptions, onConnect?: () => void): net.Socket => {
    const protocol = options.protocol ?? options._defaultAgent?.protocol;
    if (protocol === 'https:' || protocol === 'wss:') return this.connectSecurely(options, onConnect);
    const socket = new net.Socket(options);
    if (options.timeout !== undefined) socket.setTimeout(options.timeout);
    if (typeof onConnect === 'function') socket.once('connect', onConnect);
    this.network.connectAs(this.name, socket, { ...options, port: options.port ?? HTTP_PORT });
    return socket;
  };

  /** For node:http: kept connections of this client. */
  get agent(): http.Agent {
    if (this.ownAgent === undefined) {
      this.ownAgent = new http.Agent({ keepAlive: true });
      Object.assign(this.ownAgent, { createConnection: this.createConnection });
    }
    return this.ownAgent;
  }

  /** For node:https: kept connections of this client, with Node's cache of sessions. */
  get secureAgent(): https.Agent {
    if (this.ownSecureAgent === undefined) {
      const agent = new https.Agent({ keepAlive: true });
      const { createConnection } = agent as unknown as { createConnection: AnyFunction };
      Object.assign(agent, {
        createConnection: (...args: unknown[]) => this.run(() => createConnection.apply(agent, args)),
      });
      this.ownSecureAgent = agent;
    }
    return this.ownSecureAgent;
  }

  /** For undici: `new Agent({ connect: client.connector })`. */
  readonly connector = (options: ConnectorOptions, done: ConnectorDone): net.Socket =>
    this.connectFor(options, done, {});

  /** The same with options of `tls.connect` for https: `ca`, `rejectUnauthorized` … */
  connectorWith(options: tls.ConnectionOptions): RealClient['connector'] {
    return (asked, done) => this.connectFor(asked, done, options);
  }

  private connectFor(
    { hostname, port, protocol, servername }: ConnectorOptions,
    done: ConnectorDone,
    options: tls.ConnectionOptions,
  ): net.Socket {
    const isSecure = protocol === 'https:';
    const number = port === '' ? (isSecure ? HTTPS_PORT : HTTP_PORT) : Number(port);
    const socket = this.createConnection({
      ALPNProtocols: ['http/1.1'],
      ...(typeof servername === 'string' ? { servername } : {}),
      ...options,
      host: hostname,
      port: number,
      protocol: protocol ?? null,
    });
    socket.setNoDelay(true);
    const timer = setTimeout(() => {
      const { ConnectTimeoutError } = undici().errors;
      socket.destroy(
        new ConnectTimeoutError(`Connect Timeout Error (attempted address: ${hostname}:${number})`),
      );
    }, UNDICI_CONNECT_MS);
    let isSettled = false;
    const settle = (error: Error | null): void => {
      clearTimeout(timer);
      if (isSettled) return;
      isSettled = true;
      if (error === null) done(null, socket);
      else done(error, null);
    };
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      settle(null);
    });
    socket.on('error', settle);
    return socket;
  }

  private connectSecurely(
    options: CreateConnectionOptions,
    onSecure: (() => void) | undefined,
  ): tls.TLSSocket {
    const socket = new net.Socket();
    this.network.connectAs(this.name, socket, { ...options, port: options.port ?? HTTPS_PORT });
    return tls.connect({ ...options, socket } as tls.ConnectionOptions, onSecure);
  }

  /** For undici and its `fetch`: an `Agent` whose connections are this client's. Needs the package undici. */
  get dispatcher(): object {
    return (this.ownDispatcher ??= this.dispatcherWith());
  }

  /**
   * The same with options of undici's `Agent`: `connections`, `pipelining`, `keepAliveTimeout` …; `connect`: those of
   * `tls.connect`.
   */
  dispatcherWith(options: { readonly connect?: tls.ConnectionOptions } & object = {}): object {
    const { Agent } = undici();
    return new Agent({ ...options, connect: this.connectorWith(options.connect ?? {}) });
  }

  /** undici's `fetch` over this client's connections. */
  readonly fetch = (input: string | URL, init: RequestInit = {}): Promise<Response> =>
    undici().fetch(input, { ...init, dispatcher: this.dispatcher } as RequestInit);

  /** Whatever `action` connects, however late, is this client's: `fetch`, `new WebSocket(…)`, libraries. */
  run<T>(action: () => T): T {
    return this.network.claim(this.name, action);
  }

  /** A server of Node's listens on this client's host, for what the device connects to. */
  listen(server: net.Server, port = HTTP_PORT): void {
    this.network.listenAs(this.name, server, port);
  }

  /** The client is gone: it neither answers nor sends any more. */
  vanish(): void {
    this.network.portOf(this.name).perform({ do: 'vanish' });
  }
}

function undici(): Undici {
  try {
    return require('undici') as Undici;
  } catch (cause) {
    throw new Error('lwip-twin: this needs the package undici: npm install --save-dev undici@7', { cause });
  }
}
