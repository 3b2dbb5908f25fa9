/** The trace of a run as lines of a file. */

import { LOG_RANK, REFERENCE_KINDS, type LogLevel, type TraceKind } from '../../kernel/trace.js';
import type { Simulation } from '../../run/simulation.js';
import { TraceLines } from './trace-line.js';

/** Kinds of our own that a trace file has besides those of the reference traces. */
const OWN_KINDS: readonly TraceKind[] = [
  'meta',
  'refuse',
  'session',
  'usage',
  'act',
  'server',
  'blocked',
  'livelock',
  'unstarted',
  'assert',
  'sent',
  'work',
  'held',
  'gate',
  'step',
  'answer',
];
/** Least important log level of a trace file, as in the reference traces. */
const TRACE_LEVEL: LogLevel = 'D';

/** Writes every record of a run as it comes; attach it before the run. */
export function attachTrace({ trace }: Simulation, write: (line: string) => void): void {
  const lines = new TraceLines();
  trace.subscribe(
    [...REFERENCE_KINDS, ...OWN_KINDS],
    (record) => {
      if (record.k === 'log' && LOG_RANK[record.lv] > LOG_RANK[TRACE_LEVEL]) return;
      write(lines.line(record));
    },
    TRACE_LEVEL,
  );
}
