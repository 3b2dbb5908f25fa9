/** What every socket user is given, and the calls that they share. */

import type { Kernel } from '../../sim/kernel/kernel.js';
import type { DeviceLog } from '../../sim/kernel/log.js';
import type { Blocking } from '../../sim/kernel/task.js';
import type { SocketApi } from '../../sim/lwip/sockets/socket-api.js';
import type { Ipv4 } from '../../sim/wire/segment.js';

/** The device and the run, as a socket user sees them. */
export interface UserContext {
  readonly kernel: Kernel;
  readonly log: DeviceLog;
  readonly sockets: SocketApi;
  /** Address of a client by its name. */
  readonly addressOf: (client: string) => Ipv4;
}

/** `errno` of the running task. */
export function errnoOf({ kernel }: UserContext): number {
  return kernel.current?.errno ?? 0;
}

/** Sleeps in whole ticks. */
export function* sleepUs({ kernel }: UserContext, us: number): Blocking<void> {
  yield* kernel.sleepTicks(Math.ceil(us / kernel.tickUs));
}

/** Opens a TCP connection; -1 with a warning in the log when there is no socket or nobody answers. */
export function* connectTo(
  context: UserContext,
  tag: string,
  { peer, port }: { readonly peer: string; readonly port: number },
): Blocking<number> {
  const { sockets, log, addressOf } = context;
  const fd = yield* sockets.socket('inet', 'stream');
  if (fd < 0) {
    log.w(tag, `socket() failed: ${errnoOf(context)}`);
    return -1;
  }
  if ((yield* sockets.connect(fd, { ip: addressOf(peer), port })) === 0) return fd;
  log.w(tag, `connect() to ${peer} failed: ${errnoOf(context)}`);
  yield* sockets.close(fd);
  return -1;
}

/** Sends everything; false when the connection fails. */
export function* sendAll({ sockets }: UserContext, fd: number, data: Uint8Array): Blocking<boolean> {
  for (let at = 0; at < data.length;) {
    const sent = yield* sockets.send(fd, data, at, data.length - at);
    if (sent <= 0) return false;
    at += sent;
  }
  return true;
}
