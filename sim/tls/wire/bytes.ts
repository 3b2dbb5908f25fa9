/** Writing and reading the big-endian fields and length-prefixed vectors of TLS messages (RFC 8446 section 3). */

const BYTE_BITS = 8;
const BYTE_MASK = 0xff;

/** Big-endian bytes of a number. */
export function uint(value: number, bytes: 1 | 2 | 3 | 4): number[] {
  const out: number[] = [];
  for (let i = bytes - 1; i >= 0; i--) out.push(Math.floor(value / 2 ** (i * BYTE_BITS)) & BYTE_MASK);
  return out;
}

/** A vector: its length in `lengthBytes` bytes, then its bytes. */
export function vector(lengthBytes: 1 | 2 | 3, ...parts: readonly (readonly number[])[]): number[] {
  const body = parts.flat();
  return [...uint(body.length, lengthBytes), ...body];
}

/** A list of 16-bit numbers as a vector with a 16-bit length. */
export function uint16List(values: readonly number[]): number[] {
  return vector(2, ...values.map((value) => uint(value, 2)));
}

/** Bytes of an ASCII text. */
export function ascii(text: string): number[] {
  return Array.from(text, (c) => c.charCodeAt(0) & BYTE_MASK);
}

/** `length` bytes that stand for random or key material: the content is of no consequence. */
export function filler(length: number, seed = 0): number[] {
  return Array.from({ length }, (_, i) => (seed + i * 7) & BYTE_MASK);
}

/** Reads fields one after the other; `undefined` as soon as something does not fit, and for good from then on. */
export class ByteReader {
  private at: number;
  private broken = false;

  constructor(
    private readonly bytes: Uint8Array,
    start = 0,
    private readonly end = bytes.length,
  ) {
    this.at = start;
  }

  /** Bytes not read yet; 0 once something did not fit. */
  get left(): number {
    return this.broken ? 0 : this.end - this.at;
  }

  /** Everything so far fitted. */
  get ok(): boolean {
    return !this.broken;
  }

  uint(bytes: 1 | 2 | 3 | 4): number | undefined {
    if (this.lacks(bytes)) return undefined;
    let value = 0;
    for (let i = 0; i < bytes; i++) value = value * 2 ** BYTE_BITS + this.bytes[this.at++]!;
    return value;
  }

  /** A view of the next bytes. */
  take(length: number): Uint8Array | undefined {
    if (this.lacks(length)) return undefined;
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** A vector's content. */
  vector(lengthBytes: 1 | 2 | 3): Uint8Array | undefined {
    const length = this.uint(lengthBytes);
    return length === undefined ? undefined : this.take(length);
  }

  /** True, and for good, when there are not so many bytes left. */
  private lacks(bytes: number): boolean {
    if (this.left < bytes) this.broken = true;
    return this.broken;
  }
}

/** The 16-bit numbers in a byte string; a last odd byte is left out. */
export function readUint16List(bytes: Uint8Array): number[] {
  const out: number[] = [];
  for (let i = 0; i + 1 < bytes.length; i += 2) out.push((bytes[i]! << BYTE_BITS) | bytes[i + 1]!);
  return out;
}

/** A byte string as text, a character a byte. */
export function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
