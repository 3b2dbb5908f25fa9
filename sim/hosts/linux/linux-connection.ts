/** One connection of the client stack `linux`: its face to the host. */

import { ACK, NO_PAYLOAD, RST, type Segment } from '../../wire/segment.js';
import type { ClientConnection, ConnectionHost } from '../client-stack.js';
import type { EndpointState } from '../endpoint.machine.js';
import { DEFAULT_MSS } from './constants.js';
import type { KeepAlive } from './keep-alive.js';
import { LinuxBlock } from './linux-block.js';
import { receiveSegment } from './linux-input.js';

/** The stack's {@link ClientConnection}. */
export class LinuxConnection implements ClientConnection {
  private readonly block: LinuxBlock;

  constructor(host: ConnectionHost, localPort: number, remotePort: number, keepAlive: KeepAlive | undefined) {
    this.block = new LinuxBlock(host, localPort, remotePort, this, keepAlive);
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
    this.block.open();
  }

  /** Answers a SYN of the device. */
  accept({ seq, mss }: Segment): void {
    this.block.accept(seq, mss === 0 ? DEFAULT_MSS : mss);
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

  /** tcp_cleanup_rbuf: the device hears of the window when it has at least doubled. */
  resume(): void {
    const { block } = this;
    const { receiver } = block;
    if (!receiver.paused) return;
    receiver.paused = false;
    if (!receiver.hasUnread) return;
    const before = receiver.window;
    const bytes = receiver.takeUnread();
    const isWorthIt = receiver.possibleWindow >= 2 * before;
    if (isWorthIt && !block.host.vanished && block.isTransferring) block.acknowledge();
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
    this.block.stopTimers();
  }

  receive(segment: Segment): void {
    receiveSegment(this.block, segment);
  }
}
