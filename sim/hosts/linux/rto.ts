/**
 * Round-trip times and the retransmission timeout (RFC 6298; net/ipv4/tcp_input.c tcp_rtt_estimator).
 *
 * Modelled: the averages, Linux's floor under the deviation (RTO = SRTT + max(4 RTTVAR, 200 ms), so never below
 * 200 ms), doubling, Karn's rule.
 * Simplified: one segment is timed at a time; Linux's slower decrease of the deviation is left out.
 */

import {
  RTO_INITIAL_US,
  RTO_MAX_US,
  RTO_MIN_US,
  RTTVAR_FACTOR,
  RTTVAR_GAIN,
  SRTT_GAIN,
} from './constants.js';

/** The timeout of one connection. */
export class Rto {
  /** The present timeout, µs. */
  us = RTO_INITIAL_US;
  /** The average round trip, µs. */
  srttUs: number | undefined;
  private rttvarUs = 0;

  /** Takes a round-trip time; the timeout is no longer backed off then. */
  sample(rttUs: number): void {
    if (this.srttUs === undefined) {
      this.srttUs = rttUs;
      this.rttvarUs = rttUs / 2;
    } else {
      this.rttvarUs += (Math.abs(rttUs - this.srttUs) - this.rttvarUs) * RTTVAR_GAIN;
      this.srttUs += (rttUs - this.srttUs) * SRTT_GAIN;
    }
    const us = this.srttUs + Math.max(RTTVAR_FACTOR * this.rttvarUs, RTO_MIN_US);
    this.us = Math.min(Math.round(us), RTO_MAX_US);
  }

  /** Doubles after a timeout. */
  backOff(): void {
    this.us = Math.min(this.us * 2, RTO_MAX_US);
  }
}
