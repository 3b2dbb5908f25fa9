/** What every client stack's connection does alike at its face to the host; what a stack is made of is its block. */

import { ACK, NO_PAYLOAD, RST, type Segment } from '../wire/segment.js';
import type { ClientConnection, KnownConnection } from './client-stack.js';
import type { EndpointBlock } from './endpoint-block.js';
import type { EndpointState } from './endpoint.table.js';
import { FinishedConnection } from './finished-connection.js';

/** A {@link ClientConnection} on a block; a stack adds how it opens, receives, and when it tells of its window. */
export abstract class EndpointConnection implements ClientConnection {
  protected abstract readonly block: EndpointBlock;
  onAcknowledged: (() => void) | undefined;
  private movedIsn: number | undefined;

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
    return this.movedIsn ?? this.block.host.isn;
  }

  get peerIsn(): number | undefined {
    return this.block.peerIsn;
  }

  countFrom(isn: number): void {
    this.movedIsn = isn;
  }

  deviceSyn(isn: number): void {
    this.block.peerIsn ??= isn;
  }

  remains(): KnownConnection {
    const { block, localPort, remotePort, isn, peerIsn } = this;
    const last = block.state === 'time-wait' ? block.lastAcknowledgement() : undefined;
    return new FinishedConnection(
      block.host,
      localPort,
      remotePort,
      isn,
      peerIsn,
      last,
      block.timeWaitUs,
      block.timeWaitUntilUs,
    );
  }

  /** Sends the SYN. */
  abstract open(): void;

  /** Answers a SYN of the device. */
  abstract accept(syn: Segment): void;

  abstract receive(segment: Segment): void;

  get canSend(): boolean {
    return this.block.canSend;
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

  disown(): void {
    this.block.disown();
  }

  get hasUnread(): boolean {
    return this.block.receiver.hasUnread;
  }

  get queuedBytes(): number {
    return this.block.sender.queuedBytes;
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
    const tells = this.tellsOfWindow();
    if (tells && !block.host.vanished && block.isTransferring) block.acknowledge();
    block.notify('data', bytes);
    block.tellEof();
  }

  forget(): void {
    const { block } = this;
    if (!block.isOpen) return;
    block.die('forgotten');
  }

  freeze(): void {
    this.block.stopTimers();
  }

  /** Whether the device hears of the window that reading has just opened. */
  protected abstract tellsOfWindow(): boolean;
}
