/** The step `segment` in files: what it is read into, and where its mistakes are. */

import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';

const HEAD = `device: { profile: esp32-idf-v5.3, apps: [simple] }
until: 2s
`;
const line = (step: string): string => `${HEAD}timeline:\n  - { at: 1s, client: r1, do: segment, ${step} }\n`;

function problem(text: string): string {
  try {
    loadScenario({ text, file: 'x.yaml' });
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('segment', () => {
  it('has defaults for all but flags and seq, and pads its options', () => {
    const [first] = loadScenario({ text: line('flags: "SA", seq: -1') }).steps;
    expect(first).toMatchObject({
      do: 'segment',
      segment: { flags: 0x12, seq: -1, window: 65_535, urgent: 0, to: 80, spoof: false },
    });
    const [second] = loadScenario({
      text: line(
        'flags: "", seq: 70000, ack: 0, window: 0, mss: 0, options: "030307", urg: 9, isn: 4294967295, from: 0, to: 65535, spoof: true, hex: "00ff"',
      ),
    }).steps;
    expect(second).toMatchObject({
      segment: {
        flags: 0,
        seq: 70_000,
        ack: 0,
        window: 0,
        urgent: 9,
        isn: 4_294_967_295,
        from: 0,
        to: 65_535,
        spoof: true,
        options: Uint8Array.of(2, 4, 0, 0, 3, 3, 7, 0),
        payload: Uint8Array.of(0, 255),
      },
    });
  });

  it.each([
    ['flags: "SX", seq: 0', /x\.yaml:4:47: .*letters of F S R P A U E C/],
    ['seq: 0', /x\.yaml:4:5: .*flags/],
    ['flags: S', /x\.yaml:4:5: .*seq/],
    ['flags: S, seq: 1.5', /x\.yaml:4:55: .*whole number/],
    ['flags: S, seq: 0, window: 65536', /x\.yaml:4:66: .*0 to 65535/],
    ['flags: S, seq: 0, options: "0"', /x\.yaml:4:67: options: an odd number/],
    [
      'flags: S, seq: 0, mss: 1, options: "' + '00'.repeat(37) + '"',
      /x\.yaml:4:75: options: more than the 40 bytes/,
    ],
    ['flags: S, seq: 0, fill: x, length: 65500', /x\.yaml:4:5: .*longer than an IP packet/],
    ['flags: S, seq: 0, text: a, hex: "00"', /x\.yaml:4:.*text and hex/],
    ['flags: S, seq: 0, port: 80', /x\.yaml:4:58: unknown key "port"/],
  ])('%s', (step, message) => {
    expect(problem(line(step))).toMatch(message);
  });

  it('in a group turns its client raw: what needs a TCP is refused from there on', () => {
    const group = (steps: string): string => `${HEAD}groups:\n  - name: g\n    steps:\n${steps}`;
    const raw = '      - { do: segment, flags: S, seq: 0 }\n';
    const http = '      - { do: http, path: / }\n';
    expect(problem(group(`${http}${raw}      - { do: wait, for: 1ms }\n${raw}`))).toBe('');
    expect(problem(group(`${raw}${http}`))).toMatch(/x\.yaml:7:9: http: the client is raw/);
    expect(problem(group('      - { do: segment, flags: S, seq: 0, spoof: true }\n' + http))).toBe('');
    const inner = `      - do: repeat\n        times: 2\n        steps:\n    ${http}    ${raw}`;
    expect(problem(group(inner))).toMatch(/x\.yaml:9:\d+: http: the client is raw/);
    expect(problem(group(inner.replace('times: 2', 'times: 1')))).toBe('');
  });

  it('of the timeline takes a client of a group over: its program ends', () => {
    const simulation = new Simulation(
      loadScenario({
        text: `${HEAD}groups:
  - name: g
    start: 100ms
    behaviour: { poller: { path: /hello, every: 100ms } }
  - name: late
    start: 1500ms
    steps: [{ do: http, path: /hello }]
timeline:
  - { at: 1s, client: g1, do: segment, flags: A, seq: 1 }
  - { at: 1s, client: late1, do: segment, flags: A, seq: 1 }
  - { at: 1100ms, client: g1, do: connect }
`,
      }),
    );
    const sent: number[] = [];
    simulation.trace.subscribe(['seg'], (r) => {
      if (r.k === 'seg' && r.dir === 'rx') sent.push(r.t);
    });
    expect(simulation.run().end).toBe('until');
    expect(sent.filter((t) => t > 900_000 && t <= 1_001_000).length).toBeGreaterThan(0);
    expect(sent.filter((t) => t > 1_001_000)).toEqual([]);
  });
});
