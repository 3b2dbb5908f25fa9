/**
 * The receiving half of a Linux connection (net/ipv4/tcp_input.c tcp_data_queue, tcp_output.c __tcp_select_window).
 *
 * Modelled: reassembly, a window in whole segments that never moves back, unread data.
 * Simplified: the buffer counts payload only and does not grow.
 */

import { joined } from '../../codec/bytes.js';
import { FIN, NO_PAYLOAD, type Segment } from '../../wire/segment.js';
import { seqAdd, seqDiff, seqGt, seqLe } from '../../wire/seq.js';
import { OWN_MSS, RECEIVE_BUFFER, SMALLEST_WINDOW_SHARE } from './constants.js';

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

  /** The window to offer now; it is offered from then on. */
  offer(): number {
    const { possibleWindow } = this;
    this.rightEdge = seqAdd(this.next, possibleWindow);
    return possibleWindow;
  }

  /** The window that could be offered now. */
  get possibleWindow(): number {
    const free = RECEIVE_BUFFER - this.unreadBytes;
    const { window } = this;
    if (free < RECEIVE_BUFFER * SMALLEST_WINDOW_SHARE || free < OWN_MSS) return window;
    const isStale = window <= free - OWN_MSS || window > free;
    return isStale ? Math.max(window, free - (free % OWN_MSS)) : window;
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
    if (known < payload.length) this.fresh.push(known === 0 ? payload : payload.subarray(known));
    this.next = seqAdd(this.next, payload.length - known);
    if (!fin) return;
    this.next = seqAdd(this.next, 1);
    this.finReceived = true;
    this.held = [];
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
