/**
 * The BSD socket interface of the simulated device, as firmware models call it.
 *
 * Functions that can block or be preempted are generators: `const n = yield* sockets.recv(fd, buf, 0, 128)`. They
 * return what the C function returns (-1 on error) and leave `errno` in the calling task
 * (`kernel.current.errno`; values in errno.ts).
 */

import type { Blocking, Perhaps } from '../../kernel/task.js';
import type { Ipv4 } from '../../wire/segment.js';

export type SocketDomain = 'inet' | 'inet6';
export type SocketType = 'stream' | 'dgram';

export interface SocketAddress {
  readonly ip: Ipv4;
  readonly port: number;
}

/** What travels in a UDP datagram between parts of the device: real bytes, or a C struct kept as an object. */
export interface Datagram {
  /** Bytes that it would have on the wire. */
  readonly length: number;
  readonly value: unknown;
}

/** A set of file descriptors (`fd_set`), 64 of them (FD_SETSIZE). */
export class FdSet {
  /** Bits of the descriptors 0 to 31. @internal */
  private low = 0;
  /** Bits of those above. @internal */
  private high = 0;

  clear(): void {
    this.low = 0;
    this.high = 0;
  }

  add(fd: number): void {
    if (fd < WORD_BITS) this.low |= 1 << fd;
    else this.high |= 1 << (fd - WORD_BITS);
  }

  remove(fd: number): void {
    if (fd < WORD_BITS) this.low &= ~(1 << fd);
    else this.high &= ~(1 << (fd - WORD_BITS));
  }

  has(fd: number): boolean {
    return ((fd < WORD_BITS ? this.low >>> fd : this.high >>> (fd - WORD_BITS)) & 1) !== 0;
  }

  copyFrom(other: FdSet): void {
    this.low = other.low;
    this.high = other.high;
  }
}

const WORD_BITS = 32;

/** Options of `setsockopt`, named as in C; times in milliseconds, `SO_LINGER` in seconds, others as given. */
export type SocketOption =
  | { readonly name: 'SO_REUSEADDR' | 'SO_KEEPALIVE' | 'TCP_NODELAY'; readonly value: boolean }
  | { readonly name: 'SO_RCVTIMEO' | 'SO_SNDTIMEO'; readonly timeoutMs: number }
  | { readonly name: 'TCP_KEEPIDLE' | 'TCP_KEEPINTVL'; readonly seconds: number }
  | { readonly name: 'TCP_KEEPCNT'; readonly count: number }
  | { readonly name: 'SO_LINGER'; readonly on: boolean; readonly seconds: number };

/** `MSG_` flags of recv and send. */
export const MSG_PEEK = 0x01;
export const MSG_DONTWAIT = 0x08;
export const MSG_MORE = 0x10;

/** One entry of `poll()`. */
export interface PollFd {
  readonly fd: number;
  /** Requested: bitwise or of POLLIN, POLLOUT. */
  readonly events: number;
  /** Returned: also POLLERR, POLLNVAL. Written by `poll`. */
  revents: number;
}
export const POLLIN = 0x1;
export const POLLOUT = 0x2;
export const POLLERR = 0x4;
export const POLLNVAL = 0x8;

export interface SocketApi {
  socket(domain: SocketDomain, type: SocketType): Blocking<number>;
  bind(fd: number, address: SocketAddress): Blocking<number>;
  listen(fd: number, backlog: number): Blocking<number>;
  accept(fd: number): Blocking<number>;
  connect(fd: number, address: SocketAddress): Blocking<number>;
  /** Receives into `buffer[offset..offset+length)`. 0 is the peer's FIN. */
  recv(fd: number, buffer: Uint8Array, offset: number, length: number, flags?: number): Blocking<number>;
  /** Whether a receive of `length` bytes would find them all, and neither wait nor take time. @internal */
  isAtHand(fd: number, length: number): boolean;
  /** Receives `length` bytes that are {@link isAtHand at hand}. @internal */
  recvAtHand(fd: number, buffer: Uint8Array, offset: number, length: number): void;
  /** Sends `data[offset..offset+length)`; returns the bytes queued. */
  send(fd: number, data: Uint8Array, offset: number, length: number, flags?: number): Blocking<number>;
  /**
   * Sends like {@link send} without flags, where that takes no time: a number when it is done, otherwise what is left to
   * wait for. Undefined: nothing was done, use `send`. @internal
   */
  sendNow(fd: number, data: Uint8Array, offset: number, length: number): Perhaps<number> | undefined;
  sendto(fd: number, datagram: Datagram, to: SocketAddress): Blocking<number>;
  /** Receives one datagram of a UDP socket; undefined on error. */
  recvDatagram(fd: number, flags?: number): Blocking<Datagram | undefined>;
  /**
   * `select` (through esp_vfs on ESP-IDF); sets hold the result afterwards. `timeoutMs` undefined waits for ever.
   */
  select(
    maxFdPlus1: number,
    read: FdSet | undefined,
    write: FdSet | undefined,
    except: FdSet | undefined,
    timeoutMs: number | undefined,
  ): Blocking<number>;
  /** `poll`; `timeoutMs` below 0 waits for ever. */
  poll(fds: readonly PollFd[], timeoutMs: number): Blocking<number>;
  close(fd: number): Blocking<number>;
  /** `how`: SHUT_RD, SHUT_WR or both. */
  shutdown(fd: number, how: 'rd' | 'wr' | 'rdwr'): Blocking<number>;
  setsockopt(fd: number, option: SocketOption): Blocking<number>;
  /** SO_ERROR: the pending error, cleared by reading. -1 for a bad fd. */
  getSocketError(fd: number): Blocking<number>;
  /** `fcntl(fd, F_SETFL, O_NONBLOCK)`. */
  setNonBlocking(fd: number, on: boolean): Blocking<number>;
  /** `fcntl(fd, F_GETFD)` as ESP-IDF's vfs answers it: false means EBADF. */
  isOpen(fd: number): boolean;
  /** Remote address of a connected socket; undefined with errno set otherwise. */
  getpeername(fd: number): Blocking<SocketAddress | undefined>;
  getsockname(fd: number): Blocking<SocketAddress | undefined>;
}
