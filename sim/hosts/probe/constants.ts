/** Numbers of the probe client (conformance README, "The probe client"; harness/probe.c). */

/** MSS that it offers, and the largest that it uses, in bytes. */
export const PROBE_MSS = 1460;
/** MSS used when the device's SYN-ACK carries no option (RFC 9293 section 3.7.1). */
export const DEFAULT_MSS = 536;
/** Receive buffer, and so the window when nothing is unread, in bytes. */
export const RECEIVE_WINDOW = 65_535;

/** First retransmission and window-probe timeout, in µs; doubles up to the largest. */
export const RTO_MIN_US = 200_000;
export const RTO_MAX_US = 120_000_000;
/** Retransmission timeouts in a row that it bears; the next one ends the connection. */
export const MAX_RETRANSMISSIONS = 15;

/** First SYN timeout, in µs; doubles each time. */
export const SYN_TIMEOUT_US = 1_000_000;
/** SYNs sent again before the connection attempt times out: at +1, +3, +7, +15, +31, +63 s; the end is at +127 s. */
export const MAX_SYN_RETRIES = 6;
