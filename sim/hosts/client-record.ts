/** The trace's view of what a client sees. */

import { hexText, isPlainText, latin1Text } from '../codec/latin1.js';
import { BytesToShow } from '../codec/shown-bytes.js';
import type { ClientEventName, ClientEventRecord, ClientSegmentRecord, SentRecord } from '../kernel/trace.js';
import type { SequenceOrigins } from '../wire/link-end.js';
import { ACK, flagText, type Segment } from '../wire/segment.js';
import { seqAdd } from '../wire/seq.js';
import { announcedMss } from '../wire/tcp-options.js';

/** How Node's console shows an object; in a browser nobody asks. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** A `cli` record of data. */
class DataRecord extends BytesToShow implements ClientEventRecord {
  readonly k = 'cli';
  readonly ev = 'data';

  constructor(
    readonly t: number,
    readonly c: string,
    bytes: Uint8Array,
    readonly port: number | undefined,
  ) {
    super(bytes);
  }

  /** As a trace file has it. */
  toJSON(): ClientEventRecord {
    const { t, k, c, ev, len, port } = this;
    const record: ClientEventRecord = { t, k, c, ev, len, ...shown(this.bytes) };
    return port === undefined ? record : { ...record, port };
  }

  [INSPECT](): ClientEventRecord {
    return this.toJSON();
  }
}

/** A `sent` record. */
class BytesSentRecord extends BytesToShow implements SentRecord {
  readonly k = 'sent';

  constructor(
    readonly t: number,
    readonly c: string,
    readonly port: number,
    bytes: Uint8Array,
    readonly expects: 1 | undefined,
  ) {
    super(bytes);
  }

  /** As a trace file has it. */
  toJSON(): SentRecord {
    const { t, k, c, port, len, expects } = this;
    const record: SentRecord = { t, k, c, port, len, ...shown(this.bytes) };
    return expects === undefined ? record : { ...record, expects };
  }

  [INSPECT](): SentRecord {
    return this.toJSON();
  }
}

/** Builds the `cli` record of data that a client receives; `port` where that tells its connections apart. */
export function dataRecord(
  timeUs: number,
  client: string,
  bytes: Uint8Array,
  port: number | undefined,
): ClientEventRecord {
  return new DataRecord(timeUs, client, bytes, port);
}

/** Builds the `cli` record of something else that it sees. */
export function eventRecord(timeUs: number, client: string, event: ClientEventName): ClientEventRecord {
  return { t: timeUs, k: 'cli', c: client, ev: event };
}

/** Builds the `sent` record; `expects`: the client waits for a websocket message in return. */
export function sentRecord(
  timeUs: number,
  client: string,
  port: number,
  bytes: Uint8Array,
  expects = false,
): SentRecord {
  return new BytesSentRecord(timeUs, client, port, bytes, expects ? 1 : undefined);
}

/** Builds the `cli` record of a segment that reached a raw client; without origins its numbers stay as they are. */
export function segmentEventRecord(
  timeUs: number,
  client: string,
  segment: Segment,
  origins: SequenceOrigins | undefined,
): ClientSegmentRecord {
  const { flags, seq, ack, window, options, payload, dstPort } = segment;
  const mss = announcedMss(options);
  return {
    t: timeUs,
    k: 'cli',
    c: client,
    ev: 'segment',
    port: dstPort,
    fl: flagText(flags),
    seq: seqAdd(seq, -(origins?.peerIsn ?? 0)),
    ack: (flags & ACK) === 0 ? 0 : seqAdd(ack, -(origins?.isn ?? 0)),
    win: window,
    ...(mss === undefined ? {} : { mss }),
    len: payload.length,
    ...(payload.length === 0 ? {} : shown(payload)),
  };
}

function shown(bytes: Uint8Array): { readonly text: string } | { readonly hex: string } {
  return isPlainText(bytes) ? { text: latin1Text(bytes) } : { hex: hexText(bytes) };
}
