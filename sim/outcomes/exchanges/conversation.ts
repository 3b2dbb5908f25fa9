/** The exchanges of one connection: what its client sends is cut into questions, what comes back into answers. */

import {
  WS_BINARY,
  WS_CLOSE,
  WS_CONTINUATION,
  WS_PING,
  WS_PONG,
  WS_TEXT,
  WsFrameDecoder,
  type WsFrame,
} from '../../codec/ws-frame.js';
import { Exchange } from './exchange.js';
import type { ExchangeOutcome } from './exchange-types.js';
import { RequestReader, type Asked } from './request-reader.js';

const SWITCHING_PROTOCOLS = 101;
const MESSAGES: ReadonlySet<number> = new Set([WS_TEXT, WS_BINARY, WS_CONTINUATION]);

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
  private outgoing: WsFrameDecoder | undefined;
  private incoming: WsFrameDecoder | undefined;
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
    for (const frame of this.outgoing.push(frames)) this.frameOut(frame, nowUs, expects);
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
        for (const frame of this.incoming.push(rest)) this.frameIn(frame, nowUs);
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
    if (newest?.wantsWebsocket === true && newest.isComplete) this.outgoing = new WsFrameDecoder();
    return bytes.subarray(taken);
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
      this.outgoing ??= new WsFrameDecoder();
      this.incoming = new WsFrameDecoder();
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

  private frameOut({ opcode, fin }: WsFrame, nowUs: number, expects: boolean): void {
    if (opcode === WS_CLOSE) this.closedBy ??= 'client';
    const isMessage = MESSAGES.has(opcode) && fin;
    if (!isMessage && opcode !== WS_PING) return;
    const { path = '' } =
      (this.opened ?? this.waiting.find(({ asked }) => asked.wantsWebsocket))?.asked ?? {};
    const asked = { method: 'WS', path, wantsWebsocket: false, bodyBytes: 0, isComplete: true };
    const exchange = new Exchange(asked, nowUs, nowUs, opcode === WS_PING ? 'PING' : 'message');
    exchange.isExpected = expects || opcode === WS_PING;
    this.noteSent(exchange, nowUs);
    if (exchange.isExpected) this.begin(exchange);
    else this.lastMessage = exchange;
  }

  private frameIn({ opcode, fin }: WsFrame, nowUs: number): void {
    if (opcode === WS_CLOSE) this.closedBy ??= 'device';
    const isMessage = MESSAGES.has(opcode) && fin;
    if (!isMessage && opcode !== WS_PONG) return;
    const wanted = opcode === WS_PONG ? 'PING' : 'message';
    const exchange = this.waiting.find((one) => one.report().method === wanted);
    if (isMessage) this.lastMessage = undefined;
    if (exchange === undefined) return;
    exchange.firstByteUs = nowUs;
    exchange.complete(nowUs);
    this.leave(exchange, nowUs);
  }
}
