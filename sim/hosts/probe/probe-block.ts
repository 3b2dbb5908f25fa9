/**
 * What a probe connection is made of, and the few things that all of its code does: the counterpart of a kernel's TCP
 * control block. probe-handshake.ts and probe-input.ts act on it; probe-connection.ts is its face to the host.
 */

import { mssOption, NO_OPTIONS } from '../../wire/tcp-options.js';
import { SYN } from '../../wire/segment.js';
import { seqAdd } from '../../wire/seq.js';
import type { ClientConnection, ConnectionHost } from '../client-stack.js';
import { EndpointBlock } from '../endpoint-block.js';
import { PROBE_MSS } from './constants.js';
import { ProbeTimer, type TimerPurpose } from './probe-timer.js';
import { Receiver } from './receiver.js';
import { Sender } from './sender.js';

/** State of one probe connection. */
export class ProbeBlock extends EndpointBlock {
  readonly timer: ProbeTimer;
  readonly sender: Sender;
  readonly receiver = new Receiver();
  /** SYNs sent again so far. */
  synRetries = 0;

  constructor(
    host: ConnectionHost,
    localPort: number,
    remotePort: number,
    owner: ClientConnection,
    onTimer: (purpose: TimerPurpose) => void,
  ) {
    super(host, localPort, remotePort, owner);
    this.timer = new ProbeTimer(host.env.kernel, onTimer);
    this.sender = new Sender(
      host.isn,
      this.timer,
      (seq, flags, payload) => {
        this.emit(seq, flags, payload);
      },
      () => this.owner.onAcknowledged?.(),
    );
  }

  stopTimers(): void {
    this.timer.stop();
  }

  /** Notes the initial sequence number of the device's SYN. */
  learnPeer(isn: number): void {
    this.peerIsn = isn;
    this.receiver.next = seqAdd(isn, 1);
  }

  /** Sends a segment with the present acknowledgement and window. */
  emit(seq: number, flags: number, payload: Uint8Array): void {
    const options = (flags & SYN) === 0 ? NO_OPTIONS : mssOption(PROBE_MSS);
    this.transmit(seq, flags, this.offerWindow(), options, payload);
  }

  protected offerWindow(): number {
    return this.receiver.window;
  }
}
