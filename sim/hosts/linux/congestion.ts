/**
 * How much may be on its way: slow start, congestion avoidance, fast recovery.
 *
 * Modelled: initial window of 10 segments (RFC 6928), RFC 5681, NewReno (RFC 6582), which is what Linux falls back to
 * without SACK.
 * Simplified: Reno's growth in the place of CUBIC's (the same below some tens of segments), no pacing.
 */

import { DUPLICATE_ACKS, INITIAL_CWND, MIN_SSTHRESH } from './constants.js';

/** What to do on a duplicate ACK. */
export type DuplicateAction = 'nothing' | 'retransmit';

/** Congestion state of one connection; the unit is segments. */
export class Congestion {
  cwnd = INITIAL_CWND;
  private ssthresh = Number.POSITIVE_INFINITY;
  private acked = 0;
  private duplicates = 0;
  private recovering = false;

  isRecovering(): boolean {
    return this.recovering;
  }

  /** `segments` were acknowledged. `isAll`: everything that was on its way when the loss was noticed. */
  onAck(segments: number, isAll: boolean): void {
    this.duplicates = 0;
    if (this.recovering) {
      if (isAll) {
        this.recovering = false;
        this.cwnd = this.ssthresh;
      } else {
        this.cwnd = Math.max(1, this.cwnd - segments + 1);
      }
    } else if (this.cwnd < this.ssthresh) {
      this.cwnd += segments;
    } else {
      this.acked += segments;
      while (this.acked >= this.cwnd) this.acked -= this.cwnd++;
    }
  }

  /** A duplicate ACK; `inFlight` segments are on their way. */
  onDuplicate(inFlight: number): DuplicateAction {
    if (this.recovering) {
      this.cwnd++;
      return 'nothing';
    }
    if (++this.duplicates < DUPLICATE_ACKS) return 'nothing';
    this.ssthresh = Math.max(Math.floor(inFlight / 2), MIN_SSTHRESH);
    this.cwnd = this.ssthresh + DUPLICATE_ACKS;
    this.recovering = true;
    return 'retransmit';
  }

  /** The retransmission timer has expired, for the `nth` time in a row. */
  onTimeout(inFlight: number, nth: number): void {
    if (nth === 1) this.ssthresh = Math.max(Math.floor(inFlight / 2), MIN_SSTHRESH);
    this.cwnd = 1;
    this.acked = 0;
    this.duplicates = 0;
    this.recovering = false;
  }
}
