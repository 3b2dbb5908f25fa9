/** A run for other viewers: SVG, Mermaid, Chrome trace events. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chromeTrace } from '../../../sim/report/picture/chrome-trace.js';
import { runSvg } from '../../../sim/report/picture/run-svg.js';
import { sequenceDiagram, sequenceNames } from '../../../sim/report/picture/sequence-mermaid.js';
import { recorded } from '../timeline/record.js';
import { HOSTILE } from '../html/hostile.js';

const LIBRARY = join(import.meta.dirname, '../../../scenarios');
const eighth = recorded(join(LIBRARY, 'eighth-client-waits.yaml')).data;
const slow = recorded(join(LIBRARY, 'slow-header-blocks-server.yaml')).data;

describe('a picture', () => {
  it('has a lane a client and the limits that mattered', () => {
    const svg = runSvg(eighth);
    for (const name of eighth.clients) expect(svg).toContain(`>${name}</text>`);
    expect(svg.match(/class="backlog"/g)).toHaveLength(12);
    expect(svg.match(/class="connecting"/g)!.length).toBeGreaterThanOrEqual(2);
    expect(svg).toContain('>sessions :80</text>');
    expect(svg).not.toContain('>heap</text>');
    expect(svg).toContain('prefers-color-scheme:dark');
  });

  it('shows a part of the run', () => {
    const svg = runSvg(eighth, { fromUs: 0, toUs: 500_000 });
    expect(svg).toContain('>0.1 s</text>');
    expect(svg).not.toContain('>connecting</text>');
  });

  it('never has markup of a client', () => {
    const svg = runSvg(recorded({ text: HOSTILE }).data);
    expect(svg).not.toContain('<img');
    expect(svg).not.toContain('<script');
  });
});

describe('a sequence diagram', () => {
  it('tells who sends what, and when a session begins', () => {
    const lines = sequenceDiagram(eighth, 'tab1')!.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'sequenceDiagram',
      '    participant c as tab1',
      '    participant d as device, esp32-idf-v5.3',
    ]);
    expect(lines).toContain('    c->>d: 0.101 s SYN');
    expect(lines).toContain('    d->>c: 0.101 s SYN ACK');
    expect(lines).toContain('    Note over d: 0.103 s in a session');
    expect(lines.at(-2)).toBe('    Note over c,d: served');
  });

  it('is of a client or of one of its connections, and of nobody else', () => {
    const { data } = recorded(join(LIBRARY, 'refresh-with-websocket.yaml'));
    const whole = sequenceDiagram(data, 'browser1')!.split('\n').length;
    const one = sequenceDiagram(data, 'browser1#2')!.split('\n').length;
    expect(one).toBeGreaterThan(8);
    expect(one).toBeLessThan(whole);
    expect(sequenceDiagram(data, 'nobody')).toBeUndefined();
    expect(sequenceNames(data)).toContain('browser1#10');
  });

  it('crosses out what is lost', () => {
    const { data } = recorded({
      text: `
name: lossy
device: { profile: esp32-idf-v5.3, apps: [ws-echo] }
link: { loss: 30% }
until: 20s
timeline:
  - { at: 100ms, client: c1, do: connect }
  - { at: 1s, client: c1, do: ws_open, path: /ws }
`,
    });
    const all = sequenceDiagram(data, 'c1');
    expect(all).toMatch(/(?:c-xd|d-xc): .* \(lost\)/);
  });
});

describe('Chrome trace events', () => {
  interface Event {
    readonly ph: string;
    readonly pid: number;
    readonly tid?: number;
    readonly ts?: number;
    readonly dur?: number;
    readonly name: string;
    readonly args?: Readonly<Record<string, unknown>>;
  }
  const events = (text: string): Event[] => (JSON.parse(text) as { traceEvents: Event[] }).traceEvents;

  it('tasks are tracks with what they wait in', () => {
    const [work] = events(chromeTrace(slow)).filter(({ ph, pid }) => ph === 'X' && pid === 1);
    expect(work).toMatchObject({
      ts: 103_000,
      dur: 29_897_000,
      args: { client: 'slow1', waits: 'netconn recv' },
    });
  });

  it('limits are counters, refusals instants, clients tracks', () => {
    const all = events(chromeTrace(eighth));
    const sessions = all.filter(({ ph, name }) => ph === 'C' && name === 'sessions :80');
    expect(sessions.map(({ args }) => args!['used'])).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const refused = all.filter(({ ph }) => ph === 'i');
    expect(refused).toHaveLength(10);
    expect(new Set(refused.map(({ args }) => args!['client']))).toEqual(new Set(['tab13', 'tab14']));
    const names = all.filter(({ ph, name }) => ph === 'M' && name === 'thread_name');
    expect(names.map(({ args }) => args!['name'])).toEqual(
      expect.arrayContaining(['tab8', 'tab8 asks', 'server :80']),
    );
    for (const { ph, ts, dur } of all) if (ph === 'X') expect([ts! >= 0, dur! >= 0]).toEqual([true, true]);
  });
});
