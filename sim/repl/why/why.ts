/** `why CLIENT`: which limit stands in its way, who holds it, since when. A query over the trace and one look. */

import type { View } from '../../scenario/inspect/inspect.js';
import type { Row } from '../../scenario/inspect/table.js';
import type { History } from '../engine/history.js';
import { refusalText } from '../format/record.js';
import { timeText } from '../format/time.js';
import { connectionFacts, type ConnectionFacts } from './connection.js';

/** The answer. */
export interface Why {
  readonly client: string;
  /** One of the project's outcomes, as things stand: waiting, served, idle, refused … */
  readonly outcome: string;
  readonly sinceUs: number;
  /** What happened, in words. */
  readonly what: string;
  /** The limit, when one is to blame. */
  readonly limit?: Limit;
  /** More, in order of weight. */
  readonly notes: readonly string[];
}

/** A limit that is reached. */
export interface Limit {
  readonly resource: string;
  readonly used: number | undefined;
  readonly size: number | undefined;
  readonly holders: string | undefined;
  readonly sinceUs: number | undefined;
}

const LOOP_WAITS = new Set(['select', 'poll']);

/** Asks why a client is where it is. */
export function why(history: History, position: number, view: View, client: string): Why {
  const facts = connectionFacts(history, position, client);
  if (facts === undefined) {
    return { client, outcome: 'absent', sinceUs: 0, what: 'has not connected so far', notes: [] };
  }
  const { last, connected, closed, startUs } = facts;
  const hasSession = facts.opened !== undefined || view.sessions.some((row) => row['client'] === client);
  const result = (outcome: string, sinceUs: number, what: string, extra: Partial<Why> = {}): Why => ({
    client,
    outcome,
    sinceUs,
    what,
    notes: refusalNotes(facts),
    ...extra,
  });
  if (last?.ev === 'refused') return result('refused', last.t, 'its SYN was answered with RST');
  if (connected === undefined) return unanswered(facts, result);
  if (closed?.purged === 1) {
    return result('purged', closed.t, 'its session was closed to make room (the least recently used goes)', {
      ...withLimit(view, history, position),
    });
  }
  if (last?.ev === 'reset') return result('reset', last.t, 'the device reset the connection');
  if (last?.ev === 'timeout')
    return result('unanswered', last.t, 'it gave up: nothing was acknowledged any more');
  if (!hasSession && !facts.gotData) return waiting(facts, history, position, view, result);
  if (closed !== undefined)
    return result(facts.gotData ? 'served' : 'closed', closed.t, 'its session is over');
  if (facts.gotData && !isUnanswered(facts)) return result('served', last!.t, 'it has been answered');
  if (facts.askedUs === undefined)
    return result('idle', facts.opened?.t ?? connected.t, 'it has a session and has asked for nothing');
  return result('waiting', facts.askedUs, 'it has a session; its request is not answered yet', {
    notes: [...busyNotes(view, history, position), ...refusalNotes(facts)],
  });

  function isUnanswered({ askedUs, last: newest }: ConnectionFacts): boolean {
    return askedUs !== undefined && (newest?.t ?? startUs) < askedUs;
  }
}

type Build = (outcome: string, sinceUs: number, what: string, extra?: Partial<Why>) => Why;

function unanswered(facts: ConnectionFacts, result: Build): Why {
  const what =
    facts.arrived === 0
      ? `no segment of it has reached the device (${facts.lost} lost)`
      : 'the device has not completed the handshake';
  return result('unanswered', facts.startUs, what);
}

/** The handshake is done but nobody accepts: the server has no room, or is busy. */
function waiting(facts: ConnectionFacts, history: History, position: number, view: View, result: Build): Why {
  const sinceUs = facts.connected!.t;
  const gone = facts.last?.ev === 'eof' || facts.last?.ev === 'closed';
  const what = gone
    ? 'the device closed the connection without taking it into a session'
    : 'connected: the handshake is done, but the server has not accepted it';
  return result(gone ? 'closed' : 'waiting', sinceUs, what, {
    ...withLimit(view, history, position),
    notes: [...busyNotes(view, history, position), ...refusalNotes(facts)],
  });
}

/** The first limit that is reached: sessions before sockets before all others. */
function withLimit(view: View, history: History, position: number): { readonly limit?: Limit } {
  const reached = view.pools.filter(
    (row) => typeof row['size'] === 'number' && Number(row['used']) >= row['size'] && row['size'] > 0,
  );
  const rank = (row: Row): number => (row.key.startsWith('sessions') ? 0 : row.key === 'sockets' ? 1 : 2);
  const [row] = [...reached].sort((a, b) => rank(a) - rank(b));
  if (row === undefined) return {};
  return {
    limit: {
      resource: row.key,
      used: row['used'] as number,
      size: row['size'] as number,
      holders: row['holders'] as string | undefined,
      sinceUs: fullSince(history, position, row.key),
    },
  };
}

/** When the server became full, or the resource first refused in this stretch. */
function fullSince(history: History, position: number, resource: string): number | undefined {
  for (let i = history.recordsBefore(position) - 1; i >= 0; i--) {
    const record = history.records[i]!;
    if (record.k !== 'state') continue;
    const isItsServer = record.machine === 'httpd' && portOf(record.owner) === portOf(resource);
    if (isItsServer && record.to === 'full') return record.t;
    if (record.machine === 'resource' && record.owner === resource && record.to === 'exhausted')
      return record.t;
  }
  return undefined;
}

/** The last word of `sessions :80` and of `httpd :80`. */
function portOf(name: string): string | undefined {
  return name.split(' ').at(-1);
}

/** Server tasks that are busy with somebody. */
function busyNotes(view: View, history: History, position: number): string[] {
  return view.tasks
    .filter(
      (row) =>
        row.key.startsWith('httpd') && row['state'] === 'blocked' && !LOOP_WAITS.has(String(row['waitsFor'])),
    )
    .map((row) => {
      const busyWith = view.sessions.find((session) => String(session['waitsFor']).startsWith(`${row.key}:`));
      const whom = busyWith === undefined ? '' : ` for ${String(busyWith['client'])}`;
      return `the task ${row.key} is busy${whom}: it waits for ${String(row['waitsFor'])} since ${timeText(lastRun(history, position, row.key))}`;
    });
}

function lastRun(history: History, position: number, task: string): number {
  for (let index = position - 1; index >= 0; index--) {
    const step = history.steps[index]!;
    if (step.kind === 'task' && step.task === task) return step.timeUs;
  }
  return 0;
}

function refusalNotes({ refusals }: ConnectionFacts): string[] {
  return refusals.map((refusal) => `${timeText(refusal.t)}: ${refusalText(refusal)}`);
}
