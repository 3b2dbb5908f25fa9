import { describe, expect, it } from 'vitest';
import { ModelError } from '../../../sim/kernel/errors.js';
import { ENDPOINT_LIFECYCLE } from '../../../sim/hosts/endpoint.table.js';
import { Bench, bytes } from '../bench.js';

describe('receiving', () => {
  it('acknowledges each segment before the client hears of it', () => {
    const bench = new Bench();
    bench.establish();
    const order: string[] = [];
    bench.host.subscribe((event, _connection, data) =>
      order.push(
        `${event} ${data === undefined ? '' : String(data.length)} after ${bench.link.packets('rx')}`,
      ),
    );
    bench.device({ fl: 'A', seq: 1, data: 'abc' });
    bench.device({ fl: 'PA', seq: 4, data: 'de' });
    bench.settle();
    expect(bench.sent).toEqual(['A 1:4+0', 'A 1:6+0']);
    expect(bench.events).toEqual(['data abc', 'data de']);
    expect(order).toEqual(['data 3 after 3', 'data 2 after 4']);
  });

  it('answers what is old or out of order with a duplicate ACK', () => {
    const bench = new Bench();
    bench.establish();
    bench.device({ fl: 'A', seq: 4, data: 'late' });
    bench.device({ fl: 'A', seq: 1, data: 'abc' });
    bench.device({ fl: 'A', seq: 1, data: 'abc' });
    bench.device({ fl: 'A', seq: 3 });
    bench.device({ fl: 'A', seq: 4 });
    bench.device({ fl: 'SA', seq: 0 });
    bench.settle();
    expect(bench.sent).toEqual(['A 1:1+0', 'A 1:4+0', 'A 1:4+0', 'A 1:4+0', 'A 1:4+0']);
    expect(bench.events).toEqual(['data abc']);
  });

  it('trims an overlap', () => {
    const bench = new Bench();
    bench.establish();
    bench.device({ fl: 'A', seq: 1, data: 'abc' });
    bench.device({ fl: 'PA', seq: 2, data: 'bcde' });
    bench.settle();
    expect(bench.events).toEqual(['data abc', 'data de']);
  });

  it('shows bytes that are no text in hex', () => {
    const bench = new Bench();
    bench.establish();
    bench.device({ fl: 'A', data: Uint8Array.of(0x81, 0x00) });
    bench.settle();
    expect(bench.events).toEqual(['data 8100']);
  });

  it('shrinks its window while paused and hands everything over at once on resume', () => {
    const bench = new Bench();
    bench.establish();
    bench.host.pause();
    bench.device({ fl: 'A', seq: 1, data: 'abc' });
    bench.device({ fl: 'FA', seq: 4, data: 'de' });
    bench.settle();
    expect(bench.received.map((s) => s.window)).toEqual([65532, 65530]);
    expect(bench.events).toEqual([]);
    bench.clear();
    bench.host.resume();
    bench.settle();
    expect(bench.sent).toEqual(['A 1:7+0']);
    expect(bench.received[0]?.window).toBe(65535);
    expect(bench.events).toEqual(['data abcde', 'eof']);
  });

  it('takes no more than its window, and then not the FIN', () => {
    const bench = new Bench();
    bench.establish();
    bench.host.pause();
    bench.device({ fl: 'A', seq: 1, data: bytes(60_000) });
    bench.device({ fl: 'FA', seq: 60_001, data: bytes(10_000) });
    bench.settle();
    expect(bench.sent.at(-1)).toBe('A 1:65536+0');
    expect(bench.received.at(-1)?.window).toBe(0);
    bench.host.resume();
    bench.device({ fl: 'FA', seq: 65_536, data: bytes(4465) });
    bench.settle();
    expect(bench.events.map((e) => e.length)).toEqual([65_540, 4470, 3]);
  });
});

describe('closing', () => {
  it('device first: eof, then closed when our FIN is acknowledged', () => {
    const bench = new Bench();
    bench.establish();
    bench.device({ fl: 'FA', seq: 1 });
    bench.settle();
    expect(bench.events).toEqual(['eof']);
    expect(bench.host.connection?.state).toBe('close-wait');
    bench.host.close();
    bench.settle();
    bench.device({ fl: 'A', seq: 2, ack: 2 });
    bench.settle();
    expect(bench.sent).toEqual(['A 1:2+0', 'FA 1:2+0']);
    expect(bench.events).toEqual(['eof', 'closed']);
    expect([...bench.lifecycles.all()]).toEqual([]);
  });

  it('client first: eof and closed come together; later segments are only re-acknowledged', () => {
    const bench = new Bench();
    bench.establish();
    bench.host.close();
    bench.settle();
    bench.device({ fl: 'FA', seq: 1, ack: 2, data: 'bye' });
    bench.settle();
    expect(bench.events).toEqual(['data bye', 'eof', 'closed']);
    bench.clear();
    bench.device({ fl: 'FA', seq: 1, ack: 2, data: 'bye' });
    bench.device({ fl: 'A', seq: 5, ack: 2 });
    bench.device({ fl: 'RA', seq: 5, ack: 2 });
    bench.device({ fl: 'SA', seq: 0, ack: 1 });
    bench.settle();
    expect(bench.sent).toEqual(['A 2:5+0', 'A 2:5+0']);
    expect(bench.events).toEqual([]);
    expect(bench.host.connection?.state).toBe('time-wait');
  });

  it('both at once', () => {
    const bench = new Bench();
    bench.establish();
    bench.host.close();
    bench.device({ fl: 'FA', seq: 1, ack: 1 });
    bench.settle();
    expect(bench.host.connection?.state).toBe('closing');
    bench.device({ fl: 'A', seq: 2, ack: 2 });
    bench.settle();
    expect(bench.events).toEqual(['eof', 'closed']);
  });

  it('closes by itself if told so', () => {
    const bench = new Bench({}, { autoClose: true });
    bench.establish();
    bench.device({ fl: 'FA', seq: 1 });
    bench.settle();
    expect(bench.sent).toEqual(['A 1:2+0', 'FA 1:2+0']);
  });

  it('tells of nothing on resume after a reset: the end was the end', () => {
    const bench = new Bench();
    bench.establish();
    bench.host.pause();
    bench.device({ fl: 'FA', seq: 1, data: 'x' });
    bench.device({ fl: 'RA', seq: 3 });
    bench.settle();
    bench.host.resume();
    expect(bench.events).toEqual(['reset']);
  });
});

describe('reset, abort, vanish', () => {
  it.each([
    { seq: 0, events: [] },
    { seq: 1, events: ['reset'] },
    { seq: 65_536, events: ['reset'] },
    { seq: 65_537, events: [] },
  ])('RST at $seq gives $events', ({ seq, events }) => {
    const bench = new Bench();
    bench.establish();
    bench.device({ fl: 'RA', seq });
    bench.settle();
    expect(bench.events).toEqual(events);
  });

  it('abort sends RST only when established', () => {
    const bench = new Bench();
    expect(bench.host.abort()).toBe(false);
    bench.host.connect(80);
    expect(bench.host.abort()).toBe(true);
    bench.establish();
    bench.host.send(bytes(3));
    bench.host.abort();
    expect(bench.host.abort()).toBe(false);
    bench.settle();
    expect(bench.sent).toEqual(['PA 1:1+3', 'RA 4:1+0']);
    expect(bench.events).toEqual(['closed']);
  });

  it('a vanished host is silent until it connects anew', () => {
    const bench = new Bench();
    bench.establish();
    bench.host.send(bytes(3));
    bench.host.vanish();
    bench.device({ fl: 'PA', data: 'hello' });
    expect([bench.host.send(bytes(1)), bench.host.close(), bench.host.abort()]).toEqual([
      false,
      false,
      false,
    ]);
    bench.run(10_000_000);
    expect(bench.sent).toEqual(['PA 1:1+3']);
    expect(bench.events).toEqual([]);
    bench.host.connect(80);
    bench.settle();
    expect(bench.sent).toEqual(['PA 1:1+3', 'S 0:0+0']);
  });

  it('listeners may act at once', () => {
    const bench = new Bench();
    bench.establish();
    bench.host.subscribe((event) => {
      if (event === 'data') bench.host.abort();
      if (event === 'closed') bench.host.connect(80);
    });
    bench.device({ fl: 'FA', data: 'x' });
    bench.settle();
    expect(bench.events).toEqual(['data x', 'closed']);
    expect(bench.sent).toEqual(['A 1:3+0', 'RA 1:3+0', 'S 0:0+0']);
  });

  it('an event that a state does not expect throws', () => {
    const life = new Bench().lifecycles.start(ENDPOINT_LIFECYCLE, 'test');
    expect(() => {
      life.send('fin-acked');
    }).toThrow(ModelError);
  });
});
