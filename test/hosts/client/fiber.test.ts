import { describe, expect, it } from 'vitest';

import { Fibers, Signal, type Script } from '../../../sim/hosts/client/fiber.js';
import { Kernel } from '../../../sim/kernel/kernel.js';

function setUp(): { kernel: Kernel; fibers: Fibers; log: string[]; note: (text: string) => void } {
  const kernel = new Kernel(10_000);
  const log: string[] = [];
  return { kernel, fibers: new Fibers(kernel), log, note: (text) => log.push(`${kernel.nowUs} ${text}`) };
}

describe('fibers', () => {
  it('wait for times and signals, in order', () => {
    const { kernel, fibers, log, note } = setUp();
    const signal = new Signal();
    fibers.spawn(
      (function* (): Script<void> {
        note(`signal ${yield* fibers.wait(signal, 500)}`);
        note(`signal ${yield* fibers.wait(signal, 900)}`);
        yield* fibers.sleep(100);
        note('end');
      })(),
    );
    kernel.at(300, () => signal.fire());
    kernel.run(2000);
    expect(log).toEqual(['300 signal true', '900 signal false', '1000 end']);
  });

  it('nest, join and do not disturb each other', () => {
    const { kernel, fibers, log, note } = setUp();
    const child = function* (name: string, forUs: number): Script<void> {
      yield* fibers.sleep(forUs);
      note(name);
    };
    fibers.spawn(
      (function* (): Script<void> {
        const both = [fibers.spawn(child('b', 20)), fibers.spawn(child('a', 10))];
        for (const one of both) yield* fibers.join(one);
        note('joined');
      })(),
    );
    kernel.run(100);
    expect(log).toEqual(['10 a', '20 b', '20 joined']);
  });

  it('end where they wait when cancelled, and wake nobody then', () => {
    const { kernel, fibers, log, note } = setUp();
    const signal = new Signal();
    const fiber = fibers.spawn(
      (function* (): Script<void> {
        try {
          yield* fibers.wait(signal, 50);
          note('never');
        } finally {
          note('cleaned up');
        }
      })(),
    );
    fibers.spawn(
      (function* (): Script<void> {
        yield* fibers.join(fiber);
        note('never either');
      })(),
    );
    kernel.at(20, () => fibers.cancelAll());
    kernel.at(30, () => signal.fire());
    kernel.run(100);
    expect(log).toEqual(['20 cleaned up']);
  });

  it('a condition is looked at whenever the signal comes, and at the deadline', () => {
    const { kernel, fibers, log, note } = setUp();
    const signal = new Signal();
    let count = 0;
    fibers.spawn(
      (function* (): Script<void> {
        note(`met ${yield* fibers.until(signal, () => count >= 2, 1000)}`);
        note(`met ${yield* fibers.until(signal, () => count >= 9, 1000)}`);
      })(),
    );
    for (const at of [100, 200]) {
      kernel.at(at, () => {
        count++;
        signal.fire();
      });
    }
    kernel.run(2000);
    expect(log).toEqual(['200 met true', '1000 met false']);
  });

  it('a script that waits outside of a fiber is a mistake', () => {
    expect(() => new Fibers(new Kernel(1000)).wait(undefined, 5).next()).toThrow('outside of a fiber');
  });
});
