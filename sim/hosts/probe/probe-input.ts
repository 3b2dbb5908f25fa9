/** Segments that reach a probe connection after its handshake. */

import { ACK, RST, SYN, type Segment } from '../../wire/segment.js';
import { seqDiff } from '../../wire/seq.js';
import type { ProbeBlock } from './probe-block.js';

/** Takes a segment in any state from `established` to `time-wait`. */
export function receiveAfterHandshake(block: ProbeBlock, segment: Segment): void {
  const { flags } = segment;
  if ((flags & RST) !== 0) receiveReset(block, segment);
  else if ((flags & SYN) !== 0) block.acknowledge();
  else if (block.state === 'time-wait') block.receiveLate(segment);
  else if (block.isTransferring) receiveInTransfer(block, segment);
}

/** An RST counts only within the window. */
function receiveReset(block: ProbeBlock, { seq }: Segment): void {
  const { next, window } = block.receiver;
  if (!block.isTransferring || seqDiff(seq, next) >>> 0 > window) return;
  block.die('reset');
  block.notify('reset');
}

function receiveInTransfer(block: ProbeBlock, segment: Segment): void {
  const { flags, ack, window } = segment;
  if ((flags & ACK) !== 0 && block.sender.acknowledge(ack, window)) block.advance('fin-acked');
  const arrival = block.receiver.classify(segment);
  if (arrival === 'next') takeData(block, segment);
  else if (arrival === 'stray') block.acknowledge();
  if (block.state === 'time-wait') finish(block);
  else block.output();
}

/** The ACK leaves before the client hears of the data. */
function takeData(block: ProbeBlock, segment: Segment): void {
  const { receiver } = block;
  const hadFin = receiver.finReceived;
  const bytes = receiver.take(segment);
  if (receiver.finReceived && !hadFin) block.advance('fin-received');
  block.acknowledge();
  if (bytes.length > 0) block.notify('data', bytes);
  if (block.state !== 'dead') block.tellEof();
}

function finish(block: ProbeBlock): void {
  block.retire();
  block.notify('closed');
}
