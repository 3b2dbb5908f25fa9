/** The trace's view of a segment: numbers relative to each side's initial sequence number. */

import type { SegRecord } from '../kernel/trace.js';
import type { Direction } from './link-options.js';
import type { LinkEnd } from './link-end.js';
import type { PacketLoss } from './link-path.js';
import { ACK, SYN, flagText, type Segment } from './segment.js';
import { seqAdd } from './seq.js';

/**
 * Builds the `seg` record. The numbers count from the connection's origins; without a connection they stay raw, only a
 * SYN of the device is then numbered 0. A SYN of the device teaches the connection the device's ISN even when the link
 * loses it.
 */
export function segmentRecord(
  timeUs: number,
  dir: Direction,
  segment: Segment,
  end: LinkEnd,
  loss: PacketLoss | undefined,
): SegRecord {
  const fromDevice = dir === 'tx';
  const { flags } = segment;
  const ownPort = fromDevice ? segment.dstPort : segment.srcPort;
  const devicePort = fromDevice ? segment.srcPort : segment.dstPort;
  const origins = end.originsOf(ownPort, devicePort);
  let { seq, ack } = segment;
  if (origins !== undefined) {
    if (fromDevice && (flags & SYN) !== 0) origins.deviceSyn(seq);
    const deviceIsn = origins.peerIsn ?? 0;
    seq = seqAdd(seq, -(fromDevice ? deviceIsn : origins.isn));
    ack = (flags & ACK) === 0 ? 0 : seqAdd(ack, -(fromDevice ? origins.isn : deviceIsn));
  } else if (fromDevice && (flags & (SYN | ACK)) === SYN) {
    seq = 0;
  }
  const c = end.name;
  const fl = flagText(flags);
  const len = segment.payload.length;
  const win = segment.window;
  const hasSeveral = end.hasSeveral === true;
  if (loss === undefined) {
    return hasSeveral
      ? { t: timeUs, k: 'seg', dir, c, fl, seq, ack, len, win, port: ownPort }
      : { t: timeUs, k: 'seg', dir, c, fl, seq, ack, len, win };
  }
  const record: SegRecord = { t: timeUs, k: 'seg', dir, c, fl, seq, ack, len, win, ...lossFields(loss) };
  return hasSeveral ? Object.assign(record, { port: ownPort }) : record;
}

function lossFields({ outage }: PacketLoss): Pick<SegRecord, 'lost' | 'outage'> {
  if (outage === undefined) return { lost: 1 };
  return { lost: 1, outage: [outage.atUs, outage.atUs + outage.forUs] };
}
