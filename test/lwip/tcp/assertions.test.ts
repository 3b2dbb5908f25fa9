/** lwIP's assertions: each is reached by segments, restarts the device, and can be built out. */

import { describe, expect, it } from 'vitest';
import { explain } from '../../../sim/explain/explain.js';
import { ASSERTIONS, type Assertion } from '../../../sim/lwip/tcp/assertions.js';
import type { TcpPcb } from '../../../sim/lwip/tcp/pcb/pcb.js';
import { ACK, FIN, PSH } from '../../../sim/wire/segment.js';
import { mssOption } from '../../../sim/wire/tcp-options.js';
import { PEER_ISN, TcpBench } from './bench.js';
import { FIRMWARE } from '../../../sim/run/firmware.js';

const ISS = 6510;
const bytes = (n: number): Uint8Array => new Uint8Array(n).fill(0x61);

function write(bench: TcpBench, pcb: TcpPcb, length: number): void {
  bench.tcpip.exec(() => {
    bench.tcp.write(pcb, bytes(length), 0, length, false);
    bench.tcp.output(pcb);
  });
}

/** How to come to each of them. */
const WAYS: readonly (readonly [string, Assertion, (bench: TcpBench) => void])[] = [
  [
    'the last byte went as a window probe',
    ASSERTIONS.persistEmpty,
    (bench) => {
      const pcb = bench.open({ window: 1 });
      write(bench, pcb, 1);
      bench.send({ ack: ISS + 2, window: 0 });
      write(bench, pcb, 1);
      bench.until(2000);
      bench.send({ ack: ISS + 3, window: 0 });
      bench.until(4000);
    },
  ],
  [
    'an MSS option smaller than what waits',
    ASSERTIONS.mssTooSmall,
    (bench) => {
      const pcb = bench.open();
      bench.send({ seq: PEER_ISN + 1, ack: ISS + 1, window: 0 });
      pcb.sndWnd = 0;
      write(bench, pcb, 500);
      bench.send({ ack: ISS + 1, window: 0, options: mssOption(100) });
      write(bench, pcb, 10);
    },
  ],
  [
    'an MSS option smaller than the buffer of what waits',
    ASSERTIONS.oversize,
    (bench) => {
      const pcb = bench.open();
      pcb.sndWnd = 0;
      write(bench, pcb, 50);
      bench.send({ ack: ISS + 1, window: 0, options: mssOption(100) });
      write(bench, pcb, 10);
    },
  ],
  [
    'a window larger than the MSS of now and smaller than the segment',
    ASSERTIONS.splitMss,
    (bench) => {
      const pcb = bench.open();
      pcb.sndWnd = 0;
      write(bench, pcb, 500);
      bench.send({ ack: ISS + 1, window: 200, options: mssOption(100) });
      bench.until(4000);
    },
  ],
  [
    'a FIN at the edge of the window',
    ASSERTIONS.overWindow,
    (bench) => {
      bench.open();
      bench.send({ seq: PEER_ISN + 5760, ack: ISS + 1, flags: FIN | ACK });
      bench.send({ ack: ISS + 1, flags: ACK | PSH, payload: bytes(6000) });
    },
  ],
];

describe.each(WAYS)('%s', (_how, assertion, provoke) => {
  it('restarts a device with assertions, and names the connection', () => {
    const bench = new TcpBench();
    let thrown: unknown;
    try {
      provoke(bench);
    } catch (error) {
      thrown = error;
    }
    const cause = thrown ?? bench.kernel.panic?.cause;
    expect(cause).toMatchObject({
      why: assertion.text,
      assertion: assertion.text,
      culprit: { client: 'peer', port: 50_000 },
    });
  });

  it('goes on in a device without', () => {
    const bench = new TcpBench({ sdkconfig: { CONFIG_LWIP_ESP_LWIP_ASSERT: false } });
    provoke(bench);
    bench.until(60_000);
    expect(bench.kernel.panic).toBeUndefined();
  });
});

describe('explain', () => {
  it.each(Object.values(ASSERTIONS).map(({ text, about }) => [text.trim(), about]))(
    'knows %s',
    (text, about) => {
      expect(explain(FIRMWARE, text)?.join('\n')).toContain(about);
      expect(explain(FIRMWARE, `assert: ${text}`)).toEqual(explain(FIRMWARE, text));
    },
  );
});
