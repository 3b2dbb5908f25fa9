/** What the trace says about the device at a moment: who holds sessions, whom its tasks wait for, which servers run. */

import type {
  AssertRecord,
  SessionRecord,
  BlockedRecord,
  ServerRecord,
  TraceRecord,
} from '../kernel/trace.js';
import { crashText } from './crash-text.js';
import { limitText } from '../resources/limit-name.js';

/** An open session. */
export interface SessionHold {
  readonly client: string;
  readonly port: number;
  /** Resource name of its table; undefined where the trace does not say. */
  readonly table: string | undefined;
}

/** The device at one moment. */
export interface DeviceSnapshot {
  readonly sessions: readonly SessionHold[];
  readonly blocked: readonly BlockedRecord[];
  /** The newest `server` record of each port. */
  readonly servers: ReadonlyMap<number, ServerRecord>;
}

/** Follows the device through its trace. */
export class DeviceView {
  /** Sizes of resources, as far as records name them; complete only after the run's `usage` records. */
  readonly sizes = new Map<string, number>();
  /** Why the device stopped, if it did. */
  crash: string | undefined;
  private assertion: AssertRecord | undefined;
  private readonly servers = new Map<number, ServerRecord>();
  private readonly sessions = new Map<string, SessionHold>();
  private readonly blocked = new Map<string, BlockedRecord>();
  private cached: DeviceSnapshot | undefined;

  /** Takes a record of any kind. */
  accept(record: TraceRecord): void {
    switch (record.k) {
      case 'session':
        this.acceptSession(record);
        break;
      case 'blocked':
        if (record.ev === 'begin') this.blocked.set(record.task, record);
        else this.blocked.delete(record.task);
        this.cached = undefined;
        break;
      case 'server':
        this.servers.set(record.port, record);
        this.cached = undefined;
        break;
      case 'refuse':
      case 'usage':
        if (record.size !== undefined) this.sizes.set(limitText(record.resource), record.size);
        break;
      case 'assert':
        this.assertion = record;
        break;
      case 'panic':
        this.crash = crashText(record, this.assertion);
        break;
      case 'livelock':
        this.crash = `task ${record.task} loops for ever: ${record.loop}`;
        break;
      default:
    }
  }

  /** The present moment. */
  snapshot(): DeviceSnapshot {
    this.cached ??= {
      sessions: [...this.sessions.values()],
      blocked: [...this.blocked.values()],
      servers: new Map(this.servers),
    };
    return this.cached;
  }

  private acceptSession({ ev, c, port, table }: SessionRecord): void {
    const key = `${c} ${port}`;
    if (ev === 'open') this.sessions.set(key, { client: c, port, table: limitText(table) });
    else this.sessions.delete(key);
    this.cached = undefined;
  }
}
