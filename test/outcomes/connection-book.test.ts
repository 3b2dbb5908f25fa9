/** The connections of a run: found by client and port, the newest where a port was used again. */

import { expect, test } from 'vitest';
import { ConnectionBook } from '../../sim/outcomes/connection-book.js';
import { DeviceView } from '../../sim/outcomes/device-view.js';

const newBook = (): ConnectionBook => new ConnectionBook(new DeviceView(String));

test('the newest on a port, the newest of all, and none', () => {
  const book = newBook();
  const first = book.begin('c', 0, 5000);
  const other = book.begin('c', 1, 5001);
  const again = book.begin('c', 2, 5000);
  expect(book.find('c', 5000)).toBe(again);
  expect(book.find('c', 5001)).toBe(other);
  expect(book.find('c', undefined)).toBe(again);
  expect(book.find('c', 5002)).toBeUndefined();
  expect(book.find('d', 5000)).toBeUndefined();
  expect([first, other, again].map(({ number }) => number)).toEqual([1, 2, 3]);
  expect([book.numberOf('c', 5000), book.numberOf('c', 5002), book.numberOf('d', undefined)]).toEqual([
    3,
    undefined,
    undefined,
  ]);
});
