const WORD = 2 ** 32;

/** Largest value that another decimal digit may be appended to: (2^64 - 1 - 10) / 10. */
const DECIMAL_LIMIT = { high: 0x19999999, low: 0x99999998 };

/** Largest value that another hexadecimal digit may be appended to: (2^64 - 1 - 16) / 16. */
const HEX_LIMIT = { high: 0x0fffffff, low: 0xfffffffe };

/**
 * The parser's `content_length`: bytes of body (or of the current chunk) still to come, an unsigned 64-bit number whose
 * largest value means "not given". Two 32-bit halves, because digits arrive one by one and a bigint would allocate.
 */
export class BodyLength {
  #high = 0;
  #low = 0;

  get value(): bigint {
    return BigInt(this.#high) * BigInt(WORD) + BigInt(this.#low);
  }

  /** The lower 32 bits: what is left of the length in the device's `int` and `size_t`. */
  get low32(): number {
    return this.#low;
  }

  get isZero(): boolean {
    return this.#low === 0 && this.#high === 0;
  }

  /** No length was given (2^64 - 1). */
  get isAbsent(): boolean {
    return this.#low === WORD - 1 && this.#high === WORD - 1;
  }

  set(small: number): void {
    this.#high = 0;
    this.#low = small;
  }

  setAbsent(): void {
    this.#high = WORD - 1;
    this.#low = WORD - 1;
  }

  /** Appends a decimal digit; false (and no change) if the number may get too large. */
  appendDecimal(digit: number): boolean {
    if (this.#exceeds(DECIMAL_LIMIT)) return false;
    this.#append(10, digit);
    return true;
  }

  /** Appends a hexadecimal digit; false (and no change) if the number may get too large. */
  appendHex(digit: number): boolean {
    if (this.#exceeds(HEX_LIMIT)) return false;
    this.#append(16, digit);
    return true;
  }

  /** Takes as many bytes off as are `available` and wanted, and returns how many that is. */
  take(available: number): number {
    const taken = this.#high > 0 ? available : Math.min(available, this.#low);
    this.#low -= taken;
    if (this.#low < 0) {
      this.#low += WORD;
      this.#high--;
    }
    return taken;
  }

  #exceeds(limit: { high: number; low: number }): boolean {
    return this.#high > limit.high || (this.#high === limit.high && this.#low > limit.low);
  }

  #append(base: number, digit: number): void {
    const low = this.#low * base + digit;
    this.#low = low % WORD;
    this.#high = this.#high * base + Math.floor(low / WORD);
  }
}
