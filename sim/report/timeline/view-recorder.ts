/** Writes a run down for the view, as it goes; asked at any moment, it tells the run so far. */

import type { Simulation } from '../../run/simulation.js';
import { againstText } from '../../advise/against.js';
import { watchOccupancy, type Occupancy } from '../../inspect/occupancy.js';
import {
  type LogLevel,
  type MetaRecord,
  type RefuseRecord,
  type SessionRecord,
  type TraceRecord,
} from '../../kernel/trace.js';
import { OUTCOME_KINDS, OutcomeCollector } from '../../outcomes/outcomes.js';
import type { Cause, ConnectionOutcome } from '../../outcomes/outcome-types.js';
import { limitText } from '../../resources/limit-name.js';
import { TOOL_NAME } from '../../version.js';
import { replayCommand } from '../check/command-lines.js';
import { ConsolePrinter } from '../console/console.js';
import { differences, Numbered } from './columns.js';
import { ExchangeWords } from './exchange-rows.js';
import { SegmentColumns } from './segment-columns.js';
import { TaskSpans } from './task-spans.js';
import type { ExchangeRow, ViewConnection, ViewData, ViewLimit, ViewVerdict } from './view-data.js';

/** Console lines and exchanges that are told one by one at most. */
const MOST_LINES = 200_000;
const MOST_EXCHANGES = 500_000;
const NONE = -1;

/** An exchange that is a number for its connection by now. */
interface Early {
  readonly client: string;
  readonly number: number;
  readonly row: ExchangeRow;
}

/** What is said about the run besides what happened in it. */
export interface ViewRemarks {
  readonly summary: readonly string[];
  readonly verdict?: ViewVerdict | undefined;
}

/** Attach it before the run begins. */
export class ViewRecorder {
  private readonly clients = new Numbered<string>(String);
  private readonly words = new Numbered<string>(String);
  private readonly causes = new Numbered<Cause>((cause) => JSON.stringify(cause));
  private readonly told = new ExchangeWords();
  private readonly tasks = new TaskSpans(this.clients, this.words);
  private readonly segments = new SegmentColumns(this.clients, this.words);
  private readonly early: Early[] = [];
  private readonly outgoing = new Set<string>();
  private readonly sessions = new Map<string, number[]>();
  private readonly refusals = new Map<string, { at: number[]; whom: number[] }>();
  private readonly lineTimes: number[] = [];
  private readonly lines: string[] = [];
  private levels = '';
  private linesLeftOut = 0;
  private exchangesLeftOut = 0;
  private meta: MetaRecord | undefined;
  private readonly outcomes: OutcomeCollector;
  private readonly occupancy: () => readonly Occupancy[];
  private readonly console: ConsolePrinter;

  constructor(
    private readonly simulation: Simulation,
    level: LogLevel | 'none' = 'I',
  ) {
    const { trace, scenario } = simulation;
    this.outcomes = new OutcomeCollector((exchange, client, number) => {
      if (this.early.length >= MOST_EXCHANGES) this.exchangesLeftOut++;
      else this.early.push({ client, number, row: this.told.row(NONE, exchange) });
    });
    this.console = new ConsolePrinter({
      level: level === 'none' ? 'E' : level,
      color: false,
      terminal: true,
      clockSettings: scenario.steps
        .filter((step) => 'device' in step)
        .filter((step) => step.device === 'settime'),
    });
    this.occupancy = watchOccupancy(simulation);
    trace.subscribe([...OUTCOME_KINDS, 'meta', 'res'], (record) => this.accept(record));
    if (level !== 'none') trace.subscribe(['log'], (record) => this.accept(record), level);
  }

  /** The run so far. */
  data({ summary, verdict }: ViewRemarks): ViewData {
    const { simulation, clients, words, causes, told, segments } = this;
    const { scenario, seed, kernel } = simulation;
    const { nowUs } = kernel;
    const outcomes = this.outcomes.finish(nowUs);
    const { connections, exchanges } = this.connections(outcomes);
    const {
      profile = scenario.device.profile,
      firmware = '',
      tool = TOOL_NAME,
      version = '',
    } = this.meta ?? {};
    const { description, name } = scenario;
    const replay = replayCommand(scenario, seed);
    const limits = this.occupancy().map((one) => this.limit(one));
    const tasks = this.tasks.list(nowUs).map((task) => ({ ...task, from: differences(task.from) }));
    return {
      format: 1,
      head: { scenario: name, description, profile, firmware, seed, tool: `${tool} ${version}`, replay },
      endUs: nowUs,
      crash: this.outcomes.deviceView.crash ?? '',
      ...(verdict === undefined ? {} : { verdict }),
      summary,
      clients: clients.all,
      connections,
      causes: causes.all,
      cures: causes.all.map((cause) => againstText(cause) ?? ''),
      waits: told.waits.all,
      asked: told.asked.all,
      exchanges,
      limits,
      tasks,
      console: { times: differences(this.lineTimes), levels: this.levels, lines: this.lines },
      segments: segments.columns(),
      ends: segments.ends(),
      words: words.all,
      leftOut: [
        ...segments.leftOut(),
        ...(this.linesLeftOut === 0 ? [] : [`${this.linesLeftOut} later lines of the console`]),
        ...(this.exchangesLeftOut === 0 ? [] : [`${this.exchangesLeftOut} exchanges`]),
      ],
    };
  }

  private accept(record: TraceRecord): void {
    switch (record.k) {
      case 'meta':
        this.meta = record;
        this.console.begin(record);
        return;
      case 'res':
        this.console.noteResources(record);
        return;
      case 'log':
        this.addLine(record.t, record.lv, this.console.text(record));
        return;
      case 'seg':
        this.segments.add(record);
        break;
      case 'refuse':
        this.addRefusal(record);
        break;
      case 'cli':
        if (record.ev === 'accepted') this.outgoing.add(`${record.c} ${record.port ?? ''}`);
        break;
      case 'session':
        this.addSession(record);
        break;
      case 'work':
        this.tasks.acceptWork(record);
        break;
      case 'blocked':
        this.tasks.acceptBlocked(record);
        break;
      case 'server':
        this.tasks.acceptServer(record);
        break;
      default:
    }
    this.outcomes.accept(record);
  }

  private addLine(t: number, level: LogLevel, text: string): void {
    if (text === '') return;
    if (this.lines.length >= MOST_LINES) {
      this.linesLeftOut++;
      return;
    }
    this.lineTimes.push(t);
    this.levels += level;
    this.lines.push(utf8(text.trimEnd()));
  }

  private addRefusal({ t, resource, c }: RefuseRecord): void {
    const name = limitText(resource);
    const known = this.refusals.get(name) ?? { at: [], whom: [] };
    this.refusals.set(name, known);
    known.at.push(t);
    known.whom.push(c === undefined ? NONE : this.clients.of(c));
  }

  private addSession({ t, ev, c, port }: SessionRecord): void {
    const key = `${c} ${port}`;
    const spans = this.sessions.get(key) ?? [];
    this.sessions.set(key, spans);
    if (ev === 'open') spans.push(t, NONE);
    else if (ev === 'close' && spans.at(-1) === NONE) spans[spans.length - 1] = t;
  }

  private limit({ name, about, size = NONE, option = '', inBytes, times, used }: Occupancy): ViewLimit {
    const { at = [], whom = [] } = this.refusals.get(name) ?? {};
    const refused = { refusedAt: differences(at), refused: whom };
    return { name, about, size, option, inBytes, times: differences(times), used, ...refused };
  }

  private connections(outcomes: readonly ConnectionOutcome[]): Pick<ViewData, 'connections' | 'exchanges'> {
    const exchanges: ExchangeRow[] = [];
    const numbers = new Map<string, number>();
    const until = successors(outcomes);
    const connections = outcomes.map((one, i) => {
      numbers.set(`${one.client} ${one.number}`, i);
      return this.connection(one, until[i]!);
    });
    for (const { client, number, row } of this.early) {
      exchanges.push([numbers.get(`${client} ${number}`) ?? NONE, ...row.slice(1)]);
    }
    outcomes.forEach((one, i) => {
      for (const exchange of one.exchanges) exchanges.push(this.told.row(i, exchange));
    });
    return { connections, exchanges };
  }

  private connection(one: ConnectionOutcome, untilUs: number): ViewConnection {
    const { client, number, label, port, openedUs, connectedUs, endedUs, outcome, isContent } = one;
    const { ending, status, cause, delay, waits } = one;
    const sessions = this.sessionsOf(`${client} ${port}`, openedUs, untilUs);
    return {
      client: this.clients.of(client),
      number,
      label,
      port,
      openedUs,
      outcome,
      isContent,
      ...(connectedUs === undefined ? {} : { connectedUs }),
      ...(endedUs === undefined ? {} : { endedUs }),
      ...(ending === undefined ? {} : { ending }),
      ...(status === undefined ? {} : { status }),
      ...(cause === undefined ? {} : { cause: this.causes.of(cause) }),
      ...(delay === undefined ? {} : { delay: this.causes.of(delay) }),
      ...(waits.length === 0 ? {} : { waits: this.told.waitsRow(waits) }),
      ...(sessions.length === 0 ? {} : { sessions }),
      ...(this.outgoing.has(`${client} ${port}`) ? { byDevice: true } : {}),
    };
  }

  private sessionsOf(key: string, fromUs: number, untilUs: number): number[] {
    const all = this.sessions.get(key) ?? [];
    return all.filter((_, i) => {
      const openedUs = all[i - (i % 2)]!;
      return openedUs >= fromUs && openedUs < untilUs;
    });
  }
}

/** When the next connection of the same client and port was opened, for each one. */
function successors(outcomes: readonly ConnectionOutcome[]): number[] {
  const next = new Map<string, number>();
  const until = outcomes.map(() => Infinity);
  for (let i = outcomes.length - 1; i >= 0; i--) {
    const { client, port, openedUs } = outcomes[i]!;
    until[i] = next.get(`${client} ${port}`) ?? Infinity;
    next.set(`${client} ${port}`, openedUs);
  }
  return until;
}

/** Console text has a character a byte. */
function utf8(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(text, (char) => char.charCodeAt(0)));
}
