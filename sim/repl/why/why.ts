/** `why CLIENT`: which limit stands in its way, who holds it, since when. A query over the trace and one look. */

import type { Outcome } from '../../outcomes/outcome-types.js';
import { OutcomeCollector } from '../../outcomes/outcomes.js';
import type { View } from '../../inspect/inspect.js';
import type { Row } from '../../inspect/table.js';
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

/** Asks why a client is where it is. The outcome is the report's own, of the client's newest connection. */
export function why(history: History, position: number, view: View, client: string): Why {
  const facts = connectionFacts(history, position, client);
  const outcome = facts && outcomeAt(history, position, client);
  if (outcome === undefined) {
    return { client, outcome: 'absent', sinceUs: 0, what: 'has not connected so far', notes: [] };
  }
  const account = ACCOUNTS[outcome](facts!, view);
  const limit = account.isHeldUp === true ? limitInTheWay(view, history, position) : undefined;
  const busy = account.isHeldUp === true && outcome !== 'purged' ? busyNotes(view, history, position) : [];
  return {
    client,
    outcome,
    sinceUs: account.sinceUs,
    what: account.what,
    ...(limit === undefined ? {} : { limit }),
    notes: [...busy, ...refusalNotes(facts!)],
  };
}

/** The report's verdict on a client's newest connection, as if the run ended here. */
function outcomeAt(history: History, position: number, client: string): Outcome | undefined {
  const collector = new OutcomeCollector();
  const end = history.recordsBefore(position);
  for (let index = 0; index < end; index++) collector.accept(history.record(index));
  return collector.finish().findLast((connection) => connection.client === client)?.outcome;
}

interface Account {
  readonly sinceUs: number;
  readonly what: string;
  /** Somebody else is in its way: the limit that is reached and the tasks that are busy belong to the answer. */
  readonly isHeldUp?: boolean;
}

/** An outcome in words. */
const ACCOUNTS: Readonly<Record<Outcome, (facts: ConnectionFacts, view: View) => Account>> = {
  served: ({ last, askedUs, startUs }) => {
    if (askedUs !== undefined && (last?.t ?? startUs) < askedUs) {
      return {
        sinceUs: askedUs,
        what: 'it was answered before; its latest request is not answered yet',
        isHeldUp: true,
      };
    }
    const then = LAST_WORDS[last?.ev ?? ''] ?? '';
    return { sinceUs: last?.t ?? startUs, what: `it has been answered${then}` };
  },
  idle: ({ opened, startUs }) => ({
    sinceUs: opened?.t ?? startUs,
    what: 'it has a session and has asked for nothing',
  }),
  waiting: (facts, view) =>
    facts.opened !== undefined || view.sessions.some((row) => row['client'] === facts.client)
      ? {
          sinceUs: facts.askedUs ?? facts.sentUs ?? facts.startUs,
          what: 'it has a session; its request is not answered yet',
          isHeldUp: true,
        }
      : {
          sinceUs: facts.connected?.t ?? facts.startUs,
          what: 'connected: the handshake is done, but the server has not accepted it',
          isHeldUp: true,
        },
  closed: ({ last, opened, startUs }) =>
    opened === undefined
      ? {
          sinceUs: last?.t ?? startUs,
          what: 'the device closed the connection without taking it into a session',
          isHeldUp: true,
        }
      : { sinceUs: last?.t ?? startUs, what: 'the device closed the connection without an answer' },
  reset: ({ last, startUs }) => ({ sinceUs: last?.t ?? startUs, what: 'the device reset the connection' }),
  purged: ({ closed, startUs }) => ({
    sinceUs: closed?.t ?? startUs,
    what: 'its session was closed to make room (the least recently used goes)',
    isHeldUp: true,
  }),
  refused: ({ last, startUs }) => ({ sinceUs: last?.t ?? startUs, what: 'its SYN was answered with RST' }),
  unanswered: ({ last, arrived, lost, startUs }) => {
    if (last?.ev === 'timeout') return { sinceUs: last.t, what: 'it gave up: its SYN was never answered' };
    const what =
      arrived === 0
        ? `no segment of it has reached the device (${lost} lost)`
        : 'the device has not completed the handshake';
    return { sinceUs: startUs, what };
  },
  'gave-up': ({ last, startUs }) => ({
    sinceUs: last?.t ?? startUs,
    what: 'it left before it had an answer',
  }),
};

/** What became of a connection after its answer. */
const LAST_WORDS: Readonly<Record<string, string>> = {
  eof: '; then the device closed the connection',
  reset: '; then the device reset the connection',
  closed: '; then it closed the connection',
};

/** The first limit that is reached: sessions before sockets before all others. */
function limitInTheWay(view: View, history: History, position: number): Limit | undefined {
  const reached = view.pools.filter(
    (row) => typeof row['size'] === 'number' && Number(row['used']) >= row['size'] && row['size'] > 0,
  );
  const rank = (row: Row): number => (row.key.startsWith('sessions') ? 0 : row.key === 'sockets' ? 1 : 2);
  const [row] = [...reached].sort((a, b) => rank(a) - rank(b));
  if (row === undefined) return undefined;
  return {
    resource: row.key,
    used: row['used'] as number,
    size: row['size'] as number,
    holders: row['holders'] as string | undefined,
    sinceUs: fullSince(history, position, row.key),
  };
}

/** When the server became full, or the resource first refused in this stretch. */
function fullSince(history: History, position: number, resource: string): number | undefined {
  for (let i = history.recordsBefore(position) - 1; i >= 0; i--) {
    const record = history.record(i);
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
    const step = history.step(index)!;
    if (step.kind === 'task' && step.task === task) return step.timeUs;
  }
  return 0;
}

function refusalNotes({ refusals }: ConnectionFacts): string[] {
  return refusals.map((refusal) => `${timeText(refusal.t)}: ${refusalText(refusal)}`);
}
