/** The exchanges of one connection: what its client sends is cut into questions, what comes back into answers. */

import { WS_BINARY, WS_CLOSE, WS_CONTINUATION, WS_PING, WS_PONG, WS_TEXT } from '../../codec/ws-frame.js';
import { WsFrameScanner } from '../../codec/ws-frame-scanner.js';
import { Exchange } from './exchange.js';
import type { ExchangeOutcome } from './exchange-types.js';
import { RequestReader, type Asked } from './request-reader.js';

const SWITCHING_PROTOCOLS = 101;
const NOTHING = new Uint8Array(0);

/** One connection's exchanges. */
export class Conversation {
  /** Asked and not yet answered, oldest first. */
  readonly waiting: Exchange[] = [];
  /** The stream or websocket that is open. */
  opened: Exchange | undefined;
  /** Bytes that the client has handed over, and that it has received. */
  sentBytes = 0;
  receivedBytes = 0;
  /** A message that nobody is known to wait for, newest. */
  lastMessage: Exchange | undefined;
  /** The one that was asked last. */
  newest: Exchange | undefined;
  /** When an answer was complete, newest. */
  lastAnsweredUs: number | undefined;
  /** CLOSE frames: whose was first. */
  closedBy: 'client' | 'device' | undefined;
  private readonly reader = new RequestReader();
  private outgoing: WsFrameScanner | undefined;
  private incoming: WsFrameScanner | undefined;
  /** When the bytes came that are looked at, and whether their client waits for a message in return. */
  private bytesUs = 0;
  private expects = false;
  /** What every message of the websocket that is open asks. */
  private messageAsked: Asked | undefined;
  private count = 0;
  private first: Exchange | undefined;

  constructor(
    private readonly openedUs: number,
    /** Told of each exchange as it begins. */
    private readonly begun: (exchange: Exchange) => void,
    /** Told of each exchange that is no longer waited for. */
    private readonly left: (exchange: Exchange, nowUs: number) => void,
  ) {}

  /** HTTP status of the first answer. */
  get firstStatus(): number | undefined {
    const status = this.first?.answer.status ?? 0;
    return status === 0 ? undefined : status;
  }

  /** How many exchanges it has had. */
  get total(): number {
    return this.count;
  }

  /** It was sent before the one before it was answered, and so may have been read together with that. */
  wasReadBefore({ askedUs }: Exchange): boolean {
    return this.lastAnsweredUs !== undefined && askedUs < this.lastAnsweredUs;
  }

  /** Its client hands bytes over; `expects`: it waits for a message in return. */
  send(bytes: Uint8Array, nowUs: number, expects: boolean): void {
    const frames = this.outgoing === undefined ? this.sendRequests(bytes, nowUs) : bytes;
    this.sentBytes += frames.length;
    if (this.outgoing === undefined) return;
    this.bytesUs = nowUs;
    this.expects = expects;
    this.outgoing.push(frames);
  }

  /** Bytes reach the device; for traces that do not say what clients send. */
  arrive(nowUs: number): void {
    if (this.waiting.length > 0 || this.opened !== undefined) return;
    const asked = { method: '', path: '', wantsWebsocket: false, bodyBytes: 0, isComplete: true };
    this.noteSent(this.ask(asked, nowUs), nowUs);
  }

  /** The client receives bytes. */
  receive(bytes: Uint8Array, nowUs: number): void {
    this.receivedBytes += bytes.length;
    let rest = bytes;
    while (rest.length > 0) {
      if (this.incoming !== undefined) {
        this.bytesUs = nowUs;
        this.incoming.push(rest);
        return;
      }
      const exchange = this.opened ?? this.waiting[0];
      // Nobody asked for these.
      if (exchange === undefined) return;
      rest = exchange.takeAnswer(rest, nowUs);
      this.settle(exchange, nowUs);
    }
  }

  /** Nothing more comes: what is not over gets a word that depends on what there was of it. */
  end(word: (exchange: Exchange, isOpen: boolean) => ExchangeOutcome, nowUs: number): void {
    if (this.opened?.decided === undefined) this.opened?.decide(word(this.opened, true), nowUs);
    while (this.waiting.length > 0) {
      const exchange = this.waiting[0]!;
      exchange.decide(word(exchange, false), nowUs);
      this.leave(exchange, nowUs);
    }
  }

  /** The device's FIN: completes an answer whose body goes up to there. */
  endOfStream(nowUs: number): void {
    const first = this.waiting[0] ?? this.opened;
    if (first?.firstByteUs === undefined) return;
    first.answer.endOfStream();
    if (first.answer.isComplete) {
      first.complete(nowUs);
      this.settle(first, nowUs);
    }
  }

  /** Requests, up to a websocket's handshake; gives the frames that its client sends without waiting for the answer. */
  private sendRequests(bytes: Uint8Array, nowUs: number): Uint8Array {
    const taken = this.reader.push(bytes, (asked) => {
      this.ask(asked, nowUs);
    });
    this.sentBytes += taken;
    for (const one of this.waiting)
      if (one.sentUs === undefined || one.kind === 'raw') this.noteSentBy(one, nowUs);
    const newest = this.waiting.at(-1)?.asked;
    if (newest?.wantsWebsocket === true && newest.isComplete) this.outgoing = this.outgoingFrames();
    return taken === bytes.length ? NOTHING : bytes.subarray(taken);
  }

  private ask(asked: Asked, nowUs: number): Exchange {
    const exchange = new Exchange(asked, this.count === 0 ? this.openedUs : nowUs, nowUs);
    this.begin(exchange);
    return exchange;
  }

  private begin(exchange: Exchange): void {
    this.count++;
    this.newest = exchange;
    this.first ??= exchange;
    this.waiting.push(exchange);
    this.begun(exchange);
  }

  private noteSentBy(exchange: Exchange, nowUs: number): void {
    const { isComplete, method } = exchange.asked;
    if (isComplete || method === '') this.noteSent(exchange, nowUs);
  }

  private noteSent(exchange: Exchange, nowUs: number): void {
    exchange.sentUs ??= nowUs;
    exchange.endOffset = this.sentBytes;
  }

  /** After an answer's bytes: whether it is over, or has opened something. */
  private settle(exchange: Exchange, nowUs: number): void {
    if (exchange.decided === undefined && exchange.answeredUs === undefined) return;
    if (exchange.decided === undefined) this.opened = exchange;
    else if (this.opened === exchange) this.opened = undefined;
    if (exchange.answer.status === SWITCHING_PROTOCOLS) {
      this.outgoing ??= this.outgoingFrames();
      this.incoming = new WsFrameScanner((opcode, fin) => {
        this.frameIn(opcode, fin, this.bytesUs);
      });
    } else {
      this.reader.endRaw();
      if (exchange.asked.wantsWebsocket) this.refuseFrames();
    }
    exchange.sentUs ??= nowUs;
    this.lastAnsweredUs = nowUs;
    this.leave(exchange, nowUs);
  }

  /** There is no websocket: to the device, frames that were sent already are what comes next. */
  private refuseFrames(): void {
    this.outgoing = undefined;
    if (this.lastMessage === undefined) return;
    this.lastMessage.isExpected = true;
    this.begin(this.lastMessage);
    this.lastMessage = undefined;
  }

  private leave(exchange: Exchange, nowUs: number): void {
    const at = this.waiting.indexOf(exchange);
    if (at < 0) return;
    this.waiting.splice(at, 1);
    this.left(exchange, nowUs);
  }

  private outgoingFrames(): WsFrameScanner {
    return new WsFrameScanner((opcode, fin) => {
      this.frameOut(opcode, fin, this.bytesUs);
    });
  }

  private frameOut(opcode: number, fin: boolean, nowUs: number): void {
    if (opcode === WS_CLOSE) this.closedBy ??= 'client';
    if (!isMessage(opcode, fin) && opcode !== WS_PING) return;
    const exchange = new Exchange(
      this.askedByMessage(),
      nowUs,
      nowUs,
      opcode === WS_PING ? 'PING' : 'message',
    );
    exchange.isExpected = this.expects || opcode === WS_PING;
    this.noteSent(exchange, nowUs);
    if (exchange.isExpected) this.begin(exchange);
    else this.lastMessage = exchange;
  }

  private askedByMessage(): Asked {
    const { path = '' } =
      (this.opened ?? this.waiting.find(({ asked }) => asked.wantsWebsocket))?.asked ?? {};
    if (this.messageAsked?.path !== path)
      this.messageAsked = { method: 'WS', path, wantsWebsocket: false, bodyBytes: 0, isComplete: true };
    return this.messageAsked;
  }

  private frameIn(opcode: number, fin: boolean, nowUs: number): void {
    if (opcode === WS_CLOSE) this.closedBy ??= 'device';
    const hasMessage = isMessage(opcode, fin);
    if (!hasMessage && opcode !== WS_PONG) return;
    const exchange = this.waitingFor(hasMessage ? 'message' : 'PING');
    if (hasMessage) this.lastMessage = undefined;
    if (exchange === undefined) return;
    exchange.firstByteUs = nowUs;
    exchange.complete(nowUs);
    this.leave(exchange, nowUs);
  }

  private waitingFor(message: 'message' | 'PING'): Exchange | undefined {
    for (const one of this.waiting) if (one.message === message) return one;
    return undefined;
  }
}

/** A whole message, or the last fragment of one. */
function isMessage(opcode: number, fin: boolean): boolean {
  return fin && (opcode === WS_TEXT || opcode === WS_BINARY || opcode === WS_CONTINUATION);
}
