/** Options of segments: what is not known is skipped by its length, down to the shortest; what is malformed ends the reading. */

import { expect, it } from 'vitest';

import { SYN } from '../../../sim/wire/segment.js';
import { PEER_ISN, TcpBench } from './bench.js';

const MSS_512 = [2, 4, 0x02, 0x00];

function mssAfter(...options: number[]): number {
  const bench = new TcpBench();
  bench.send({ seq: PEER_ISN, flags: SYN, options: Uint8Array.from(options) });
  return bench.tcp.ctx.active.head!.mss;
}

it.each([
  ['none', [], 536],
  ['MSS', MSS_512, 512],
  ['SACK permitted (2 bytes) before it', [4, 2, ...MSS_512], 512],
  ['padding before it', [1, 1, ...MSS_512], 512],
  ['a length of 1 before it', [4, 1, ...MSS_512], 536],
  ['the end before it', [0, ...MSS_512], 536],
  ['MSS cut off', [2, 4, 0x02], 536],
  ['MSS of another length', [2, 5, 0x02, 0x00, 0x00], 536],
])('%s', (_, options, mss) => {
  expect(mssAfter(...options)).toBe(mss);
});
