/** Memory that runs out at any place of a write, of an answer or of what comes in: nothing stays behind. */

import { describe, expect, it } from 'vitest';
import { ACK, FIN, PSH } from '../../../sim/wire/segment.js';
import { TF_NODELAY } from '../../../sim/lwip/tcp/pcb/pcb.js';
import { PEER_ISN, TcpBench } from './bench.js';

/** lwIP's first initial sequence number (tcp.c, tcp_next_iss) while no slow tick has passed. */
const ACKED = 6511;
const MOST_BYTES = 6000;
const STEP_BYTES = 60;
/** Room for headers while a segment is sent. */
const HEADER_BYTES = 400;
/** The timer of TCP finds no connection any more, and its own memory is free. */
const TIMER_ENDS_MS = 1000;

/** What the device holds with nothing but its listener, and what a connection adds to that. */
function atRest(): { readonly listener: number; readonly connection: number } {
  const bench = new TcpBench();
  const listener = bench.memory.heap.used;
  bench.open();
  return { listener, connection: bench.memory.heap.used };
}

/** A connection with so many bytes of heap left. */
function withHeapLeft(bytes: number): TcpBench {
  return new TcpBench({ heapLimitBytes: atRest().connection + bytes });
}

function heaps(): number[] {
  return Array.from({ length: MOST_BYTES / STEP_BYTES }, (_, i) => i * STEP_BYTES);
}

describe('a write that finds memory for a part only', () => {
  it.each([
    [1, true],
    [100, false],
    [1440, true],
    [4000, false],
  ])(
    'of %i bytes, more to come %s: is refused whole, and all is free after the connection',
    (length, more) => {
      const { listener } = atRest();
      let refused = 0;
      for (const left of heaps()) {
        const bench = withHeapLeft(left + HEADER_BYTES);
        const pcb = bench.open();
        const { tcpip, tcp, memory } = bench;
        const results: number[] = [];
        for (let i = 0; i < 3; i++) {
          const [used, queued, buffer] = [memory.heap.used, pcb.sndQueueLength, pcb.sndBuf];
          const err = tcpip.exec(() => tcp.write(pcb, new Uint8Array(length), 0, length, more));
          results.push(err);
          if (err === 0) continue;
          refused++;
          expect([memory.heap.used, pcb.sndQueueLength, pcb.sndBuf]).toEqual([used, queued, buffer]);
        }
        tcpip.exec(() => tcp.output(pcb));
        tcpip.exec(() => {
          tcp.abort(pcb);
        });
        bench.until(TIMER_ENDS_MS);
        expect({ left, results, used: memory.heap.used }).toEqual({ left, results, used: listener });
      }
      expect(refused).toBeGreaterThan(0);
    },
  );
});

describe('a connection with data queued in every way', () => {
  it('that ends by a RST, by its application or by two FINs leaves nothing', () => {
    const { listener } = atRest();
    for (const end of ['reset', 'abort', 'shutdown'] as const) {
      const bench = new TcpBench();
      const pcb = bench.open();
      const { tcpip, tcp, memory } = bench;
      // Out of order, then one that the application does not take yet.
      bench.send({ ack: ACKED, seq: PEER_ISN + 1 + 500, flags: ACK | PSH, payload: new Uint8Array(300) });
      bench.send({ ack: ACKED, seq: PEER_ISN + 1 + 900, flags: ACK | FIN, payload: new Uint8Array(100) });
      bench.receiveAnswer = -1;
      bench.send({ ack: ACKED, flags: ACK | PSH, payload: new Uint8Array(200) });
      tcpip.exec(() => tcp.write(pcb, new Uint8Array(5000), 0, 5000, false));
      tcpip.exec(() => tcp.output(pcb));
      expect([pcb.ooseq.length, pcb.refusedData !== undefined, pcb.unacked.length > 0]).toEqual([
        2,
        true,
        true,
      ]);
      if (end === 'reset') bench.send({ seq: pcb.rcvNxt, ack: ACKED, flags: 0x04 });
      else if (end === 'abort')
        tcpip.exec(() => {
          tcp.abort(pcb);
        });
      else {
        tcpip.exec(() => tcp.shutdown(pcb, true, false));
        expect(pcb.refusedData).toBeUndefined();
        tcpip.exec(() => {
          tcp.abort(pcb);
        });
      }
      bench.until(TIMER_ENDS_MS);
      expect([end, memory.heap.used]).toEqual([end, listener]);
    }
  });
});

it('what came early and is delivered when the gap is closed leaves nothing, a FIN without data neither', () => {
  const { connection } = atRest();
  const bench = new TcpBench();
  bench.open();
  bench.send({ ack: ACKED, seq: PEER_ISN + 1 + 300, flags: ACK | FIN });
  bench.send({ ack: ACKED, seq: PEER_ISN + 1 + 100, payload: new Uint8Array(200) });
  expect(bench.memory.heap.used).toBeGreaterThan(connection);
  bench.send({ ack: ACKED, payload: new Uint8Array(100) });
  expect([bench.fin, bench.received.reduce((sum, { length }) => sum + length, 0)]).toEqual([true, 300]);
  expect(bench.memory.heap.used).toBe(connection);
});

describe('a send queue that is full', () => {
  it('refuses what the buffer would take, and is named when a task gives up for it', () => {
    const bench = new TcpBench();
    // CONFIG_LWIP_TCP_SND_BUF_DEFAULT by CONFIG_LWIP_TCP_MSS, four for each, as opt.h has it.
    const size = 4 * (5760 / 1440);
    const refusals: unknown[] = [];
    bench.trace.subscribe(['refuse'], (record) => refusals.push(record));
    const pcb = bench.open();
    // Each write is a segment of its own.
    pcb.flags |= TF_NODELAY;
    const { tcpip, tcp } = bench;
    const results: number[] = [];
    for (let i = 0; i <= size; i++) {
      results.push(tcpip.exec(() => tcp.write(pcb, new Uint8Array(10), 0, 10, false)));
      tcpip.exec(() => tcp.output(pcb));
    }
    expect(results).toEqual([...Array<number>(size).fill(0), -1]);
    expect(pcb.sndBuf).toBe(5760 - 10 * size);
    tcpip.exec(() => {
      tcp.refuseSending(pcb, 'send() gave up');
    });
    expect(refusals).toMatchObject([
      { resource: { kind: 'send queue' }, used: size, size, c: 'peer', effect: 'send() gave up' },
    ]);
  });
});
