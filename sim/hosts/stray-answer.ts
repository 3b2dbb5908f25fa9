/** The answer to a segment that belongs to no connection. */

import { ACK, FIN, NO_PAYLOAD, RST, SYN, type Segment } from '../wire/segment.js';
import { seqAdd } from '../wire/seq.js';
import { NO_OPTIONS } from '../wire/tcp-options.js';

/** The RST that it calls for (RFC 9293 section 3.10.7.1); undefined for an RST. */
export function strayAnswer({
  flags,
  seq,
  ack,
  srcIp,
  srcPort,
  dstIp,
  dstPort,
  payload,
}: Segment): Segment | undefined {
  if ((flags & RST) !== 0) return undefined;
  const isAck = (flags & ACK) !== 0;
  const taken = payload.length + ((flags & SYN) === 0 ? 0 : 1) + ((flags & FIN) === 0 ? 0 : 1);
  return {
    srcIp: dstIp,
    srcPort: dstPort,
    dstIp: srcIp,
    dstPort: srcPort,
    seq: isAck ? ack : 0,
    ack: isAck ? 0 : seqAdd(seq, taken),
    flags: isAck ? RST : RST | ACK,
    window: 0,
    urgent: 0,
    options: NO_OPTIONS,
    payload: NO_PAYLOAD,
  };
}
