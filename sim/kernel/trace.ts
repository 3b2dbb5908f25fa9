/**
 * The one ordered stream of everything observable.
 *
 * Record kinds `log`, `cb`, `cbret`, `seg`, `cli`, `res`, `panic` and `end` have exactly the fields of the reference
 * traces (test/conformance/README.md). Kinds of our own: `meta` (first record), `refuse` (a resource refused
 * somebody), `session` (a server's session opened or closed), `usage` (peaks, at the end), `state` (a lifecycle
 * machine changed state), `assert` (an assertion failed: the panic follows), `livelock`, `unstarted`, `step` (a step of a client
 * group began or ended), `answer` (an HTTP request of a client group was answered, or never will be), `act` and `sent`
 * (what a client does and sends), `server`, `blocked` and `work` (what the device's servers and their tasks are at),
 * `held` (what its TCP holds back), `cpu` (what CPU and console cost, at the end).
 * Nothing is built for a kind that nobody listens to: emitters look at `wants` first.
 */

import { LOG_RANK, type LogLevel, type TraceKind, type TraceRecord } from './trace-records.js';

export * from './trace-records.js';

/** Consumer of records. */
export type TraceSink = (record: TraceRecord) => void;

/** Which kinds somebody listens to; a plain object so that emitters test a field. */
export type TraceWants = Record<TraceKind, boolean>;

const NO_KIND: TraceWants = {
  log: false,
  seg: false,
  cli: false,
  tls: false,
  res: false,
  cb: false,
  cbret: false,
  panic: false,
  assert: false,
  end: false,
  meta: false,
  cpu: false,
  refuse: false,
  session: false,
  sent: false,
  work: false,
  held: false,
  gate: false,
  act: false,
  server: false,
  blocked: false,
  usage: false,
  state: false,
  livelock: false,
  unstarted: false,
  step: false,
  answer: false,
};

/** Kinds of the reference traces. */
export const REFERENCE_KINDS: readonly TraceKind[] = [
  'log',
  'cb',
  'cbret',
  'seg',
  'cli',
  'tls',
  'res',
  'panic',
  'end',
];

/** The stream. Sinks are called in the order in which they subscribed. */
export class Trace {
  readonly wants: TraceWants = Object.assign({}, NO_KIND);
  /** Least important log level that is recorded, as a rank of {@link LOG_RANK}; 0 records none. */
  logRank = 0;
  private readonly sinks = new Map<TraceKind, TraceSink[]>();

  /** Subscribes to some kinds. `logLevel` asks for log records down to that level. */
  subscribe(kinds: Iterable<TraceKind>, sink: TraceSink, logLevel: LogLevel = 'D'): void {
    const set = new Set(kinds);
    for (const kind of set) {
      this.wants[kind] = true;
      this.sinks.set(kind, [...(this.sinks.get(kind) ?? []), sink]);
    }
    if (set.has('log')) this.logRank = Math.max(this.logRank, LOG_RANK[logLevel]);
  }

  /** Delivers a record. Emitters check `wants` before they build one. */
  emit(record: TraceRecord): void {
    const sinks = this.sinks.get(record.k);
    if (sinks === undefined) return;
    for (let i = 0; i < sinks.length; i++) sinks[i]!(record);
  }
}

/** A record with the fields that a trace file has of it, and no others: some show their bytes only when asked. */
export function plainRecord(record: TraceRecord): TraceRecord {
  return 'toJSON' in record ? (record as unknown as { toJSON(): TraceRecord }).toJSON() : record;
}

/** One line of a trace file. Strings hold one character a byte; what is not plain ASCII is escaped as in C. */
export function serializeRecord(record: TraceRecord): string {
  return asciiJson(record);
}

/** A string as a trace file has it. */
export function quotedText(text: string): string {
  return asciiJson(text);
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
