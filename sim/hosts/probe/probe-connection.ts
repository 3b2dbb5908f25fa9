/**
 * One connection of the probe client: the deliberately simple TCP of the reference traces, to the bit.
 *
 * Modelled: what conformance README, "The probe client", says; the order of segments and events is part of it.
 * Absent: everything that a real stack does beyond that; other client stacks stand next to this one.
 */

import { NO_PAYLOAD, ACK, RST, type Segment } from '../../wire/segment.js';
import type { ClientConnection, ConnectionHost } from '../client-stack.js';
import type { EndpointState } from '../endpoint.machine.js';
import { ProbeBlock } from './probe-block.js';
import {
  openActively,
  openPassively,
  receiveInSynReceived,
  receiveInSynSent,
  retrySyn,
} from './probe-handshake.js';
import { receiveAfterHandshake } from './probe-input.js';
import type { TimerPurpose } from './probe-timer.js';

/** The probe stack's {@link ClientConnection}. */
export class ProbeConnection implements ClientConnection {
  private readonly block: ProbeBlock;

  constructor(host: ConnectionHost, localPort: number, remotePort: number) {
    this.block = new ProbeBlock(host, localPort, remotePort, this, (purpose) => {
      this.onTimer(purpose);
    });
  }

  get localPort(): number {
    return this.block.localPort;
  }

  get remotePort(): number {
    return this.block.remotePort;
  }

  get state(): EndpointState {
    return this.block.state;
  }

  get isn(): number {
    return this.block.host.isn;
  }

  get peerIsn(): number | undefined {
    return this.block.peerIsn;
  }

  set peerIsn(isn: number | undefined) {
    this.block.peerIsn = isn;
  }

  /** Sends the SYN. */
  open(): void {
    openActively(this.block);
  }

  /** Answers a SYN of the device. */
  accept(syn: Segment): void {
    openPassively(this.block, syn);
  }

  send(bytes: Uint8Array): boolean {
    const { block } = this;
    if (!block.canSend) return false;
    block.sender.push(bytes);
    block.output();
    return true;
  }

  close(): boolean {
    const { block } = this;
    if (!block.canSend) return false;
    block.queueFin();
    return true;
  }

  abort(): boolean {
    const { block } = this;
    if (!block.isOpen) return false;
    if (block.isTransferring) block.emit(block.sender.next, RST | ACK, NO_PAYLOAD);
    block.die('aborted');
    block.notify('closed');
    return true;
  }

  pause(): void {
    this.block.receiver.paused = true;
  }

  resume(): void {
    const { block } = this;
    const { receiver } = block;
    if (!receiver.paused) return;
    receiver.paused = false;
    if (!receiver.hasUnread) return;
    const bytes = receiver.takeUnread();
    if (!block.host.vanished && block.isTransferring) block.acknowledge();
    block.notify('data', bytes);
    block.tellEof();
  }

  forget(): void {
    const { block } = this;
    if (!block.isOpen) return;
    block.die('forgotten');
    block.receiver.release();
  }

  freeze(): void {
    this.block.timer.stop();
  }

  receive(segment: Segment): void {
    const { block } = this;
    if (block.state === 'syn-sent') {
      receiveInSynSent(block, segment);
      return;
    }
    if (block.state === 'syn-received' && !receiveInSynReceived(block, segment)) return;
    receiveAfterHandshake(block, segment);
  }

  private onTimer(purpose: TimerPurpose): void {
    const { block } = this;
    if (purpose === 'persist') {
      block.sender.probeWindow();
      return;
    }
    const goesOn = purpose === 'syn' ? retrySyn(block) : block.sender.retransmit();
    if (goesOn) return;
    block.die('timed-out');
    block.notify('timeout');
  }
}
