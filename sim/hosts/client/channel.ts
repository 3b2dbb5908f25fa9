/**
 * One connection of a client program: its life as the client sees it, its HTTP exchanges, and its websocket after an
 * upgrade.
 */

import {
  encodeHttpRequest,
  encodeWsOpen,
  type HttpRequest,
  type WsOpenRequest,
} from '../../codec/http-request.js';
import { WS_CLOSE, encodeWsClose, encodeWsFrame } from '../../codec/ws-frame.js';
import type { ClientEventName, Trace } from '../../kernel/trace.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { ClientConnection } from '../client-stack.js';
import type { Host } from '../host.js';
import { Exchange, type ExchangeError } from './exchange.js';
import { Signal } from './fiber.js';
import { WsInbox } from './ws-inbox.js';

/** How a connection ended; the first of these that happened. `left`: the client closed or aborted it. */
export type ChannelEnd = 'refused' | 'unanswered' | 'closed' | 'reset' | 'timed-out' | 'left' | 'tls-failed';

const SWITCHING_PROTOCOLS = 101;
/** What an end means for requests that wait for their answers. */
const EXCHANGE_ERROR: Readonly<Record<ChannelEnd, ExchangeError>> = {
  refused: 'reset',
  unanswered: 'timed-out',
  closed: 'closed',
  reset: 'reset',
  'timed-out': 'timed-out',
  left: 'gave-up',
  'tls-failed': 'tls-failed',
};

/** Events that change nothing for a program. */
const TOLD_ONLY: ReadonlySet<ClientEventName> = new Set(['tls_close_notify', 'tls_cut', 'tls_muted']);

/** What a channel is given by its client. */
export interface ChannelOwner {
  readonly host: Host;
  readonly name: string;
  readonly kernel: Kernel;
  readonly trace: Trace;
  /** Answers PING and CLOSE by itself. */
  readonly answersControl: boolean;
}

/** One connection. */
export class Channel {
  /** Fired whenever something here has changed. */
  readonly changed = new Signal();
  /** Takes received bytes in the place of HTTP and websocket: for hosts that serve the device. */
  onData: ((bytes: Uint8Array) => void) | undefined;
  /** Established, its TLS too. */
  connected = false;
  /** TCP is established; with TLS, the handshake goes on from there. */
  isTcpOpen = false;
  /** Why its TLS failed, in the words of OpenSSL. */
  tlsFailure: string | undefined;
  end: ChannelEnd | undefined;
  /** Bytes received so far. */
  receivedBytes = 0;
  /** Set after an accepted upgrade. */
  ws: WsInbox | undefined;
  /** Data came that nobody asked for, or the last answer asked to close. */
  isSpoilt = false;
  /** The client has sent its FIN, or will behind queued data. */
  isLeaving = false;
  /** Requests sent so far. */
  requests = 0;
  /** Since when it is open without a request on its way; the start of its idle time. */
  idleSinceUs: number;
  private readonly openedUs: number;
  private connectUs: number | undefined;
  private readonly queue: Exchange[] = [];
  private sentClose = false;

  constructor(
    private readonly owner: ChannelOwner,
    readonly connection: ClientConnection,
  ) {
    this.openedUs = this.idleSinceUs = owner.kernel.nowUs;
  }

  /** Established, and nobody has ended it. */
  isOpen(): boolean {
    return this.connected && this.end === undefined && !this.isLeaving;
  }

  /** Ready to take another HTTP request. */
  isIdle(): boolean {
    return this.isOpen() && !this.isSpoilt && this.queue.length === 0 && this.ws === undefined;
  }

  /** Sends bytes as they are. Takes the array over; `expects`: a websocket message is to come in return. */
  send(bytes: Uint8Array, expects = false): boolean {
    return this.owner.host.send(bytes, this.connection, expects);
  }

  /** Sends an HTTP request; its answer comes behind those of earlier requests. */
  request(request: HttpRequest): Exchange {
    const exchange = this.expectAnswer(request.method, request.path);
    this.send(encodeHttpRequest(request));
    return exchange;
  }

  /** Asks for a websocket. */
  upgrade(request: WsOpenRequest): Exchange {
    const exchange = this.expectAnswer('GET', request.path);
    this.send(encodeWsOpen(request));
    return exchange;
  }

  /** What comes next is the answer to something that is sent by {@link send}. */
  expectAnswer(method: string, path: string): Exchange {
    const { nowUs } = this.owner.kernel;
    const exchange = new Exchange(method, path, nowUs, this.requests++ === 0 ? this.connectUs : undefined);
    this.queue.push(exchange);
    if (this.end !== undefined) this.finishAll(EXCHANGE_ERROR[this.end]);
    return exchange;
  }

  /** Sends a CLOSE frame, once. */
  wsClose(code?: number): void {
    if (this.sentClose) return;
    this.sentClose = true;
    this.send(encodeWsClose(code));
  }

  /** The client is about to send a CLOSE frame of its own: the device's answer is not answered. */
  noteWsClose(): void {
    this.sentClose = true;
  }

  /** As close(2): FIN behind the queued data, with TLS close_notify before it, and RST for what still comes. */
  close(): void {
    this.isLeaving = true;
    this.owner.host.tls.endOf(this.connection)?.closeNotify();
    this.owner.host.release(this.connection);
    this.finish('left');
  }

  /** RST. */
  abort(): void {
    this.owner.host.abort(this.connection);
    this.finish('left');
  }

  /** Half-closes: FIN behind the queued data, and goes on reading. */
  shutdown(): void {
    this.isLeaving = true;
    this.owner.host.tls.endOf(this.connection)?.closeNotify();
    this.owner.host.close(this.connection);
  }

  /** Aborts what has not ended yet. */
  giveUp(): void {
    if (this.end === undefined) this.abort();
  }

  /** Takes an event of its connection. */
  take(event: ClientEventName, bytes: Uint8Array | undefined, reason?: string): void {
    if (event === 'connected' || event === 'accepted') {
      this.isTcpOpen = true;
      if (!this.owner.host.tls.has(this.connection)) this.establish();
    } else if (event === 'tls_established' || event === 'tls_false_start') {
      this.establish();
    } else if (event === 'tls_error') {
      this.tlsFailure = reason;
      this.finish('tls-failed');
    } else if (TOLD_ONLY.has(event)) {
      return;
    } else if (event === 'data' && bytes !== undefined) {
      this.receivedBytes += bytes.length;
      if (this.onData === undefined) this.takeData(bytes);
      else this.onData(bytes);
    } else {
      this.finish(this.endOf(event));
      return;
    }
    this.changed.fire();
  }

  private establish(): void {
    if (this.connected) return;
    const { nowUs } = this.owner.kernel;
    this.connected = true;
    this.connectUs = nowUs - this.openedUs;
    this.idleSinceUs = nowUs;
  }

  private endOf(event: ClientEventName): ChannelEnd {
    if (event === 'refused' || event === 'reset') return event;
    if (event === 'timeout') return this.isTcpOpen ? 'timed-out' : 'unanswered';
    return event === 'eof' ? 'closed' : 'left';
  }

  private finish(end: ChannelEnd): void {
    if (this.end !== undefined) return;
    this.end = end;
    this.queue[0]?.answer.endOfStream();
    if (this.queue[0]?.answer.isComplete === true) this.finishFirst(undefined);
    this.finishAll(EXCHANGE_ERROR[end]);
    this.changed.fire();
  }

  private takeData(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.ws !== undefined) {
        this.ws.push(rest);
        return;
      }
      const first = this.queue[0];
      if (first === undefined) {
        this.isSpoilt = true;
        return;
      }
      first.firstByteUs ??= this.owner.kernel.nowUs;
      rest = first.answer.push(rest);
      if (first.answer.isComplete) this.complete(first);
      else if (first.answer.isMalformed) this.finishFirst('malformed');
    }
  }

  private complete({ answer }: Exchange): void {
    if (!answer.keepsConnection) this.isSpoilt = true;
    if (answer.status === SWITCHING_PROTOCOLS) {
      this.ws = new WsInbox(this.owner.answersControl, (opcode, payload) => {
        if (opcode === WS_CLOSE && this.sentClose) return;
        if (opcode === WS_CLOSE) this.sentClose = true;
        this.send(encodeWsFrame({ opcode, payload }));
      });
    }
    this.finishFirst(undefined);
  }

  private finishAll(error: ExchangeError): void {
    while (this.queue.length > 0) this.finishFirst(error);
  }

  private finishFirst(error: ExchangeError | undefined): void {
    const exchange = this.queue.shift();
    if (exchange === undefined) return;
    const { kernel, trace, name } = this.owner;
    exchange.error = error;
    exchange.endUs = this.idleSinceUs = kernel.nowUs;
    if (error === 'malformed') this.isSpoilt = true;
    if (trace.wants.answer) trace.emit(exchange.record(name, this.connection.localPort));
  }
}
