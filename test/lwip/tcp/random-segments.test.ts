/** Random segments never break the stack: no exception, counters stay within their limits, memory is given back. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Err } from '../../../sim/lwip/core/errno.js';
import { mssOption, NO_OPTIONS } from '../../../sim/wire/tcp-options.js';
import { PEER_ISN, TcpBench } from './bench.js';

const segment = fc.record({
  port: fc.integer({ min: 50_000, max: 50_002 }),
  flags: fc.integer({ min: 0, max: 31 }),
  seqOffset: fc.oneof(fc.integer({ min: -20, max: 60 }), fc.integer({ min: -70_000, max: 70_000 })),
  ackOffset: fc.oneof(fc.integer({ min: -5, max: 40 }), fc.integer({ min: -70_000, max: 70_000 })),
  window: fc.oneof(fc.constant(65_535), fc.integer({ min: 0, max: 3000 })),
  mss: fc.constantFrom(undefined, undefined, 0, 1, 536, 1460),
  length: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1460 })),
  waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2000 })),
});

const action = fc.oneof(
  segment.map((value) => ({ kind: 'segment' as const, value })),
  fc.integer({ min: 1, max: 3000 }).map((value) => ({ kind: 'write' as const, value })),
  fc
    .constantFrom(...(['close', 'shutdown', 'abort', 'read', 'refuse', 'accept'] as const))
    .map((kind) => ({ kind, value: 0 })),
);

describe('random segments and calls', () => {
  it('never break the stack', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), fc.boolean(), (actions, staticPools) => {
        const bench = new TcpBench({ staticPools });
        const idleBytes = bench.memory.heap.used;
        let nowMs = 0;
        for (const { kind, value } of actions) {
          const pcb = bench.accepted;
          const alive = pcb !== undefined && pcb.list !== undefined;
          if (kind === 'segment') {
            nowMs += value.waitMs;
            bench.until(nowMs);
            bench.send({
              srcPort: value.port,
              flags: value.flags,
              seq: (PEER_ISN + value.seqOffset) >>> 0,
              ack: (6511 + value.ackOffset) >>> 0,
              window: value.window,
              options: value.mss === undefined ? NO_OPTIONS : mssOption(value.mss),
              payload: new Uint8Array(value.length),
            });
          } else if (kind === 'refuse') {
            bench.receiveAnswer = Err.MEM;
          } else if (kind === 'accept') {
            bench.receiveAnswer = Err.OK;
          } else if (alive) {
            bench.tcpip.exec(() => {
              if (kind === 'write') {
                bench.tcp.write(
                  pcb,
                  new Uint8Array(value),
                  0,
                  Math.min(value, bench.tcp.sendBuffer(pcb)),
                  false,
                );
                bench.tcp.output(pcb);
              } else if (kind === 'read') {
                bench.tcp.received(pcb, pcb.rcvWndMax - pcb.rcvWnd);
              } else if (kind === 'shutdown') {
                bench.tcp.shutdown(pcb, false, true);
              } else if (kind === 'close') {
                pcb.onReceive = undefined;
                pcb.onError = undefined;
                bench.tcp.close(pcb);
                bench.accepted = undefined;
              } else {
                bench.tcp.abort(pcb);
                bench.accepted = undefined;
              }
            });
          }
          const { ctx } = bench.tcp;
          for (const p of ctx.active) {
            expect(p.rcvWnd).toBeGreaterThanOrEqual(0);
            expect(p.rcvWnd).toBeLessThanOrEqual(p.rcvWndMax);
            expect(p.sndBuf).toBeLessThanOrEqual(ctx.options.TCP_SND_BUF);
          }
          expect(bench.listener.acceptsPending).toBeLessThanOrEqual(bench.listener.backlog);
        }
        bench.tcpip.exec(() => {
          for (const p of [...bench.tcp.ctx.active]) bench.tcp.abort(p);
          for (const p of [...bench.tcp.ctx.timeWait]) bench.tcp.abort(p);
        });
        bench.until(nowMs + 1000);
        expect(bench.memory.heap.used).toBe(idleBytes);
      }),
      { numRuns: 300 },
    );
  });
});
