/** Errors of sockets exactly as Node makes them, with the fields that libraries look at. */

import { constants } from 'node:os';

/** Codes that a virtual connection can fail with. */
export type SocketErrorCode =
  'ECONNREFUSED' | 'ECONNRESET' | 'ETIMEDOUT' | 'EPIPE' | 'EHOSTUNREACH' | 'EADDRINUSE' | 'EADDRNOTAVAIL';

/** Where a connection was to go. */
export interface Destination {
  readonly address: string;
  readonly port: number;
}

/** node:internal/errors ErrnoException: `read ECONNRESET`. */
export function errnoException(code: SocketErrorCode, syscall: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${syscall} ${code}`), { errno: -constants.errno[code], code, syscall });
}

/** node:internal/errors ExceptionWithHostPort: `connect ECONNREFUSED 192.168.4.2:80`. */
export function hostPortException(
  code: SocketErrorCode,
  syscall: string,
  { address, port }: Destination,
  note = '',
): NodeJS.ErrnoException {
  const error = new Error(`${syscall} ${code} ${address}:${port}${note}`);
  return Object.assign(error, { errno: -constants.errno[code], code, syscall, address, port });
}

/** node:internal/errors ERR_SOCKET_CLOSED_BEFORE_CONNECTION. */
export function closedBeforeConnection(): NodeJS.ErrnoException {
  const error = new Error('Socket closed before the connection was established');
  return Object.assign(error, { code: 'ERR_SOCKET_CLOSED_BEFORE_CONNECTION' });
}

/** node:internal/errors ERR_SOCKET_CLOSED. */
export function socketClosed(): NodeJS.ErrnoException {
  return Object.assign(new Error('Socket is closed'), { code: 'ERR_SOCKET_CLOSED' });
}
