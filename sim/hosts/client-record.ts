/** The trace's view of what a client sees. */

import { hexText, isPlainText, latin1Text } from '../codec/latin1.js';
import type { ClientEventName, ClientEventRecord, ClientSegmentRecord, SentRecord } from '../kernel/trace.js';
import type { SequenceOrigins } from '../wire/link-end.js';
import { ACK, flagText, type Segment } from '../wire/segment.js';
import { seqAdd } from '../wire/seq.js';
import { announcedMss } from '../wire/tcp-options.js';

/** Builds the `cli` record; `bytes` come with `data` and are shown as text if they are plain, else in hex. */
export function clientRecord(
  timeUs: number,
  client: string,
  event: ClientEventName,
  bytes?: Uint8Array,
): ClientEventRecord {
  if (bytes === undefined) return { t: timeUs, k: 'cli', c: client, ev: event };
  const len = bytes.length;
  return isPlainText(bytes)
    ? { t: timeUs, k: 'cli', c: client, ev: event, len, text: latin1Text(bytes) }
    : { t: timeUs, k: 'cli', c: client, ev: event, len, hex: hexText(bytes) };
}

/** Builds the `sent` record. */
export function sentRecord(timeUs: number, client: string, port: number, bytes: Uint8Array): SentRecord {
  const len = bytes.length;
  return isPlainText(bytes)
    ? { t: timeUs, k: 'sent', c: client, port, len, text: latin1Text(bytes) }
    : { t: timeUs, k: 'sent', c: client, port, len, hex: hexText(bytes) };
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
