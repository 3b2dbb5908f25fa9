import { expect, it } from 'vitest';

import { PortRange } from '../../sim/hosts/port-range.js';

const FIRST = 49_152;
const LAST = 65_535;

it('gives one port after the other, and begins anew after the last', () => {
  const range = new PortRange();
  const free = (): boolean => false;
  expect([range.next(free), range.next(free)]).toEqual([FIRST, FIRST + 1]);
  let port = FIRST + 1;
  while (port < LAST) port = range.next(free);
  expect(port).toBe(LAST);
  expect(range.next(free)).toBe(FIRST);
});

it('passes over those in use', () => {
  const range = new PortRange();
  expect(range.next((port) => port < FIRST + 3)).toBe(FIRST + 3);
  expect(range.next(() => false)).toBe(FIRST + 4);
});

it('gives the next one all the same when all are in use, having looked at each once', () => {
  const range = new PortRange();
  range.next(() => false);
  const asked: number[] = [];
  const port = range.next((one) => asked.push(one) > 0);
  expect(port).toBe(FIRST + 1);
  expect(new Set(asked).size).toBe(LAST - FIRST + 1);
  expect(asked).toHaveLength(LAST - FIRST + 1);
});
