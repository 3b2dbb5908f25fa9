import { describe, expect, it } from 'vitest';
import { Bench, DEVICE_ISN, LATENCY_US, SECOND, bytes } from '../bench.js';

describe('opening a connection', () => {
  it('sends a SYN with MSS 1460 and window 65535 from port 49152', () => {
    const bench = new Bench();
    bench.host.connect(8080);
    bench.settle();
    expect(bench.received).toMatchObject([
      {
        srcIp: 0xc0a80464,
        srcPort: 49152,
        dstIp: 0xc0a80402,
        dstPort: 8080,
        seq: 1000,
        ack: 0,
        window: 65535,
        options: Uint8Array.of(2, 4, 5, 180),
      },
    ]);
    expect(bench.records).toEqual([
      { t: LATENCY_US, k: 'seg', dir: 'rx', c: 'c1', fl: 'S', seq: 0, ack: 0, len: 0, win: 65535 },
    ]);
  });

  it('acknowledges the SYN-ACK, reports, then sends what waits', () => {
    const bench = new Bench();
    bench.host.connect(80);
    bench.host.send(bytes(10));
    bench.host.close();
    bench.settle();
    bench.clear();
    bench.device({ fl: 'SA', seq: 0, ack: 1 });
    bench.settle();
    expect(bench.sent).toEqual(['A 1:1+0', 'PA 1:1+10', 'FA 11:1+0']);
    expect(bench.events).toEqual(['connected']);
    expect(bench.host.connection?.state).toBe('fin-wait-1');
    expect(bench.host.connection?.peerIsn).toBe(DEVICE_ISN);
  });

  it('sends the SYN again at +1 +3 +7 +15 +31 +63 s and gives up at +127 s', () => {
    const bench = new Bench();
    bench.host.connect(80);
    bench.run(200 * SECOND);
    const seconds = bench.timesOf((r) => r.fl === 'S').map((t) => (t - LATENCY_US) / SECOND);
    expect(seconds).toEqual([0, 1, 3, 7, 15, 31, 63]);
    expect(bench.records.at(-1)).toEqual({ t: 127 * SECOND, k: 'cli', c: 'c1', ev: 'timeout' });
    expect(bench.host.connection?.state).toBe('dead');
  });

  it('is refused by an RST that acknowledges the SYN, and by no other', () => {
    const bench = new Bench();
    bench.host.connect(80);
    bench.settle();
    bench.device({ fl: 'RA', seq: 0, ack: 0 });
    bench.device({ fl: 'R', seq: 0 });
    bench.device({ fl: 'A', seq: 0, ack: 1 });
    bench.device({ fl: 'SA', seq: 0, ack: 2 });
    bench.settle();
    expect(bench.events).toEqual([]);
    bench.device({ fl: 'RA', seq: 0, ack: 1 });
    bench.settle();
    expect(bench.events).toEqual(['refused']);
    expect(bench.host.connection?.state).toBe('dead');
  });

  it('forgets an older unfinished connection, whose segments then meet an RST', () => {
    const bench = new Bench();
    bench.establish();
    const old = bench.host.connection;
    bench.host.connect(80);
    expect(old?.state).toBe('dead');
    bench.device({ fl: 'PA', data: 'late', clientPort: old!.localPort });
    bench.settle();
    expect(bench.sent).toEqual(['S 0:0+0', 'R 1:0+0']);
    expect(bench.events).toEqual([]);
    expect(bench.host.connection?.localPort).toBe(49153);
  });

  it.each([
    { offered: 0, used: 536 },
    { offered: 1440, used: 1440 },
    { offered: 9000, used: 1460 },
  ])('uses MSS $used for an offer of $offered', ({ offered, used }) => {
    const bench = new Bench();
    bench.establish(65535, offered);
    bench.host.send(bytes(3000));
    bench.settle();
    expect(bench.received[0]?.payload.length).toBe(used);
  });
});

describe('segments of no connection', () => {
  it.each([
    { fl: 'A', seq: 5, ack: 7, answer: 'R 7:0+0' },
    { fl: 'S', seq: 0, ack: 0, answer: `RA ${(2 ** 32 - 1000).toString()}:1+0` },
    { fl: 'F', seq: 5, ack: 0, data: 'abc', answer: `RA ${(2 ** 32 - 1000).toString()}:9+0` },
  ])('answers $fl with $answer', ({ answer, ...segment }) => {
    const bench = new Bench();
    bench.device(segment);
    bench.settle();
    expect(bench.sent).toEqual([answer]);
  });

  it('does not answer an RST', () => {
    const bench = new Bench();
    bench.device({ fl: 'RA' });
    bench.settle();
    expect(bench.sent).toEqual([]);
  });
});

describe('listening', () => {
  it('accepts the device, which is told nothing until its ACK', () => {
    const bench = new Bench();
    bench.host.listen(9000);
    bench.device({ fl: 'S', seq: 0, port: 50000, clientPort: 9000 });
    bench.settle();
    expect(bench.sent).toEqual(['SA 0:1+0']);
    expect(bench.host.send(bytes(1))).toBe(false);
    bench.device({ fl: 'A', seq: 1, ack: 1, port: 50000, clientPort: 9000 });
    bench.device({ fl: 'PA', seq: 1, data: 'hi', port: 50000, clientPort: 9000 });
    bench.settle();
    expect(bench.events).toEqual(['accepted', 'data hi']);
  });

  it('ends a half-open connection on RST and answers other ports with RST', () => {
    const bench = new Bench();
    bench.host.listen(9000);
    bench.device({ fl: 'S', seq: 0, port: 50000, clientPort: 9000 });
    bench.device({ fl: 'S', seq: 0, port: 50001, clientPort: 9001 });
    bench.device({ fl: 'RA', seq: 1, ack: 1, port: 50000, clientPort: 9000 });
    bench.settle();
    expect(bench.received.map((s) => s.flags)).toEqual([0x12, 0x14]);
    expect(bench.events).toEqual(['reset']);
  });

  it.each([
    { options: {}, accept: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' },
    { options: { bad: true, subprotocol: 'echo' }, accept: 'r3pPLMBiTxaQ9kYGzzhZRbK+xOo=' },
  ])('answers an upgrade with $accept', ({ options, accept }) => {
    const bench = new Bench();
    bench.host.listen(9000);
    const device = { port: 50000, clientPort: 9000 };
    bench.device({ fl: 'S', seq: 0, ...device });
    bench.settle();
    const data = 'GET / HTTP/1.1\r\nsec-websocket-key:  dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
    bench.device({ fl: 'PA', seq: 1, ack: 1, data, ...device });
    bench.settle();
    bench.host.wsAccept(options);
    bench.settle();
    const answer = Buffer.from(bench.received.at(-1)!.payload).toString('latin1');
    expect(answer).toContain(`Sec-WebSocket-Accept: ${accept}\r\n`);
    expect(answer.includes('Sec-WebSocket-Protocol: echo\r\n')).toBe('subprotocol' in options);
    expect(answer.endsWith('\r\n\r\n')).toBe(true);
  });
});
