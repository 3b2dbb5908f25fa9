/** The options of a Linux SYN (net/ipv4/tcp_output.c tcp_syn_options, tcp_options_write); these devices take the first. */

const MSS = [2, 4] as const;
const SACK_PERMITTED = [4, 2] as const;
const TIMESTAMPS = [8, 10] as const;
const NOP = 1;
/** net.ipv4.tcp_rmem's 6 MB: 7 bits. */
const WINDOW_SCALE = [3, 3, 7] as const;
const BYTES = 20;
const TIMESTAMP_AT = 8;

/** MSS, SACK permitted, timestamps, window scale; `timestamp` in ms. */
export function synOptions(mss: number, timestamp: number): Uint8Array {
  const options = new Uint8Array(BYTES);
  options.set([...MSS, mss >>> 8, mss & 0xff, ...SACK_PERMITTED, ...TIMESTAMPS]);
  new DataView(options.buffer).setUint32(TIMESTAMP_AT, timestamp >>> 0);
  options.set([NOP, ...WINDOW_SCALE], BYTES - 1 - WINDOW_SCALE.length);
  return options;
}
