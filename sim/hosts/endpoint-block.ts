/**
 * What the connections of every client stack have in common: the machine behind a cached state, the events that the
 * client is told, and putting segments on the wire.
 */

import { ModelError } from '../kernel/errors.js';
import type { Lifecycle } from '../kernel/lifecycle.js';
import type { ClientEventName } from '../kernel/trace.js';
import { ACK, FIN, NO_PAYLOAD, type Segment } from '../wire/segment.js';
import type { ClientConnection, ConnectionHost } from './client-stack.js';
import { IS_TRANSFERRING } from './endpoint-state.js';
import type { LastAcknowledgement } from './finished-connection.js';
import { ENDPOINT_LIFECYCLE, type EndpointEvent, type EndpointState } from './endpoint.table.js';

/** What a block needs to know of its receiving half. */
export interface ReceivingHalf {
  /** Next sequence number expected from the device. */
  readonly next: number;
  /** The window that it offers, bytes. */
  readonly window: number;
  readonly finReceived: boolean;
  readonly hasUnread: boolean;
  /** The client does not read. */
  paused: boolean;
  /** What has come while the client did not read. */
  takeUnread(): Uint8Array;
  /** Lets go of what nobody will read. */
  release(): void;
}

/** What a block needs to know of its sending half. */
export interface SendingHalf {
  /** Next sequence number to send. */
  readonly next: number;
  /** A FIN follows the queued data. */
  finQueued: boolean;
  /** Bytes not acknowledged, sent or not. */
  readonly queuedBytes: number;
  /** Queues data; takes the array over. */
  push(bytes: Uint8Array): void;
  /** Sends what the windows allow. */
  output(): void;
  /** Lets go of data that nobody will send any more. */
  release(): void;
}

/** State of one connection, whatever its stack. */
export abstract class EndpointBlock {
  /** Cached from the machine, which is let go when the connection is over. */
  state: EndpointState;
  /** The device's initial sequence number, once known. */
  peerIsn: number | undefined;
  /** How long `time-wait` takes, µs; it has no end unless a stack says so. */
  readonly timeWaitUs: number = Number.POSITIVE_INFINITY;
  /** Virtual µs at which it ends if nothing more comes. */
  timeWaitUntilUs = Number.POSITIVE_INFINITY;
  abstract readonly sender: SendingHalf;
  abstract readonly receiver: ReceivingHalf;
  private life: Lifecycle<EndpointState, EndpointEvent> | undefined;
  /** The client reads no more (close(2)). */
  isDisowned = false;
  private eofTold = false;

  constructor(
    readonly host: ConnectionHost,
    readonly localPort: number,
    readonly remotePort: number,
    protected readonly owner: ClientConnection,
  ) {
    this.life = host.env.lifecycles.start(ENDPOINT_LIFECYCLE, `${host.name}:${localPort}`);
    this.state = this.life.state;
  }

  /** Handshake done and not both FINs through. */
  get isTransferring(): boolean {
    return IS_TRANSFERRING[this.state];
  }

  /** Connecting or transferring: a listening host's half-open connection takes no calls of its client yet. */
  get isOpen(): boolean {
    return this.state === 'syn-sent' || IS_TRANSFERRING[this.state];
  }

  /** The client may still send: open, and no FIN queued. */
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

  /** The machine has reached its end: what is unread stays so. The connection stays for late segments. */
  retire(): void {
    this.timeWaitUntilUs = this.host.env.kernel.nowUs + this.timeWaitUs;
    this.stopTimers();
    this.receiver.release();
    this.life?.end();
    this.life = undefined;
    this.host.retire(this.owner);
  }

  notify(event: ClientEventName, bytes?: Uint8Array): void {
    this.host.notify(this.owner, event, bytes);
  }

  /** Tells the client of the device's FIN, once, when everything before it is read. */
  tellEof(): void {
    const { receiver, host } = this;
    if (!receiver.finReceived || this.eofTold || receiver.hasUnread) return;
    this.eofTold = true;
    this.notify('eof');
    if (host.autoClose && this.canSend) this.queueFin();
  }

  /** Sends what the windows allow. */
  output(): void {
    if (this.isTransferring) this.sender.output();
  }

  /** A FIN goes out behind the queued data. */
  queueFin(): void {
    this.sender.finQueued = true;
    if (this.isTransferring) this.advance('fin-queued');
    this.output();
  }

  /** The client reads no more. */
  disown(): void {
    this.isDisowned = true;
  }

  /** Sends an empty ACK with what is received so far. */
  acknowledge(): void {
    this.emit(this.sender.next, ACK, NO_PAYLOAD);
  }

  /** The acknowledgement that late segments get. */
  lastAcknowledgement(): LastAcknowledgement {
    return { seq: this.sender.next, ack: this.receiver.next, window: this.offerWindow() };
  }

  /** Both FINs are through: only segments that need an answer get one. */
  receiveLate({ seq, flags, payload }: Segment): void {
    if (payload.length > 0 || (flags & FIN) !== 0 || seq !== this.receiver.next) this.acknowledge();
  }

  /** Sends a segment with the present acknowledgement and window. */
  abstract emit(seq: number, flags: number, payload: Uint8Array): void;

  /** The window to offer now; it is offered from then on. */
  protected abstract offerWindow(): number;

  /** Stops every timer. */
  abstract stopTimers(): void;

  /** Hands a segment to the link; a bare SYN acknowledges nothing. */
  protected transmit(
    seq: number,
    flags: number,
    window: number,
    options: Uint8Array,
    payload: Uint8Array,
  ): void {
    const { host, receiver } = this;
    host.transmit({
      srcIp: host.ip,
      srcPort: this.localPort,
      dstIp: host.deviceIp,
      dstPort: this.remotePort,
      seq,
      ack: (flags & ACK) === 0 ? 0 : receiver.next,
      flags,
      window,
      urgent: 0,
      options,
      payload,
    });
  }
}
