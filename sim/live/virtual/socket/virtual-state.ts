/** What a virtual socket keeps, and where it stands. */

import type net from 'node:net';

import type { RealConnection } from './connection.js';
import type { Destination } from './errors.js';

/** What a virtual socket has besides a `net.Socket`'s own. */
export interface VirtualState {
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
  /** Its bytes are made by Node's TLS, which goes on in a later turn. */
  isUnderTls: boolean;
  keepAlive: { readonly on: boolean; readonly delayMs: number } | undefined;
}

/** Where a socket has its state. */
export const STATE = Symbol('lwip-twin virtual socket');

/** A socket that may be virtual. */
export type WithState = net.Socket & { [STATE]?: VirtualState };

/** Parts of `net.Socket` that its types do not tell of. */
export interface Internals {
  _unrefTimer(): void;
  _parent?: Internals | null;
  _undestroy(): void;
  server?: net.Server | null;
  _server?: (net.Server & { _connections: number; _emitCloseIfDrained(): void }) | null;
}

/** The state of a virtual socket. */
export function stateOf(socket: net.Socket): VirtualState {
  return (socket as WithState)[STATE]!;
}

/** Where a virtual socket stands, for people. */
export interface SocketView {
  readonly isRef: boolean;
  readonly destination: Destination;
  readonly state: string;
}

/** Its TCP is a simulated host's. */
export function isVirtual(socket: net.Socket): boolean {
  return (socket as WithState)[STATE] !== undefined;
}

/** The view of a socket; undefined for one that is not virtual, or over. */
export function viewOf(socket: net.Socket): SocketView | undefined {
  const state = (socket as WithState)[STATE];
  if (state?.connection === undefined) return undefined;
  return { isRef: state.isRef, destination: state.destination, state: state.connection.state };
}
