/** The trace's view of a segment: numbers relative to each side's initial sequence number. */

import type { SegRecord } from '../kernel/trace.js';
import type { Direction } from './link-options.js';
import type { LinkHost } from './link-hosts.js';
import { ACK, SYN, flagText, type Segment } from './segment.js';
import { seqAdd } from './seq.js';

/** Client name of a segment whose address belongs to no client. */
const NOBODY = '?';

/**
 * Builds the `seg` record. The numbers count from the newest connection on the client's port; without one they stay
 * raw, only a SYN of the device is then numbered 0. A SYN of the device teaches the connection the device's ISN even
 * when the link loses it.
 */
export function segmentRecord(
  timeUs: number,
  dir: Direction,
  segment: Segment,
  host: LinkHost | undefined,
  lost: boolean,
): SegRecord {
  const fromDevice = dir === 'tx';
  const { flags } = segment;
  const origins = host?.originsOf(fromDevice ? segment.dstPort : segment.srcPort);
  let { seq, ack } = segment;
  if (origins !== undefined) {
    if (fromDevice && (flags & SYN) !== 0 && origins.peerIsn === undefined) origins.peerIsn = seq;
    const deviceIsn = origins.peerIsn ?? 0;
    seq = seqAdd(seq, -(fromDevice ? deviceIsn : origins.isn));
    ack = (flags & ACK) === 0 ? 0 : seqAdd(ack, -(fromDevice ? origins.isn : deviceIsn));
  } else if (fromDevice && (flags & (SYN | ACK)) === SYN) {
    seq = 0;
  }
  const record: SegRecord = {
    t: timeUs,
    k: 'seg',
    dir,
    c: host?.name ?? NOBODY,
    fl: flagText(flags),
    seq,
    ack,
    len: segment.payload.length,
    win: segment.window,
  };
  if (!lost && host?.hasSeveral !== true) return record;
  const port = fromDevice ? segment.dstPort : segment.srcPort;
  return { ...record, ...(lost ? { lost: 1 as const } : {}), ...(host?.hasSeveral === true ? { port } : {}) };
}
