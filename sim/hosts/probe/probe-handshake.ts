/** Opening of a probe connection, from either side. */

import { ACK, NO_PAYLOAD, RST, SYN, type Segment } from '../../wire/segment.js';
import { seqAdd } from '../../wire/seq.js';
import { announcedMss } from '../../wire/tcp-options.js';
import { DEFAULT_MSS, MAX_SYN_RETRIES, PROBE_MSS, SYN_TIMEOUT_US } from './constants.js';
import type { ProbeBlock } from './probe-block.js';

/** Sends the SYN. */
export function openActively(block: ProbeBlock): void {
  block.advance('connect');
  sendSyn(block, SYN);
  block.timer.start('syn', SYN_TIMEOUT_US);
}

/** Answers a SYN of the device; the answer is never sent again. */
export function openPassively(block: ProbeBlock, syn: Segment): void {
  block.advance('accept');
  block.learnPeer(syn.seq);
  block.sender.mss = PROBE_MSS;
  sendSyn(block, SYN | ACK);
}

/** No answer to the SYN yet: sends it again. False when it is time to give up. */
export function retrySyn(block: ProbeBlock): boolean {
  if (++block.synRetries > MAX_SYN_RETRIES) return false;
  sendSyn(block, SYN);
  block.timer.start('syn', SYN_TIMEOUT_US * 2 ** block.synRetries);
  return true;
}

/** A segment in `syn-sent`: only a SYN-ACK or an RST that acknowledge the SYN count. */
export function receiveInSynSent(block: ProbeBlock, segment: Segment): void {
  const { flags, seq, window, options } = segment;
  if (!acknowledgesSyn(block, segment)) return;
  if ((flags & RST) !== 0) {
    block.die('refused');
    block.notify('refused');
    return;
  }
  if ((flags & SYN) === 0) return;
  const { sender } = block;
  block.learnPeer(seq);
  sender.begin(window);
  sender.mss = Math.min(announcedMss(options) || DEFAULT_MSS, PROBE_MSS);
  block.timer.stop();
  block.advance('handshake-done');
  if (sender.finQueued) block.advance('fin-queued');
  block.acknowledge();
  block.notify('connected');
  block.output();
}

/** A segment in `syn-received`. True when it ends the handshake and is to be looked at further. */
export function receiveInSynReceived(block: ProbeBlock, segment: Segment): boolean {
  if ((segment.flags & RST) !== 0) {
    block.die('reset');
    block.notify('reset');
    return false;
  }
  if (!acknowledgesSyn(block, segment)) return false;
  block.sender.begin(segment.window);
  block.advance('handshake-done');
  block.notify('accepted');
  return true;
}

function acknowledgesSyn(block: ProbeBlock, { flags, ack }: Segment): boolean {
  return (flags & ACK) !== 0 && ack === seqAdd(block.host.isn, 1);
}

function sendSyn(block: ProbeBlock, flags: number): void {
  block.emit(block.host.isn, flags, NO_PAYLOAD);
}
