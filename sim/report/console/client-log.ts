/** What each client saw, one line an event; of very many events the first and the last. */

import { bytesShown } from '../../codec/shown-bytes.js';
import { countText } from '../../outcomes/amount-text.js';
import { connectionLabel, type ConnectionNumbers } from '../../outcomes/connection-numbers.js';
import { tcpdumpText } from '../../outcomes/segment-text.js';
import type { CliRecord, ClientEventName, ClientEventRecord } from '../../kernel/trace.js';
import { ReceivedText } from './received-text.js';
import { tableLines } from '../summary/table.js';
import { secondsText } from '../../outcomes/time-text.js';

const WORDS: Readonly<Record<Exclude<ClientEventName, 'data'>, string>> = {
  connected: 'connected',
  accepted: 'accepted a connection of the device',
  refused: 'refused: RST to its SYN',
  timeout: 'timed out',
  eof: 'end of data: the device sent FIN',
  reset: 'reset: the device sent RST',
  closed: 'closed',
  tls_established: 'TLS handshake done',
  tls_close_notify: 'TLS: close_notify from the device',
  tls_error: 'TLS failed',
  tls_cut: 'TLS: sends no more bytes',
  tls_muted: 'TLS: sends no more flights',
  tls_false_start: 'TLS: sends without waiting for the end of the handshake',
};

/** Events that are told of many: the first ones and the last. */
const FIRST_TOLD = 20;
const LAST_TOLD = 5;

/** A connection begins, or is over: what comes next is another stream. */
const BORDERS: ReadonlySet<CliRecord['ev']> = new Set([
  'connected',
  'accepted',
  'refused',
  'timeout',
  'reset',
  'closed',
]);

interface Row {
  readonly timeUs: number;
  readonly client: string;
  /** Which of its connections. */
  readonly number: number | undefined;
  readonly words: string;
}

/** Collects what clients see. */
export class ClientLog {
  private readonly first: Row[] = [];
  private readonly last: Row[] = [];
  private count = 0;
  /** By connection: a client that has several at once gives their ports. */
  private readonly streams = new Map<string, ReceivedText>();

  constructor(
    private readonly connections: ConnectionNumbers,
    /** Every event is told. */
    private readonly isAll = false,
  ) {}

  /** Takes an event, after the connections have. */
  accept(record: CliRecord): void {
    const { t, c, ev, port } = record;
    const connection = connectionOf(record);
    const number = this.connections.numberOf(c, port);
    this.keep({ timeUs: t, client: c, number, words: this.words(record) });
    if (BORDERS.has(ev)) this.streams.delete(connection);
  }

  /** Lines in the order of events: time, connection, event. */
  lines(): string[] {
    const { first, last, count } = this;
    const lines = tableLines(
      [...first, ...last].map((row) => this.cells(row)),
      ['right'],
    );
    const untold = count - first.length - last.length;
    if (untold > 0) lines.splice(first.length, 0, `… ${countText(untold)} more events; --all tells them`);
    return lines;
  }

  private keep(row: Row): void {
    this.count++;
    if (this.isAll || this.first.length < FIRST_TOLD) this.first.push(row);
    else {
      this.last.push(row);
      if (this.last.length > LAST_TOLD) this.last.shift();
    }
  }

  private cells({ timeUs, client, number, words }: Row): string[] {
    return [secondsText(timeUs), connectionLabel(client, number, this.connections.countOf(client)), words];
  }

  private words(record: CliRecord): string {
    if (record.ev === 'segment') return `got a segment: ${tcpdumpText(record)}`;
    return record.ev === 'data' ? this.received(record) : wordsOf(record.ev, record.reason);
  }

  private received(record: ClientEventRecord): string {
    const { len = 0 } = record;
    const connection = connectionOf(record);
    let stream = this.streams.get(connection);
    if (stream === undefined) this.streams.set(connection, (stream = new ReceivedText()));
    return `received ${len} bytes: ${stream.describe(bytesShown(record))}`;
  }
}

function wordsOf(ev: Exclude<ClientEventName, 'data'>, reason: string | undefined): string {
  return reason === undefined ? WORDS[ev] : `${WORDS[ev]}: ${reason}`;
}

function connectionOf({ c, port }: CliRecord): string {
  return port === undefined ? c : `${c}:${port}`;
}
