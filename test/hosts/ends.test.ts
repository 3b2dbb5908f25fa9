/** The end of a connection is its end, for both stacks; and the ports that clients come from. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PortRange } from '../../sim/hosts/port-range.js';
import { linuxStack } from '../../sim/hosts/linux/linux-stack.js';
import { PROBE_STACK } from '../../sim/hosts/probe/probe-stack.js';
import { Bench, bytes } from './bench.js';

const STACKS = [PROBE_STACK, linuxStack()];
const ENDS = /^(refused|timeout|reset|closed)$/;
const IN_ORDER = /^(connected )?(data )*(eof )?((refused|timeout|reset|closed) )?$/;

const action = fc.oneof(
  fc.constantFrom('send', 'close', 'abort', 'pause', 'resume', 'vanish'),
  fc.record({
    fl: fc.constantFrom('A', 'PA', 'FA', 'RA', 'R'),
    seq: fc.integer({ min: 0, max: 12 }),
    ack: fc.integer({ min: 0, max: 12 }),
    win: fc.constantFrom(0, 5760),
    data: fc.integer({ min: 0, max: 5 }).map((n) => bytes(n)),
  }),
  fc.integer({ min: 0, max: 3_000_000 }),
);

describe.each(STACKS.map((stack) => [stack.id, stack] as const))('%s', (_id, stack) => {
  it('tells its client connected, data, eof, end, in this order and nothing behind the end', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), fc.boolean(), (actions, autoClose) => {
        const bench = new Bench({}, { autoClose, stackOf: () => stack });
        bench.host.connect();
        bench.settle();
        bench.device({ fl: 'SA', seq: 0, ack: 1, mss: 1440 });
        for (const it of actions) {
          if (it === 'send') bench.host.send(bytes(3));
          else if (typeof it === 'string') bench.host[it]();
          else if (typeof it === 'number') bench.run(it);
          else bench.device(it);
        }
        bench.run(10_000_000);
        bench.host.resume();
        const events = bench.events.map((event) => `${event.split(' ')[0]} `).join('');
        expect(events).toMatch(IN_ORDER);
      }),
      { numRuns: 400 },
    );
  });

  it.each(['abort', 'reset'])('hands nothing over that was unread when it ended by %s', (how) => {
    const bench = new Bench({}, { stackOf: () => stack });
    bench.establish();
    bench.host.pause();
    bench.device({ fl: 'PA', seq: 1, data: 'unread' });
    bench.settle();
    if (how === 'abort') bench.host.abort();
    else bench.device({ fl: 'RA', seq: 7 });
    bench.settle();
    bench.host.resume();
    bench.run(1_000_000);
    expect(bench.events.filter((event) => !ENDS.test(event))).toEqual([]);
    expect(bench.events).toHaveLength(1);
  });
});

describe.each(STACKS.map((stack) => [stack.id, stack] as const))(
  'what is left of a connection of %s',
  (_id, stack) => {
    /** Both FINs are through; with `again`, the client has connected anew and the old connection is only its remains. */
    function through(again: boolean): Bench {
      const bench = new Bench({}, { stackOf: () => stack });
      bench.establish();
      bench.host.close();
      bench.settle();
      bench.device({ fl: 'FA', seq: 1, ack: 2 });
      bench.settle();
      if (again) bench.host.connect(80);
      bench.settle();
      bench.clear();
      return bench;
    }

    it.each(['FA', 'PA', 'SA', 'S', 'A', 'RA', 'R'])('answers %s as the connection itself would', (fl) => {
      const answers = [false, true].map((again) => {
        const bench = through(again);
        for (const seq of [1, 2, 9]) {
          bench.device({ fl, seq, ack: 2, clientPort: 49_152, data: fl === 'PA' ? 'late' : '' });
        }
        bench.settle();
        return bench.received.map(({ flags, seq, ack, window }) => ({ flags, seq, ack, window }));
      });
      expect(answers[1]).toEqual(answers[0]);
      if (fl === 'FA') expect(answers[1]).toHaveLength(3);
      if (fl === 'A') expect(answers[1]).toHaveLength(2);
      if (fl === 'RA') expect(answers[1]).toHaveLength(0);
    });

    it('keeps the numbers that the trace counts from', () => {
      const bench = through(true);
      bench.device({ fl: 'FA', seq: 1, ack: 2, clientPort: 49_152 });
      bench.settle();
      const seen = bench.records.flatMap((r) =>
        r.k === 'seg' ? [`${r.dir} ${r.fl} ${r.seq} ${r.ack}`] : [],
      );
      expect(seen).toEqual(['tx FA 1 2', 'rx A 2 2']);
    });

    it('of one that was reset is no connection to anybody', () => {
      const bench = new Bench({}, { stackOf: () => stack });
      bench.establish();
      bench.host.abort();
      bench.host.connect(80);
      bench.settle();
      bench.clear();
      bench.device({ fl: 'PA', seq: 1, ack: 1, clientPort: 49_152, data: 'late' });
      bench.settle();
      expect(bench.sent).toEqual(['R 1:0+0']);
    });
  },
);

describe('ports of clients', () => {
  it('go around within the dynamic range, past those in use', () => {
    const ports = new PortRange();
    const taken = new Set([49_152, 49_154, 65_535]);
    const seen = Array.from({ length: 16_384 }, () => ports.next((port) => taken.has(port)));
    expect(Math.min(...seen)).toBe(49_153);
    expect(Math.max(...seen)).toBe(65_534);
    expect(seen.slice(0, 2)).toEqual([49_153, 49_155]);
    expect(seen[16_381]).toBe(49_153);
    expect(ports.next(() => true)).toBeGreaterThanOrEqual(49_152);
  });

  it('can be given, of a connection that is over too', () => {
    const bench = new Bench();
    bench.host.connect(80, undefined, 1234);
    bench.host.connect(80, undefined, 1234);
    bench.host.connect(80);
    bench.settle();
    expect(bench.received.map((s) => s.srcPort)).toEqual([1234, 1234, 49_152]);
  });
});
