/** Chains of buffered bytes: what is in front, what is left of it, and what the heap has of it. */

import { expect, it } from 'vitest';

import { Buflist } from '../../../firmware-model/libwebsockets/io/buflist.js';
import { LWS_PRE } from '../../../firmware-model/libwebsockets/sizes.js';
import { FakeHeap } from '../fake-device.js';

/** `struct lws_buflist` in front, room for a frame header, a NUL behind. */
const OVERHEAD = 13 + LWS_PRE;

function front(list: Buflist): string | undefined {
  const view = list.next();
  return view && Buffer.from(view.buffer.subarray(view.offset, view.offset + view.length)).toString();
}

it('is consumed from its front, segment by segment', () => {
  const heap = new FakeHeap();
  const list = new Buflist({ heap, onFull: () => undefined });
  expect([list.isEmpty, front(list)]).toEqual([true, undefined]);
  const source = Buffer.from('xabcdey');
  expect(list.append(source, 1, 3)).toBe('first');
  expect(list.append(source, 4, 2)).toBe('behind');
  source.fill(0);
  expect(heap.inUse).toBe(2 * OVERHEAD + 5);
  expect(front(list)).toBe('abc');
  expect(list.use(1)).toBe(2);
  expect(front(list)).toBe('bc');
  expect(list.use(2)).toBe(2);
  expect(heap.inUse).toBe(OVERHEAD + 2);
  expect(front(list)).toBe('de');
  expect(() => list.use(3)).toThrow('past its end');
  expect(list.use(2)).toBe(0);
  expect([list.isEmpty, front(list), heap.inUse]).toEqual([true, undefined, 0]);
});

it('takes nothing without memory, and gives everything back when it is cleared', () => {
  const heap = new FakeHeap(OVERHEAD + 5);
  let full = 0;
  const list = new Buflist({ heap, onFull: () => full++ });
  expect(list.append(Buffer.from('abc'), 0, 3)).toBe('first');
  expect(list.append(Buffer.from('d'), 0, 1)).toBe('no-memory');
  expect([full, front(list)]).toEqual([1, 'abc']);
  list.clear();
  expect([list.isEmpty, heap.inUse]).toEqual([true, 0]);
});
