import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IS_TRANSFERRING } from '../../sim/hosts/endpoint-state.js';
import { SendQueue } from '../../sim/hosts/probe/send-queue.js';
import { Bench, bytes } from './bench.js';

const number = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom(65_535, 65_536, 0x7fff_ffff, -0x8000_0000, 0x8000_0001),
  fc.integer(),
);
const segment = fc.record({
  fl: fc.constantFrom('A', 'PA', 'FA', 'RA', 'R', 'SA', 'S', 'F', '', 'SFRPA'),
  seq: number,
  ack: number,
  win: fc.constantFrom(0, 1, 5760, 65_535),
  mss: fc.constantFrom(undefined, 0, 1, 536, 1440, 65_535),
  data: fc.integer({ min: 0, max: 6 }).map((n) => bytes(n)),
  clientPort: fc.constantFrom(undefined, 9000, 49_152, 49_153),
});
const action = fc.constantFrom(
  'connect',
  'send',
  'close',
  'abort',
  'pause',
  'resume',
  'vanish',
  'listen',
  'wsAccept',
);
const step = fc.oneof(segment, action, fc.integer({ min: 0, max: 500_000 }));

describe('random segments and calls', () => {
  it('never throw, and leave a machine only where there is life', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, autoClose) => {
        const bench = new Bench({}, { autoClose });
        bench.host.connect(80);
        for (const it of steps) {
          if (typeof it === 'number') bench.run(it);
          else if (it === 'connect') bench.host.connect(80);
          else if (it === 'listen') bench.host.listen(9000);
          else if (it === 'send') bench.host.send(bytes(7));
          else if (typeof it === 'string') bench.host[it]();
          else {
            const { clientPort, ...rest } = it;
            bench.device(clientPort === undefined ? rest : { ...rest, clientPort });
          }
        }
        bench.run(1_000_000);
        const alive = [...bench.host.unfinished];
        expect([...bench.lifecycles.all()]).toHaveLength(alive.length);
        for (const { state } of alive) {
          expect(IS_TRANSFERRING[state] || state === 'syn-sent' || state === 'syn-received').toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the same script gives the same trace', () => {
    const run = (): unknown => {
      const bench = new Bench({ jitterUs: 700, lossRate: 0.2, bandwidthBps: 1_000_000 });
      bench.respond = (s) => {
        if (s.payload.length > 0) bench.device({ fl: 'A', ack: s.seq - 1000 + s.payload.length });
      };
      bench.establish();
      bench.host.send(bytes(20_000));
      bench.run(5_000_000);
      return bench.records;
    };
    expect(run()).toEqual(run());
  });
});

describe('send queue', () => {
  it('behaves like one long array', () => {
    const op = fc.oneof(
      fc.record({ push: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ drop: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(fc.array(op, { maxLength: 300 }), (ops) => {
        const queue = new SendQueue();
        let model: number[] = [];
        let value = 0;
        for (const it of ops) {
          if ('push' in it) {
            const chunk = Uint8Array.from({ length: it.push }, () => value++ & 255);
            queue.push(chunk);
            model.push(...chunk);
          } else if ('drop' in it) {
            const count = Math.floor(it.drop * model.length);
            queue.drop(count);
            model = model.slice(count);
          } else if (model.length > 0) {
            const at = Math.floor(it.at * (model.length - 1));
            const count = 1 + Math.floor(it.share * (model.length - at - 1));
            expect([...queue.view(at, count)]).toEqual(model.slice(at, at + count));
          }
          expect(queue.length).toBe(model.length);
        }
      }),
    );
  });
});
