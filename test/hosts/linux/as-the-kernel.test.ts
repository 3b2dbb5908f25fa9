/**
 * The client stack `linux` does what a kernel did, segment by segment, in the programs that test/live/tun ran over both and
 * recorded: losses, a closed window, fast retransmit, keep-alive, the end of TIME_WAIT.
 */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PROGRAMS } from '../../live/tun/kernel-programs.js';
import { RECORDED, told, type Recorded } from '../../live/tun/told.js';

const { programs } = JSON.parse(readFileSync(RECORDED, 'utf8')) as Recorded;

test('every program was recorded', () => {
  expect(Object.keys(programs)).toEqual(PROGRAMS.map(({ name }) => name));
});

test.each(PROGRAMS)('$name', (one) => {
  expect(told(one, true)).toEqual(programs[one.name]);
});
