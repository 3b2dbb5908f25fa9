/** The Internet checksum (RFC 1071), over bytes whose checksum field is zero, or over all to verify one. */

const WORD_BITS = 16;
const WORD_MASK = 0xffff;

/** Sum of the bytes as 16-bit words, an odd last byte padded with zero, on top of `start`. */
export function wordSum(bytes: Uint8Array, start = 0): number {
  let sum = start;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) + (bytes[i + 1] ?? 0);
  return sum;
}

/** The checksum of a sum: folded to 16 bits and inverted. 0 over bytes that hold a right checksum. */
export function foldedChecksum(sum: number): number {
  let folded = sum;
  while (folded > WORD_MASK) folded = (folded >>> WORD_BITS) + (folded & WORD_MASK);
  return ~folded & WORD_MASK;
}

/** Sum of the pseudo header that TCP and UDP checksums cover (RFC 9293 section 3.1). */
export function pseudoHeaderSum(srcIp: number, dstIp: number, protocol: number, length: number): number {
  const words = (ip: number): number => (ip >>> WORD_BITS) + (ip & WORD_MASK);
  return words(srcIp) + words(dstIp) + protocol + length;
}
