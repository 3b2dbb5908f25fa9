/** Connections that the device opens: answers to its SYN (`tcp_process` of tcp_in.c in SYN_SENT), RFC 9293 3.10.7.3. */

import { describe, expect, it } from 'vitest';
import { ACK, RST, SYN, type Segment } from '../../../sim/wire/segment.js';
import { mssOption } from '../../../sim/wire/tcp-options.js';
import { Err } from '../../../sim/lwip/core/errno.js';
import type { TcpPcb } from '../../../sim/lwip/tcp/pcb/pcb.js';
import { PEER_IP, PEER_ISN, TcpBench } from './bench.js';

const SERVER_PORT = 8080;

interface Connecting {
  readonly bench: TcpBench;
  readonly pcb: TcpPcb;
  readonly iss: number;
  readonly connected: () => number;
  /** A segment of the server. */
  readonly answer: (part: Partial<Segment>) => void;
}

function connecting(): Connecting {
  const bench = new TcpBench();
  let calls = 0;
  const pcb = bench.tcpip.exec(() => {
    const own = bench.tcp.create()!;
    own.onError = (err) => bench.errors.push(err);
    const err = bench.tcp.connect(own, PEER_IP, SERVER_PORT, () => {
      calls++;
      return Err.OK;
    });
    expect(err).toBe(Err.OK);
    return own;
  });
  const [syn] = bench.sent;
  const answer = (part: Partial<Segment>): void => {
    bench.send({ srcPort: SERVER_PORT, dstPort: syn!.srcPort, seq: PEER_ISN, ...part });
  };
  return { bench, pcb, iss: syn!.seq, connected: () => calls, answer };
}

describe('a SYN of the device', () => {
  it('is answered by SYN-ACK: connected, acknowledged, with what the server offers', () => {
    const { bench, pcb, iss, connected, answer } = connecting();
    bench.sent.length = 0;
    answer({ ack: iss + 1, flags: SYN | ACK, window: 3000, options: mssOption(900) });
    expect([pcb.state, connected(), pcb.mss, pcb.sndWnd, pcb.unacked.length]).toEqual([
      'established',
      1,
      900,
      3000,
      0,
    ]);
    expect(bench.log(iss)).toEqual(['A 1:1 0 w5760']);
    expect(pcb.sndQueueLength).toBe(0);
    expect(bench.tcp.connect(pcb, PEER_IP, SERVER_PORT, () => Err.OK)).toBe(Err.ISCONN);
  });

  it.each([0, 2, 1000])(
    'answered with another number (%i too many) is a RST of that number, and the SYN again',
    (by) => {
      const { bench, pcb, iss, connected, answer } = connecting();
      bench.sent.length = 0;
      answer({ ack: iss + by, flags: ACK });
      expect(bench.sent.map(({ flags, seq }) => [flags, seq - iss])).toEqual([
        [RST | ACK, by],
        [SYN, 0],
      ]);
      expect([pcb.state, connected()]).toEqual(['syn-sent', 0]);
    },
  );

  it('is sent again for such an answer as often as a SYN may be, and no more', () => {
    const { bench, pcb, iss, answer } = connecting();
    bench.sent.length = 0;
    for (let i = 0; i < 20; i++) answer({ ack: iss, flags: ACK });
    const syns = bench.sent.filter(({ flags }) => flags === SYN);
    // CONFIG_LWIP_TCP_SYNMAXRTX.
    expect([syns.length, pcb.retransmissions]).toEqual([12, 12]);
    expect(bench.sent.filter(({ flags }) => (flags & RST) !== 0)).toHaveLength(20);
  });

  it('answered by a SYN alone changes nothing: simultaneous opening is not in lwIP', () => {
    const { bench, pcb, answer } = connecting();
    bench.sent.length = 0;
    answer({ flags: SYN });
    expect([pcb.state, bench.sent.length]).toEqual(['syn-sent', 0]);
  });

  it('is refused by a RST that acknowledges it, and by no other', () => {
    const { bench, pcb, iss, answer } = connecting();
    answer({ ack: iss, flags: RST | ACK });
    expect([pcb.state, bench.errors]).toEqual(['syn-sent', []]);
    answer({ ack: iss + 1, flags: RST | ACK });
    expect([pcb.state, bench.errors]).toEqual(['removed', [Err.RST]]);
  });

  it('comes with data behind it that goes when it is answered', () => {
    const { bench, pcb, iss, answer } = connecting();
    bench.tcpip.exec(() => bench.tcp.write(pcb, new Uint8Array(10), 0, 10, false));
    expect(bench.sent).toHaveLength(1);
    answer({ ack: iss + 1, flags: SYN | ACK, window: 3000 });
    expect(bench.log(iss).slice(1)).toEqual(['PA 1:1 10 w5760']);
    expect([pcb.unacked.length, pcb.sndQueueLength]).toEqual([1, 1]);
  });
});
