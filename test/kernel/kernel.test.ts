import { describe, expect, it } from 'vitest';
import { DevicePanic, ModelError } from '../../sim/kernel/errors.js';
import { Kernel } from '../../sim/kernel/kernel.js';
import { MessageQueue, Mutex, Semaphore } from '../../sim/kernel/sync.js';
import { FOREVER, type Blocking } from '../../sim/kernel/task.js';

const TICK_US = 10_000;

function kernelWithLog(): { kernel: Kernel; log: string[]; note: (text: string) => void } {
  const kernel = new Kernel(TICK_US);
  const log: string[] = [];
  return { kernel, log, note: (text) => log.push(`${kernel.nowUs} ${text}`) };
}

describe('events', () => {
  it('run by time, then in the order in which they were scheduled', () => {
    const { kernel, log, note } = kernelWithLog();
    kernel.at(2000, () => note('c'));
    kernel.at(1000, () => note('a'));
    kernel.at(1000, () => note('b'));
    kernel.at(500, () => note('cancelled')).cancelled = true;
    expect(kernel.run(5000)).toBe('until');
    expect(log).toEqual(['1000 a', '1000 b', '2000 c']);
    expect(kernel.nowUs).toBe(5000);
  });

  it('come before the task timeouts of the same instant, with tasks run to idle after each', () => {
    const { kernel, log, note } = kernelWithLog();
    const semaphore = new Semaphore(kernel, 's', 10, 0);
    kernel.spawn(
      'waiter',
      5,
      (function* (): Generator<void, void, void> {
        for (;;) note((yield* semaphore.take(1)) ? 'taken' : 'timed out');
      })(),
    );
    kernel.at(TICK_US, () => {
      note('event 1');
      semaphore.give();
    });
    kernel.at(TICK_US, () => note('event 2'));
    kernel.run(TICK_US);
    expect(log.slice(0, 3)).toEqual(['10000 event 1', '10000 taken', '10000 event 2']);
  });
});

describe('tasks', () => {
  it('are preempted at once by a strictly higher one and then go on before their equals', () => {
    const { kernel, log, note } = kernelWithLog();
    const wake = new Semaphore(kernel, 'wake', 1, 0);
    function* high(): Blocking<void> {
      yield* wake.take(FOREVER);
      note('high');
    }
    function* low(name: string): Blocking<void> {
      note(`${name} begins`);
      yield* wake.giveAndYield();
      note(`${name} ends`);
    }
    kernel.spawn('high', 6, high());
    kernel.spawn('low 1', 1, low('low 1'));
    kernel.spawn('low 2', 1, low('low 2'));
    kernel.run(0);
    expect(log.map((line) => line.slice(2))).toEqual([
      'low 1 begins',
      'high',
      'low 1 ends',
      'low 2 begins',
      'low 2 ends',
    ]);
  });

  it('time out on tick edges: floor(now / tick) + n ticks', () => {
    const { kernel, log, note } = kernelWithLog();
    kernel.at(15_000, () => {
      kernel.spawn(
        'sleeper',
        1,
        (function* (): Generator<void, void, void> {
          yield* kernel.sleepTicks(2);
          note('awake');
        })(),
      );
    });
    kernel.run(100_000);
    expect(log).toEqual(['30000 awake']);
  });

  it('that yield without blocking are a bug of the model', () => {
    const { kernel } = kernelWithLog();
    kernel.spawn(
      'wrong',
      1,
      (function* (): Generator<void, void, void> {
        yield;
      })(),
    );
    expect(() => kernel.run(0)).toThrow(ModelError);
  });

  it('end the run with the crash that they cause', () => {
    const { kernel } = kernelWithLog();
    kernel.spawn(
      'crasher',
      1,

      (function* (): Generator<void, void, void> {
        throw new DevicePanic('memory access fault', 0);
      })(),
    );
    expect(kernel.run(1000)).toBe('panic');
    expect(kernel.panic?.task?.name).toBe('crasher');
  });

  it('that only hand each other the turn at one instant are a livelock', () => {
    const kernel = new Kernel(TICK_US, 100);
    for (const name of ['ping', 'pong']) {
      kernel.spawn(
        name,
        3,
        (function* (): Generator<void, void, void> {
          for (;;) yield* kernel.sleepTicks(0);
        })(),
      );
    }
    expect(kernel.run(1000)).toBe('livelock');
    expect(kernel.livelock?.timeUs).toBe(0);
  });
});

describe('queues and locks', () => {
  it('a queue keeps order, refuses past its capacity and times out empty', () => {
    const { kernel, log, note } = kernelWithLog();
    const queue = new MessageQueue<number>(kernel, 'q', 2);
    expect([queue.tryPost(1), queue.tryPost(2), queue.tryPost(3)]).toEqual([true, true, false]);
    kernel.spawn(
      'reader',
      1,
      (function* (): Generator<void, void, void> {
        for (let i = 0; i < 3; i++) note(String(yield* queue.fetch(1)));
      })(),
    );
    kernel.run(50_000);
    expect(log).toEqual(['0 1', '0 2', '10000 undefined']);
  });

  it('a mutex lends its holder the priority of who waits for it', () => {
    const { kernel, log, note } = kernelWithLog();
    const mutex = new Mutex(kernel, 'm');
    const go = new Semaphore(kernel, 'go', 1, 0);
    kernel.spawn(
      'low',
      1,
      (function* (): Generator<void, void, void> {
        yield* mutex.take();
        yield* go.giveAndYield();
        note('low still holds it');
        yield* mutex.give();
        note('low is done');
      })(),
    );
    kernel.spawn(
      'high',
      9,
      (function* (): Generator<void, void, void> {
        yield* go.take(FOREVER);
        yield* mutex.take();
        note('high has it');
        yield* mutex.give();
      })(),
    );
    kernel.run(0);
    expect(log.map((line) => line.slice(2))).toEqual(['low still holds it', 'high has it', 'low is done']);
  });

  it('a holder that is ready runs at its new priority before those between', () => {
    const { kernel, log, note } = kernelWithLog();
    const mutex = new Mutex(kernel, 'm');
    const [go, goMiddle] = ['go', 'middle'].map((name) => new Semaphore(kernel, name, 1, 0));
    const task = (name: string, priority: number, body: () => Generator<void, void, void>): void => {
      kernel.spawn(name, priority, body());
    };
    task('low', 1, function* () {
      yield* mutex.take();
      yield* go!.giveAndYield();
      note('low');
      yield* mutex.give();
    });
    task('middle', 5, function* () {
      yield* goMiddle!.take(FOREVER);
      note('middle');
    });
    task('high', 9, function* () {
      yield* go!.take(FOREVER);
      goMiddle!.give();
      yield* mutex.take();
      note('high');
      yield* mutex.give();
    });
    kernel.run(0);
    expect(log).toEqual(['0 low', '0 high', '0 middle']);
  });

  it('a holder that waits for something else moves up there, and back when nobody waits for it any more', () => {
    const run = (patience: number): string[] => {
      const { kernel, log, note } = kernelWithLog();
      const mutex = new Mutex(kernel, 'm');
      const signal = new Semaphore(kernel, 'signal', 1, 0);
      const task = (name: string, priority: number, body: () => Generator<void, void, void>): void => {
        kernel.spawn(name, priority, body());
      };
      task('low', 1, function* () {
        yield* mutex.take();
        yield* signal.take(FOREVER);
        note('low');
        yield* mutex.give();
      });
      task('middle', 5, function* () {
        yield* kernel.sleepTicks(1);
        yield* signal.take(FOREVER);
        note('middle');
      });
      task('high', 9, function* () {
        yield* kernel.sleepTicks(2);
        note(`high ${yield* mutex.take(patience)}`);
      });
      kernel.at(50_000, () => signal.give());
      kernel.at(60_000, () => signal.give());
      kernel.run(100_000);
      return log;
    };
    expect(run(FOREVER)).toEqual(['50000 low', '50000 high true', '60000 middle']);
    expect(run(2)).toEqual(['40000 high false', '50000 middle', '60000 low']);
  });
});
