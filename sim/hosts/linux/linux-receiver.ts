/**
 * The receiving half of a Linux connection (net/ipv4/tcp_input.c tcp_data_queue, tcp_output.c __tcp_select_window).
 *
 * Modelled: reassembly, a window in whole segments that keeps its last offer and never moves back, unread data.
 * Simplified: the buffer counts payload only; it takes five eighths of its size in payload once a segment of some size has
 * come (1440 bytes take 2304 in a kernel; tcp_measure_rcv_mss), half before, and does not grow.
 */

import { joined } from '../../codec/bytes.js';
import { FIN, NO_PAYLOAD, type Segment } from '../../wire/segment.js';
import { seqAdd, seqDiff, seqGt, seqLe } from '../../wire/seq.js';
import {
  DEFAULT_MSS,
  FIRST_THRESHOLD,
  FULL_RECEIVE_SPACE,
  LARGEST_WINDOW,
  OWN_MSS,
  RECEIVE_BUFFER,
  SMALLEST_WINDOW_SHARE,
} from './constants.js';

/** What a segment was to the receiver. */
export type LinuxArrival = 'nothing' | 'old' | 'gap' | 'next';

interface Held {
  readonly seq: number;
  readonly payload: Uint8Array;
  readonly fin: boolean;
}

/** Receive sequence space and unread data of one connection. */
export class LinuxReceiver {
  next = 0;
  finReceived = false;
  paused = false;
  /** Bytes that came with the last `next` segment and may be read now. */
  private fresh: Uint8Array[] = [];
  private unread: Uint8Array[] = [];
  private unreadBytes = 0;
  private held: Held[] = [];
  /** First sequence number past the window that was offered. */
  private rightEdge = 0;
  /** The last offer, bytes (`rcv_wnd`). */
  private offered = RECEIVE_BUFFER;
  /** The device's segments are this large (`rcv_mss`). */
  segmentSize = DEFAULT_MSS;
  /** No window larger than this (`rcv_ssthresh`), and what the buffer takes (`tcp_full_space`). */
  private threshold = FIRST_THRESHOLD;
  private space = FIRST_THRESHOLD;

  get hasUnread(): boolean {
    return this.unreadBytes > 0;
  }

  /** The device's SYN has this number. */
  begin(peerIsn: number): void {
    this.next = seqAdd(peerIsn, 1);
    this.rightEdge = seqAdd(this.next, RECEIVE_BUFFER);
  }

  /** Window of a SYN. */
  readonly initialWindow = RECEIVE_BUFFER;

  /** The window to offer now; it is offered from then on, though a header can't say more than 65,535 (tcp_select_window). */
  offer(): number {
    this.offered = Math.max(this.possibleWindow, this.window);
    this.rightEdge = seqAdd(this.next, this.offered);
    return Math.min(this.offered, LARGEST_WINDOW);
  }

  /** The window that there is room for; the last offer while that is about as large (__tcp_select_window). */
  get possibleWindow(): number {
    const { offered, segmentSize, space } = this;
    const free = space - this.queuedBytes;
    if (this.isShort && (free < space * SMALLEST_WINDOW_SHARE || free < segmentSize)) return 0;
    const room = Math.min(free, this.threshold);
    return offered <= room - segmentSize || offered > room ? room - (room % segmentSize) : offered;
  }

  /** Bytes in the buffer, those that the client is just about to read included. */
  private get queuedBytes(): number {
    return this.fresh.reduce((sum, { length }) => sum + length, this.unreadBytes);
  }

  /** Less than half of the buffer is free. */
  get isShort(): boolean {
    return this.queuedBytes > this.space / 2;
  }

  /** The last offer can be made again: the client reads (__tcp_ack_snd_check). */
  get keepsOffer(): boolean {
    return this.possibleWindow >= this.offered;
  }

  /** tcp_cleanup_rbuf: whether reading has opened the window by so much that the device is told of it. */
  get hasOpened(): boolean {
    const { window, possibleWindow } = this;
    return 2 * window <= this.space && possibleWindow > 0 && possibleWindow >= 2 * window;
  }

  /** Window that was offered last and is left. */
  get window(): number {
    return Math.max(0, seqDiff(this.rightEdge, this.next));
  }

  /** Takes a segment; data is then in {@link takeFresh}. */
  take({ seq, flags, payload }: Segment): LinuxArrival {
    const fin = (flags & FIN) !== 0;
    const old = seqDiff(this.next, seq);
    if (payload.length === 0 && !fin) return old > 0 ? 'old' : 'nothing';
    if (old > payload.length || (old === payload.length && !fin) || this.finReceived) return 'old';
    if (seqGt(seqAdd(seq, payload.length), this.rightEdge)) return 'old';
    if (old < 0) {
      this.hold({ seq, payload, fin });
      return 'gap';
    }
    this.append({ seq, payload, fin });
    for (let first = this.held[0]; first !== undefined && seqLe(first.seq, this.next); first = this.held[0]) {
      this.held.shift();
      this.append(first);
    }
    return 'next';
  }

  /** True while something is missing before what has come. */
  get hasGap(): boolean {
    return this.held.length > 0;
  }

  /** What the client can read now: nothing while paused. */
  takeFresh(): Uint8Array {
    const { fresh } = this;
    this.fresh = [];
    if (!this.paused) return whole(fresh);
    for (const bytes of fresh) {
      this.unread.push(bytes);
      this.unreadBytes += bytes.length;
    }
    return NO_PAYLOAD;
  }

  /** All unread data in one piece. */
  takeUnread(): Uint8Array {
    const { unread } = this;
    this.release();
    return whole(unread);
  }

  release(): void {
    this.unread = [];
    this.unreadBytes = 0;
  }

  private append({ seq, payload, fin }: Held): void {
    const known = seqDiff(this.next, seq);
    if (known > payload.length || this.finReceived) return;
    this.measure(payload.length);
    if (known < payload.length) this.fresh.push(known === 0 ? payload : payload.subarray(known));
    this.next = seqAdd(this.next, payload.length - known);
    if (!fin) return;
    this.next = seqAdd(this.next, 1);
    this.finReceived = true;
    this.held = [];
  }

  /** tcp_measure_rcv_mss, tcp_grow_window. */
  private measure(bytes: number): void {
    if (bytes < this.segmentSize) return;
    this.segmentSize = Math.min(bytes, OWN_MSS);
    this.space = this.threshold = FULL_RECEIVE_SPACE;
  }

  private hold(segment: Held): void {
    if (this.held.some(({ seq, payload }) => seq === segment.seq && payload.length >= segment.payload.length))
      return;
    const at = this.held.findIndex(({ seq }) => seqGt(seq, segment.seq));
    this.held.splice(at < 0 ? this.held.length : at, 0, segment);
  }
}

function whole(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 0) return NO_PAYLOAD;
  return pieces.length === 1 ? pieces[0]! : joined(pieces);
}
