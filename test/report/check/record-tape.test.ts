import { describe, expect, it } from 'vitest';

import { dataRecord, sentRecord } from '../../../sim/hosts/client-record.js';
import { serializeRecord, type TraceKind, type TraceRecord } from '../../../sim/kernel/trace.js';
import { RecordTape } from '../../../sim/report/check/record-tape.js';
import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';

const KINDS: readonly TraceKind[] = [
  'log',
  'seg',
  'cli',
  'sent',
  'held',
  'act',
  'session',
  'usage',
  'end',
  'res',
];

/** Text of the records as they were written, and as the tape gives them back. */
function written(scenario: string): readonly [string[], string[]] {
  const simulation = new Simulation(loadScenario({ text: scenario }));
  const tape = new RecordTape();
  const lines: string[] = [];
  simulation.trace.subscribe(KINDS, (record) => {
    tape.add(record);
    lines.push(serializeRecord(record));
  });
  simulation.run();
  return [lines, [...tape].map(serializeRecord)];
}

const MESSAGES = Array.from(
  { length: 2000 },
  (_, i) => `  - { at: ${1000 + i * 20}ms, client: a, do: ws_text, text: "${i}" }`,
);

describe('the tape of a run', () => {
  it('gives back what was written, over several chunks', () => {
    const [lines, again] = written(
      `device: { profile: esp32-idf-v5.3, apps: [ws-echo] }\nuntil: 60s\ntimeline:\n` +
        `  - { at: 100ms, client: a, do: connect }\n  - { at: 200ms, client: a, do: ws_open, path: /ws }\n${MESSAGES.join('\n')}\n`,
    );
    expect(lines.length).toBeGreaterThan(15_000);
    expect(again).toEqual(lines);
  });

  it('gives back lost segments, ports and connections beside others', () => {
    const [lines, again] = written(
      `device: { profile: esp32-idf-v5.3, apps: [simple] }\nuntil: 30s\nlink: { loss: "10%" }\n` +
        `groups:\n  - { name: tab, count: 3, start: 1s, behaviour: { browser: { page: /hello } } }\n`,
    );
    expect(lines.some((line) => line.includes('"lost":1'))).toBe(true);
    expect(lines.some((line) => line.includes('"port":'))).toBe(true);
    expect(again).toEqual(lines);
  });

  it('keeps its own copy of bytes, of any size', () => {
    const tape = new RecordTape();
    const records: TraceRecord[] = [];
    for (const length of [0, 10, 65_530, 200_000, 3]) {
      records.push(dataRecord(1, 'a', new Uint8Array(length).fill(length % 256), undefined));
      records.push(sentRecord(2, 'b', 7, new Uint8Array(length).fill(65), length === 3));
    }
    const lines = records.map(serializeRecord);
    for (const record of records) {
      tape.add(record);
      if (record.k === 'cli' || record.k === 'sent') (record as { bytes?: Uint8Array }).bytes?.fill(0);
    }
    expect([...tape].map(serializeRecord)).toEqual(lines);
    expect([...tape].map(serializeRecord)).toEqual(lines);
  });
});
