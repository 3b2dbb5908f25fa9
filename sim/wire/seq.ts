/** Arithmetic of TCP sequence numbers: unsigned 32 bit, compared modulo 2^32 (RFC 9293 section 3.4). */

/** a + n modulo 2^32. */
export function seqAdd(a: number, n: number): number {
  return (a + n) >>> 0;
}

/** Signed distance a - b. */
export function seqDiff(a: number, b: number): number {
  return (a - b) | 0;
}

export function seqLt(a: number, b: number): boolean {
  return ((a - b) | 0) < 0;
}

export function seqLe(a: number, b: number): boolean {
  return ((a - b) | 0) <= 0;
}

export function seqGt(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}

export function seqGe(a: number, b: number): boolean {
  return ((a - b) | 0) >= 0;
}

/** low <= a <= high on the circle. */
export function seqBetween(a: number, low: number, high: number): boolean {
  return seqGe(a, low) && seqLe(a, high);
}
