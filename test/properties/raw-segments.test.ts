/**
 * Segments near the live sequence numbers, at the device and at both client stacks: runs end normally or in one of
 * lwIP's assertions that are known; where nothing was forged every stream arrives as it was sent.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../sim/run/load.js';
import { ASSERTIONS } from '../../sim/lwip/tcp/assertions.js';
import { Simulation } from '../../sim/run/simulation.js';

const RULES: ReadonlySet<string> = new Set(Object.values(ASSERTIONS).map(({ text }) => text.trim()));
const GET = 'GET /hello HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n';

const near = (...live: number[]): fc.Arbitrary<number> =>
  fc.oneof(fc.constantFrom(...live), fc.integer({ min: -30, max: 200 }), fc.constantFrom(5760, 5761, 65_536));
const segment = fc.record({
  at: fc.integer({ min: 150, max: 25_000 }),
  flags: fc.constantFrom('A', 'A', 'PA', 'PA', 'FA', 'F', 'R', 'RA', 'S', 'SA', '', 'UPA', 'SFPA'),
  seq: near(1, 35, 36),
  ack: fc.option(near(1, 63, 64, 76, 5761), { nil: undefined }),
  window: fc.constantFrom(65_535, 65_535, 0, 1, 100, 5000),
  mss: fc.constantFrom(undefined, undefined, undefined, 0, 1, 100, 1460),
  data: fc.constantFrom('', '', GET, 'x', 'GET /hello', 'y'.repeat(1400)),
});
const device = fc.record({
  at: fc.integer({ min: 150, max: 25_000 }),
  do: fc.constantFrom('broadcast, length: 10', 'broadcast, length: 3000', 'queue_work', 'stop', 'start'),
});

const steps = fc.array(segment, { minLength: 5, maxLength: 30 });

interface Part {
  readonly at: number;
  readonly flags: string;
  readonly seq: number;
  readonly ack: number | undefined;
  readonly window: number;
  readonly mss: number | undefined;
  readonly data: string;
}

function line(client: string, part: Part, more = ''): string {
  const optional = [
    ...(part.ack === undefined ? [] : [`ack: ${part.ack}`]),
    ...(part.mss === undefined ? [] : [`mss: ${part.mss}`]),
    ...(part.data === '' ? [] : [`text: "${part.data}"`]),
  ];
  const fields = [`flags: "${part.flags}"`, `seq: ${part.seq}`, `window: ${part.window}`, ...optional].join(
    ', ',
  );
  return `  - { at: ${part.at}ms, client: ${client}, do: segment, ${fields}${more} }`;
}

/** Runs, and gives the end; a panic must be one of lwIP's known assertions. */
function run(text: string): { readonly end: string; readonly received: ReadonlyMap<string, string> } {
  const simulation = new Simulation(loadScenario({ text }));
  const received = new Map<string, string>();
  let rule: string | undefined;
  simulation.trace.subscribe(['cli', 'assert'], (record) => {
    if (record.k === 'assert') rule = record.rule;
    if (record.k === 'cli' && record.ev === 'data') {
      received.set(record.c, (received.get(record.c) ?? '') + (record.text ?? record.hex ?? ''));
    }
  });
  const { end } = simulation.run();
  if (end === 'panic') expect(RULES, String(simulation.kernel.panic?.cause.why)).toContain(rule);
  return { end, received };
}

const HEAD = 'device: { profile: esp32-idf-v5.3, apps: [ws-echo, simple] }\nuntil: 30s\n';

describe('segments near the live numbers', () => {
  it('to the device: normal ends and known assertions only', () => {
    fc.assert(
      fc.property(steps, fc.array(device, { maxLength: 4 }), (parts, commands) => {
        const lines = [
          '  - { at: 100ms, client: r1, do: segment, flags: S, seq: 0, mss: 1460 }',
          '  - { at: 110ms, client: r1, do: segment, flags: A, seq: 1, ack: 1 }',
          ...parts.map((part) => line('r1', part)),
          ...commands.map(({ at, do: word }) => `  - { at: ${at}ms, device: ${word} }`),
        ];
        expect(['until', 'panic']).toContain(run(`${HEAD}timeline:\n${lines.join('\n')}\n`).end);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['probe', 'linux'])(
    'spoofed into the connections of %s: normal ends and known assertions only',
    (stack) => {
      fc.assert(
        fc.property(steps, (parts) => {
          const lines = [
            '  - { at: 100ms, client: c1, do: connect }',
            `  - { at: 120ms, client: c1, do: send, text: "${GET}" }`,
            ...parts.map((part) => line('c1', part, ', spoof: true')),
            `  - { at: 5s, client: c1, do: send, text: "${GET}" }`,
          ];
          const clients = `clients: { stack: ${stack} }\n`;
          expect(['until', 'panic']).toContain(run(`${HEAD}${clients}timeline:\n${lines.join('\n')}\n`).end);
        }),
        { numRuns: 30 },
      );
    },
  );

  it.each(['probe', 'linux'])('of a neighbour leave the streams of %s as they are', (stack) => {
    const plain = [
      '  - { at: 100ms, client: c1, do: connect }',
      `  - { at: 20s, client: c1, do: send, text: "${GET}" }`,
    ];
    const clients = `clients: { stack: ${stack} }\n`;
    const alone = run(`${HEAD}${clients}timeline:\n${plain.join('\n')}\n`).received.get('c1');
    expect(alone).toContain('Hello World!');
    fc.assert(
      fc.property(steps, (parts) => {
        const lines = [
          ...plain,
          '  - { at: 105ms, client: r1, do: segment, flags: S, seq: 0, mss: 1460 }',
          '  - { at: 110ms, client: r1, do: segment, flags: A, seq: 1, ack: 1 }',
          ...parts.map((part) => line('r1', part)),
        ];
        const { end, received } = run(`${HEAD}${clients}timeline:\n${lines.join('\n')}\n`);
        if (end === 'until') expect(alone!.startsWith(received.get('c1') ?? '')).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
