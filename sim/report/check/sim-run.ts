/** One run of a scenario with everything that a test may want to ask about it. */

import { textShown } from '../../codec/shown-bytes.js';
import { plainRecord } from '../../kernel/trace.js';
import type {
  CliRecord,
  LogLevel,
  LogRecord,
  TraceKind,
  TraceRecord,
  UsageRecord,
} from '../../kernel/trace.js';
import type { RunEnd } from '../../kernel/kernel.js';
import { ExpectationWatch, type JudgeOptions } from '../../expect/watch.js';
import { OUTCOMES, type Outcome } from '../../outcomes/outcome-words.js';
import { Simulation } from '../../run/simulation.js';
import { suggestion } from '../../document/suggest.js';
import type { Scenario } from '../../language/scenario.js';
import { explainRunError } from '../../language/user-app/load.js';
import { causeText } from '../../outcomes/cause-text.js';
import type { Cause, ConnectionOutcome } from '../../outcomes/outcome-types.js';
import { isMeant, isSameLimit, limitText, parseLimitName } from '../../resources/limit-name.js';
import { OUTCOME_KINDS } from '../../outcomes/outcomes.js';
import { Summary, SUMMARY_KINDS } from '../summary/summary.js';
import type { CaseResult } from './case-result.js';
import { RecordTape } from './record-tape.js';
import { caseResult } from './run-case.js';

/** A client after a run; of several connections the newest counts. */
export interface ClientView {
  readonly name: string;
  readonly outcome: Outcome;
  /** HTTP status of the first answer. */
  readonly status: number | undefined;
  /** The limit behind the outcome; undefined where nothing stopped it. */
  readonly cause: Cause | undefined;
  /** The same in words. */
  readonly why: string | undefined;
  /** All its connections, in order. */
  readonly connections: readonly ConnectionOutcome[];
  /** What it saw, in order. */
  readonly events: readonly CliRecord[];
  /** All bytes that it received, one character a byte. */
  readonly received: string;
}

const OWN_KINDS: readonly TraceKind[] = ['log', 'cli', 'usage', 'cb', 'res', 'step', 'answer'];
const KINDS: ReadonlySet<TraceKind> = new Set([...SUMMARY_KINDS, ...OUTCOME_KINDS, ...OWN_KINDS]);

/** Writes a run down for the questions of afterwards. */
export class RunRecorder {
  readonly tape = new RecordTape();
  private readonly watch: ExpectationWatch;

  /** Attach it before the run begins. `logLevel`: the least important lines that are kept. */
  constructor(
    readonly simulation: Simulation,
    logLevel: LogLevel = 'D',
    judging: JudgeOptions = {},
  ) {
    simulation.trace.subscribe(
      KINDS,
      (record) => {
        this.tape.add(record);
      },
      logLevel,
    );
    this.watch = new ExpectationWatch(simulation, judging);
  }

  /** Runs a scenario and writes it down. */
  static run(scenario: Scenario, seed: number): RunRecorder {
    const recorder = new RunRecorder(new Simulation(scenario, { seed }));
    try {
      recorder.simulation.run();
    } catch (error) {
      throw explainRunError(error, scenario.device.userApps);
    }
    return recorder;
  }

  /** What came of the expectations; ask once the run is over. */
  verdict(): CaseResult {
    const { scenario, seed, kernel } = this.simulation;
    return caseResult(scenario, seed, this.watch.finish(), kernel.nowUs);
  }
}

/** A run that is over. */
export class SimulatedRun {
  readonly end: RunEnd;
  /** When it ended, virtual microseconds. */
  readonly timeUs: number;
  /** What came of the scenario's own expectations. */
  readonly verdict: CaseResult;
  private readonly tape: RecordTape;
  private told: Summary | undefined;
  private listed: readonly TraceRecord[] | undefined;

  readonly scenario: Scenario;
  readonly seed: number;

  /** Runs a scenario; `seed` replaces its own. */
  constructor(scenario: Scenario, seed?: number);
  /** Asks a run that has been written down and is over. @internal */
  // Apart, so that the public declaration does not have it.
  // eslint-disable-next-line @typescript-eslint/unified-signatures
  constructor(scenario: Scenario, seed: number, recorder: RunRecorder);
  constructor(scenario: Scenario, seed = scenario.seed, recorder = RunRecorder.run(scenario, seed)) {
    const { kernel } = recorder.simulation;
    this.scenario = scenario;
    this.seed = seed;
    this.tape = recorder.tape;
    this.end = kernel.panic ? 'panic' : kernel.livelock ? 'livelock' : 'until';
    this.timeUs = kernel.nowUs;
    this.verdict = recorder.verdict();
  }

  /** Everything observable, in order; segments and state changes included where the reports need them. */
  get records(): readonly TraceRecord[] {
    return (this.listed ??= Array.from(this.tape, plainRecord));
  }

  /** Told once somebody asks: most tests ask what their own clients saw. */
  private get summary(): Summary {
    if (this.told === undefined) {
      this.told = new Summary();
      for (const record of this.tape) this.told.accept(record);
    }
    return this.told;
  }

  /** Every connection, in the order in which they were begun. */
  get connections(): readonly ConnectionOutcome[] {
    return this.summary.outcomes();
  }

  /** Connections by outcome: `{ served: 7, waiting: 5 }`; what there is none of is absent. */
  get outcomes(): Readonly<Partial<Record<Outcome, number>>> {
    const all = this.connections;
    return Object.fromEntries(
      OUTCOMES.map((word) => [word, all.filter(({ outcome }) => outcome === word).length] as const).filter(
        ([, n]) => n > 0,
      ),
    );
  }

  /** Lines of the console log. */
  get log(): readonly LogRecord[] {
    return this.records.filter((record) => record.k === 'log');
  }

  /** The log's lines with this text (in `tag: message`), or that match this pattern. */
  logged(pattern: string | RegExp): readonly LogRecord[] {
    return this.log.filter(({ tag, msg }) => {
      const line = `${tag}: ${msg}`;
      return typeof pattern === 'string' ? line.includes(pattern) : new RegExp(pattern).test(line);
    });
  }

  /** A client; throws `RangeError` for a name that no client has. */
  client(name: string): ClientView {
    const connections = this.connections.filter(({ client }) => client === name);
    const newest = connections.at(-1);
    if (newest === undefined) {
      const names = [...new Set(this.connections.map(({ client }) => client))];
      throw new RangeError(
        `no client "${name}" has connected; ${names.length === 0 ? 'nobody has' : suggestion(name, names)}`,
      );
    }
    const events = this.records.filter((record) => record.k === 'cli').filter(({ c }) => c === name);
    const { outcome, status, cause } = newest;
    return {
      name,
      outcome,
      status,
      cause,
      connections,
      events,
      why: cause && causeText(cause),
      received: events.map(textShown).join(''),
    };
  }

  /** Why a client is not served, in words; undefined where nothing stopped it. */
  why(client: string): string | undefined {
    return this.client(client).why;
  }

  /** The most of a resource that was in use: `sockets`, `sessions :80`, `heap`, or a count of `res` records. */
  peak(resource: string): number {
    return this.usage(resource)?.peak ?? Math.max(...this.counts(resource));
  }

  /** What of a resource is in use at the end. */
  used(resource: string): number {
    return this.usage(resource)?.used ?? this.counts(resource).at(-1)!;
  }

  /** How often somebody was turned away. */
  refused(resource: string): number {
    return this.usage(resource)?.refusals ?? 0;
  }

  /** The closing summary, as `replay` prints it. */
  summaryText(): string {
    return this.summary.lines().join('\n');
  }

  private usage(name: string): UsageRecord | undefined {
    const wanted = parseLimitName(name);
    if (wanted === undefined) return undefined;
    const like = this.records
      .filter((record) => record.k === 'usage')
      .filter(({ resource }) => isMeant(resource, wanted));
    return like.length === 1 ? like[0] : like.find(({ resource }) => isSameLimit(resource, wanted));
  }

  private counts(name: string): number[] {
    const counts = this.records.filter((record) => record.k === 'res');
    const values = counts.map((record) => record[name]).filter((value) => typeof value === 'number');
    if (name !== 't' && values.length > 0) return values;
    const known = this.records.flatMap((record) =>
      record.k === 'usage' ? [limitText(record.resource)] : [],
    );
    const names = [...known, ...Object.keys(counts[0] ?? {}).filter((key) => key !== 't' && key !== 'k')];
    throw new RangeError(
      `the device has used no resource "${name}"; ${suggestion(name, [...new Set(names)])}`,
    );
  }
}
