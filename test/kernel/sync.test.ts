/** Message queues: who is woken by the operations that do not wait themselves. */

import { describe, expect, it } from 'vitest';
import { Kernel } from '../../sim/kernel/kernel.js';
import { MessageQueue, Semaphore } from '../../sim/kernel/sync.js';
import { FOREVER, type Blocking } from '../../sim/kernel/task.js';

const TICK_US = 10_000;

function setUp(): { kernel: Kernel; queue: MessageQueue<string>; seen: string[] } {
  const kernel = new Kernel(TICK_US);
  return { kernel, queue: new MessageQueue<string>(kernel, 'queue', 1), seen: [] };
}

describe('a full queue', () => {
  it('lets a waiting sender in when a message is fetched without waiting', () => {
    const { kernel, queue, seen } = setUp();
    kernel.spawn(
      'sender',
      5,
      (function* (): Blocking<void> {
        for (const item of ['a', 'b', 'c']) seen.push(`${item} ${yield* queue.post(item, FOREVER)}`);
      })(),
    );
    kernel.at(500, () => seen.push(`fetched ${queue.tryFetch()}`));
    kernel.at(600, () => seen.push(`fetched ${queue.tryFetch()}`));
    kernel.run(TICK_US * 5);
    expect(seen).toEqual(['a true', 'fetched a', 'b true', 'fetched b', 'c true']);
    expect(queue.contents()).toEqual(['c']);
  });

  it('turns a sender away that does not wait, or has waited for long enough', () => {
    const { kernel, queue, seen } = setUp();
    kernel.spawn(
      'sender',
      5,
      (function* (): Blocking<void> {
        seen.push(`${yield* queue.post('a', 0)} ${kernel.nowUs}`);
        seen.push(`${yield* queue.post('b', 0)} ${kernel.nowUs}`);
        seen.push(`${yield* queue.post('c', 2)} ${kernel.nowUs}`);
      })(),
    );
    kernel.run(TICK_US * 5);
    expect(seen).toEqual(['true 0', 'false 0', 'false 20000']);
    expect(queue.tryPost('d')).toBe(false);
    expect(queue.length).toBe(1);
  });
});

describe('an empty queue', () => {
  it('has nothing to fetch, and wakes who waits for it', () => {
    const { kernel, queue, seen } = setUp();
    expect(queue.tryFetch()).toBeUndefined();
    expect(queue.hasReceiver).toBe(false);
    kernel.spawn(
      'receiver',
      5,
      (function* (): Blocking<void> {
        seen.push(`${yield* queue.fetch(0)} ${kernel.nowUs}`);
        seen.push(`${yield* queue.fetch(1)} ${kernel.nowUs}`);
        seen.push(`${yield* queue.fetch(FOREVER)} ${kernel.nowUs}`);
      })(),
    );
    kernel.at(15_000, () => {
      expect(queue.hasReceiver).toBe(true);
      expect(queue.tryPost('a')).toBe(true);
    });
    kernel.run(TICK_US * 5);
    expect(seen).toEqual(['undefined 0', 'undefined 10000', 'a 15000']);
  });
});

it('a semaphore counts up to its maximum and down to zero', () => {
  const semaphore = new Semaphore(new Kernel(TICK_US), 's', 2, 1);
  expect([semaphore.give(), semaphore.give()]).toEqual([true, false]);
  expect([semaphore.tryTake(), semaphore.tryTake(), semaphore.tryTake()]).toEqual([true, true, false]);
});
