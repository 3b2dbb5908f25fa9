/**
 * Whatever is written in whatever pieces, into whatever window, with whatever loss and memory: what goes out is, at each
 * sequence number, the byte that was written there; all of it arrives, once the peer acknowledges; nothing stays behind.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Err } from '../../../sim/lwip/core/errno.js';
import type { LwipOptions } from '../../../sim/lwip/core/options.js';
import type { TcpPcb } from '../../../sim/lwip/tcp/pcb/pcb.js';
import { mssOption } from '../../../sim/wire/tcp-options.js';
import { ACK, FIN, PSH } from '../../../sim/wire/segment.js';
import { PEER_ISN, TcpBench } from './bench.js';

/** lwIP's first initial sequence number (tcp.c, tcp_next_iss) while no slow tick has passed. */
const FIRST = 6511;
/** As lwIP of the W800's SDK builds buffers of what is sent: in pieces that are joined, with room to spare. */
const W800_BUFFERS: Partial<LwipOptions> = { LWIP_NETIF_TX_SINGLE_PBUF: false, ESP_LWIP: false };
const LONG_MS = 400_000;
const CLOSED_WINDOWS_MS = 20_000;

const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      bytes: fc.integer({ min: 1, max: 4000 }),
      more: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      bytes: fc.integer({ min: 1, max: 90 }),
      more: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('output' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('ack' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      window: fc.constantFrom(0, 1, 90, 700, 1460, 3000, 65_535),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.integer({ min: 1, max: CLOSED_WINDOWS_MS }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('twice' as const), times: fc.integer({ min: 1, max: 4 }) }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

const byteAt = (at: number): number => (at * 7 + (at >>> 8)) & 0xff;

/** A peer that looks at each byte. */
class Peer {
  acked = 0;
  /** The end of the highest segment that came. */
  seen = 0;
  gotFin = false;
  private looked = 0;

  constructor(
    private readonly bench: TcpBench,
    private readonly mss: number,
  ) {}

  look(written: number): void {
    const { sent } = this.bench;
    for (; this.looked < sent.length; this.looked++) {
      const { seq, payload, flags } = sent[this.looked]!;
      const at = (seq - FIRST) >>> 0;
      expect(payload.length).toBeLessThanOrEqual(this.mss);
      expect(payload.every((byte, i) => byte === byteAt(at + i))).toBe(true);
      const end = at + payload.length;
      if (payload.length > 0) expect(end).toBeLessThanOrEqual(written);
      this.seen = Math.max(this.seen, end);
      this.gotFin ||= (flags & FIN) !== 0;
    }
  }

  ack(to: number, window: number): void {
    this.acked = Math.max(this.acked, to);
    this.bench.send({ seq: PEER_ISN + 1, ack: FIRST + this.acked, flags: ACK, window });
  }
}

function isOver(pcb: TcpPcb): boolean {
  return pcb.list === undefined;
}

function run(
  acts: readonly Act[],
  mss: number,
  overrides: Partial<LwipOptions>,
  heapLimitBytes: number,
): void {
  const bench = new TcpBench({ heapLimitBytes }, 5, overrides);
  const { tcp, tcpip, memory } = bench;
  const idleBytes = memory.heap.used;
  const pcb = bench.open({ options: mssOption(mss) });
  const peer = new Peer(bench, mss);
  let written = 0;
  let nowMs = 0;
  for (const one of acts) {
    if (isOver(pcb)) break;
    switch (one.do) {
      case 'write': {
        const bytes = Uint8Array.from({ length: one.bytes }, (_, i) => byteAt(written + i));
        const [room, queued] = [pcb.sndBuf, pcb.sndQueueLength];
        const err = tcpip.exec(() => tcp.write(pcb, bytes, 0, bytes.length, one.more));
        if (err === Err.OK) written += bytes.length;
        else expect([err, pcb.sndBuf, pcb.sndQueueLength]).toEqual([Err.MEM, room, queued]);
        break;
      }
      case 'output':
        tcpip.exec(() => tcp.output(pcb));
        break;
      case 'ack':
        peer.ack(Math.floor(peer.acked + (peer.seen - peer.acked) * one.share), one.window);
        break;
      case 'twice':
        for (let i = 0; i < one.times; i++) peer.ack(peer.acked, 3000);
        break;
      case 'wait':
        nowMs += one.ms;
        bench.until(nowMs);
        break;
    }
    peer.look(written);
    const held = pcb.unsent.length + pcb.unacked.length;
    expect(held === 0).toBe(pcb.sndQueueLength === 0);
    expect(pcb.sndBuf).toBeLessThanOrEqual(tcp.ctx.options.TCP_SND_BUF);
  }
  // The peer acknowledges whatever comes from now on, again where there was no memory for it.
  for (let i = 0; i < 3000 && !isOver(pcb) && pcb.sndQueueLength > 0; i++) {
    peer.ack(peer.seen, 65_535);
    tcpip.exec(() => tcp.output(pcb));
    nowMs += 250;
    bench.until(nowMs);
    peer.look(written);
  }
  const isDone = !isOver(pcb) && pcb.sndQueueLength === 0;
  if (isDone) {
    expect([peer.acked, pcb.sndBuf]).toEqual([written, tcp.ctx.options.TCP_SND_BUF]);
    tcpip.exec(() => tcp.close(pcb));
    peer.look(written);
    bench.send({ seq: PEER_ISN + 1, ack: FIRST + written + 1, flags: ACK | FIN | PSH, window: 65_535 });
  } else if (!isOver(pcb)) {
    // What is queued has taken all memory: the ACK that would free it finds none.
    expect(heapLimitBytes).toBeLessThan(Number.POSITIVE_INFINITY);
    tcpip.exec(() => {
      tcp.abort(pcb);
    });
  }
  bench.until(nowMs + LONG_MS);
  expect(memory.heap.used).toBe(idleBytes);
}

describe.each([
  ['one buffer a segment, as on the ESP32', {}],
  ['buffers that are joined, as on the W800', W800_BUFFERS],
])('%s', (_name, overrides) => {
  const acts = fc.array(act, { maxLength: 60 });

  test('with memory enough', () => {
    fc.assert(
      fc.property(acts, fc.constantFrom(88, 536, 1440), (list, mss) => {
        run(list, mss, overrides, Number.POSITIVE_INFINITY);
      }),
      { numRuns: 60 },
    );
  });

  test('with memory that runs out', () => {
    fc.assert(
      fc.property(acts, fc.integer({ min: 900, max: 9000 }), (list, limit) => {
        run(list, 1440, overrides, limit);
      }),
      { numRuns: 60 },
    );
  });
});

/** What comes: pieces of one stream, early, late, again and overlapping; sometimes the application does not take them. */
const piece = fc.record({
  at: fc.integer({ min: 0, max: 8000 }),
  bytes: fc.integer({ min: 0, max: 1460 }),
  isTaken: fc.boolean(),
  waitMs: fc.constantFrom(0, 0, 0, 250, 3000),
});
const STREAM_BYTES = 9000;
const RESENT_BYTES = 536;

describe.each([
  ['on the ESP32', {}],
  ['on the W800', W800_BUFFERS],
])('whatever comes in whatever order %s', (_name, overrides) => {
  test('is delivered once and in order, and nothing of it stays behind', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const bench = new TcpBench({}, 5, overrides);
        const { tcp, tcpip, memory } = bench;
        const idleBytes = memory.heap.used;
        const pcb = bench.open();
        let taken = 0;
        let nowMs = 0;
        const send = (at: number, length: number, flags = ACK | PSH): void => {
          const end = Math.min(at + length, STREAM_BYTES);
          const payload = Uint8Array.from({ length: Math.max(0, end - at) }, (_, i) => byteAt(at + i));
          bench.send({ seq: PEER_ISN + 1 + at, ack: FIRST, flags, payload });
        };
        const take = (): void => {
          const all = bench.received.splice(0);
          for (const bytes of all) {
            expect(bytes.every((byte, i) => byte === byteAt(taken + i))).toBe(true);
            taken += bytes.length;
            tcpip.exec(() => {
              tcp.received(pcb, bytes.length);
            });
          }
        };
        for (const { at, bytes, isTaken, waitMs } of pieces) {
          bench.receiveAnswer = isTaken ? Err.OK : Err.MEM;
          send(at, bytes);
          nowMs += waitMs;
          bench.until(nowMs);
          take();
        }
        bench.receiveAnswer = Err.OK;
        for (let i = 0; i < 200 && !bench.fin; i++) {
          const next = pcb.rcvNxt - PEER_ISN - 1;
          if (next < STREAM_BYTES) send(next, RESENT_BYTES);
          else send(next, 0, ACK | FIN);
          nowMs += 250;
          bench.until(nowMs);
          take();
        }
        expect([taken, bench.fin]).toEqual([STREAM_BYTES, true]);
        tcpip.exec(() => tcp.close(pcb));
        bench.send({ seq: PEER_ISN + 2 + STREAM_BYTES, ack: FIRST + 1, flags: ACK });
        bench.until(nowMs + LONG_MS);
        expect(memory.heap.used).toBe(idleBytes);
      }),
      { numRuns: 80 },
    );
  });
});
