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

/**
 * Writes every record of a run as it comes; attach it before the run.
 *
 * @param level Least important level of log records; `none`: no log records.
 */
export function attachTrace(
  { trace }: Simulation,
  write: (line: string) => void,
  level: LogLevel | 'none' = TRACE_LEVEL,
): void {
  const lines = new TraceLines();
  const rank = level === 'none' ? 0 : LOG_RANK[level];
  const kinds = [...REFERENCE_KINDS, ...OWN_KINDS].filter((kind) => rank > 0 || kind !== 'log');
  trace.subscribe(
    kinds,
    (record) => {
      if (record.k === 'log' && LOG_RANK[record.lv] > rank) return;
      write(lines.line(record));
    },
    level === 'none' ? 'E' : level,
  );
}
