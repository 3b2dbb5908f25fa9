/** One run as far as two runs can be told apart by those who see them: clients, console, limits, heap. */

import { textShown } from '../codec/shown-bytes.js';
import { NotAvailableError } from '../kernel/errors.js';
import type { CliRecord, LogLevel, TraceRecord } from '../kernel/trace.js';
import type { Scenario } from '../language/scenario.js';
import { hangText } from '../outcomes/crash-text.js';
import { causeText } from '../outcomes/cause-text.js';
import type { ConnectionOutcome } from '../outcomes/outcome-types.js';
import type { Outcome } from '../outcomes/outcome-words.js';
import { OUTCOME_KINDS, OutcomeCollector } from '../outcomes/outcomes.js';
import { limitText } from '../resources/limit-name.js';
import { Simulation, type SimulationOptions } from '../run/simulation.js';

/** What became of a connection, and what its client got. */
export interface ConnectionSnapshot {
  /** `c1`, or `c1#2` where the client has several. */
  readonly label: string;
  readonly outcome: Outcome;
  /** HTTP status of the first answer. */
  readonly status: number | undefined;
  /** The limit behind the outcome, in words. */
  readonly why: string | undefined;
  /** Microseconds from the start of the connection to the first byte from the device. */
  readonly firstByteUs: number | undefined;
  /** To the last one. */
  readonly lastByteUs: number | undefined;
  /** Everything received, one character a byte. */
  readonly received: string;
  /** How the device ended it: `eof` or `reset`, and when, from its start. */
  readonly ended: { readonly by: 'eof' | 'reset'; readonly afterUs: number } | undefined;
}

/** A request of a behaviour and its answer. */
export interface AnswerSnapshot {
  readonly label: string;
  readonly status: number | undefined;
  readonly error: string | undefined;
  readonly firstByteUs: number | undefined;
}

/** A limit at the end of the run. */
export interface LimitSnapshot {
  readonly size: number | undefined;
  readonly peak: number;
  readonly refusals: number;
}

/** One run. */
export interface RunSnapshot {
  readonly firmware: string;
  readonly connections: readonly ConnectionSnapshot[];
  readonly answers: readonly AnswerSnapshot[];
  /** Lines of the console without their numbers, with the first line as it was and how often there was one. */
  readonly log: ReadonlyMap<string, { readonly line: string; readonly count: number }>;
  readonly limits: ReadonlyMap<string, LimitSnapshot>;
  /** Bytes: at rest, and what an idle session and websocket keep where that was seen. */
  readonly heap: Readonly<Record<'at rest' | 'a session' | 'a websocket' | 'peak', number | undefined>>;
  /** How the device stopped, if it did: a panic or a hang. */
  readonly crash: string | undefined;
}

const KINDS = [
  ...new Set([...OUTCOME_KINDS, 'log', 'cli', 'usage', 'answer', 'meta', 'panic', 'livelock'] as const),
];

/** Brings a simulation to its end. */
export type RunToEnd = (simulation: Simulation) => void;

/** Runs a scenario and keeps what can be compared. Lines below `level` are left out. */
export function snapshotOf(
  scenario: Scenario,
  level: LogLevel,
  options: SimulationOptions = {},
  run: RunToEnd = (simulation) => simulation.run(),
): RunSnapshot {
  const simulation = new Simulation(scenario, options);
  const taker = watchRun(simulation, level);
  try {
    run(simulation);
  } catch (error) {
    if (!(error instanceof NotAvailableError)) throw error;
    taker.noteCrash(error.message);
  }
  return taker.finish();
}

/** What a run comes to, for those who have it in their hands. */
export interface RunWatch {
  /** The device can't go on, for a reason that no record tells. */
  noteCrash(why: string): void;
  /** What became of each connection. */
  outcomes(): readonly ConnectionOutcome[];
  finish(): RunSnapshot;
}

/** Watches a run from its beginning. */
export function watchRun({ trace }: Simulation, level: LogLevel): RunWatch {
  const taker = new SnapshotTaker();
  trace.subscribe(KINDS, (record) => taker.accept(record), level);
  return taker;
}

class SnapshotTaker implements RunWatch {
  private readonly collector = new OutcomeCollector();
  private readonly events: CliRecord[] = [];
  private readonly answers: AnswerSnapshot[] = [];
  private readonly log = new Map<string, { line: string; count: number }>();
  private readonly limits = new Map<string, LimitSnapshot>();
  private readonly heap: Record<keyof RunSnapshot['heap'], number | undefined> = {
    'at rest': undefined,
    'a session': undefined,
    'a websocket': undefined,
    peak: undefined,
  };
  private firmware = '';
  private crash: string | undefined;

  noteCrash(why: string): void {
    this.crash = why;
  }

  outcomes(): readonly ConnectionOutcome[] {
    return this.collector.finish();
  }

  accept(record: TraceRecord): void {
    this.collector.accept(record);
    switch (record.k) {
      case 'meta':
        this.firmware = record.firmware;
        break;
      case 'log':
        this.addLine(`${record.lv} ${record.tag}: ${record.msg}`);
        break;
      case 'cli':
        this.events.push(record);
        break;
      case 'answer': {
        const { c, method, path, status, error, ttfbUs } = record;
        const number = this.answers.filter(({ label }) => label.startsWith(`${c} `)).length + 1;
        this.answers.push({
          label: `${c} request ${number} (${method} ${path})`,
          status,
          error,
          firstByteUs: ttfbUs,
        });
        break;
      }
      case 'usage':
        this.addUsage(record);
        break;
      case 'panic':
        this.crash = `panic in ${record.task ?? 'a task'}: ${record.why ?? 'assertion failed'}`;
        break;
      case 'livelock':
        this.crash = hangText(record);
        break;
      default:
    }
  }

  finish(): RunSnapshot {
    const { firmware, answers, log, limits, heap, crash } = this;
    const connections = this.collector.finish().map((one) => {
      const mine = this.eventsOf(one.client, one.number);
      const data = mine.filter(({ ev }) => ev === 'data');
      const end = mine.find(({ ev }) => ev === 'eof' || ev === 'reset');
      const since = (event: CliRecord | undefined): number | undefined =>
        event === undefined ? undefined : event.t - one.openedUs;
      return {
        label: one.label,
        outcome: one.outcome,
        status: one.status,
        why: one.cause === undefined ? undefined : causeText(one.cause),
        firstByteUs: since(data[0]),
        lastByteUs: since(data.at(-1)),
        received: data.map(textShown).join(''),
        ended:
          end === undefined ? undefined : { by: end.ev as 'eof' | 'reset', afterUs: end.t - one.openedUs },
      };
    });
    return { firmware, connections, answers, log, limits, heap, crash };
  }

  /** Events of a client's nth connection: by port where it is told, else between its `connected`s. */
  private eventsOf(client: string, number: number): CliRecord[] {
    const mine = this.events.filter(({ c }) => c === client);
    const ports = [...new Set(mine.flatMap(({ port }) => (port === undefined ? [] : [port])))];
    if (ports.length > 0) return mine.filter(({ port }) => port === ports[number - 1]);
    const starts = mine.flatMap(({ ev }, i) => (ev === 'connected' || ev === 'accepted' ? [i] : []));
    if (starts.length <= 1) return mine;
    return mine.slice(starts[number - 1] ?? mine.length, starts[number] ?? mine.length);
  }

  private addLine(line: string): void {
    const key = line.replace(/\d+/g, 'N');
    const seen = this.log.get(key);
    if (seen) seen.count++;
    else this.log.set(key, { line, count: 1 });
  }

  private addUsage(record: Extract<TraceRecord, { k: 'usage' }>): void {
    const { resource, size, peak, refusals } = record;
    if (resource.kind === 'heap') {
      this.heap.peak = peak;
      this.heap['at rest'] = record.atRest;
      this.heap['a session'] = wholeBytes(record.perSession);
      this.heap['a websocket'] = wholeBytes(record.perWebsocket);
      if (refusals === 0) return;
    }
    this.limits.set(limitText(resource), { size, peak: resource.kind === 'heap' ? 0 : peak, refusals });
  }
}

/** An average as people read it. */
function wholeBytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : Math.round(bytes);
}
