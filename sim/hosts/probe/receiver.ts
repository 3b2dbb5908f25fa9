/**
 * The receiving half of a probe connection: receive sequence space, window, unread data while paused.
 * Absent: reassembly (what is out of order is dropped).
 */

import { joined } from '../../codec/bytes.js';
import { FIN, NO_PAYLOAD, type Segment } from '../../wire/segment.js';
import { seqAdd, seqDiff, seqGt, seqLt } from '../../wire/seq.js';
import { RECEIVE_WINDOW } from './constants.js';

/** What a segment is to the receiver: nothing to acknowledge, old or out of order, or the next in line. */
export type Arrival = 'nothing' | 'stray' | 'next';

/** Receive sequence space and unread data of one connection. */
export class Receiver {
  /** Next sequence number expected from the device. */
  next = 0;
  finReceived = false;
  paused = false;
  private unread: Uint8Array[] = [];
  private unreadBytes = 0;

  /** Receive window in bytes. */
  get window(): number {
    return RECEIVE_WINDOW - this.unreadBytes;
  }

  get hasUnread(): boolean {
    return this.unreadBytes > 0;
  }

  /** Sorts a segment; an empty old one is a keep-alive probe. */
  classify({ seq, flags, payload }: Segment): Arrival {
    const known = seqLt(seq, this.next) ? seqDiff(this.next, seq) >>> 0 : 0;
    const hasFin = (flags & FIN) !== 0;
    if (payload.length === 0 && !hasFin) return known > 0 ? 'stray' : 'nothing';
    // Nothing comes behind a FIN.
    if (
      this.finReceived ||
      seqGt(seq, this.next) ||
      known > payload.length ||
      (known === payload.length && !hasFin)
    )
      return 'stray';
    return 'next';
  }

  /**
   * Takes the segment that is next in line, without what is known of it or exceeds the window. Returns the bytes to
   * hand to the client now: none while paused.
   */
  take({ seq, flags, payload }: Segment): Uint8Array {
    const known = seqDiff(this.next, seq);
    const count = Math.min(payload.length - known, this.window);
    const isWhole = known + count === payload.length;
    const bytes = isWhole && known === 0 ? payload : payload.subarray(known, known + count);
    this.next = seqAdd(this.next, count);
    if (isWhole && (flags & FIN) !== 0 && !this.finReceived) {
      this.next = seqAdd(this.next, 1);
      this.finReceived = true;
    }
    if (!this.paused) return bytes;
    if (count > 0) {
      this.unread.push(bytes);
      this.unreadBytes += count;
    }
    return NO_PAYLOAD;
  }

  /** All unread data in one piece; the window is open again. */
  takeUnread(): Uint8Array {
    const { unread } = this;
    this.unread = [];
    this.unreadBytes = 0;
    return unread.length === 1 ? unread[0]! : joined(unread);
  }

  /** Lets go of unread data that nobody will read. */
  release(): void {
    this.unread = [];
    this.unreadBytes = 0;
  }
}
