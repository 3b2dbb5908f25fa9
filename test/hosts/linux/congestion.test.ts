/** Slow start, congestion avoidance and fast recovery (RFC 5681, RFC 6582), in segments. */

import { describe, expect, it } from 'vitest';

import { Congestion } from '../../../sim/hosts/linux/congestion.js';

/** One whose threshold is known: it timed out once with so much on its way. */
function timedOut(inFlight: number): Congestion {
  const congestion = new Congestion();
  congestion.onTimeout(inFlight, 1);
  return congestion;
}

/** The window after each of `count` acknowledged segments. */
function growth(congestion: Congestion, count: number): number[] {
  return Array.from({ length: count }, () => {
    congestion.onAck(1, true);
    return congestion.cwnd;
  });
}

describe('the window', () => {
  it('starts at ten, and grows by what is acknowledged', () => {
    const congestion = new Congestion();
    expect(congestion.cwnd).toBe(10);
    congestion.onAck(2, true);
    congestion.onAck(3, true);
    expect(congestion.cwnd).toBe(15);
  });

  it('after a timeout is one, doubles up to half of what was on its way, then grows by one a round', () => {
    expect(growth(timedOut(9), 12)).toEqual([2, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 6]);
  });

  it('has a threshold of two at least', () => {
    expect(growth(timedOut(1), 5)).toEqual([2, 2, 3, 3, 3]);
    expect(growth(timedOut(0), 3)).toEqual([2, 2, 3]);
  });

  it('only the first of several timeouts in a row sets the threshold', () => {
    const congestion = timedOut(12);
    congestion.onTimeout(1, 2);
    expect(congestion.cwnd).toBe(1);
    expect(growth(congestion, 7)).toEqual([2, 3, 4, 5, 6, 6, 6]);
  });

  it('counts anew after a timeout', () => {
    const congestion = timedOut(4);
    expect(growth(congestion, 2)).toEqual([2, 2]);
    congestion.onTimeout(4, 1);
    expect(growth(congestion, 4)).toEqual([2, 2, 3, 3]);
  });
});

describe('the third duplicate', () => {
  it('sends again, halves, and lets one more go for each further duplicate', () => {
    const congestion = new Congestion();
    expect([1, 2, 3].map(() => congestion.onDuplicate(9))).toEqual(['nothing', 'nothing', 'retransmit']);
    expect(congestion.isRecovering()).toBe(true);
    expect(congestion.cwnd).toBe(4 + 3);
    expect(congestion.onDuplicate(9)).toBe('nothing');
    expect(congestion.cwnd).toBe(4 + 4);
  });

  it('is not reached when an acknowledgement comes between, or a timeout', () => {
    const congestion = new Congestion();
    congestion.onDuplicate(9);
    congestion.onDuplicate(9);
    congestion.onAck(1, true);
    expect([1, 2].map(() => congestion.onDuplicate(9))).toEqual(['nothing', 'nothing']);
    congestion.onTimeout(9, 1);
    expect([1, 2].map(() => congestion.onDuplicate(9))).toEqual(['nothing', 'nothing']);
    expect(congestion.onDuplicate(9)).toBe('retransmit');
  });

  it('a part that is acknowledged deflates the window, everything ends the recovery', () => {
    const congestion = new Congestion();
    for (let i = 0; i < 3; i++) congestion.onDuplicate(12);
    expect(congestion.cwnd).toBe(9);
    congestion.onAck(4, false);
    expect(congestion.cwnd).toBe(6);
    expect(congestion.isRecovering()).toBe(true);
    congestion.onAck(9, false);
    expect(congestion.cwnd).toBe(1);
    congestion.onAck(2, true);
    expect([congestion.cwnd, congestion.isRecovering()]).toEqual([6, false]);
  });

  it('a timeout ends the recovery', () => {
    const congestion = new Congestion();
    for (let i = 0; i < 3; i++) congestion.onDuplicate(12);
    congestion.onTimeout(12, 1);
    expect([congestion.cwnd, congestion.isRecovering()]).toEqual([1, false]);
  });
});
