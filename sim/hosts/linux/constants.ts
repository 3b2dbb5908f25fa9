/**
 * Numbers of Linux's TCP, with their sources: files of the kernel (6.1) and RFCs. What sysctls can change has the
 * sysctl's default.
 */

/** include/net/tcp.h TCP_TIMEOUT_INIT (RFC 6298 section 2.1): first timeout of a SYN, and RTO before any sample, µs. */
export const RTO_INITIAL_US = 1_000_000;
/** include/net/tcp.h TCP_RTO_MIN: HZ/5. */
export const RTO_MIN_US = 200_000;
/** include/net/tcp.h TCP_RTO_MAX: 120 * HZ. */
export const RTO_MAX_US = 120_000_000;

/** net.ipv4.tcp_syn_retries: how often the timeout of a SYN doubles; given up when the last one has passed. */
export const SYN_RETRIES = 6;
/** net.ipv4.tcp_syn_linear_timeouts, since 6.5: before it doubles, the timeout stays the same so often. */
export const SYN_LINEAR_TIMEOUTS = 4;
/** net.ipv4.tcp_retries2; the time is what net/ipv4/tcp_timer.c tcp_model_timeout makes of it: 924.6 s. */
export const RETRIES2 = 15;
const LINEAR_FROM = 9;
export const GIVE_UP_AFTER_US =
  (2 ** (LINEAR_FROM + 1) - 1) * RTO_MIN_US + (RETRIES2 - LINEAR_FROM) * RTO_MAX_US;

/** RFC 6298 section 2.3: gains of the RTT average and of its deviation. */
export const SRTT_GAIN = 1 / 8;
export const RTTVAR_GAIN = 1 / 4;
export const RTTVAR_FACTOR = 4;

/** Ethernet's 1500 without the IPv4 and TCP headers; timestamps and SACK are not used, since lwIP offers neither. */
export const OWN_MSS = 1460;
/** include/net/tcp.h TCP_MSS_DEFAULT (RFC 9293 section 3.7.1): the device's MSS without the option. */
export const DEFAULT_MSS = 536;

/** include/net/tcp.h TCP_INIT_CWND (RFC 6928), segments. */
export const INITIAL_CWND = 10;
/** net/ipv4/tcp_cong.c tcp_reno_ssthresh: never less, segments. */
export const MIN_SSTHRESH = 2;
/** RFC 5681 section 3.2: duplicate ACKs that mean a loss (net.ipv4.tcp_reordering). */
export const DUPLICATE_ACKS = 3;

/** net.ipv4.tcp_min_tso_segs, and what net/ipv4/tcp_output.c tcp_tso_autosize reckons with: 2^-10 s, 64 KiB less the longer the way. */
export const TSO_MIN_SEGMENTS = 2;
export const TSO_PACE_US = 977;
export const TSO_NEAR_BYTES = 65_536;
export const TSO_NEAR_US = 512;

/**
 * Receive buffer as the window shows it: net/ipv4/tcp_output.c tcp_select_initial_window rounds 65,535 (no window
 * scaling, as lwIP's SYN-ACK has none) down to whole segments of 1460.
 */
export const RECEIVE_BUFFER = 64_240;
/** net/ipv4/tcp_input.c tcp_init_buffer_space: 65,536 (half of net.ipv4.tcp_rmem's 131,072) less a segment of 1460. */
export const FIRST_THRESHOLD = 64_076;
/** What 131,072 bytes of buffer take once segments have been seen (tcp_measure_rcv_mss): see linux-receiver.ts. */
export const FULL_RECEIVE_SPACE = 81_920;
/** A window without scaling. */
export const LARGEST_WINDOW = 65_535;
/** net/ipv4/tcp_output.c __tcp_select_window: a window below this share of the buffer is not offered. */
export const SMALLEST_WINDOW_SHARE = 1 / 16;

/** include/net/tcp.h TCP_DELACK_MIN: HZ/25. */
export const DELAYED_ACK_US = 40_000;
/** include/net/tcp.h TCP_MAX_QUICKACKS: segments that are acknowledged at once at the beginning. */
export const MAX_QUICK_ACKS = 16;
/** net/ipv4/tcp_input.c tcp_incr_quickack: at least so many. */
export const MIN_QUICK_ACKS = 2;

/** include/net/tcp.h TCP_KEEPALIVE_TIME, _INTVL, _PROBES (net.ipv4.tcp_keepalive_*); only with SO_KEEPALIVE. */
export const KEEPALIVE_IDLE_US = 7_200_000_000;
export const KEEPALIVE_INTERVAL_US = 75_000_000;
export const KEEPALIVE_PROBES = 9;

/** include/net/tcp.h TCP_TIMEWAIT_LEN. */
export const TIME_WAIT_US = 60_000_000;
/** include/net/tcp.h TCP_FIN_TIMEOUT (net.ipv4.tcp_fin_timeout): a closed socket in FIN-WAIT-2. */
export const ORPHAN_US = 60_000_000;
