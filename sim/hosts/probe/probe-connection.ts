/**
 * One connection of the probe client: the deliberately simple TCP of the reference traces, to the bit.
 *
 * Modelled: what conformance README, "The probe client", says; the order of segments and events is part of it.
 * Absent: everything that a real stack does beyond that; other client stacks stand next to this one.
 */

import type { Segment } from '../../wire/segment.js';
import type { ConnectionHost } from '../client-stack.js';
import { EndpointConnection } from '../endpoint-connection.js';
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

/** The probe stack's `ClientConnection`. */
export class ProbeConnection extends EndpointConnection {
  protected readonly block: ProbeBlock;

  constructor(host: ConnectionHost, localPort: number, remotePort: number) {
    super();
    this.block = new ProbeBlock(host, localPort, remotePort, this, (purpose) => {
      this.onTimer(purpose);
    });
  }

  open(): void {
    openActively(this.block);
  }

  accept(syn: Segment): void {
    openPassively(this.block, syn);
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

  protected tellsOfWindow(): boolean {
    return true;
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
