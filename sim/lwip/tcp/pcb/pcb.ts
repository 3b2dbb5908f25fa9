/** TCP control blocks: the state of one connection, and of one listening socket. Plain data; see the other files. */

import type { Lifecycle } from '../../../kernel/lifecycle.js';
import type { Ipv4 } from '../../../wire/segment.js';
import type { RxPbuf } from '../../core/pbuf.js';
import type { LateLimits } from '../../../resources/late-limits.js';
import type { LimitedResource } from '../../../resources/resource.js';
import type { Err } from '../../core/errno.js';
import type { TcpEvent, TcpState } from './connection.table.js';
import type { ListenerEvent, ListenerState } from './listener.table.js';
import type { PcbList } from './pcb-lists.js';
import type { TxSegment } from '../output/segments.js';

/** `tcp_recv_fn`: in-sequence data, or undefined for the peer's FIN. */
export type ReceiveCallback = (pcb: TcpPcb, data: RxPbuf | undefined) => Err;
/** `tcp_sent_fn`: so many bytes have been acknowledged. */
export type SentCallback = (pcb: TcpPcb, bytes: number) => Err;
/** `tcp_poll_fn`: called every `pollInterval` slow ticks, and when memory may have become free. */
export type PollCallback = (pcb: TcpPcb) => Err;
/** `tcp_err_fn`: the pcb is gone already. */
export type ErrorCallback = (err: Err) => void;
/** `tcp_connected_fn`: the handshake of `connect` is done. */
export type ConnectedCallback = (pcb: TcpPcb) => Err;
/** `tcp_accept_fn`: a new connection, or undefined with `Err.MEM` when a SYN found no memory for a pcb. */
export type AcceptCallback = (listener: TcpListener, pcb: TcpPcb | undefined, err: Err) => Err;

/** `pcb->flags` (tcp.h). */
export const TF_ACK_DELAY = 0x01;
export const TF_ACK_NOW = 0x02;
export const TF_INFR = 0x04;
export const TF_CLOSEPEND = 0x08;
export const TF_RXCLOSED = 0x10;
export const TF_FIN = 0x20;
export const TF_NODELAY = 0x40;
export const TF_NAGLEMEMERR = 0x80;
export const TF_BACKLOGPEND = 0x200;
export const TF_RTO = 0x800;

/** A received segment that waits for the gap before it to fill. */
export interface OutOfOrderSegment {
  seq: number;
  /** Payload bytes after trimming. */
  length: number;
  /** FIN and SYN bits of the segment. */
  flags: number;
  data: RxPbuf;
}

/** One TCP connection (or a pcb that is not connected yet). */
export class TcpPcb {
  prev: TcpPcb | undefined;
  next: TcpPcb | undefined;
  list: PcbList<TcpPcb> | undefined;

  localIp: Ipv4 = 0;
  remoteIp: Ipv4 = 0;
  localPort = 0;
  remotePort = 0;
  reuseAddress = false;
  keepAlive = false;
  keepIdleMs: number;
  keepIntervalMs: number;
  keepCount: number;
  keepProbesSent = 0;

  flags = 0;
  /** What holds its unsent data back, as the trace was told last. */
  heldBy: 'nagle' | 'window' | 'congestion' | undefined;
  /** Slow tick (`tcp_ticks`) of the last segment received; `pcb->tmr`. */
  lastActivityTick = 0;

  rcvNxt = 0;
  rcvWnd: number;
  /** The whole window (TCP_WND). */
  readonly rcvWndMax: number;
  /** Window last announced, and its right edge. */
  rcvAnnWnd: number;
  rcvAnnRightEdge = 0;

  /**
   * Slow tick at which the retransmission timer was (re)started, undefined while it is off; lwIP counts `rtime` up
   * from 0 instead, and does not count while the persist timer runs.
   */
  rtoStartTick: number | undefined;
  /** Retransmission time-out in slow ticks. */
  rto: number;
  /** Slow tick at which the measured round trip began; 0 when none is measured (`rttest`). */
  rttStartTick = 0;
  rttSeq = 0;
  /** Smoothed RTT and its variance, scaled as in Van Jacobson's paper. */
  sa = 0;
  sv: number;
  retransmissions = 0;
  dupAcks = 0;
  lastAck = 0;
  cwnd = 1;
  ssthresh: number;
  rtoEnd = 0;
  bytesAcked = 0;

  mss: number;
  sndNxt = 0;
  sndWl1 = 0;
  sndWl2 = 0;
  sndLbb = 0;
  sndWnd = 0;
  sndWndMax = 0;
  /** Free send buffer in bytes. */
  sndBuf: number;
  /** Pbufs in the send queues. */
  sndQueueLength = 0;
  /** The last write found the send queue full. */
  sendQueueIsFull = false;
  /** What has turned somebody away; most connections never have any. */
  limits: LateLimits | undefined;
  /** Room left in the last unsent segment's buffer (TCP_OVERSIZE). */
  unsentOversize = 0;
  readonly unsent: TxSegment[] = [];
  readonly unacked: TxSegment[] = [];
  readonly ooseq: OutOfOrderSegment[] = [];
  refusedData: { data: RxPbuf; finToo: boolean } | undefined;

  /** Persist timer: back-off stage (0 off), slow ticks at which this stage and the timer began, probes sent. */
  persistBackoff = 0;
  persistStartTick = 0;
  persistBegunTick = 0;
  persistProbes = 0;

  /** Poll callback every so many slow ticks; 0 never. */
  pollInterval = 0;
  /** Slow tick at which the poll counter was last zero. */
  pollStartTick = 0;
  /**
   * False when the poll callback would do nothing, so that an idle connection needs no tick; kept by the netconn
   * layer.
   */
  wantsPoll = true;

  listener: TcpListener | undefined;
  onReceive: ReceiveCallback | undefined;
  onSent: SentCallback | undefined;
  onConnected: ConnectedCallback | undefined;
  onPoll: PollCallback | undefined;
  onError: ErrorCallback | undefined;
  /** Who uses the pcb, for inspection: set by the netconn layer. */
  owner: unknown;

  /** Number of the timer pass that last looked at this pcb (`last_timer`). */
  lastTimerPass = 0;
  /** Count of TCP timer calls (250 ms) at which this pcb next needs a look; kept by timers.ts. */
  dueCount = Number.POSITIVE_INFINITY;
  /** That has to be looked at again. */
  isTouched = false;

  constructor(
    readonly lifecycle: Lifecycle<TcpState, TcpEvent>,
    /** When it was allocated; in TIME_WAIT since when it is there. */
    public sinceUs: number,
    initial: {
      readonly wnd: number;
      readonly mss: number;
      readonly rto: number;
      readonly sndBuf: number;
      readonly ssthresh: number;
      readonly keepIdleMs: number;
      readonly keepIntervalMs: number;
      readonly keepCount: number;
    },
  ) {
    this.rcvWnd = initial.wnd;
    this.rcvWndMax = initial.wnd;
    this.rcvAnnWnd = initial.wnd;
    this.mss = initial.mss;
    this.rto = initial.rto;
    this.sv = initial.rto;
    this.sndBuf = initial.sndBuf;
    this.ssthresh = initial.ssthresh;
    this.keepIdleMs = initial.keepIdleMs;
    this.keepIntervalMs = initial.keepIntervalMs;
    this.keepCount = initial.keepCount;
  }

  get state(): TcpState {
    return this.lifecycle.state;
  }
}

/** One listening pcb. */
export class TcpListener {
  /** Connections in SYN_RCVD or not yet accepted by the application. */
  acceptsPending = 0;
  onAccept: AcceptCallback | undefined;
  owner: unknown;

  constructor(
    readonly lifecycle: Lifecycle<ListenerState, ListenerEvent>,
    readonly localIp: Ipv4,
    readonly localPort: number,
    readonly reuseAddress: boolean,
    /** Most connections pending; at least 1. */
    readonly backlog: number,
    /** The backlog as a limited resource. */
    readonly resource: LimitedResource,
  ) {}
}
