/**
 * The sending half of a Linux connection (net/ipv4/tcp_output.c, tcp_timer.c).
 *
 * Modelled: congestion and device windows, RTO with backoff, fast retransmission, zero-window probes that carry an old
 * sequence number and no data, giving up after 924.6 s.
 * Simplified: Nagle is off unless asked for (browsers and curl set TCP_NODELAY); after a timeout everything is sent
 * again as the window opens. Absent: SACK, timestamps, tail loss probes, RACK (all need options that lwIP lacks).
 */

import type { Kernel } from '../../kernel/kernel.js';
import { ACK, FIN, NO_PAYLOAD, PSH } from '../../wire/segment.js';
import { seqAdd, seqDiff, seqGe, seqGt, seqLe, seqLt } from '../../wire/seq.js';
import type { EmitSegment } from '../probe/sender.js';
import { SendQueue } from '../probe/send-queue.js';
import { Congestion } from './congestion.js';
import { DEFAULT_MSS, GIVE_UP_AFTER_US, RETRIES2, RTO_MAX_US } from './constants.js';
import { LinuxTimer } from './linux-timer.js';
import { Rto } from './rto.js';

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
  finQueued = false;
  /** False: Nagle's algorithm in Minshall's form (net/ipv4/tcp_output.c tcp_nagle_test). */
  noDelay = true;
  /** End of the last segment sent that was not full (`snd_sml`). */
  private smallEnd: number;
  readonly rto = new Rto();
  private readonly queue = new SendQueue();
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
  }

  push(bytes: Uint8Array): void {
    this.queue.push(bytes);
    this.end = seqAdd(this.end, bytes.length);
  }

  release(): void {
    this.queue.clear();
  }

  stopTimers(): void {
    this.retransmitTimer.stop();
    this.probeTimer.stop();
  }

  /** Sends what the windows allow, then the FIN if it is its turn. True when something went out. */
  output(): boolean {
    let sent = false;
    for (let count = this.sendable(); count > 0; count = this.sendable()) {
      this.sendData(this.next, count);
      this.next = seqAdd(this.next, count);
      sent = true;
    }
    if (this.finQueued && this.next === this.end) {
      this.emit(this.next, ACK | FIN, NO_PAYLOAD);
      this.next = seqAdd(this.next, 1);
      sent = true;
    }
    if (seqGt(this.next, this.highest)) this.highest = this.next;
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

  /** Bytes that may go out now in one segment. */
  private sendable(): number {
    const waiting = seqDiff(this.end, this.next);
    const inFlight = seqDiff(this.next, this.unacked);
    const room = Math.min(this.window, this.congestion.cwnd * this.mss) - inFlight;
    const count = Math.min(waiting, room, this.mss);
    // A piece of a segment waits for a larger window as long as an ACK is to come.
    if (count < this.mss && count < waiting && inFlight > 0) return 0;
    return count < this.mss && !this.noDelay && this.mustWaitForSmall() ? 0 : count;
  }

  /** Nagle: a small segment waits while another one is not acknowledged, unless the connection is closing. */
  private mustWaitForSmall(): boolean {
    return !this.finQueued && seqGt(this.smallEnd, this.unacked) && seqLe(this.smallEnd, this.next);
  }

  private sendData(seq: number, count: number): void {
    const after = seqAdd(seq, count);
    if (count < this.mss) this.smallEnd = after;
    const isNew = seqGe(seq, this.highest);
    if (isNew && this.timed === undefined) this.timed = { seq: after, sentUs: this.kernel.nowUs };
    this.emit(seq, after === this.end ? ACK | PSH : ACK, this.queue.view(seqDiff(seq, this.unacked), count));
  }

  private resendFirst(): void {
    this.timed = undefined;
    const count = Math.min(this.mss, this.queue.length);
    if (count > 0) this.sendData(this.unacked, count);
    else this.emit(this.unacked, ACK | FIN, NO_PAYLOAD);
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

  /** tcp_xmit_probe_skb: the device answers an old sequence number with its window. */
  private probe(): void {
    if (this.queue.length === 0 || this.next !== this.unacked) return;
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
