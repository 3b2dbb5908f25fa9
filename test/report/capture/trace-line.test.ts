import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FormattedLog } from '../../../sim/kernel/log-message.js';
import { serializeRecord, type TraceKind, type TraceRecord } from '../../../sim/kernel/trace.js';
import { loadScenario } from '../../../sim/run/load.js';
import { attachTrace } from '../../../sim/report/capture/attach-trace.js';
import { TraceLines } from '../../../sim/report/capture/trace-line.js';
import { Simulation } from '../../../sim/run/simulation.js';

const LIBRARY = join(import.meta.dirname, '../../../scenarios');

/** Scenarios with every kind of record, lost segments, clients of several connections, TLS, both devices. */
const SCENARIOS = [
  'https-reconnect-storm-tickets.yaml',
  'link-loss-under-push.yaml',
  'many-connections-of-all-kinds.yaml',
  'w800-wss-resumed-session.yaml',
  'websocket-subprotocols.yaml',
  'broadcast-slow-reader.yaml',
  'cable-unplugged-five-times.yaml',
];

/** Every kind that the lines are written for by hand; each must have been seen. */
const BY_HAND: readonly TraceKind[] = ['log', 'seg', 'cli', 'sent', 'held'];

describe('the lines of a trace file', () => {
  it('are what JSON.stringify makes of the records', () => {
    const seen = new Set<TraceKind>();
    for (const name of SCENARIOS) {
      const simulation = new Simulation(loadScenario(join(LIBRARY, name)), { heapRecords: true });
      const expected: string[] = [];
      const lines: string[] = [];
      let record: TraceRecord | undefined;
      const kinds = Object.keys(simulation.trace.wants) as TraceKind[];
      simulation.trace.subscribe(kinds, (next) => {
        record = next;
      });
      attachTrace(simulation, (line) => {
        lines.push(line);
        expected.push(`${serializeRecord(record!)}\n`);
        seen.add(record!.k);
      });
      simulation.run();
      expect(lines).toEqual(expected);
    }
    for (const kind of BY_HAND) expect(seen).toContain(kind);
  });

  it('escape what is not plain ASCII, and leave out what is not there', () => {
    const odd = 'a"b\\c\u0001\t\u007f\u00e8\r\n';
    const records: TraceRecord[] = [
      { t: 1, k: 'log', lv: 'I', tag: odd, msg: odd },
      { t: 1, k: 'log', lv: 'E', tag: odd, msg: '' },
      new FormattedLog(1, 'I', odd, `${odd} %d, %s%s${odd}`, [-1, odd, 'plain']),
      new FormattedLog(1, 'I', odd, '%d%s', [4294967295, '']),
      new FormattedLog(1, 'W', odd, '%d%s', [1, 'another level']),
      new FormattedLog(1, 'W', 'x', '%d%s', [1, 'another tag']),
      { t: 1, k: 'log', lv: 'I', tag: 'x', msg: odd },
      new FormattedLog(1, 'I', odd, '%d%s', [0.5, '%d']),
      { t: 1, k: 'log', lv: 'I', tag: odd, msg: '%d%s' },
      { t: 2, k: 'seg', dir: 'rx', c: odd, fl: '', seq: 0, ack: 4294967295, len: 0, win: 65535 },
      { t: 2, k: 'seg', dir: 'tx', c: 'c1', fl: 'SA', seq: 0, ack: 1, len: 0, win: 5760, lost: 1 },
      { t: 2, k: 'seg', dir: 'tx', c: 'c1', fl: 'A', seq: 1, ack: 1, len: 9, win: 5760, port: 49152 },
      { t: 3, k: 'cli', c: odd, ev: 'data', len: 3, text: odd },
      { t: 3, k: 'cli', c: 'c1', ev: 'data', len: 2, hex: '00ff', port: 49153 },
      { t: 3, k: 'cli', c: 'c1', ev: 'eof' },
      { t: 3, k: 'cli', c: 'c1', ev: 'tls_error', reason: odd },
      { t: 4, k: 'sent', c: odd, port: 49152, len: 3, text: odd },
      { t: 4, k: 'sent', c: 'c1', port: 49152, len: 2, hex: '0a0b', expects: 1 },
      { t: 5, k: 'held', c: odd, port: 49152, by: 'nagle' },
      { t: 5, k: 'held', c: 'c1', port: 49152 },
      { t: 5, k: 'end' },
    ];
    const lines = new TraceLines();
    for (const record of [...records, ...records])
      expect(lines.line(record)).toBe(`${serializeRecord(record)}\n`);
  });
});
