/** What a Linux connection is made of; linux-input.ts acts on it, linux-connection.ts is its face to the host. */

import { ACK, NO_PAYLOAD, RST, SYN } from '../../wire/segment.js';
import { seqAdd } from '../../wire/seq.js';
import { mssOption, NO_OPTIONS } from '../../wire/tcp-options.js';
import { US_PER_MS } from '../../kernel/units.js';
import type { ClientConnection, ConnectionHost, KeepAlive } from '../client-stack.js';
import { EndpointBlock } from '../endpoint-block.js';
import { ORPHAN_US, OWN_MSS, RTO_INITIAL_US, SYN_RETRIES, TIME_WAIT_US } from './constants.js';
import { DelayedAck } from './delayed-ack.js';
import { KeepAliveTimer } from './keep-alive.js';
import { LinuxReceiver } from './linux-receiver.js';
import { LinuxSender } from './linux-sender.js';
import { LinuxTimer } from './linux-timer.js';
import { synOptions } from './syn-options.js';

/** What may differ from one Linux machine to another. */
export interface LinuxSettings {
  /** Without: SO_KEEPALIVE is off. */
  readonly keepAlive: KeepAlive | undefined;
  /** net.ipv4.tcp_syn_linear_timeouts; 0 before kernel 6.5. */
  readonly synLinearTimeouts: number;
}

/** State of one Linux connection. */
export class LinuxBlock extends EndpointBlock {
  override readonly timeWaitUs = TIME_WAIT_US;
  readonly sender: LinuxSender;
  readonly receiver = new LinuxReceiver();
  readonly delayedAck: DelayedAck;
  readonly keepAlive: KeepAliveTimer;
  private readonly synTimer: LinuxTimer;
  private readonly orphanTimer: LinuxTimer;
  private synRetries = 0;
  /** Undefined for a connection that the device opened. */
  private synSentUs: number | undefined;

  constructor(
    host: ConnectionHost,
    localPort: number,
    remotePort: number,
    owner: ClientConnection,
    private readonly settings: LinuxSettings,
  ) {
    super(host, localPort, remotePort, owner);
    const { kernel } = host.env;
    this.sender = new LinuxSender(
      host.isn,
      kernel,
      (seq, flags, payload) => {
        this.emit(seq, flags, payload);
      },
      {
        giveUp: () => {
          this.timeOut();
        },
        acknowledged: () => this.owner.onAcknowledged?.(),
      },
    );
    this.delayedAck = new DelayedAck(kernel, () => {
      this.acknowledge();
    });
    this.synTimer = new LinuxTimer(kernel, () => {
      this.retrySyn();
    });
    this.orphanTimer = new LinuxTimer(kernel, () => {
      this.die('forgotten');
    });
    this.keepAlive = new KeepAliveTimer(kernel, settings.keepAlive, {
      isBusy: () => !this.sender.isQuiet,
      probe: () => {
        this.emit(seqAdd(this.sender.unacked, -1), ACK, NO_PAYLOAD);
      },
      giveUp: () => {
        this.emit(this.sender.next, RST | ACK, NO_PAYLOAD);
        this.timeOut();
      },
    });
  }

  /** Sends the SYN. */
  open(): void {
    this.advance('connect');
    this.synSentUs = this.host.env.kernel.nowUs;
    this.emit(this.host.isn, SYN, NO_PAYLOAD);
    this.synTimer.start(RTO_INITIAL_US);
  }

  /** Answers a SYN of the device. */
  accept(peerIsn: number, peerMss: number): void {
    this.advance('accept');
    this.learnPeer(peerIsn, peerMss);
    this.emit(this.host.isn, SYN | ACK, NO_PAYLOAD);
  }

  /** Notes what the device's SYN says. */
  learnPeer(isn: number, mss: number): void {
    this.peerIsn = isn;
    this.receiver.begin(isn);
    this.sender.mss = Math.min(mss, OWN_MSS);
  }

  /** The handshake is done. */
  establish(deviceWindow: number): void {
    this.synTimer.stop();
    const { synSentUs } = this;
    const isTimed = synSentUs !== undefined && this.synRetries === 0;
    const rttUs = isTimed ? this.host.env.kernel.nowUs - synSentUs : undefined;
    this.sender.begin(deviceWindow, rttUs);
    this.advance('handshake-done');
    if (this.sender.finQueued) this.advance('fin-queued');
    this.keepAlive.start();
  }

  /** A segment of the device has come. */
  heard(): void {
    this.keepAlive.heard();
  }

  override disown(): void {
    super.disown();
    if (this.state === 'fin-wait-2') this.waitAsOrphan();
  }

  /** Its FIN is acknowledged and nobody holds it: the device's FIN is waited for only so long. */
  waitAsOrphan(): void {
    if (!this.orphanTimer.isRunning) this.orphanTimer.start(ORPHAN_US);
  }

  stopTimers(): void {
    this.sender.stopTimers();
    this.delayedAck.stop();
    this.keepAlive.stop();
    this.synTimer.stop();
    this.orphanTimer.stop();
  }

  /** Sends a segment with the present acknowledgement and window. */
  emit(seq: number, flags: number, payload: Uint8Array): void {
    const isFirst = (flags & SYN) !== 0;
    const window = isFirst ? this.receiver.initialWindow : this.offerWindow();
    if (!isFirst) this.delayedAck.onSent(this.receiver.next, payload.length > 0);
    this.transmit(seq, flags, window, this.optionsOf(flags), payload);
  }

  protected offerWindow(): number {
    return this.receiver.offer();
  }

  /** The device's SYN has asked for nothing but an MSS: so does the answer to it. */
  private optionsOf(flags: number): Uint8Array {
    if ((flags & SYN) === 0) return NO_OPTIONS;
    if ((flags & ACK) !== 0) return mssOption(OWN_MSS);
    return synOptions(OWN_MSS, Math.floor(this.host.env.kernel.nowUs / US_PER_MS));
  }

  private retrySyn(): void {
    const { synLinearTimeouts } = this.settings;
    if (++this.synRetries > SYN_RETRIES + synLinearTimeouts) {
      this.timeOut();
      return;
    }
    this.emit(this.host.isn, SYN, NO_PAYLOAD);
    this.synTimer.start(RTO_INITIAL_US * 2 ** Math.max(0, this.synRetries - synLinearTimeouts));
  }

  private timeOut(): void {
    this.die('timed-out');
    this.notify('timeout');
  }
}
