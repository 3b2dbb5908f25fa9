/**
 * A `net.Socket` whose TCP is a simulated host's.
 *
 * It is a real `net.Socket` that gets other methods (and stays an instance of it), so that a socket which a program has
 * made itself can be connected to the device. Modelled: Node's order of events, errors, half-close, timeouts, reset,
 * backpressure both ways.
 * Absent: `onread` buffers, address selection (`autoSelectFamily`), `blockList`.
 */

import { US_PER_MS } from '../../../kernel/units.js';
import net from 'node:net';

import type { RealConnection, Failure } from './connection.js';
import {
  closedBeforeConnection,
  errnoException,
  hostPortException,
  socketClosed,
  type Destination,
} from './errors.js';

/** libuv src/unix/tcp.c uv__tcp_keepalive: interval 1 s, ten probes. */
const KEEPALIVE_INTERVAL_US = 1_000_000;
const KEEPALIVE_COUNT = 10;
/** net.ipv4.tcp_keepalive_time, where the program names no delay. */
const KEEPALIVE_IDLE_MS = 7_200_000;

type Done = (error?: Error | null) => void;

/** What a virtual socket has besides a `net.Socket`'s own. */
interface VirtualState {
  connection: RealConnection | undefined;
  isConnected: boolean;
  readonly destination: Destination;
  readonly localAddress: string;
  bytesRead: number;
  bytesWritten: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  isRef: boolean;
  isResetting: boolean;
  /** A reset that came after the device had closed its side: told to whoever writes next. */
  isBroken: boolean;
  noDelay: boolean;
  keepAlive: { readonly on: boolean; readonly delayMs: number } | undefined;
}

/** Options of `net.connect` that concern the connection. */
export interface SocketOptions {
  readonly noDelay?: boolean | undefined;
  readonly keepAlive?: boolean | undefined;
  readonly keepAliveInitialDelay?: number | undefined;
}

const STATE = Symbol('lwip-twin virtual socket');

type WithState = net.Socket & { [STATE]?: VirtualState };

/** Parts of `net.Socket` that its types do not tell of. */
interface Internals {
  _unrefTimer(): void;
  _parent?: Internals | null;
  _undestroy(): void;
  server?: net.Server | null;
  _server?: (net.Server & { _connections: number; _emitCloseIfDrained(): void }) | null;
}

function stateOf(socket: net.Socket): VirtualState {
  return (socket as WithState)[STATE]!;
}

/** The methods of a virtual socket. Never constructed: sockets get them by {@link makeVirtual}. */
class VirtualSocket extends net.Socket {
  override _read(): void {
    const { connection, isConnected } = stateOf(this);
    if (connection === undefined || !isConnected) return;
    connection.read();
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: Done): void {
    sendOn(this, typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk, done);
  }

  override _writev(chunks: { chunk: Buffer | string; encoding: BufferEncoding }[], done: Done): void {
    const buffers = chunks.map(({ chunk, encoding }) =>
      typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk,
    );
    sendOn(this, Buffer.concat(buffers), done);
  }

  override _final(done: Done): void {
    if (this.connecting) {
      this.once('connect', () => {
        this._final(done);
      });
      return;
    }
    stateOf(this).connection?.close();
    // shutdown(2) is one of the event loop's requests.
    setImmediate(done);
  }

  override _destroy(error: Error | null, done: Done): void {
    const state = stateOf(this);
    const { connection } = state;
    Object.assign(this, { connecting: false });
    clearTimeout(state.timer);
    state.connection = undefined;
    if (state.isResetting) connection?.abort();
    else connection?.release();
    done(error);
    setImmediate(() => {
      this.emit('close', error !== null);
    });
    const internals = this as unknown as Internals;
    if (internals._server !== undefined && internals._server !== null) {
      internals._server._connections--;
      internals._server._emitCloseIfDrained();
    }
  }

  override resetAndDestroy(): this {
    const state = stateOf(this);
    if (this.connecting) this.once('connect', () => this.resetAndDestroy());
    else if (state.connection === undefined) this.destroy(socketClosed());
    else {
      state.isResetting = true;
      this.destroy();
    }
    return this;
  }

  override setTimeout(ms: number, callback?: () => void): this {
    const state = stateOf(this);
    if (this.destroyed) return this;
    Object.assign(this, { timeout: ms });
    clearTimeout(state.timer);
    if (ms === 0) {
      state.timer = undefined;
      if (callback !== undefined) this.removeListener('timeout', callback);
    } else {
      state.timer = setTimeout(() => this.emit('timeout'), ms);
      state.timer.unref();
      if (callback !== undefined) this.once('timeout', callback);
    }
    return this;
  }

  _unrefTimer(): void {
    const state = stateOf(this);
    state.timer?.refresh();
    (this as unknown as Internals)._parent?._unrefTimer();
  }

  override setNoDelay(on = true): this {
    const state = stateOf(this);
    state.noDelay = on;
    if (state.isConnected) state.connection?.setNoDelay(on);
    return this;
  }

  override setKeepAlive(on?: boolean | number, delayMs?: number): this {
    const state = stateOf(this);
    state.keepAlive = { on: Boolean(on), delayMs: delayMs ?? 0 };
    if (state.isConnected) applyKeepAlive(state);
    return this;
  }

  override ref(): this {
    stateOf(this).isRef = true;
    return this;
  }

  override unref(): this {
    stateOf(this).isRef = false;
    return this;
  }

  override address(): net.AddressInfo | Record<string, never> {
    const { connection, localAddress } = stateOf(this);
    return connection === undefined
      ? {}
      : { address: localAddress, family: 'IPv4', port: connection.localPort };
  }
}

/** What programs read of a socket. */
const PROPERTIES: PropertyDescriptorMap = {
  pending: of((state) => !state.isConnected),
  remoteAddress: of((state) => (state.isConnected ? state.destination.address : undefined)),
  remotePort: of((state) => (state.isConnected ? state.destination.port : undefined)),
  remoteFamily: of((state) => (state.isConnected ? 'IPv4' : undefined)),
  localAddress: of((state) => state.connection && state.localAddress),
  localPort: of((state) => state.connection?.localPort),
  localFamily: of((state) => state.connection && 'IPv4'),
  bytesRead: of((state) => state.bytesRead),
  bytesWritten: of((state) => state.bytesWritten),
};
function of(read: (state: VirtualState) => unknown): PropertyDescriptor {
  return {
    get(this: net.Socket) {
      return read(stateOf(this));
    },
    configurable: true,
  };
}

Object.defineProperties(VirtualSocket.prototype, PROPERTIES);

function sendOn(socket: net.Socket, bytes: Buffer, done: Done): void {
  if (socket.connecting) {
    const onClose = (): void => {
      done(closedBeforeConnection());
    };
    socket.once('connect', () => {
      socket.off('close', onClose);
      sendOn(socket, bytes, done);
    });
    socket.once('close', onClose);
    return;
  }
  const state = stateOf(socket);
  const { connection, isBroken } = state;
  if (isBroken) {
    done(errnoException('EPIPE', 'write'));
    return;
  }
  if (connection === undefined) {
    done(socketClosed());
    return;
  }
  (socket as unknown as Internals)._unrefTimer();
  state.bytesWritten += bytes.length;
  connection.send(bytes, () => {
    done();
  });
}

function applyKeepAlive({ connection, keepAlive }: VirtualState): void {
  if (keepAlive === undefined) return;
  const { on, delayMs } = keepAlive;
  const idleMs = delayMs > 0 ? delayMs : KEEPALIVE_IDLE_MS;
  connection?.setKeepAlive(
    on
      ? { idleUs: idleMs * US_PER_MS, intervalUs: KEEPALIVE_INTERVAL_US, count: KEEPALIVE_COUNT }
      : undefined,
  );
}

/** Where a virtual socket stands, for people. */
export interface SocketView {
  readonly isRef: boolean;
  readonly destination: Destination;
  readonly state: string;
}

/** The view of a socket; undefined for one that is not virtual, or over. */
export function viewOf(socket: net.Socket): SocketView | undefined {
  const state = (socket as WithState)[STATE];
  if (state?.connection === undefined) return undefined;
  return { isRef: state.isRef, destination: state.destination, state: state.connection.state };
}

/** Gives a socket the methods of a virtual one; it is not connected yet. */
function makeVirtual(socket: net.Socket, destination: Destination, localAddress: string): VirtualState {
  const { timeout } = socket;
  if (timeout !== undefined && timeout > 0) net.Socket.prototype.setTimeout.call(socket, 0);
  const state: VirtualState = {
    connection: undefined,
    isConnected: false,
    destination,
    localAddress,
    bytesRead: 0,
    bytesWritten: 0,
    timer: undefined,
    isRef: true,
    isResetting: false,
    isBroken: false,
    noDelay: false,
    keepAlive: undefined,
  };
  (socket as WithState)[STATE] = state;
  const { prototype } = VirtualSocket;
  if (Object.getPrototypeOf(socket) === net.Socket.prototype) Object.setPrototypeOf(socket, prototype);
  else if (!(socket instanceof VirtualSocket)) {
    // A class of the program's own keeps its methods.
    const all: [string, PropertyDescriptor][] = Object.entries(Object.getOwnPropertyDescriptors(prototype));
    Object.defineProperties(socket, Object.fromEntries(all.filter(([name]) => name !== 'constructor')));
  }
  if (timeout !== undefined && timeout > 0) socket.setTimeout(timeout);
  return state;
}

/** What a socket needs to be connected. */
export interface Dialing {
  readonly destination: Destination;
  readonly localAddress: string;
  readonly options: SocketOptions;
  /** Begins the connection; undefined when it can't be: then `fail` has been arranged. */
  dial(fail: (error: Error) => void): RealConnection | undefined;
}

/** Connects a socket as `net.Socket.connect` does: the SYN leaves after what runs now. */
export function connectVirtual(socket: net.Socket, dialing: Dialing): void {
  const { destination, localAddress, options } = dialing;
  const state = makeVirtual(socket, destination, localAddress);
  if (socket.destroyed) (socket as unknown as Internals)._undestroy();
  Object.assign(socket, { connecting: true });
  (socket as unknown as Internals)._unrefTimer();
  if (options.noDelay === true) state.noDelay = true;
  if (options.keepAlive === true) state.keepAlive = { on: true, delayMs: options.keepAliveInitialDelay ?? 0 };
  process.nextTick(() => {
    if (!socket.connecting || socket.destroyed) return;
    const connection = dialing.dial((error) => {
      socket.destroy(error);
    });
    if (connection === undefined) return;
    state.connection = connection;
    listen(socket, state, connection);
  });
}

/** A socket for a connection that a server has accepted. */
export function acceptedSocket(
  connection: RealConnection,
  destination: Destination,
  localAddress: string,
  options: net.SocketConstructorOpts,
): net.Socket {
  const socket = new net.Socket(options);
  const state = makeVirtual(socket, destination, localAddress);
  state.connection = connection;
  state.isConnected = true;
  connection.setNoDelay(false);
  listen(socket, state, connection);
  return socket;
}

function listen(socket: net.Socket, state: VirtualState, connection: RealConnection): void {
  const internals = socket as unknown as Internals;
  connection.listener = {
    connected() {
      state.isConnected = true;
      Object.assign(socket, { connecting: false });
      connection.setNoDelay(state.noDelay);
      applyKeepAlive(state);
      internals._unrefTimer();
      socket.emit('connect');
      socket.emit('ready');
      if (!socket.isPaused()) socket.read(0);
    },
    data(bytes) {
      state.bytesRead += bytes.length;
      internals._unrefTimer();
      return socket.push(bytes);
    },
    end() {
      socket.push(null);
      socket.read(0);
    },
    failed(failure, wasConnected, afterEnd) {
      state.isConnected &&= wasConnected;
      if (afterEnd && failure === 'reset' && socket.writable) state.isBroken = true;
      else socket.destroy(failureError(failure, wasConnected, state.destination));
    },
  };
}

/** net/ipv4/tcp_input.c tcp_reset, tcp_timer.c tcp_write_err: what the next read or the connect fails with. */
function failureError(failure: Failure, wasConnected: boolean, destination: Destination): Error {
  if (!wasConnected)
    return hostPortException(failure === 'timeout' ? 'ETIMEDOUT' : 'ECONNREFUSED', 'connect', destination);
  return errnoException(failure === 'timeout' ? 'ETIMEDOUT' : 'ECONNRESET', 'read');
}
