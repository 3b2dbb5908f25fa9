/**
 * A run in the JSON of Chrome's trace events, which Perfetto (ui.perfetto.dev) and chrome://tracing open: tasks and clients
 * as tracks, limits as counters, refusals as instants. Times are virtual microseconds.
 */

import { escapedJson } from '../../document/printable.js';
import { exchangeName, exchangeResult } from '../../outcomes/exchanges/exchange-text.js';
import { STATE_WORDS } from '../timeline/client-states.js';
import { summedUp } from '../timeline/columns.js';
import { RunIndex } from '../timeline/run-index.js';
import type { ViewData } from '../timeline/view-data.js';

const DEVICE = 1;
const CLIENTS = 2;
/** Tracks of a client: one for each row of its lane, and one for what is asked on it. */
const PER_ROW = 2;

interface TraceEvent {
  readonly ph: 'M' | 'X' | 'C' | 'i';
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly name: string;
  readonly s?: 'p';
  readonly args?: Readonly<Record<string, string | number>>;
}

/** The whole file. */
export function chromeTrace(data: ViewData): string {
  const index = new RunIndex(data);
  const events = [
    named(DEVICE, 'process_name', `device, ${data.head.profile}`),
    named(CLIENTS, 'process_name', 'clients'),
    ...taskEvents(data),
    ...limitEvents(data),
    ...clientEvents(index),
  ];
  const lines = events.map((event) => JSON.stringify(event)).join(',\n');
  const { scenario, tool } = data.head;
  return escapedJson(
    `{"displayTimeUnit":"ms","otherData":${JSON.stringify({ scenario, tool })},"traceEvents":[\n${lines}\n]}\n`,
  );
}

function named(pid: number, what: 'process_name' | 'thread_name', name: string, tid = 0): TraceEvent {
  return { ph: 'M', pid, tid, name: what, args: { name } };
}

function taskEvents({ tasks, clients, words }: ViewData): TraceEvent[] {
  return tasks.flatMap(({ name, port, from, us, whose, what, on }, t): TraceEvent[] => {
    const title = name === '' ? `server :${port}` : `task ${name}`;
    const spans = Array.from(summedUp(from), (ts, i): TraceEvent => {
      const client = clients[whose[i]!];
      const args = { waits: words[on[i]!]!, ...(client === undefined ? {} : { client }) };
      return { ph: 'X', pid: DEVICE, tid: t + 1, ts, dur: us[i]!, name: words[what[i]!]! || 'busy', args };
    });
    return [named(DEVICE, 'thread_name', title, t + 1), ...spans];
  });
}

function limitEvents({ limits, clients }: ViewData): TraceEvent[] {
  return limits.flatMap(({ name, times, used, refusedAt, refused }): TraceEvent[] => [
    ...Array.from(summedUp(times), (ts, i): TraceEvent => ({
      ph: 'C',
      pid: DEVICE,
      ts,
      name,
      args: { used: used[i]! },
    })),
    ...Array.from(summedUp(refusedAt), (ts, i): TraceEvent => {
      const client = clients[refused[i]!];
      const args = client === undefined ? {} : { client };
      return { ph: 'i', pid: DEVICE, tid: 0, ts, s: 'p', name: `${name} refused`, args };
    }),
  ]);
}

function clientEvents(index: RunIndex): TraceEvent[] {
  const events: TraceEvent[] = [];
  let tid = 0;
  for (const { name, rows } of index.lanes) {
    for (const row of rows) {
      tid += PER_ROW;
      const [states, asked] = [tid - 1, tid];
      events.push(
        named(CLIENTS, 'thread_name', name, states),
        named(CLIENTS, 'thread_name', `${name} asks`, asked),
      );
      for (const one of row) events.push(...connectionEvents(index, one, states, asked));
    }
  }
  return events;
}

function connectionEvents(index: RunIndex, at: number, states: number, asked: number): TraceEvent[] {
  const { label, outcome } = index.data.connections[at]!;
  const args = { connection: label, outcome };
  return [
    ...index.statesOf(at).map(({ state, fromUs: ts, toUs }): TraceEvent => ({
      ...{ ph: 'X', pid: CLIENTS, tid: states, ts, dur: toUs - ts, name: STATE_WORDS[state], args },
    })),
    ...index.exchanges(at).map((one): TraceEvent => {
      const { startUs: ts, endedUs = index.data.endUs } = one;
      const result = { result: exchangeResult(one) };
      return {
        ph: 'X',
        pid: CLIENTS,
        tid: asked,
        ts,
        dur: Math.max(endedUs - ts, 0),
        name: exchangeName(one),
        args: result,
      };
    }),
  ];
}
