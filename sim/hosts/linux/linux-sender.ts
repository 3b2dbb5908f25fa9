/**
 * The sending half of a Linux connection (net/ipv4/tcp_output.c, tcp_timer.c).
 *
 * Modelled: congestion and device windows, segments and PSH as the kernel's pieces make them (send-pieces.ts), RTO with
 * backoff, fast retransmission, probes of a window that is closed (an old sequence number and no data) or too small for a
 * segment (as much as it takes), giving up after 924.6 s.
 * Simplified: Nagle is off unless asked for (browsers and curl set TCP_NODELAY); after a timeout everything is sent
 * again as the window opens; a program's bytes are taken at once, however many. Absent: SACK, timestamps, tail loss probes,
 * RACK (all need options that lwIP lacks), holding back in the hope of more (tcp_tso_should_defer).
 */

import type { Kernel } from '../../kernel/kernel.js';
import { ACK, FIN, NO_PAYLOAD, PSH } from '../../wire/segment.js';
import { seqAdd, seqDiff, seqGe, seqGt, seqLe, seqLt } from '../../wire/seq.js';
import type { EmitSegment } from '../probe/sender.js';
import { SendQueue } from '../probe/send-queue.js';
import { Congestion } from './congestion.js';
import {
  DEFAULT_MSS,
  GIVE_UP_AFTER_US,
  RETRIES2,
  RTO_MAX_US,
  TSO_MIN_SEGMENTS,
  TSO_NEAR_BYTES,
  TSO_NEAR_US,
  TSO_PACE_US,
} from './constants.js';
import { LinuxTimer } from './linux-timer.js';
import { Rto } from './rto.js';
import { lengthOf, SendPieces, type Piece } from './send-pieces.js';

/** What the sender tells of. */
export interface LinuxSenderEvents {
  giveUp(): void;
  /** Data has been acknowledged. */
  acknowledged(): void;
}

/** Send sequence space and output of one connection. */
export class LinuxSender {
  /** Oldest unacknowledged sequence number, next one to send, and the highest ever sent plus one. */
  unacked: number;
  next: number;
  highest: number;
  window = 0;
  mss = DEFAULT_MSS;
  private isFinQueued = false;
  private hasBegun = false;
  /** False: Nagle's algorithm in Minshall's form (net/ipv4/tcp_output.c tcp_nagle_test). */
  noDelay = true;
  /** End of the last segment sent that was not full (`snd_sml`). */
  private smallEnd: number;
  readonly rto = new Rto();
  private readonly queue = new SendQueue();
  private readonly pieces: SendPieces;
  private readonly congestion = new Congestion();
  private readonly retransmitTimer: LinuxTimer;
  private readonly probeTimer: LinuxTimer;
  /** Sequence number after the last queued byte: the FIN's. */
  private end: number;
  /** Where fast recovery ends. */
  private recover: number;
  private timeouts = 0;
  private firstTimeoutUs = 0;
  private probes = 0;
  /** The segment whose round trip is measured: what acknowledges it, and when it was sent. */
  private timed: { readonly seq: number; readonly sentUs: number } | undefined;

  constructor(
    isn: number,
    private readonly kernel: Kernel,
    private readonly emit: EmitSegment,
    private readonly events: LinuxSenderEvents,
  ) {
    this.unacked = this.smallEnd = isn;
    this.next = this.highest = this.end = this.recover = seqAdd(isn, 1);
    this.pieces = new SendPieces(this.next);
    this.retransmitTimer = new LinuxTimer(kernel, () => {
      this.timeOut();
    });
    this.probeTimer = new LinuxTimer(kernel, () => {
      this.probe();
    });
  }

  /** Bytes not acknowledged, sent or not. */
  get queuedBytes(): number {
    return this.queue.length;
  }

  /** Nothing is on its way and nothing waits. */
  get isQuiet(): boolean {
    return this.unacked === this.next && this.queue.length === 0;
  }

  /** The SYN is acknowledged; `rttUs` absent: it was sent more than once. */
  begin(deviceWindow: number, rttUs: number | undefined): void {
    this.unacked = seqAdd(this.end, -this.queue.length);
    this.window = deviceWindow;
    if (rttUs !== undefined) this.rto.sample(rttUs);
    this.hasBegun = true;
    this.pieces.write(this.queue.length, this.highest, this.mss);
    if (this.isFinQueued) this.pieces.finish(this.highest);
  }

  push(bytes: Uint8Array): void {
    this.queue.push(bytes);
    this.end = seqAdd(this.end, bytes.length);
    if (this.hasBegun) this.pieces.write(bytes.length, this.highest, this.mss);
  }

  get finQueued(): boolean {
    return this.isFinQueued;
  }

  /** A FIN follows what is queued: how much that is, is known once the handshake is done. */
  set finQueued(is: boolean) {
    if (is && !this.isFinQueued && this.hasBegun) this.pieces.finish(this.highest);
    this.isFinQueued = is;
  }

  release(): void {
    this.queue.clear();
  }

  stopTimers(): void {
    this.retransmitTimer.stop();
    this.probeTimer.stop();
  }

  /** Sends what the windows allow, the FIN included. True when something went out. */
  output(): boolean {
    let sent = false;
    for (let piece = this.pieces.at(this.next); piece !== undefined; piece = this.pieces.at(this.next)) {
      const isAgain = seqLt(this.next, this.highest);
      if (isAgain) piece = this.pieces.collapse(piece, this.highest, this.mss);
      const count = this.sendable(piece, isAgain);
      if (count === undefined) break;
      this.sendPiece(piece, count);
      sent = true;
    }
    if (sent) {
      this.probeTimer.stop();
      if (!this.retransmitTimer.isRunning) this.retransmitTimer.start(this.rto.us);
    } else if (this.next === this.unacked && seqLt(this.next, this.end) && !this.probeTimer.isRunning) {
      this.probes = 0;
      this.probeTimer.start(this.rto.us);
    }
    return sent;
  }

  /** Takes the acknowledgement and window of a segment; `isBare`: without data or FIN. True: the FIN is acknowledged. */
  acknowledge(ack: number, deviceWindow: number, isBare: boolean): boolean {
    this.probes = 0;
    if (seqGt(ack, this.unacked) && seqLe(ack, this.highest)) return this.advance(ack, deviceWindow);
    if (ack !== this.unacked) return false;
    const isDuplicate = isBare && deviceWindow === this.window && this.unacked !== this.next;
    this.window = deviceWindow;
    if (
      isDuplicate &&
      this.congestion.onDuplicate(this.segments(seqDiff(this.next, this.unacked))) === 'retransmit'
    ) {
      this.recover = this.highest;
      this.resendFirst();
    }
    return false;
  }

  private advance(ack: number, deviceWindow: number): boolean {
    const acked = seqDiff(ack, this.unacked);
    this.queue.drop(Math.min(acked, this.queue.length));
    this.pieces.drop(ack);
    this.unacked = ack;
    if (seqLt(this.next, ack)) this.next = ack;
    this.window = deviceWindow;
    this.timeouts = 0;
    if (this.timed !== undefined && seqGe(ack, this.timed.seq)) {
      this.rto.sample(this.kernel.nowUs - this.timed.sentUs);
      this.timed = undefined;
    }
    const wasRecovering = this.congestion.isRecovering();
    this.congestion.onAck(this.segments(acked), seqGe(ack, this.recover));
    this.retransmitTimer.stop();
    if (this.unacked !== this.next) this.retransmitTimer.start(this.rto.us);
    if (wasRecovering && this.congestion.isRecovering()) this.resendFirst();
    this.events.acknowledged();
    return this.finQueued && ack === seqAdd(this.end, 1);
  }

  /** Bytes of a piece that may go out now (tcp_write_xmit, tcp_mss_split_point); undefined: not even its beginning. */
  private sendable(piece: Piece, isAgain: boolean): number | undefined {
    const { mss } = this;
    const inFlight = seqDiff(this.next, this.unacked);
    const length = lengthOf(piece);
    const room = this.window - inFlight;
    const { cwnd } = this.congestion;
    const atOnce = Math.min(Math.max(cwnd >> 1, 1), this.segmentsAtOnce);
    const most = Math.min(cwnd - this.segments(inFlight), atOnce) * mss;
    if (most <= 0) return undefined;
    // What was sent before is sent again whatever has become of the window.
    if (isAgain) return Math.min(length, most, room >= mss ? room - (room % mss) : mss);
    if (Math.min(length, mss) > room) return undefined;
    const waits = !this.noDelay && this.pieces.isLast(piece) && !piece.fin && this.mustWaitForSmall();
    if (length <= mss) return length < mss && waits ? undefined : length;
    const count = Math.min(length, room, most);
    return waits ? count - (count % mss) : count;
  }

  /** tcp_tso_autosize: what leaves at once is some 1 ms of the connection's pace, more on a short way; at least two. */
  private get segmentsAtOnce(): number {
    const { srttUs } = this.rto;
    if (srttUs === undefined) return TSO_MIN_SEGMENTS;
    const pace = (2 * this.congestion.cwnd * this.mss * TSO_PACE_US) / Math.max(srttUs, 1);
    const near = TSO_NEAR_BYTES / 2 ** Math.floor(srttUs / TSO_NEAR_US);
    return Math.max(TSO_MIN_SEGMENTS, Math.floor((pace + near) / this.mss));
  }

  /** Nagle in Minshall's form: a small segment waits while another one is not acknowledged. */
  private mustWaitForSmall(): boolean {
    return seqGt(this.smallEnd, this.unacked) && seqLe(this.smallEnd, this.next);
  }

  /** Sends the next bytes of a piece, segment by segment, and its FIN when that is next. */
  private sendPiece(piece: Piece, count: number): void {
    const part = count < lengthOf(piece) ? this.pieces.split(piece, count) : piece;
    if (count > this.mss) part.push = true;
    const fin = part.fin ? FIN : 0;
    const last = ACK | (part.push ? PSH : 0) | fin;
    for (; seqDiff(part.end, this.next) > this.mss; this.next = seqAdd(this.next, this.mss))
      this.sendData(this.next, this.mss, ACK);
    this.sendData(this.next, seqDiff(part.end, this.next), last);
    this.next = fin === 0 ? part.end : seqAdd(part.end, 1);
    if (seqGt(this.next, this.highest)) this.highest = this.next;
  }

  private sendData(seq: number, count: number, flags: number): void {
    const after = seqAdd(seq, count);
    if (count < this.mss && count > 0) this.smallEnd = after;
    const isNew = seqGe(seq, this.highest);
    if (isNew && count > 0 && this.timed === undefined)
      this.timed = { seq: after, sentUs: this.kernel.nowUs };
    this.emit(seq, flags, count === 0 ? NO_PAYLOAD : this.queue.view(seqDiff(seq, this.unacked), count));
  }

  /** tcp_newreno_mark_lost, tcp_retransmit_skb: one segment of the oldest piece. */
  private resendFirst(): void {
    this.timed = undefined;
    let piece = this.pieces.at(this.unacked);
    if (piece === undefined) return;
    if (lengthOf(piece) > this.mss) piece = this.pieces.split(piece, this.mss);
    else piece = this.pieces.collapse(piece, this.highest, this.mss);
    const flags = ACK | (piece.push ? PSH : 0) | (piece.fin ? FIN : 0);
    this.sendData(piece.start, lengthOf(piece), flags);
  }

  private timeOut(): void {
    const { nowUs } = this.kernel;
    if (++this.timeouts === 1) this.firstTimeoutUs = nowUs;
    if (nowUs - this.firstTimeoutUs >= GIVE_UP_AFTER_US) {
      this.events.giveUp();
      return;
    }
    this.timed = undefined;
    this.congestion.onTimeout(this.segments(seqDiff(this.next, this.unacked)), this.timeouts);
    this.rto.backOff();
    this.next = this.unacked;
    this.recover = this.highest;
    this.output();
    if (!this.retransmitTimer.isRunning && this.unacked !== this.highest)
      this.retransmitTimer.start(this.rto.us);
  }

  /**
   * tcp_write_wakeup: what a window too small for a segment takes; without any, tcp_xmit_probe_skb: the device answers an
   * old sequence number with its window.
   */
  private probe(): void {
    const piece = this.pieces.at(this.next);
    if (piece === undefined || this.queue.length === 0 || this.next !== this.unacked) return;
    if (this.window > 0) {
      piece.push = true;
      const count = Math.min(lengthOf(piece), this.window, this.mss);
      const part = count < lengthOf(piece) ? this.pieces.split(piece, count) : piece;
      part.push = true;
      this.sendPiece(part, count);
      this.retransmitTimer.start(this.rto.us);
      return;
    }
    if (++this.probes > RETRIES2) {
      this.events.giveUp();
      return;
    }
    this.emit(seqAdd(this.unacked, -1), ACK, NO_PAYLOAD);
    this.probeTimer.start(Math.min(this.rto.us * 2 ** this.probes, RTO_MAX_US));
  }

  private segments(bytes: number): number {
    return Math.ceil(bytes / this.mss);
  }
}
