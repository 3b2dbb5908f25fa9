/** `rand()` of newlib, never seeded: the same numbers after every boot. Source: newlib/libc/stdlib/rand.c. */

const MULTIPLIER = 6_364_136_223_846_793_005n;
const INCREMENT = 1n;
const FIRST_SEED = 1n;
const STATE_BITS = 64;
const RESULT_SHIFT = 32n;
const RAND_MAX = 0x7fff_ffffn;

/** A fresh generator, as at boot: 1481765933, 1085377743, 1270216262 … */
export function newlibRand(): () => number {
  let state = FIRST_SEED;
  return () => {
    state = BigInt.asUintN(STATE_BITS, state * MULTIPLIER + INCREMENT);
    return Number((state >> RESULT_SHIFT) & RAND_MAX);
  };
}
