/** What each client saw, one line an event. */

import { latin1Bytes } from '../../codec/latin1.js';
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
};

/** Collects what clients see. */
export class ClientLog {
  private readonly rows: string[][] = [];
  /** By connection: a client that has several at once gives their ports. */
  private readonly streams = new Map<string, ReceivedText>();

  /** Takes an event. */
  accept(record: CliRecord): void {
    const { t, c, ev } = record;
    const connection = connectionOf(record);
    this.rows.push([secondsText(t), c, this.words(record)]);
    if (ev === 'connected' || ev === 'accepted') this.streams.delete(connection);
  }

  /** Lines in the order of events: time, client, event. */
  lines(): string[] {
    return tableLines(this.rows, ['right']);
  }

  private words(record: CliRecord): string {
    if (record.ev === 'segment') return `got a segment: ${tcpdumpText(record)}`;
    return record.ev === 'data' ? this.received(record) : wordsOf(record.ev, record.reason);
  }

  private received(record: ClientEventRecord): string {
    const { len = 0, text, hex } = record;
    const connection = connectionOf(record);
    let stream = this.streams.get(connection);
    if (stream === undefined) this.streams.set(connection, (stream = new ReceivedText()));
    const bytes = text === undefined ? Buffer.from(hex ?? '', 'hex') : latin1Bytes(text);
    return `received ${len} bytes: ${stream.describe(bytes)}`;
  }
}

function wordsOf(ev: Exclude<ClientEventName, 'data'>, reason: string | undefined): string {
  return reason === undefined ? WORDS[ev] : `${WORDS[ev]}: ${reason}`;
}

function connectionOf({ c, port }: CliRecord): string {
  return port === undefined ? c : `${c}:${port}`;
}
