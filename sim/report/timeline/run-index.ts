/** The data of a view, unpacked as far as it is looked at: lanes of clients, their states, their exchanges. */

import type { ExchangeReport } from '../../outcomes/exchanges/exchange-types.js';
import type { ConnectionOutcome } from '../../outcomes/outcome-types.js';
import { statesOf, type StateSpan } from './client-states.js';
import { summedUp } from './columns.js';
import { exchangeOf, waitParts } from './exchange-rows.js';
import type { ExchangeRow, ViewConnection, ViewData } from './view-data.js';

/** Connections of a client side by side where they last at once. */
export interface Lane {
  /** Of `clients`. */
  readonly client: number;
  readonly name: string;
  /** Connections by row, each row in order of time. */
  readonly rows: readonly (readonly number[])[];
  /** The newest connection decides what is said of the client. */
  readonly newest: number;
}

/** Segments by their numbers, and when they were. */
export interface ClientSegments {
  readonly numbers: Uint32Array;
  readonly times: Float64Array;
}

/** A run that can be asked. */
export class RunIndex {
  readonly lanes: readonly Lane[];
  readonly hasSessions: boolean;
  readonly lineTimes: Float64Array;
  readonly segmentTimes: Float64Array;
  private readonly rows: (ExchangeRow[] | undefined)[] = [];
  private readonly states = new Map<number, readonly StateSpan[]>();
  private readonly stories = new Map<number, ConnectionOutcome>();
  private byClient: readonly ClientSegments[] | undefined;

  constructor(readonly data: ViewData) {
    for (const row of data.exchanges) (this.rows[row[0]!] ??= []).push(row);
    this.hasSessions = data.connections.some(({ sessions }) => sessions !== undefined);
    this.lanes = lanesOf(data);
    this.lineTimes = summedUp(data.console.times);
    this.segmentTimes = summedUp(data.segments.times);
  }

  /** The connection as it is told everywhere. */
  story(connection: number): ConnectionOutcome {
    let story = this.stories.get(connection);
    if (story === undefined) {
      story = this.unpacked(this.data.connections[connection]!, connection);
      this.stories.set(connection, story);
    }
    return story;
  }

  /** When a connection stops taking up room in its lane. */
  overUs(connection: number): number {
    return overUs(this.data.connections[connection]!, this.data.endUs);
  }

  /** Its exchanges. */
  exchanges(connection: number): readonly ExchangeReport[] {
    return this.story(connection).exchanges;
  }

  /** Its states, in order. */
  statesOf(connection: number): readonly StateSpan[] {
    let states = this.states.get(connection);
    if (states === undefined) {
      const { data, hasSessions } = this;
      const own = data.connections[connection]!;
      states = statesOf(own, this.exchanges(connection), data.endUs, hasSessions);
      this.states.set(connection, states);
    }
    return states;
  }

  /** The segments of a client. */
  segmentsOf(client: number): ClientSegments {
    this.byClient ??= segmentsByClient(this.data, this.segmentTimes);
    return this.byClient[client]!;
  }

  private unpacked(own: ViewConnection, at: number): ConnectionOutcome {
    const { data } = this;
    const { client, number, label, port, openedUs, outcome, isContent, ending, status, waits = [] } = own;
    const cause = own.cause === undefined ? undefined : data.causes[own.cause];
    const delay = own.delay === undefined ? undefined : data.causes[own.delay];
    return {
      client: data.clients[client]!,
      number,
      label,
      port,
      openedUs,
      outcome,
      isContent,
      ending,
      status,
      cause,
      ...(delay === undefined ? {} : { delay }),
      connectedUs: own.connectedUs,
      endedUs: own.endedUs,
      exchanges: (this.rows[at] ?? [])
        .map((row) => exchangeOf(row, data.asked, data.waits))
        .sort((a, b) => a.askedUs - b.askedUs),
      waits: waitParts(waits, data.waits),
    };
  }
}

/** When a connection stops taking up room. */
function overUs({ ending, sessions = [] }: ViewConnection, endUs: number): number {
  const until = sessions.at(-1) ?? 0;
  return ending === undefined || until < 0 ? endUs : Math.max(ending.timeUs, until);
}

function lanesOf({ connections, clients, endUs }: ViewData): Lane[] {
  const lanes = new Map<number, { rows: number[][]; newest: number }>();
  connections.forEach((one, at) => {
    const lane = lanes.get(one.client) ?? { rows: [], newest: at };
    lanes.set(one.client, lane);
    lane.newest = at;
    const free = lane.rows.find((row) => overUs(connections[row.at(-1)!]!, endUs) <= one.openedUs);
    if (free === undefined) lane.rows.push([at]);
    else free.push(at);
  });
  return [...lanes].map(([client, lane]) => ({ client, name: clients[client]!, ...lane }));
}

/** All segments in one pass, by their clients. */
function segmentsByClient({ clients, ends, segments }: ViewData, times: Float64Array): ClientSegments[] {
  const { of } = segments;
  const starts = new Uint32Array(clients.length + 1);
  for (const end of of) starts[ends[2 * end]! + 1]!++;
  for (let i = 0; i < clients.length; i++) starts[i + 1]! += starts[i]!;
  const numbers = new Uint32Array(of.length);
  const own = new Float64Array(of.length);
  const next = starts.slice();
  of.forEach((end, i) => {
    const at = next[ends[2 * end]!]!++;
    numbers[at] = i;
    own[at] = times[i]!;
  });
  return clients.map((_, i) => {
    const [from, to] = [starts[i]!, starts[i + 1]!];
    return { numbers: numbers.subarray(from, to), times: own.subarray(from, to) };
  });
}
