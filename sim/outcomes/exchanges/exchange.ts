/** The life of one exchange: asked, first byte, complete, or ended some other way. */

import { HttpAnswer } from '../../hosts/client/http-answer.js';
import { Waits, type Wait, type WaitPart } from '../waits/waits.js';
import type { ExchangeKind, ExchangeOutcome, ExchangeReport } from './exchange-types.js';
import type { Asked } from './request-reader.js';

const SWITCHING_PROTOCOLS = 101;
const FIRST_ERROR_STATUS = 400;
const ENDLESS = /^(text\/event-stream|multipart\/x-mixed-replace)/i;
/** Bodies are counted, not kept. */
const KEPT_BYTES = 0;

/** Nobody is at it: its handler is through with it. */
const SILENCE: Wait = { kind: 'device', on: 'nobody: its handler returned without an answer' };

/** A moment in its life, and what it had waited for then. */
interface Moment {
  readonly us: number;
  readonly waits: readonly WaitPart[];
}

/** One exchange. */
export class Exchange {
  private ownAnswer: HttpAnswer | undefined;
  readonly waits = new Waits();
  /** When its last byte was handed over. */
  sentUs: number | undefined;
  /** Where in the client's stream it ends; known once it is sent. */
  endOffset = Infinity;
  firstByteUs: number | undefined;
  /** Answered in full; a stream or websocket: opened. */
  answeredUs: number | undefined;
  /** How it was decided. */
  decided: ExchangeOutcome | undefined;
  endedUs: number | undefined;
  /** Its client counts on an answer; a message that is not known to be one, does not. */
  isExpected = true;
  private isEndless = false;
  /** When its client left, and what it had waited for then. */
  private abandoned: Moment | undefined;
  /** When its handler returned without having sent anything, and what it had waited for then. */
  private silence: Moment | undefined;

  constructor(
    readonly asked: Asked,
    public startUs: number,
    readonly askedUs: number,
    readonly message?: 'PING' | 'message',
  ) {}

  /** Its HTTP answer; messages have none. */
  get answer(): HttpAnswer {
    return (this.ownAnswer ??= new HttpAnswer(this.asked.method, KEPT_BYTES));
  }

  get kind(): ExchangeKind {
    if (this.message !== undefined) return 'message';
    const { asked, isEndless } = this;
    if (asked.wantsWebsocket) return 'websocket';
    if (isEndless) return 'stream';
    if (asked.method === '') return 'raw';
    return asked.bodyBytes === 0 ? 'request' : 'upload';
  }

  /** Opened and open: a stream or websocket after its answer's head. */
  get isOpen(): boolean {
    return this.decided === undefined && this.answeredUs !== undefined;
  }

  /** Takes bytes of the answer; returns those behind it. */
  takeAnswer(bytes: Uint8Array, nowUs: number): Uint8Array {
    this.firstByteUs ??= nowUs;
    const rest = this.answer.push(bytes);
    if (!this.isEndless && ENDLESS.test(this.answer.headers.get('content-type') ?? '')) {
      this.isEndless = true;
      this.answeredUs = nowUs;
    }
    if (this.answer.isComplete) this.complete(nowUs);
    else if (this.answer.isMalformed) this.decide('answered', nowUs);
    return rest;
  }

  /** The answer, a message or a PONG has come in full. */
  complete(nowUs: number): void {
    this.answeredUs ??= nowUs;
    const status = this.ownAnswer?.status ?? 0;
    if (this.kind === 'websocket' && status === SWITCHING_PROTOCOLS) return;
    this.decide(status >= FIRST_ERROR_STATUS ? 'error' : 'answered', nowUs);
  }

  /** Its fate is known; the first word counts. */
  decide(outcome: ExchangeOutcome, nowUs: number): void {
    if (this.decided !== undefined) return;
    this.decided = outcome;
    this.endedUs = nowUs;
  }

  /** Its client is no longer there for it; an answer that comes all the same counts. */
  abandon(nowUs: number, waits = this.waits.list()): void {
    this.abandoned ??= { us: nowUs, waits };
  }

  /** Its handler has returned without having sent anything; an answer that comes all the same counts. */
  noteSilence(nowUs: number): void {
    // Who has left before does not wait for it any more.
    if (this.abandoned === undefined) this.silence ??= { us: nowUs, waits: this.waits.list() };
  }

  /** Since when its handler has been through with it; undefined where there is an answer, or a handler at it. */
  get silentSinceUs(): number | undefined {
    return this.firstByteUs === undefined ? this.silence?.us : undefined;
  }

  /** What has become of it, if nothing more happens. */
  get outcome(): ExchangeOutcome {
    if (this.decided !== undefined) return this.decided;
    if (this.isOpen) return 'open';
    return this.firstByteUs === undefined ? 'pending' : 'incomplete';
  }

  /** A stream or websocket that was opened after its client had ended its side: that ends nothing. */
  private get hasOpenedLate(): boolean {
    return this.abandoned !== undefined && (this.answeredUs ?? 0) > this.abandoned.us;
  }

  /** What is told of it. */
  report(): ExchangeReport {
    const { asked, ownAnswer: answer, message, outcome, kind } = this;
    const { startUs, askedUs, firstByteUs } = this;
    const left = this.decided === undefined && !this.hasOpenedLate ? this.abandoned : undefined;
    const openedUs = kind === 'stream' || kind === 'websocket' ? this.answeredUs : undefined;
    const report: ExchangeReport = {
      kind,
      outcome,
      startUs,
      askedUs,
      firstByteUs,
      endedUs: left?.us ?? this.endedUs,
      method: message ?? asked.method,
      path: asked.path,
      status: answer === undefined || answer.status === 0 ? undefined : answer.status,
      bytes: answer?.bodyBytes ?? 0,
      ofBytes: answer?.announcedBytes,
      waits: this.waitsIn(left?.waits ?? this.waits.list()),
    };
    return openedUs === undefined ? report : Object.assign(report, { openedUs });
  }

  /** What looked like waiting for the server was in vain, where its handler had returned by then. */
  private waitsIn(waits: readonly WaitPart[]): readonly WaitPart[] {
    if (this.silence === undefined || this.firstByteUs !== undefined) return waits;
    const told = new Waits();
    told.addAll(this.silence.waits);
    told.add(SILENCE, sumOf(waits) - told.totalUs);
    return told.list();
  }
}

function sumOf(waits: readonly WaitPart[]): number {
  return waits.reduce((sum, { us }) => sum + us, 0);
}
