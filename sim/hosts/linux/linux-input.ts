/** Segments that reach a Linux connection (net/ipv4/tcp_input.c tcp_rcv_state_process, tcp_validate_incoming). */

import { ACK, FIN, NO_PAYLOAD, RST, SYN, type Segment } from '../../wire/segment.js';
import { seqAdd, seqDiff, seqGt } from '../../wire/seq.js';
import { announcedMss } from '../../wire/tcp-options.js';
import { DEFAULT_MSS } from './constants.js';
import type { LinuxBlock } from './linux-block.js';

/** Takes a segment in any state. */
export function receiveSegment(block: LinuxBlock, segment: Segment): void {
  block.heard();
  if (block.state === 'syn-sent') receiveInSynSent(block, segment);
  else if (block.state !== 'syn-received' || receiveInSynReceived(block, segment))
    receiveLater(block, segment);
}

function receiveInSynSent(block: LinuxBlock, { flags, seq, ack, window, options }: Segment): void {
  if ((flags & ACK) === 0) return;
  if (ack !== seqAdd(block.host.isn, 1)) {
    // An ACK of something else, of a device in TIME_WAIT above all, is reset; the SYN goes on (RFC 9293 section 3.10.7.3).
    if ((flags & RST) === 0) block.emit(ack, RST, NO_PAYLOAD);
    return;
  }
  if ((flags & RST) !== 0) {
    block.die('refused');
    block.notify('refused');
    return;
  }
  if ((flags & SYN) === 0) return;
  block.learnPeer(seq, announcedMss(options) || DEFAULT_MSS);
  block.establish(window);
  block.acknowledge();
  block.notify('connected');
  block.output();
}

/** True when the segment ends the handshake and is to be looked at further. */
function receiveInSynReceived(block: LinuxBlock, { flags, ack, window }: Segment): boolean {
  if ((flags & RST) !== 0) {
    block.die('reset');
    block.notify('reset');
    return false;
  }
  if ((flags & ACK) === 0 || ack !== seqAdd(block.host.isn, 1)) return false;
  block.establish(window);
  block.notify('accepted');
  return block.isTransferring;
}

function receiveLater(block: LinuxBlock, segment: Segment): void {
  const { flags } = segment;
  if ((flags & RST) !== 0) receiveReset(block, segment);
  // A SYN gets a challenge ACK (RFC 5961 section 4).
  else if ((flags & SYN) !== 0) block.acknowledge();
  else if (block.state === 'time-wait') block.receiveLate(segment);
  else if (block.isTransferring) receiveInTransfer(block, segment);
}

/** Only the exact next number resets; others within the window get a challenge ACK (RFC 5961 section 3). */
function receiveReset(block: LinuxBlock, { seq }: Segment): void {
  const { next, window } = block.receiver;
  if (!block.isTransferring) return;
  if (seq === next) {
    block.die('reset');
    block.notify('reset');
  } else if (seqDiff(seq, next) > 0 && seqDiff(seq, next) < window) {
    block.acknowledge();
  }
}

function receiveInTransfer(block: LinuxBlock, segment: Segment): void {
  const { flags, seq, ack, window, payload } = segment;
  if (block.isDisowned && payload.length > 0 && seqGt(seqAdd(seq, payload.length), block.receiver.next)) {
    abortOnData(block, ack);
    return;
  }
  const isBare = payload.length === 0 && (flags & FIN) === 0;
  if ((flags & ACK) !== 0 && block.sender.acknowledge(ack, window, isBare)) block.advance('fin-acked');
  const { receiver } = block;
  const hadFin = receiver.finReceived;
  const arrival = receiver.take(segment);
  if (arrival === 'old' || arrival === 'gap') block.acknowledge();
  if (arrival === 'next') takeData(block, receiver.finReceived && !hadFin);
  if (block.state === 'fin-wait-2' && block.isDisowned) block.waitAsOrphan();
  if (block.state === 'time-wait') {
    // The device's last FIN is not left waiting for its acknowledgement.
    if (block.delayedAck.isOwed) block.acknowledge();
    block.retire();
    block.notify('closed');
  } else {
    block.output();
  }
}

/** tcp_rcv_state_process, TCPAbortOnData: nobody will read what comes after close(2). */
function abortOnData(block: LinuxBlock, ack: number): void {
  block.emit(ack, RST, NO_PAYLOAD);
  block.die('aborted');
  block.notify('closed');
}

/** The client reads before the ACK is decided upon, so that an answer of its own can carry it. */
function takeData(block: LinuxBlock, isFin: boolean): void {
  const { receiver, delayedAck } = block;
  if (isFin) block.advance('fin-received');
  delayedAck.onReceived(receiver, isFin);
  const bytes = receiver.takeFresh();
  if (bytes.length > 0) block.notify('data', bytes);
  if (block.state !== 'dead') block.tellEof();
}
