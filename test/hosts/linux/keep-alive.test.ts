/** When an idle connection is probed and given up. */

import { expect, it } from 'vitest';

import { KeepAliveTimer } from '../../../sim/hosts/linux/keep-alive.js';
import { Kernel } from '../../../sim/kernel/kernel.js';

const S = 1_000_000;
const SETTINGS = { idleUs: 10 * S, intervalUs: 3 * S, count: 2 };

class Bench {
  readonly kernel = new Kernel(1000);
  readonly seen: string[] = [];
  isBusy = false;
  readonly timer: KeepAliveTimer;

  constructor(settings: typeof SETTINGS | undefined) {
    this.timer = new KeepAliveTimer(this.kernel, settings, {
      isBusy: () => this.isBusy,
      probe: () => this.see('probe'),
      giveUp: () => this.see('gives up'),
    });
  }

  at(seconds: number, what: () => void): this {
    this.kernel.at(seconds * S, what);
    return this;
  }

  run(seconds = 100): string[] {
    this.kernel.run(seconds * S);
    return this.seen;
  }

  private see(what: string): void {
    this.seen.push(`${what} ${this.kernel.nowUs / S}`);
  }
}

it('probes after the idle time, then in intervals, then gives up', () => {
  const bench = new Bench(SETTINGS);
  bench.timer.start();
  expect(bench.run()).toEqual(['probe 10', 'probe 13', 'gives up 16']);
});

it('does nothing without settings, or before the connection is established', () => {
  const off = new Bench(undefined);
  off.timer.start();
  expect(off.run()).toEqual([]);
  const early = new Bench(SETTINGS);
  early.timer.configure(SETTINGS);
  expect(early.run()).toEqual([]);
});

it('waits for the rest of the idle time when the device was heard, whatever was probed before', () => {
  const bench = new Bench(SETTINGS);
  bench.timer.start();
  bench.at(4, () => bench.timer.heard());
  expect(bench.at(15, () => bench.timer.heard()).run()).toEqual([
    'probe 14',
    'probe 25',
    'probe 28',
    'gives up 31',
  ]);
});

it('waits while data is on its way', () => {
  const bench = new Bench(SETTINGS);
  bench.isBusy = true;
  bench.timer.start();
  expect(bench.at(15, () => (bench.isBusy = false)).run()).toEqual(['probe 20', 'probe 23', 'gives up 26']);
});

it('new settings count from when the device was last heard, and are at once due when that is long ago', () => {
  const bench = new Bench(undefined);
  bench.timer.start();
  bench.at(4, () => bench.timer.configure(SETTINGS));
  expect(bench.run(12)).toEqual(['probe 10']);
  bench.at(12.5, () => bench.timer.configure({ ...SETTINGS, idleUs: 2 * S }));
  expect(bench.run(13)).toEqual(['probe 10', 'probe 12.5']);
});

it('stops when it is turned off, and when the connection ends', () => {
  const off = new Bench(SETTINGS);
  off.timer.start();
  expect(off.at(5, () => off.timer.configure(undefined)).run()).toEqual([]);
  const over = new Bench(SETTINGS);
  over.timer.start();
  expect(over.at(5, () => over.timer.stop()).run()).toEqual([]);
  over.timer.configure(SETTINGS);
  expect(over.run(300)).toEqual([]);
});
