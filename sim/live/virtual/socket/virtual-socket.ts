/**
 * A `net.Socket` whose TCP is a simulated host's.
 *
 * It is a real `net.Socket` that gets other methods (and stays an instance of it), so that a socket which a program has
 * made itself can be connected to the device. Modelled: Node's order of events, errors, half-close, timeouts, reset,
 * backpressure both ways.
 * Absent: `onread` buffers, address selection (`autoSelectFamily`), `blockList`.
 */

import net from 'node:net';

import type { RealConnection, Failure } from './connection.js';
import { errnoException, hostPortException, type Destination } from './errors.js';
import { applyKeepAlive, VirtualSocket } from './socket-methods.js';
import { STATE, type Internals, type VirtualState, type WithState } from './virtual-state.js';

/** Options of `net.connect` that concern the connection. */
export interface SocketOptions {
  readonly noDelay?: boolean | undefined;
  readonly keepAlive?: boolean | undefined;
  readonly keepAliveInitialDelay?: number | undefined;
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
    isUnderTls: false,
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
      // As net.Socket: nothing is read of one that its program paused before it was connected.
      if (socket.isPaused()) connection.readNothingYet();
      else socket.read(0);
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
