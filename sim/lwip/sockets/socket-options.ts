/**
 * setsockopt() and SO_ERROR (`lwip_setsockopt`, `lwip_getsockopt` and their `_impl` of sockets.c).
 *
 * Both go to the tcpip thread as a callback message, which costs a MEMP_TCPIP_MSG_API while it lasts.
 * Simplified: SO_KEEPALIVE set on a listener is not passed on to its connections.
 */

import { MS_PER_S } from '../../kernel/units.js';
import { ModelError } from '../../kernel/errors.js';
import type { Blocking } from '../../kernel/task.js';
import { answer, request } from '../netconn/api-call.js';
import { EINVAL, ENOMEM, ENOPROTOOPT, Err, errToErrno } from '../core/errno.js';
import type { ApiCall, NetconnContext } from '../netconn/netconn.js';
import { NO_LINGER, takePendingError, type Netconn } from '../netconn/netconn.js';
import type { LwipOptions } from '../core/options.js';
import type { SocketOption } from './socket-api.js';
import type { SocketLayer } from './socket-layer.js';
import { TF_NODELAY, type TcpPcb } from '../tcp/pcb/pcb.js';

/** Linger times are kept in 16 bits. */
const MAX_LINGER_SECONDS = 0xffff;

/** As {@link SocketApi.setsockopt}. */
export function* setSocketOption(layer: SocketLayer, fd: number, option: SocketOption): Blocking<number> {
  const slot = layer.table.enter(fd);
  if (slot === undefined) return -1;
  const call = layer.ctx.calls.ofCurrent();
  call.option = option;
  const errno = yield* callback(layer.ctx, call, slot.conn!, applyOption);
  yield* layer.leave(slot);
  return errno === 0 ? 0 : layer.fail(errno);
}

/** As {@link SocketApi.getSocketError}: the pending error as errno, cleared by asking. */
export function* socketError(layer: SocketLayer, fd: number): Blocking<number> {
  const slot = layer.table.enter(fd);
  if (slot === undefined) return -1;
  const call = layer.ctx.calls.ofCurrent();
  const errno = yield* callback(layer.ctx, call, slot.conn!, takeError);
  yield* layer.leave(slot);
  if (errno === 0) return call.errno;
  return layer.fail(errno);
}

/** Runs `handler` as a callback message. Returns an errno, 0 when it went well. */
function* callback(
  ctx: NetconnContext,
  call: ApiCall,
  conn: Netconn,
  handler: (call: ApiCall) => number,
): Blocking<number> {
  const { memory } = ctx;
  if (!memory.takeElement('TCPIP_MSG_API')) {
    memory.resourceOf('TCPIP_MSG_API').refuse({ effect: 'socket option call failed with ENOMEM' });
    return ENOMEM;
  }
  let errno = 0;
  call.conn = conn;
  yield* request(call, (own) => {
    errno = handler(own);
    memory.releaseElement('TCPIP_MSG_API');
    answer(own, Err.OK);
  });
  return errno;
}

function takeError(call: ApiCall): number {
  call.errno = errToErrno(takePendingError(call.conn));
  return 0;
}

function applyOption({ ctx, conn, option }: ApiCall): number {
  const errno = apply(ctx.options, conn, option!);
  if (conn.tcp !== undefined) ctx.tcp.touch(conn.tcp);
  return errno;
}

/** Returns 0 or an errno. */
function apply(options: LwipOptions, conn: Netconn, option: SocketOption): number {
  switch (option.name) {
    case 'SO_REUSEADDR':
    case 'SO_KEEPALIVE':
      return applyFlag(options, conn, option.name, option.value);
    case 'SO_RCVTIMEO':
    case 'SO_SNDTIMEO': {
      if (option.timeoutMs < 0) return EINVAL;
      const timeoutMs = Math.floor(option.timeoutMs);
      if (option.name === 'SO_RCVTIMEO') conn.receiveTimeoutMs = timeoutMs;
      else conn.sendTimeoutMs = timeoutMs;
      return 0;
    }
    case 'SO_LINGER':
      if (!options.LWIP_SO_LINGER) return ENOPROTOOPT;
      if (option.on && option.seconds < 0) return EINVAL;
      conn.lingerSeconds = option.on ? Math.min(option.seconds, MAX_LINGER_SECONDS) : NO_LINGER;
      return 0;
    default:
      return applyTcp(conn, option);
  }
}

function applyFlag(
  options: LwipOptions,
  conn: Netconn,
  name: 'SO_REUSEADDR' | 'SO_KEEPALIVE',
  value: boolean,
): number {
  if (name === 'SO_REUSEADDR' && !options.SO_REUSE) return ENOPROTOOPT;
  if (!conn.hasPcb) return EINVAL;
  if (name === 'SO_REUSEADDR') {
    if (conn.tcp !== undefined) conn.tcp.reuseAddress = value;
    if (conn.udp !== undefined) conn.udp.reuseAddress = value;
  } else if (conn.tcp !== undefined) conn.tcp.keepAlive = value;
  return 0;
}

function applyTcp(conn: Netconn, option: SocketOption): number {
  if (!conn.hasPcb) return EINVAL;
  if (conn.type !== 'tcp') return ENOPROTOOPT;
  if (conn.tcp === undefined) return EINVAL;
  setTcpField(conn.tcp, option);
  return 0;
}

function setTcpField(pcb: TcpPcb, option: SocketOption): void {
  switch (option.name) {
    case 'TCP_NODELAY':
      pcb.flags = option.value ? pcb.flags | TF_NODELAY : pcb.flags & ~TF_NODELAY;
      break;
    case 'TCP_KEEPIDLE':
      pcb.keepIdleMs = option.seconds * MS_PER_S;
      break;
    case 'TCP_KEEPINTVL':
      pcb.keepIntervalMs = option.seconds * MS_PER_S;
      break;
    case 'TCP_KEEPCNT':
      pcb.keepCount = option.count;
      break;
    default:
      throw new ModelError('not a TCP option', { name: option.name });
  }
}
