/**
 * TLS of a real client over a virtual socket: Node's own, with the clock of the run.
 *
 * Absent: sessions that other sockets than those of `tls.connect` (and so of https, wss, undici) begin.
 */

import net from 'node:net';
import tls from 'node:tls';

import { setVirtualTimeout, type TimeoutHolder } from './virtual-timeout.js';
import type { Internals, WithState } from './virtual-state.js';
import { STATE } from './virtual-state.js';

/** Options of `tls.connect` that concern more than TLS. */
export type TlsConnectOptions = tls.ConnectionOptions & { readonly timeout?: number | undefined };

/** `tls.connect` of Node's. */
export type TlsConnect = (options: TlsConnectOptions, onSecure?: () => void) => tls.TLSSocket;

/** TLS over a socket that is virtual, connected or not. */
export function secure(
  connect: TlsConnect,
  socket: net.Socket,
  { timeout, ...options }: TlsConnectOptions,
  onSecure: (() => void) | undefined,
): tls.TLSSocket {
  const state = (socket as WithState)[STATE];
  if (state !== undefined) state.isUnderTls = true;
  const isConnected = state?.isConnected === true;
  const { servername = nameFor(options.host) } = options;
  const secured = connect({ ...options, servername, socket, ALPNProtocols: options.ALPNProtocols }, onSecure);
  giveVirtualClock(secured);
  borrowFrom(secured, socket);
  if (timeout !== undefined && timeout > 0) secured.setTimeout(timeout);
  if (isConnected) {
    // Node believes that a socket without a handle is still to be connected.
    Object.assign(secured, { connecting: false });
    secured.emit('connect');
  }
  return secured;
}

/** RFC 6066 section 3: addresses are no server names. */
function nameFor(host: string | undefined): string {
  return host === undefined || net.isIP(host) !== 0 ? '' : host;
}

function giveVirtualClock(secured: tls.TLSSocket): void {
  const holder: TimeoutHolder = { timer: undefined };
  Object.assign(secured, {
    setTimeout(ms: number, callback?: () => void) {
      setVirtualTimeout(secured, holder, ms, callback);
      return secured;
    },
    _unrefTimer() {
      holder.timer?.refresh();
    },
  });
  secured.once('close', () => {
    clearTimeout(holder.timer);
  });
}

/** What only the socket below knows. */
function borrowFrom(secured: tls.TLSSocket, socket: net.Socket): void {
  Object.assign(secured, {
    setNoDelay(on?: boolean) {
      socket.setNoDelay(on);
      return secured;
    },
    setKeepAlive(on?: boolean, delayMs?: number) {
      socket.setKeepAlive(on, delayMs);
      return secured;
    },
    ref() {
      socket.ref();
      return secured;
    },
    unref() {
      socket.unref();
      return secured;
    },
    address: () => socket.address(),
  } satisfies Partial<Record<keyof (tls.TLSSocket & Internals), unknown>>);
  for (const name of [
    'remoteAddress',
    'remotePort',
    'remoteFamily',
    'localAddress',
    'localPort',
    'localFamily',
  ] as const)
    Object.defineProperty(secured, name, { configurable: true, get: () => socket[name] });
}
