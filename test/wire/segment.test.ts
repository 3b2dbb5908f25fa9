/** How addresses and flags are written. */

import { expect, it } from 'vitest';

import { ACK, FIN, flagText, ipText, PSH, RST, SYN } from '../../sim/wire/segment.js';

it.each([
  [0xc0a80402, '192.168.4.2'],
  [0x01020304, '1.2.3.4'],
  [0xffffffff, '255.255.255.255'],
])('address %i is %s', (ip, text) => {
  expect(ipText(ip)).toBe(text);
});

it('flags stand in the order of the trace, those it does not know are left out', () => {
  expect(flagText(SYN | FIN | RST | PSH | ACK)).toBe('SFRPA');
  expect([SYN, FIN, RST, PSH, ACK].map(flagText)).toEqual(['S', 'F', 'R', 'P', 'A']);
  expect([SYN, FIN, RST, PSH, ACK]).toEqual([0x02, 0x01, 0x04, 0x08, 0x10]);
  expect(flagText(0xe0)).toBe('');
});
