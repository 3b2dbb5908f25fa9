/** The answer to a segment that nobody expects. */

import { sequenceLength, type Segment } from '../../../wire/segment.js';
import { seqAdd } from '../../../wire/seq.js';
import type { TcpContext } from '../context.js';
import { sendReset } from './control-segments.js';

/** RST for a segment that nobody expects. */
export function resetSender(ctx: TcpContext, segment: Segment): void {
  const ends = {
    localIp: segment.dstIp,
    localPort: segment.dstPort,
    remoteIp: segment.srcIp,
    remotePort: segment.srcPort,
  };
  sendReset(ctx, ends, segment.ack, seqAdd(segment.seq, sequenceLength(segment)));
}
