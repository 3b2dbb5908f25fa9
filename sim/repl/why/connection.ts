/** What has become of a client's newest connection, as far as its trace tells. */

import type { CliRecord, RefuseRecord, SessionRecord, TraceRecord } from '../../kernel/trace.js';
import type { History } from '../engine/history.js';

/** The records that concern one connection. */
export interface ConnectionFacts {
  readonly client: string;
  /** When it began, virtual microseconds. */
  readonly startUs: number;
  readonly connected: CliRecord | undefined;
  /** The last thing that the client saw. */
  readonly last: CliRecord | undefined;
  readonly opened: SessionRecord | undefined;
  readonly closed: SessionRecord | undefined;
  readonly refusals: readonly RefuseRecord[];
  /** Segments of the client that reached the device, and how many were lost in all. */
  readonly arrived: number;
  readonly lost: number;
  /** When the client last sent something that wants an answer. */
  readonly askedUs: number | undefined;
  /** When data of it last reached the device. */
  readonly sentUs: number | undefined;
}

/** Steps after which an answer is due. */
const ASKING = new Set(['http', 'ws_open', 'ws_text', 'ws_bin', 'ws_ping', 'send']);

/** The newest connection of a client before a position; undefined when it has not begun one. */
export function connectionFacts(
  history: History,
  position: number,
  client: string,
): ConnectionFacts | undefined {
  const start = lastConnect(history, position, client);
  if (start === undefined) return undefined;
  const records = [...history.records(history.recordsBefore(start), history.recordsBefore(position))];
  const ofClient = (record: TraceRecord): boolean => 'c' in record && record.c === client;
  const mine = records.filter(ofClient);
  const seen = mine.filter((record) => record.k === 'cli');
  const sessions = mine.filter((record) => record.k === 'session');
  const segments = mine.filter((record) => record.k === 'seg');
  const opened = sessions.find((record) => record.ev === 'open');
  return {
    client,
    startUs: history.step(start)!.timeUs,
    connected: seen.find((record) => record.ev === 'connected' || record.ev === 'accepted'),
    last: seen.at(-1),
    opened,
    closed: opened && sessions.find((record) => record.ev === 'close' && record.port === opened.port),
    refusals: mine.filter((record) => record.k === 'refuse'),
    arrived: segments.filter((record) => record.dir === 'rx' && record.lost !== 1).length,
    lost: segments.filter((record) => record.lost === 1).length,
    sentUs: segments.findLast((record) => record.dir === 'rx' && record.len > 0 && record.lost !== 1)?.t,
    askedUs: lastAsked(history, start, position, client),
  };
}

/** Index of the step in which a client began to connect last: by the script, by itself, or called by the device. */
function lastConnect(history: History, position: number, client: string): number | undefined {
  for (let index = position - 1; index >= 0; index--) {
    const { scripted } = history.step(index)!;
    if (
      scripted !== undefined &&
      'do' in scripted &&
      scripted.client === client &&
      scripted.do === 'connect'
    ) {
      return index;
    }
    const connects = (record: TraceRecord): boolean =>
      (record.k === 'act' && record.c === client && record.do === 'connect') ||
      (record.k === 'cli' && record.c === client && record.ev === 'accepted');
    if (history.recordsOf(index).some(connects)) return index;
  }
  return undefined;
}

function lastAsked(history: History, start: number, position: number, client: string): number | undefined {
  for (let index = position - 1; index >= start; index--) {
    const { scripted, timeUs } = history.step(index)!;
    if (scripted !== undefined && 'do' in scripted && scripted.client === client && ASKING.has(scripted.do))
      return timeUs;
  }
  return undefined;
}
