/**
 * When received data is acknowledged (net/ipv4/tcp_input.c __tcp_ack_snd_check, tcp_output.c tcp_event_data_sent).
 *
 * Modelled: at once for the first segments of a connection (quick ACKs), for more than one full segment if the client
 * reads, out of order, and when data goes out anyway; otherwise after 40 ms. A connection whose client answers within 40 ms is interactive
 * (`pingpong`) and loses its quick ACKs, until an acknowledgement has had to wait its 40 ms; a FIN makes it so too.
 * Simplified: the delay does not grow to 200 ms for slow senders.
 */

import type { Kernel } from '../../kernel/kernel.js';
import { seqDiff } from '../../wire/seq.js';
import { DELAYED_ACK_US, MAX_QUICK_ACKS, MIN_QUICK_ACKS, RECEIVE_BUFFER } from './constants.js';
import type { LinuxReceiver } from './linux-receiver.js';
import { LinuxTimer } from './linux-timer.js';

export class DelayedAck {
  private readonly timer: LinuxTimer;
  private quick: number | undefined;
  private isInteractive = false;
  private lastReceivedUs = Number.NEGATIVE_INFINITY;
  /** What the last segment sent has acknowledged. */
  private acknowledged = 0;

  constructor(
    private readonly kernel: Kernel,
    private readonly acknowledge: () => void,
  ) {
    // net/ipv4/tcp_timer.c tcp_delack_timer_handler: who needs the timer is not interactive.
    this.timer = new LinuxTimer(kernel, () => {
      this.isInteractive = false;
      acknowledge();
    });
  }

  /** In-order data or a FIN has come. */
  onReceived({ next, segmentSize, keepsOffer, isShort, hasGap }: LinuxReceiver, isFin: boolean): void {
    this.quick ??= Math.min(
      MAX_QUICK_ACKS,
      Math.max(MIN_QUICK_ACKS, Math.floor(RECEIVE_BUFFER / (2 * segmentSize))),
    );
    if (isShort) this.quick = 0;
    this.lastReceivedUs = this.kernel.nowUs;
    if (isFin) this.isInteractive = true;
    const isMuch = seqDiff(next, this.acknowledged) > segmentSize && keepsOffer;
    if (isMuch || hasGap || (this.quick > 0 && !this.isInteractive)) this.acknowledge();
    else if (!this.timer.isRunning) this.timer.start(DELAYED_ACK_US);
  }

  /** A segment with an acknowledgement leaves. */
  onSent(next: number, hasData: boolean): void {
    this.timer.stop();
    this.acknowledged = next;
    if (hasData && this.kernel.nowUs - this.lastReceivedUs < DELAYED_ACK_US) this.isInteractive = true;
    if (this.quick !== undefined && this.quick > 0) this.quick--;
  }

  /** More than one full segment waits for its acknowledgement. */
  owesMuch({ next, segmentSize }: LinuxReceiver): boolean {
    return this.isOwed && seqDiff(next, this.acknowledged) > segmentSize;
  }

  /** True while an acknowledgement is owed. */
  get isOwed(): boolean {
    return this.timer.isRunning;
  }

  stop(): void {
    this.timer.stop();
  }
}
