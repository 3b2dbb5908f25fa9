/**
 * What a probe connection is made of, and the few things that all of its code does: the counterpart of a kernel's TCP
 * control block. probe-handshake.ts and probe-input.ts act on it; probe-connection.ts is its face to the host.
 */

import { ModelError } from '../../kernel/errors.js';
import type { Lifecycle } from '../../kernel/lifecycle.js';
import type { ClientEventName } from '../../kernel/trace.js';
import { ACK, NO_PAYLOAD, SYN } from '../../wire/segment.js';
import { seqAdd } from '../../wire/seq.js';
import type { ClientConnection, ConnectionHost } from '../client-stack.js';
import {
  ENDPOINT_LIFECYCLE,
  IS_TRANSFERRING,
  type EndpointEvent,
  type EndpointState,
} from '../endpoint.machine.js';
import { PROBE_MSS } from './constants.js';
import { ProbeTimer, type TimerPurpose } from './probe-timer.js';
import { Receiver } from './receiver.js';
import { Sender } from './sender.js';

/** State of one probe connection. */
export class ProbeBlock {
  /** Cached from the machine, which is let go when the connection is over. */
  state: EndpointState;
  /** The device's initial sequence number, once known. */
  peerIsn: number | undefined;
  readonly timer: ProbeTimer;
  readonly sender: Sender;
  readonly receiver = new Receiver();
  /** SYNs sent again so far. */
  synRetries = 0;
  private life: Lifecycle<EndpointState, EndpointEvent> | undefined;
  private eofTold = false;

  constructor(
    readonly host: ConnectionHost,
    readonly localPort: number,
    readonly remotePort: number,
    private readonly owner: ClientConnection,
    onTimer: (purpose: TimerPurpose) => void,
  ) {
    const { kernel, lifecycles } = host.env;
    this.life = lifecycles.start(ENDPOINT_LIFECYCLE, `${host.name}:${localPort}`);
    this.state = this.life.state;
    this.timer = new ProbeTimer(kernel, onTimer);
    this.sender = new Sender(host.isn, this.timer, (seq, flags, payload) => {
      this.emit(seq, flags, payload);
    });
  }

  /** Handshake done and not both FINs through. */
  get isTransferring(): boolean {
    return IS_TRANSFERRING[this.state];
  }

  /** Connecting or transferring: a listening host's half-open connection takes no calls of its client yet. */
  get isOpen(): boolean {
    return this.state === 'syn-sent' || IS_TRANSFERRING[this.state];
  }

  get canSend(): boolean {
    return this.isOpen && !this.sender.finQueued;
  }

  advance(event: EndpointEvent): void {
    const { life } = this;
    if (life === undefined) throw new ModelError('endpoint is over', { state: this.state, event });
    life.send(event);
    this.state = life.state;
  }

  /** The connection ends without two FINs. The caller notifies. */
  die(cause: 'refused' | 'reset' | 'timed-out' | 'aborted' | 'forgotten'): void {
    this.advance(cause);
    this.sender.release();
    this.retire();
  }

  /** The machine has reached its end; the connection stays for late segments. */
  retire(): void {
    this.timer.stop();
    this.life?.end();
    this.life = undefined;
    this.host.retire(this.owner);
  }

  notify(event: ClientEventName, bytes?: Uint8Array): void {
    this.host.notify(this.owner, event, bytes);
  }

  /** Sends what the window allows. */
  output(): void {
    if (this.isTransferring) this.sender.output();
  }

  /** A FIN goes out behind the queued data. */
  queueFin(): void {
    this.sender.finQueued = true;
    if (this.isTransferring) this.advance('fin-queued');
    this.output();
  }

  /** Tells the client of the device's FIN, once, when everything before it is read. */
  tellEof(): void {
    const { receiver, host } = this;
    if (!receiver.finReceived || this.eofTold || receiver.hasUnread) return;
    this.eofTold = true;
    this.notify('eof');
    if (host.autoClose && this.canSend) this.queueFin();
  }

  /** Notes the initial sequence number of the device's SYN. */
  learnPeer(isn: number): void {
    this.peerIsn = isn;
    this.receiver.next = seqAdd(isn, 1);
  }

  /** Sends an empty ACK with what is received so far. */
  acknowledge(): void {
    this.emit(this.sender.next, ACK, NO_PAYLOAD);
  }

  /** Sends a segment with the present acknowledgement and window; a bare SYN acknowledges nothing. */
  emit(seq: number, flags: number, payload: Uint8Array): void {
    const { host, receiver } = this;
    host.transmit({
      srcIp: host.ip,
      srcPort: this.localPort,
      dstIp: host.deviceIp,
      dstPort: this.remotePort,
      seq,
      ack: (flags & ACK) === 0 ? 0 : receiver.next,
      flags,
      window: receiver.window,
      mss: (flags & SYN) === 0 ? 0 : PROBE_MSS,
      payload,
    });
  }
}
