/** One connection of the client stack `linux`: its face to the host. */

import type { Segment } from '../../wire/segment.js';
import { announcedMss } from '../../wire/tcp-options.js';
import type { ConnectionHost, KeepAlive } from '../client-stack.js';
import { EndpointConnection } from '../endpoint-connection.js';
import { DEFAULT_MSS } from './constants.js';
import { LinuxBlock } from './linux-block.js';
import { receiveSegment } from './linux-input.js';

/** The stack's `ClientConnection`. */
export class LinuxConnection extends EndpointConnection {
  protected readonly block: LinuxBlock;

  constructor(host: ConnectionHost, localPort: number, remotePort: number, keepAlive: KeepAlive | undefined) {
    super();
    this.block = new LinuxBlock(host, localPort, remotePort, this, keepAlive);
  }

  open(): void {
    this.block.open();
  }

  accept({ seq, options }: Segment): void {
    this.block.accept(seq, announcedMss(options) || DEFAULT_MSS);
  }

  receive(segment: Segment): void {
    receiveSegment(this.block, segment);
  }

  setKeepAlive(settings: KeepAlive | undefined): void {
    this.block.keepAlive.configure(settings);
  }

  setNoDelay(on: boolean): void {
    this.block.sender.noDelay = on;
    this.block.output();
  }

  /** tcp_cleanup_rbuf: the device hears of the window when it has at least doubled. */
  protected tellsOfWindow(before: number): boolean {
    return this.block.receiver.possibleWindow >= 2 * before;
  }
}
