/** One connection of the client stack `linux`: its face to the host. */

import type { Segment } from '../../wire/segment.js';
import { announcedMss } from '../../wire/tcp-options.js';
import type { ConnectionHost, KeepAlive, KnownConnection } from '../client-stack.js';
import { EndpointConnection } from '../endpoint-connection.js';
import type { EndpointState } from '../endpoint.table.js';
import { DEFAULT_MSS } from './constants.js';
import { LinuxBlock, type LinuxSettings } from './linux-block.js';
import { receiveSegment } from './linux-input.js';

/** The stack's `ClientConnection`. */
export class LinuxConnection extends EndpointConnection {
  protected readonly block: LinuxBlock;

  constructor(host: ConnectionHost, localPort: number, remotePort: number, settings: LinuxSettings) {
    super();
    this.block = new LinuxBlock(host, localPort, remotePort, this, settings);
  }

  open(): void {
    this.block.open();
  }

  accept({ seq, options }: Segment): void {
    this.block.accept(seq, announcedMss(options) || DEFAULT_MSS);
  }

  /** One that is through answers late segments for a minute, whether its host still holds it or not. */
  private waiting: KnownConnection | undefined;

  override get state(): EndpointState {
    return this.block.state === 'time-wait' ? this.remains().state : this.block.state;
  }

  override remains(): KnownConnection {
    if (this.block.state !== 'time-wait') return super.remains();
    this.waiting ??= super.remains();
    return this.waiting;
  }

  override countFrom(isn: number): void {
    super.countFrom(isn);
    this.waiting?.countFrom(isn);
  }

  receive(segment: Segment): void {
    if (this.block.state === 'time-wait') this.remains().receive(segment);
    else receiveSegment(this.block, segment);
  }

  setKeepAlive(settings: KeepAlive | undefined): void {
    this.block.keepAlive.configure(settings);
  }

  setNoDelay(on: boolean): void {
    this.block.sender.noDelay = on;
    this.block.output();
  }

  /** tcp_cleanup_rbuf. */
  protected tellsOfWindow(): boolean {
    const { receiver, delayedAck } = this.block;
    return receiver.hasOpened || delayedAck.owesMuch(receiver);
  }
}
