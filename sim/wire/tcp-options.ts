/**
 * Options of a TCP header (RFC 9293 section 3.1) as the bytes that they are: made, padded and read.
 *
 * How a stack reads them is its own affair: lwIP's way is in sim/lwip.
 */

/** No options. */
export const NO_OPTIONS = new Uint8Array(0);
/** Most bytes that a header has room for. */
export const MAX_OPTION_BYTES = 40;

const OPTION_END = 0;
const OPTION_NOP = 1;
const OPTION_MSS = 2;
const MSS_BYTES = 4;
const WORD_BYTES = 4;

const made = new Map<number, Uint8Array>();

/** The option that announces a maximum segment size, 0..65535. The array is shared: it must not be changed. */
export function mssOption(mss: number): Uint8Array {
  let bytes = made.get(mss);
  if (bytes === undefined) {
    bytes = Uint8Array.of(OPTION_MSS, MSS_BYTES, mss >>> 8, mss & 0xff);
    made.set(mss, bytes);
  }
  return bytes;
}

/** Options one behind the other, padded with the end of options to whole words. */
export function paddedOptions(...options: readonly Uint8Array[]): Uint8Array {
  const length = options.reduce((sum, { length: bytes }) => sum + bytes, 0);
  const padded = new Uint8Array(Math.ceil(length / WORD_BYTES) * WORD_BYTES);
  let at = 0;
  for (const option of options) {
    padded.set(option, at);
    at += option.length;
  }
  return padded;
}

/** The maximum segment size that the options announce, the last one if several do; undefined without. */
export function announcedMss(options: Uint8Array): number | undefined {
  let mss: number | undefined;
  for (let at = 0; at < options.length && options[at] !== OPTION_END;) {
    if (options[at] === OPTION_NOP) {
      at++;
      continue;
    }
    const length = options[at + 1] ?? 0;
    if (options[at] === OPTION_MSS) mss = ((options[at + 2] ?? 0) << 8) | (options[at + 3] ?? 0);
    if (length < 2) break;
    at += length;
  }
  return mss;
}
