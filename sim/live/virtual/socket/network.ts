/**
 * Which connections of the process are virtual: `net.Socket.connect`, through which all of Node's and everybody's TCP
 * goes (`net.connect`, `node:http`, `fetch`, undici, ws, mqtt …), asks the run that owns the process.
 */

import dns from 'node:dns';
import dnsPromises from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';

import { secure, type TlsConnectOptions } from './secure-socket.js';
import { isVirtual } from './virtual-state.js';

/** What `net.connect` was asked for. */
export interface ConnectOptions extends Omit<net.TcpNetConnectOpts, 'port'> {
  /** Libraries give it as text, too. */
  readonly port: number | string;
  readonly path?: string | undefined;
}

/** A run's face to the wrappers. */
export interface Network {
  /** Connects a socket; false leaves it to Node. */
  connect(socket: net.Socket, options: ConnectOptions): boolean;
  /** Listens; false leaves it to Node. */
  listen(server: net.Server, options: net.ListenOptions): boolean;
  /** The address of a name of the virtual network. */
  lookup(name: string): string | undefined;
}

const KEY = Symbol.for('lwip-twin.network');
const INSTALLED = Symbol.for('lwip-twin.network.installed');
const holder = globalThis as { [KEY]?: Network | undefined; [INSTALLED]?: true };

/** Gives the process' connections to a run, or back. */
export function setNetwork(network: Network | undefined): void {
  holder[KEY] = network;
}

type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket;
type Normalized = [ConnectOptions, (() => void) | null];

const { _normalizeArgs: normalizeArgs } = net as unknown as {
  _normalizeArgs(args: readonly unknown[]): Normalized;
};

/** Arguments of `connect` as options and callback; those of Node's own callers are normalized already. */
function normalized(args: readonly unknown[]): Normalized {
  return Array.isArray(args[0]) ? (args[0] as Normalized) : normalizeArgs(args);
}

/** Puts the wrappers in Node's place, once a process and for good. */
export function installNetwork(): void {
  if (holder[INSTALLED] === true) return;
  holder[INSTALLED] = true;
  const prototype = net.Socket.prototype as unknown as { connect: Connect };
  const { connect } = prototype;
  prototype.connect = function (...args) {
    const network = holder[KEY];
    if (network === undefined) return connect.apply(this, args);
    const [options, onConnect] = normalized(args);
    if (typeof options.path === 'string') return connect.apply(this, args);
    // Its TCP is a socket of its own (see installTls); one that had none goes where it goes.
    if (this instanceof tls.TLSSocket) return connect.apply(this, args);
    if (onConnect !== null) this.once('connect', onConnect);
    if (network.connect(this, options)) return this;
    return onConnect === null ? connect.apply(this, args) : connect.call(this, options);
  };
  const servers = net.Server.prototype as unknown as {
    listen: (this: net.Server, ...args: unknown[]) => net.Server;
  };
  const { listen } = servers;
  servers.listen = function (...args) {
    const network = holder[KEY];
    if (network === undefined) return listen.apply(this, args);
    const [options, onListening] = normalizeArgs(args) as unknown as [net.ListenOptions, (() => void) | null];
    if (
      typeof options.path === 'string' ||
      typeof options.port !== 'number' ||
      !network.listen(this, options)
    )
      return listen.apply(this, args);
    if (onListening !== null) this.once('listening', onListening);
    return this;
  };
  installTls();
  installLookup();
  syncBuiltinESMExports();
}

/** `tls.connect`, through which https, wss and undici go. */
function installTls(): void {
  const { connect } = tls as unknown as { connect: (...args: unknown[]) => tls.TLSSocket };
  tls.connect = (...args: unknown[]) => {
    const network = holder[KEY];
    const [first, onSecure] = normalizeArgs(args);
    // The forms with a port in front have the rest of their options behind it.
    const more = args.slice(1).find((arg) => typeof arg === 'object');
    const options = { ...first, ...more } as ConnectOptions & TlsConnectOptions;
    const { socket = new net.Socket(), path } = options;
    const isOurs =
      socket instanceof net.Socket &&
      (isVirtual(socket) ||
        (options.socket === undefined && typeof path !== 'string' && network?.connect(socket, options)));
    return isOurs === true
      ? secure(connect, socket, options, onSecure ?? undefined)
      : connect.apply(tls, args);
  };
}

type LookupDone = (error: Error | null, address: unknown, family?: number) => void;

function installLookup(): void {
  const { lookup } = dns;
  const { lookup: lookupPromise } = dnsPromises;
  const isAll = (options: unknown): boolean => (options as { all?: boolean } | undefined)?.all === true;
  dns.lookup = ((name: string, ...args: unknown[]) => {
    const address = holder[KEY]?.lookup(name);
    if (address === undefined) {
      (lookup as (...args: unknown[]) => void)(name, ...args);
      return;
    }
    const done = args.at(-1) as LookupDone;
    setImmediate(() => {
      if (args.length > 1 && isAll(args[0])) done(null, [{ address, family: 4 }]);
      else done(null, address, 4);
    });
  }) as typeof dns.lookup;
  dnsPromises.lookup = ((name: string, options?: object) => {
    const address = holder[KEY]?.lookup(name);
    if (address === undefined) return lookupPromise(name, options as dns.LookupOptions);
    const found = { address, family: 4 };
    return Promise.resolve(isAll(options) ? [found] : found);
  }) as typeof dnsPromises.lookup;
}
