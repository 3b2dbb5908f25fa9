/** Other orders of tasks: who runs when it is another's turn, and that the same switches give the same run. */

import { expect, it } from 'vitest';
import { Kernel } from '../../sim/kernel/kernel.js';
import { Random } from '../../sim/kernel/random.js';
import { Semaphore } from '../../sim/kernel/sync.js';
import { ForcedOrder, SeededOrder, type TaskOrder } from '../../sim/kernel/task-order.js';

/** Three tasks that each say three words, with a call of the operating system between them. */
function words(order?: TaskOrder, priorities = [5, 5, 4]): string {
  const kernel = new Kernel(10_000);
  kernel.order = order;
  const said: string[] = [];
  const call = new Semaphore(kernel, 'call', 100, 0);
  priorities.forEach((priority, i) => {
    const name = 'abc'[i]!;
    kernel.spawn(
      name,
      priority,
      (function* () {
        for (let n = 1; n <= 3; n++) {
          said.push(`${name}${n}`);
          yield* call.giveAndYield();
        }
      })(),
    );
  });
  kernel.run(1000);
  return said.join(' ');
}

it('without an order by priority, and among equals who came first', () => {
  expect(words()).toBe('a1 a2 a3 b1 b2 b3 c1 c2 c3');
});

it('a switch lets another one in, for one call; then the strict order goes on', () => {
  // Point 0 chooses the first task, point 1 is after a1.
  expect(words(new ForcedOrder([[1, 0]]))).toBe('a1 b1 b2 b3 a2 a3 c1 c2 c3');
  // The lower one, on the other core: after its call the higher ones go on.
  expect(words(new ForcedOrder([[1, 1]]))).toBe('a1 c1 a2 a3 b1 b2 b3 c2 c3');
});

it('no order loses or repeats a word, and switches alone repeat what a seed did', () => {
  const orders = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const order = new SeededOrder(new Random(seed));
    const said = words(order);
    orders.add(said);
    expect(said.split(' ').sort()).toEqual('a1 a2 a3 b1 b2 b3 c1 c2 c3'.split(' '));
    for (const name of 'abc') expect(said).toMatch(new RegExp(`${name}1.*${name}2.*${name}3`));
    expect(words(new ForcedOrder(order.taken))).toBe(said);
  }
  expect(orders.size).toBeGreaterThan(30);
});
