/** What the tasks of servers were at, from `work`, `blocked` and `server` records. */

import type { BlockedRecord, ServerRecord, WorkRecord } from '../../kernel/trace.js';
import type { Numbered } from './columns.js';
import type { ViewTask } from './view-data.js';

const NONE = -1;

interface Columns {
  name: string;
  readonly port: number;
  readonly from: number[];
  readonly us: number[];
  readonly whose: number[];
  readonly what: number[];
  readonly on: number[];
  open:
    | { readonly fromUs: number; readonly whose: number; readonly what: number; readonly on: number }
    | undefined;
}

/** Collects them. */
export class TaskSpans {
  private readonly byKey = new Map<string, Columns>();

  constructor(
    private readonly clients: Numbered<string>,
    private readonly words: Numbered<string>,
  ) {}

  /** A server that starts has a task, busy or not. */
  acceptServer({ ev, port }: ServerRecord): void {
    if (ev === 'start') this.server(port);
  }

  /** A task has to wait in the middle of its work, or is done. */
  acceptWork({ t, ev, task, server, c, what = '', on = '', since = t }: WorkRecord): void {
    const columns = this.server(server);
    columns.name = task;
    const fromUs = columns.open === undefined ? since : t;
    close(columns, t);
    if (ev === 'begin') this.open(columns, fromUs, c, what, on);
  }

  /** A task waits in a socket call; where it is at work for somebody, that is told already. */
  acceptBlocked({ t, ev, task, call, c }: BlockedRecord): void {
    const columns =
      [...this.byKey.values()].find(({ name }) => name === task) ?? this.columns(task, task, NONE);
    const isOwn = columns.open?.on === this.words.of(`${call}()`);
    if (ev === 'begin' && columns.open === undefined) this.open(columns, t, c, '', `${call}()`);
    else if (ev === 'end' && isOwn) close(columns, t);
  }

  /** All of them, as if the run ended at `nowUs`. */
  list(nowUs: number): ViewTask[] {
    const all = [...this.byKey.values()];
    const atWork = new Set(all.flatMap(({ name, port }) => (port === NONE ? [] : [name])));
    // What a server's task waits in, its work tells too.
    const own = all.filter(({ name, port }) => port !== NONE || !atWork.has(name));
    return own.map((columns) => {
      const { open, ...rest } = columns;
      if (open === undefined) return rest;
      const { name, port } = rest;
      return {
        name,
        port,
        from: [...rest.from, open.fromUs],
        us: [...rest.us, nowUs - open.fromUs],
        whose: [...rest.whose, open.whose],
        what: [...rest.what, open.what],
        on: [...rest.on, open.on],
      };
    });
  }

  private server(port: number): Columns {
    return this.columns(`:${port}`, '', port);
  }

  private columns(key: string, name: string, port: number): Columns {
    let columns = this.byKey.get(key);
    if (columns === undefined) {
      columns = { name, port, from: [], us: [], whose: [], what: [], on: [], open: undefined };
      this.byKey.set(key, columns);
    }
    return columns;
  }

  private open(columns: Columns, fromUs: number, client: string | undefined, what: string, on: string): void {
    const whose = client === undefined ? NONE : this.clients.of(client);
    columns.open = { fromUs, whose, what: this.words.of(what), on: this.words.of(on) };
  }
}

function close(columns: Columns, nowUs: number): void {
  const { open } = columns;
  columns.open = undefined;
  if (open === undefined || nowUs === open.fromUs) return;
  columns.from.push(open.fromUs);
  columns.us.push(nowUs - open.fromUs);
  columns.whose.push(open.whose);
  columns.what.push(open.what);
  columns.on.push(open.on);
}
