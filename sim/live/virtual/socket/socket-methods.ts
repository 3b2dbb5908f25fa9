/**
 * The methods of `net.Socket` as a virtual socket has them: Node's order of events, errors, half-close, timeouts, reset,
 * backpressure.
 */

import { US_PER_MS } from '../../../kernel/units.js';
import net from 'node:net';

import { closedBeforeConnection, errnoException, socketClosed } from './errors.js';
import { setVirtualTimeout } from './virtual-timeout.js';
import { stateOf, type Internals, type VirtualState } from './virtual-state.js';

/** libuv src/unix/tcp.c uv__tcp_keepalive: interval 1 s, ten probes. */
const KEEPALIVE_INTERVAL_US = 1_000_000;
const KEEPALIVE_COUNT = 10;
/** net.ipv4.tcp_keepalive_time, where the program names no delay. */
const KEEPALIVE_IDLE_MS = 7_200_000;

type Done = (error?: Error | null) => void;

/** The methods of a virtual socket. Never constructed: sockets get them by {@link makeVirtual}. */
export class VirtualSocket extends net.Socket {
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
    setVirtualTimeout(this, stateOf(this), ms, callback);
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
  if (state.isUnderTls) connection.busy();
  connection.send(bytes, () => {
    done();
  });
}

/** Tells the connection what the program wants of keep-alive probes. */
export function applyKeepAlive({ connection, keepAlive }: VirtualState): void {
  if (keepAlive === undefined) return;
  const { on, delayMs } = keepAlive;
  const idleMs = delayMs > 0 ? delayMs : KEEPALIVE_IDLE_MS;
  connection?.setKeepAlive(
    on
      ? { idleUs: idleMs * US_PER_MS, intervalUs: KEEPALIVE_INTERVAL_US, count: KEEPALIVE_COUNT }
      : undefined,
  );
}
