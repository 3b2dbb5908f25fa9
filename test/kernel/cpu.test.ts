/** CPU time: a busy task keeps its equals and those below it from running; higher ones run on top of it. */

import { describe, expect, it } from 'vitest';
import { ConsoleUart } from '../../sim/kernel/console-uart.js';
import { Cpu } from '../../sim/kernel/cpu.js';
import { DevicePanic } from '../../sim/kernel/errors.js';
import { Kernel } from '../../sim/kernel/kernel.js';
import { Mutex, Semaphore } from '../../sim/kernel/sync.js';
import { FOREVER, type Blocking } from '../../sim/kernel/task.js';

const TICK_US = 10_000;

function kernelWithLog(): { kernel: Kernel; log: string[]; note: (text: string) => void } {
  const kernel = new Kernel(TICK_US);
  const log: string[] = [];
  return { kernel, log, note: (text) => log.push(`${kernel.nowUs} ${text}`) };
}

/** The two ways of taking time: from a generator, and from plain code. */
const WAYS: readonly [string, (kernel: Kernel, us: number) => Blocking<void>][] = [
  ['busy', (kernel, us) => kernel.busy(us, 'work')],
  [
    'spend',
    function* (kernel, us) {
      kernel.spend(us, 'work');
    },
  ],
];

describe.each(WAYS)('%s', (_name, take) => {
  it('keeps equals and lower tasks waiting, and is interrupted by higher ones for as long as they take', () => {
    const { kernel, log, note } = kernelWithLog();
    const [low, high] = [new Semaphore(kernel, 'low', 1, 0), new Semaphore(kernel, 'high', 1, 0)];
    function* waiter(name: string, of: Semaphore, us: number): Blocking<void> {
      yield* of.take(FOREVER);
      note(`${name} begins`);
      yield* take(kernel, us);
      note(`${name} ends`);
    }
    kernel.spawn('high', 6, waiter('high', high, 500));
    kernel.spawn('low', 4, waiter('low', low, 0));
    kernel.spawn('equal', 5, waiter('equal', low, 0));
    kernel.spawn(
      'worker',
      5,
      (function* (): Blocking<void> {
        note('worker begins');
        yield* take(kernel, 3000);
        note('worker ends');
      })(),
    );
    kernel.at(1000, () => {
      low.give();
      note('event');
    });
    kernel.at(2000, () => void high.give());
    expect(kernel.run(50_000)).toBe('until');
    expect(log).toEqual([
      '0 worker begins',
      '1000 event',
      '2000 high begins',
      '2500 high ends',
      '3500 worker ends',
      '3500 equal begins',
      '3500 equal ends',
    ]);
  });

  it('lets timeouts of its own level wait until it is done', () => {
    const { kernel, log, note } = kernelWithLog();
    kernel.spawn(
      'sleeper',
      5,
      (function* (): Blocking<void> {
        yield* kernel.sleepTicks(1);
        note('woken');
      })(),
    );
    kernel.spawn(
      'worker',
      5,
      (function* (): Blocking<void> {
        yield* take(kernel, 25_000);
        note('done');
      })(),
    );
    kernel.run(100_000);
    expect(log).toEqual(['25000 done', '25000 woken']);
  });

  it('ends with the run, in the middle, and nothing runs any more', () => {
    const { kernel, log, note } = kernelWithLog();
    kernel.endUs = 1000;
    kernel.spawn(
      'worker',
      5,
      (function* (): Blocking<void> {
        yield* take(kernel, 3000);
        note('done');
      })(),
    );
    kernel.spawn(
      'low',
      4,
      (function* (): Blocking<void> {
        note('low');
      })(),
    );
    expect(kernel.run(1000)).toBe('until');
    expect(kernel.nowUs).toBe(1000);
    expect(kernel.step(1000)).toBe('idle');
    expect(log).toEqual([]);
  });

  it('is over when a higher task crashes the device, or deletes the one that is busy', () => {
    for (const crash of [true, false]) {
      const { kernel, log, note } = kernelWithLog();
      const worker = kernel.spawn(
        'worker',
        5,
        (function* (): Blocking<void> {
          yield* take(kernel, 3000);
          note('done');
        })(),
      );
      kernel.spawn(
        'high',
        6,
        (function* (): Blocking<void> {
          yield* kernel.sleepTicks(0);
          if (crash) throw new DevicePanic('crashed');
          kernel.kill(worker);
          note('deleted');
        })(),
      );
      expect(kernel.run(50_000)).toBe(crash ? 'panic' : 'until');
      expect(log).toEqual(crash ? [] : ['0 deleted']);
    }
  });

  it('says when the next thing is due', () => {
    const { kernel } = kernelWithLog();
    kernel.spawn('worker', 5, take(kernel, 700));
    kernel.at(900, () => undefined);
    expect(kernel.nextDueUs).toBe(0);
    kernel.step(0);
    expect([700, 900]).toContain(kernel.nextDueUs);
  });
});

it('a holder that inherits a priority while it is busy is not interrupted by those below that', () => {
  const { kernel, log, note } = kernelWithLog();
  const mutex = new Mutex(kernel, 'm');
  const wake = new Semaphore(kernel, 'wake', 2, 0);
  function* task(name: string, us: number, locks: boolean): Blocking<void> {
    if (name !== 'low') yield* wake.take(FOREVER);
    if (locks) yield* mutex.take();
    yield* kernel.busy(us, 'work');
    note(name);
    if (locks) yield* mutex.give();
  }
  kernel.spawn('high', 7, task('high', 0, true));
  kernel.spawn('middle', 6, task('middle', 1000, false));
  kernel.spawn('low', 5, task('low', 3000, true));
  kernel.at(1000, () => {
    wake.give();
    wake.give();
  });
  kernel.run(50_000);
  expect(log).toEqual(['3000 low', '3000 high', '4000 middle']);
});

describe('the CPU', () => {
  it('charges times and bytes, counts them, and takes nothing for what it has no figure of', () => {
    const { kernel, log, note } = kernelWithLog();
    const cpu = new Cpu(kernel, { request: 100, rate: 1_000_000 });
    kernel.spawn(
      'task',
      5,
      (function* (): Blocking<void> {
        yield* cpu.work('request', 'parsing');
        yield* cpu.work('handler', 'its handler');
        yield* cpu.bytes('rate', 250, 'copying');
        yield* cpu.bytes('rate', 0, 'copying');
        note('done');
      })(),
    );
    kernel.run(TICK_US);
    expect(log).toEqual(['350 done']);
    expect([...cpu.spent]).toEqual([
      ['request', { times: 1, us: 100 }],
      ['rate', { times: 1, us: 250 }],
    ]);
  });
});

describe('the console', () => {
  const lines = (kernel: Kernel, uart: ConsoleUart, note: (text: string) => void, bytes: readonly number[]) =>
    (function* (): Blocking<void> {
      for (const n of bytes) {
        note(`writes ${n}`);
        uart.write('I', '', 'x'.repeat(n));
      }
      note('done');
      yield* kernel.sleepTicks(1);
      uart.write('D', '', 'x'.repeat(64));
      note('later');
    })();
  const settings = { baud: 100_000, fifoBytes: 64, lineUs: 50, level: 'D', lineBytes: length } as const;
  function length(_level: unknown, _tag: string, msg: string): number {
    return msg.length;
  }

  it('takes lines while the FIFO has room, and then only as fast as the UART sends', () => {
    const { kernel, log, note } = kernelWithLog();
    const uart = new ConsoleUart(kernel, settings);
    kernel.spawn('task', 5, lines(kernel, uart, note, [64, 10, 10]));
    kernel.run(100_000);
    // 100 us a byte; the first line fills the FIFO at 50 us, the second has to wait for ten bytes to leave.
    expect(log).toEqual(['0 writes 64', '50 writes 10', '1050 writes 10', '2050 done', '10050 later']);
    expect(uart.written).toEqual({ lines: 4, bytes: 148, heldUs: 2100 });
  });

  it('is waited for the less when the task that spins is interrupted', () => {
    const { kernel, log, note } = kernelWithLog();
    const uart = new ConsoleUart(kernel, settings);
    const wake = new Semaphore(kernel, 'wake', 1, 0);
    kernel.spawn(
      'high',
      6,
      (function* (): Blocking<void> {
        yield* wake.take(FOREVER);
        yield* kernel.busy(300, 'work');
      })(),
    );
    kernel.spawn('task', 5, lines(kernel, uart, note, [64, 10]));
    kernel.at(500, () => void wake.give());
    kernel.run(9_000);
    expect(log.at(-1)).toBe('1050 done');
  });

  it('writes only what its level has', () => {
    const { kernel } = kernelWithLog();
    const uart = new ConsoleUart(kernel, { ...settings, level: 'I' });
    expect((['E', 'W', 'I', 'N', 'D', 'V'] as const).filter((level) => uart.takes(level))).toEqual([
      'E',
      'W',
      'I',
      'N',
    ]);
  });
});
