/** What the trace says about the device at a moment: who holds sessions, what its servers and tasks are at, who is gone. */

import type {
  ActRecord,
  AssertRecord,
  BlockedRecord,
  GateRecord,
  SegRecord,
  ServerRecord,
  SessionRecord,
  TraceRecord,
  WorkRecord,
} from '../kernel/trace.js';
import { crashText, hangText } from './crash-text.js';
import { isOfPort, isSessionTable, limitOf, sessionsOf, tableOf, type LimitSeen } from './limits.js';
import type { SessionHold } from './session-hold.js';
import { ServerClock } from './waits/server-clock.js';

/** The device at one moment. */
export interface DeviceSnapshot {
  readonly timeUs: number;
  readonly sessions: readonly SessionHold[];
  readonly blocked: readonly BlockedRecord[];
  /** What tasks are at work for and have to wait in. */
  readonly work: readonly WorkRecord[];
  /** The newest `server` record of each port. */
  readonly servers: ReadonlyMap<number, ServerRecord>;
  /** Listeners that are not looked at, by their ports. */
  readonly gates: ReadonlyMap<number, GateRecord>;
}

/** Follows the device through its trace. */
export class DeviceView {
  /** Sizes of resources, as far as records have named them. */
  readonly sizes = new Map<string, number>();
  /** Options that set those sizes. */
  readonly options = new Map<string, string>();
  /** Why the device stopped, if it did. */
  crash: string | undefined;
  /** The port on which its servers speak TLS. */
  securePort: number | undefined;
  private assertion: AssertRecord | undefined;
  /** Clients that are gone without a word, and since when. */
  readonly vanished = new Map<string, number>();
  /** Of those, to whom the device has sent since, and since when: it tries again, and finds out. */
  private readonly sentInVain = new Map<string, number>();
  private readonly clocks = new Map<number, ServerClock>();
  private readonly servers = new Map<number, ServerRecord>();
  private readonly gates = new Map<number, GateRecord>();
  private readonly sessions = new Map<string, SessionHold>();
  private readonly blocked = new Map<string, BlockedRecord>();
  private readonly work = new Map<string, WorkRecord>();
  /** The present moment, virtual microseconds. */
  timeUs = 0;
  private cached: DeviceSnapshot | undefined;

  /** `labelOf`: which connection of a client is meant. */
  constructor(private readonly labelOf: (client: string, port: number | undefined) => string) {}

  /** A segment at the device: to whom it has sent. */
  noteSegment({ dir, len, c, t }: SegRecord): void {
    if (this.vanished.size > 0 && dir === 'tx' && len > 0) this.noteSentTo(c, t);
  }

  /** Takes a record of what the device, its tasks and its clients are at. */
  accept(record: TraceRecord): void {
    this.timeUs = record.t;
    switch (record.k) {
      case 'meta':
        this.securePort = record.securePort;
        break;
      case 'session':
        this.acceptSession(record);
        break;
      case 'blocked':
        if (record.ev === 'begin') this.blocked.set(record.task, record);
        else this.blocked.delete(record.task);
        this.cached = undefined;
        break;
      case 'work':
        this.acceptWork(record);
        break;
      case 'server':
        this.acceptServer(record);
        break;
      case 'gate':
        this.acceptGate(record);
        break;
      case 'act':
        this.acceptAct(record);
        break;
      case 'refuse':
      case 'usage':
        this.noteSize(limitOf(record));
        break;
      case 'assert':
        this.assertion = record;
        break;
      case 'panic':
        this.crash = crashText(record, this.assertion);
        break;
      case 'livelock':
        this.crash = hangText(record);
        break;
      default:
    }
  }

  /** The present moment. */
  snapshot(): DeviceSnapshot {
    this.cached ??= {
      timeUs: 0,
      sessions: [...this.sessions.values()],
      blocked: [...this.blocked.values()],
      work: [...this.work.values()],
      servers: new Map(this.servers),
      gates: new Map(this.gates),
    };
    return Object.assign({}, this.cached, { timeUs: this.timeUs });
  }

  /** The clock of the server on a port. */
  clockOf(port: number): ServerClock {
    let clock = this.clocks.get(port);
    if (clock === undefined) {
      const { name, option } = sessionsOf(port);
      this.clocks.set(port, (clock = new ServerClock(name, option, this.labelOf)));
    }
    return clock;
  }

  /**
   * How a server finds out, at a moment, that a client is gone with which it has a session: `never`, or after so much
   * silence, microseconds; undefined where that is not known, or where what it has sent since tells it.
   */
  silenceOf(client: string, port: number, at: DeviceSnapshot): number | 'never' | undefined {
    if ((this.sentInVain.get(client) ?? Infinity) <= at.timeUs) return undefined;
    const hold = at.sessions.find((one) => one.client === client && one.port === port);
    const server = at.servers.get(serverPortOf(hold?.table ?? ''));
    if (server?.ev !== 'start' || server.sessions === undefined) return undefined;
    return server.keepAliveUs ?? 'never';
  }

  /** Name of the session table of the server on a port. */
  tableOf(port: number): string | undefined {
    for (const name of this.sizes.keys()) if (isSessionTable(name) && isOfPort(name, port)) return name;
    return undefined;
  }

  private noteSentTo(client: string, nowUs: number): void {
    if (this.vanished.has(client) && !this.sentInVain.has(client)) this.sentInVain.set(client, nowUs);
  }

  private noteSize({ name, size, option }: Omit<LimitSeen, 'used'>): void {
    if (size !== undefined) this.sizes.set(name, size);
    if (option !== undefined) this.options.set(name, option);
  }

  private acceptAct({ c, do: deed, t }: ActRecord): void {
    if (deed === 'vanish') this.vanished.set(c, t);
    else this.vanished.delete(c);
    this.sentInVain.delete(c);
  }

  private acceptGate(record: GateRecord): void {
    const { ev, port, of: name = '', option, t } = record;
    if (ev === 'begin') this.gates.set(port, record);
    else this.gates.delete(port);
    this.clockOf(port).set({ gate: ev === 'begin' ? { name, option } : undefined }, t);
    this.cached = undefined;
  }

  private acceptServer(record: ServerRecord): void {
    this.servers.set(record.port, record);
    if (record.sessions !== undefined) {
      const { name, option } = sessionsOf(record.port);
      this.noteSize({ name, option, size: record.sessions });
    }
    this.cached = undefined;
  }

  private acceptWork(record: WorkRecord): void {
    const {
      task,
      server,
      ev,
      c: client,
      port,
      what = '',
      on: waitsFor = '',
      since: sinceUs = record.t,
    } = record;
    const key = `${task} ${server}`;
    if (ev === 'begin') this.work.set(key, record);
    else this.work.delete(key);
    const work = ev === 'end' ? undefined : { task, client, port, what, waitsFor, sinceUs };
    this.clockOf(server).set({ work }, record.t);
    this.cached = undefined;
  }

  private acceptSession(record: SessionRecord): void {
    const { ev, c, port, t } = record;
    if (ev !== 'open' && ev !== 'close') return;
    const table = tableOf(record);
    const key = `${c} ${port}`;
    if (ev === 'open') this.sessions.set(key, { client: c, port, table, sinceUs: t });
    else this.sessions.delete(key);
    this.cached = undefined;
    const serverPort = serverPortOf(table);
    const size = this.sizes.get(table);
    if (size === undefined) return;
    let used = 0;
    for (const hold of this.sessions.values()) if (hold.table === table) used++;
    this.clockOf(serverPort).set({ isFull: used >= size }, t);
  }
}

/** The port of the server whose session table it is; 0 where its name has none. */
function serverPortOf(table: string): number {
  return Number(/:(\d+)$/.exec(table)?.[1] ?? 0);
}
