/** Random bytes of lws (`lws_get_random`, lib/plat/freertos/freertos-misc.c:48): `rand()`, highest byte first. */

const BYTES_PER_RAND = 4;
const BITS_PER_BYTE = 8;
const BYTE_MASK = 0xff;

/** Fills `target`; the bytes of a short last number are its lowest. */
export function randomBytes(rand: () => number, target: Uint8Array): void {
  for (let done = 0; done < target.length;) {
    const value = rand();
    for (let byte = Math.min(BYTES_PER_RAND, target.length - done) - 1; byte >= 0; byte--) {
      target[done++] = (value >>> (byte * BITS_PER_BYTE)) & BYTE_MASK;
    }
  }
}
