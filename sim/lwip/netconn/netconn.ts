/**
 * Netconns, the calls of tasks on them, and what the parts of this layer share: lwIP's sequential API between sockets and pcbs (api.h, api_msg.c, api_lib.c). Data only; operations are in
 * the files beside it.
 *
 * Modelled: TCP and UDP netconns, their mailboxes, pending error, blocking and non-blocking operations, full duplex
 * (LWIP_NETCONN_FULLDUPLEX 1: mailboxes are marked invalid at close and emptied when the netconn is freed).
 * Absent: raw netconns, DNS, multicast, SO_RCVBUF, LWIP_NETCONN_FULLDUPLEX 0, LWIP_TCPIP_CORE_LOCKING 1.
 */

import type { Kernel } from '../../kernel/kernel.js';
import type { Semaphore } from '../../kernel/sync.js';
import { NO_PAYLOAD } from '../../wire/segment.js';
import type { Environment } from '../core/environment.js';
import type { Memory } from '../core/memory.js';
import type { LwipOptions } from '../core/options.js';
import type { SysArch } from '../core/sys-arch.js';
import type { Tcpip } from '../core/tcpip.js';
import type { DatagramCallback, Udp } from '../core/udp.js';
import type { Datagram, SocketOption } from '../sockets/socket-api.js';
import type { TcpApi } from '../tcp/api.js';
import type {
  AcceptCallback,
  ConnectedCallback,
  PollCallback,
  ReceiveCallback,
  SentCallback,
} from '../tcp/pcb/pcb.js';
import type { Lifecycle } from '../../kernel/lifecycle.js';
import type { Task } from '../../kernel/task.js';
import type { Holder } from '../../kernel/trace.js';
import type { LimitedResource } from '../../resources/resource.js';
import { partHolder } from '../../resources/holder.js';
import type { Ipv4 } from '../../wire/segment.js';
import { Err } from '../core/errno.js';
import type { Mailbox } from '../core/mailbox.js';
import type { NetconnEvent as NetconnLifecycleEvent, NetconnState } from './netconn.table.js';
import type { RxPbuf } from '../core/pbuf.js';
import type { TcpListener, TcpPcb } from '../tcp/pcb/pcb.js';
import type { Netbuf, UdpPcb } from '../core/udp.js';

export type NetconnType = 'tcp' | 'udp';

/** A message in a mailbox that is no data: the end of the stream, or an error (`lwip_netconn_err_to_msg`). */
export class Notice {
  constructor(readonly err: Err) {}
}

/** The peer's FIN. */
export const STREAM_ENDED = new Notice(Err.CLSD);
/** A connection was reset. */
export const CONNECTION_RESET = new Notice(Err.RST);
/** A connection was aborted, or could not be taken in for want of memory. */
export const CONNECTION_ABORTED = new Notice(Err.ABRT);
/** Another task has closed the netconn under a waiting one. */
export const NETCONN_DELETED = new Notice(Err.CONN);

/** The notice for a connection error. */
export function noticeOf(err: Err): Notice {
  if (err === Err.CLSD) return STREAM_ENDED;
  return err === Err.RST ? CONNECTION_RESET : CONNECTION_ABORTED;
}

/** What a receive mailbox holds: packets of a stream, datagrams, notices. */
export type ReceiveMessage = RxPbuf | Netbuf | Notice;
/** What an accept mailbox holds. */
export type AcceptMessage = Netconn | Notice;

/** `conn->socket` before the socket exists; it counts down from here with each receive event. */
export const NO_SOCKET = -1;
/** SO_LINGER off. */
export const NO_LINGER = -1;

/** One netconn (`struct netconn`). */
export class Netconn {
  /** The TCP pcb, listener or UDP pcb; all undefined once it is gone. */
  tcp: TcpPcb | undefined;
  listener: TcpListener | undefined;
  udp: UdpPcb | undefined;
  receiveMailbox: Mailbox<ReceiveMessage> | undefined;
  acceptMailbox: Mailbox<AcceptMessage> | undefined;
  /** Error not yet told to the application. */
  pendingError: Err = Err.OK;
  /** The socket's fd; below 0 without one (see {@link NO_SOCKET}). */
  socket = NO_SOCKET;
  /** The call that a blocking write, connect or close waits with. */
  currentCall: ApiCall | undefined;
  sendTimeoutMs = 0;
  receiveTimeoutMs = 0;
  /** SO_LINGER seconds, or {@link NO_LINGER}. */
  lingerSeconds = NO_LINGER;
  nonBlocking = false;
  nonBlockingConnect = false;
  /** A non-blocking write left data over: the poll callback looks for room (NETCONN_FLAG_CHECK_WRITESPACE). */
  checkWriteSpace = false;
  /** Mailboxes take no more and must not be waited on (NETCONN_FLAG_MBOXINVALID). */
  mailboxInvalid = false;
  /** The connection has failed: don't wait on the receive mailbox (NETCONN_FLAG_MBOXCLOSED). */
  mailboxClosed = false;
  /** A FIN was seen by a receive call that had data to return first (NETCONN_FIN_RX_PENDING). */
  finPending = false;
  /** Tasks that wait in a mailbox fetch. */
  readonly mailboxWaiters: Task[] = [];
  /** The peer, remembered for reports after the pcb is gone. */
  peerIp: Ipv4 = 0;
  peerPort = 0;
  localPort = 0;
  /** Bound once: the only TCP callback that is not given its pcb. */
  readonly onTcpError: (err: Err) => void;

  constructor(
    readonly type: NetconnType,
    readonly lifecycle: Lifecycle<NetconnState, NetconnLifecycleEvent>,
    /** When it was allocated. */
    readonly sinceUs: number,
    onTcpError: (conn: Netconn, err: Err) => void,
  ) {
    this.onTcpError = (err) => {
      onTcpError(this, err);
    };
  }

  get state(): NetconnState {
    return this.lifecycle.state;
  }

  /** True when a pcb of any kind is attached. */
  get hasPcb(): boolean {
    return this.tcp !== undefined || this.listener !== undefined || this.udp !== undefined;
  }
}

/** Takes the pending error (`netconn_err`). */
export function takePendingError(conn: Netconn): Err {
  const err = conn.pendingError;
  conn.pendingError = Err.OK;
  return err;
}

/** Name of a netconn for reports: the client it serves, `listener :80`, `udp :32768`. */
export function netconnName(conn: Netconn, peerName: (ip: Ipv4) => string): string {
  if (conn.type === 'udp') return `udp :${conn.udp?.localPort ?? 0}`;
  if (conn.listener !== undefined) return `listener :${conn.listener.localPort}`;
  return conn.peerIp === 0 ? 'tcp unconnected' : peerName(conn.peerIp);
}

/** One task's call: parameters and answer (`struct api_msg`). Which fields count depends on the handler. */
export class ApiCall {
  /** The answer. */
  err: Err = Err.OK;
  finished = true;
  /** The task has gone to sleep until the answer. */
  waiting = false;
  conn!: Netconn;

  data: Uint8Array = NO_PAYLOAD;
  dataOffset = 0;
  /** Bytes to write or consumed. */
  length = 0;
  /** Bytes written so far. */
  written = 0;
  /** A `blocked` record says that the task waits; its end is to be written. */
  reportsWait = false;
  more = false;
  dontBlock = false;
  /** `sys_now()` at the call: send, close and linger timeouts count from here. */
  startedMs = 0;
  shutdownReceive = false;
  shutdownSend = false;
  ip: Ipv4 = 0;
  port = 0;
  backlog = 0;
  datagram: Datagram | undefined;
  option: SocketOption | undefined;
  /** errno of a socket option call. */
  errno = 0;

  constructor(
    readonly ctx: NetconnContext,
    readonly task: Task,
    /** The task's semaphore. */
    readonly done: Semaphore,
  ) {}

  /** True once after a wait that a `blocked` record tells of. */
  endWait(): boolean {
    const { reportsWait } = this;
    this.reportsWait = false;
    return reportsWait;
  }
}

/** `enum netconn_evt` (api.h): what the socket layer is told of a netconn. */
export type NetconnEvent = 'receive-plus' | 'receive-minus' | 'send-plus' | 'send-minus' | 'error';

/** What TCP and UDP call when something happens to a pcb that belongs to a netconn. */
export interface NetconnCallbacks {
  readonly receive: ReceiveCallback;
  readonly sent: SentCallback;
  readonly poll: PollCallback;
  /** The connection is gone. */
  readonly failed: (conn: Netconn, err: Err) => void;
  readonly accept: AcceptCallback;
  readonly connected: ConnectedCallback;
  readonly datagram: DatagramCallback;
}

/** The call records of all tasks. */
export interface CallRecords {
  /** The record of the running task. Without memory for its semaphore the firmware reads a NULL pointer. */
  ofCurrent(): ApiCall;
  /** Makes sure of the running task's semaphore; without memory it is tried again when needed. */
  prepareCurrent(): void;
}

/** What the parts of the netconn layer share. */
export interface NetconnContext {
  readonly env: Environment;
  readonly kernel: Kernel;
  readonly options: LwipOptions;
  readonly memory: Memory;
  readonly tcpip: Tcpip;
  readonly tcp: TcpApi;
  readonly udp: Udp;
  readonly port: SysArch;
  readonly calls: CallRecords;
  readonly callbacks: NetconnCallbacks;
  /** Every allocated netconn, oldest first. */
  readonly live: Set<Netconn>;
  /** Counts them. */
  readonly count: LimitedResource;
  /** Tells the socket layer (`API_EVENT`). */
  notify(conn: Netconn, event: NetconnEvent): void;
}

/** A netconn as the holder of a socket, or of whatever else it takes; `sinceUs`: since when. */
export function netconnHolder(
  conn: Netconn,
  peerName: (ip: Ipv4) => string,
  sinceUs: number = conn.sinceUs,
): Holder {
  const name = netconnName(conn, peerName);
  const isClient = conn.type === 'tcp' && conn.listener === undefined && conn.peerIp !== 0;
  return isClient
    ? { kind: 'client', name, port: conn.peerPort, since: sinceUs }
    : Object.assign(partHolder(name), { since: sinceUs });
}
