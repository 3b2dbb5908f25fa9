/**
 * The sending half of a probe connection: send sequence space, output, retransmission and window probes.
 *
 * Deliberately simple: everything goes out at once within the device's window; on a timeout everything from the oldest
 * unacknowledged byte is sent again. Absent: congestion control, Nagle, RTT measurement, fast retransmission.
 */

import { ACK, FIN, NO_PAYLOAD, PSH } from '../../wire/segment.js';
import { seqAdd, seqDiff, seqGt, seqLe, seqLt } from '../../wire/seq.js';
import { DEFAULT_MSS, MAX_RETRANSMISSIONS, RTO_MAX_US, RTO_MIN_US } from './constants.js';
import type { ProbeTimer } from './probe-timer.js';
import { SendQueue } from './send-queue.js';

/** Puts a segment of the connection on the wire, with the present acknowledgement and window. */
export type EmitSegment = (seq: number, flags: number, payload: Uint8Array) => void;

/** Send sequence space and output of one connection. */
export class Sender {
  /** Oldest unacknowledged sequence number, next one to send, and the highest ever sent plus one. */
  unacked: number;
  next: number;
  highest: number;
  /** The device's window in bytes. */
  window = 0;
  /** Largest payload of a segment in bytes. */
  mss = DEFAULT_MSS;
  /** A FIN follows the queued data. */
  finQueued = false;
  private readonly queue = new SendQueue();
  /** Sequence number after the last queued byte: the FIN's. */
  private end: number;
  private rtoUs = RTO_MIN_US;
  private persistUs = RTO_MIN_US;
  private retransmissions = 0;

  constructor(
    isn: number,
    private readonly timer: ProbeTimer,
    private readonly emit: EmitSegment,
    private readonly acknowledged: () => void,
  ) {
    this.unacked = isn;
    this.next = this.highest = this.end = seqAdd(isn, 1);
  }

  /** Bytes not acknowledged, sent or not. */
  get queuedBytes(): number {
    return this.queue.length;
  }

  /** The SYN is acknowledged. */
  begin(deviceWindow: number): void {
    this.unacked = seqAdd(this.end, -this.queue.length);
    this.window = deviceWindow;
  }

  /** Queues bytes behind what is there. */
  push(bytes: Uint8Array): void {
    this.queue.push(bytes);
    this.end = seqAdd(this.end, bytes.length);
  }

  /** Lets go of the queued data: the connection is over. */
  release(): void {
    this.queue.clear();
  }

  /** Sends what the window allows, then the FIN if it is its turn, and sees to the timer. */
  output(): void {
    const { end, timer } = this;
    let sent = false;
    while (seqLt(this.next, end)) {
      const room = seqDiff(seqAdd(this.unacked, this.window), this.next);
      if (room <= 0) break;
      const count = Math.min(seqDiff(end, this.next), this.mss, room);
      const after = seqAdd(this.next, count);
      const payload = this.queue.view(seqDiff(this.next, this.unacked), count);
      this.emit(this.next, after === end ? ACK | PSH : ACK, payload);
      this.next = after;
      sent = true;
    }
    if (this.finQueued && this.next === end) {
      this.emit(this.next, ACK | FIN, NO_PAYLOAD);
      this.next = seqAdd(this.next, 1);
      sent = true;
    }
    if (seqGt(this.next, this.highest)) this.highest = this.next;
    if (sent) {
      if (timer.purpose !== 'retransmit') timer.start('retransmit', this.rtoUs);
    } else if (this.next === this.unacked && seqLt(this.next, end) && timer.purpose !== 'persist') {
      this.persistUs = RTO_MIN_US;
      timer.start('persist', this.persistUs);
    }
  }

  /** Takes the acknowledgement and window of a segment. True when this acknowledges the FIN. */
  acknowledge(ack: number, deviceWindow: number): boolean {
    const { timer } = this;
    let isFinAcked = false;
    if (seqGt(ack, this.unacked) && seqLe(ack, this.highest)) {
      this.queue.drop(Math.min(seqDiff(ack, this.unacked), this.queue.length));
      this.unacked = ack;
      if (seqLt(this.next, ack)) this.next = ack;
      this.retransmissions = 0;
      this.rtoUs = RTO_MIN_US;
      timer.stop();
      if (this.unacked !== this.next) timer.start('retransmit', this.rtoUs);
      isFinAcked = this.finQueued && ack === seqAdd(this.end, 1);
      this.acknowledged();
    }
    if (ack === this.unacked) {
      this.window = deviceWindow;
      if (deviceWindow > 0 && timer.purpose === 'persist') timer.stop();
    }
    return isFinAcked;
  }

  /** Retransmission timeout: everything from the oldest byte goes again. False when it was one too many. */
  retransmit(): boolean {
    if (++this.retransmissions > MAX_RETRANSMISSIONS) return false;
    this.rtoUs = Math.min(this.rtoUs * 2, RTO_MAX_US);
    this.next = this.unacked;
    this.output();
    if (this.timer.purpose === undefined && this.unacked !== this.highest)
      this.timer.start('retransmit', this.rtoUs);
    return true;
  }

  /** Window still closed: one byte of the waiting data asks again. */
  probeWindow(): void {
    if (this.queue.length === 0 || this.next !== this.unacked) return;
    this.emit(this.unacked, ACK, this.queue.view(0, 1));
    const after = seqAdd(this.unacked, 1);
    if (seqLt(this.highest, after)) this.highest = after;
    this.persistUs = Math.min(this.persistUs * 2, RTO_MAX_US);
    this.timer.start('persist', this.persistUs);
  }
}
