/** The retransmission timeout of RFC 6298, with Linux's bounds. */

import { describe, expect, it } from 'vitest';

import { Rto } from '../../../sim/hosts/linux/rto.js';

const MS = 1000;

/** The timeout after these round-trip times. */
function after(...rttsMs: number[]): number {
  const rto = new Rto();
  for (const rtt of rttsMs) rto.sample(rtt * MS);
  return rto.us / MS;
}

describe('the timeout', () => {
  it('is 1 s before anything was measured', () => {
    expect(after()).toBe(1000);
  });

  it('is SRTT + 4 RTTVAR: the first time counts whole, and half of it as its deviation', () => {
    expect(after(400)).toBe(400 + 4 * 200);
  });

  it('then an eighth and a quarter of the difference, in either direction', () => {
    // RTTVAR = 3/4 200 + 1/4 |400 - R|, SRTT = 7/8 400 + 1/8 R.
    expect(after(400, 800)).toBe(450 + 4 * 250);
    expect(after(400, 0)).toBe(350 + 4 * 250);
    expect(after(400, 400)).toBe(400 + 4 * 150);
    expect(after(400, 800, 450)).toBe(450 + 4 * 187.5);
  });

  it('leaves the deviation at least 200 ms, and is at most 120 s', () => {
    expect(after(2)).toBe(202);
    expect(after(100)).toBe(300);
    expect(after(60_000)).toBe(120_000);
  });

  it('doubles up to 120 s, and a new time ends that', () => {
    const rto = new Rto();
    const seen: number[] = [];
    for (let i = 0; i < 8; i++) {
      rto.backOff();
      seen.push(rto.us / MS / 1000);
    }
    expect(seen).toEqual([2, 4, 8, 16, 32, 64, 120, 120]);
    rto.sample(2 * MS);
    expect(rto.us).toBe(202 * MS);
  });
});
