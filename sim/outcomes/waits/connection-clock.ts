/**
 * What one connection waits for at each moment, added up for the exchange that is waited for.
 *
 * From the segments at the device's end of the link, what the client has handed over and received, and what the device
 * says of itself: refusals, what its TCP holds back and why, what its server is at.
 */

import type { HeldRecord, SegRecord, TlsRecord } from '../../kernel/trace.js';
import type { Conversation } from '../exchanges/conversation.js';
import type { Exchange } from '../exchanges/exchange.js';
import type { LimitSeen } from '../limits.js';
import type { ServerClock, Waiter } from './server-clock.js';
import { BEHIND, Waits, type Wait, type WaitPart } from './waits.js';

/** Bytes of a TLS record in front of its payload, and the most of a record (RFC 5246 section 6.2.3). */
const RECORD_HEAD_BYTES = 5;
const MOST_RECORD_BYTES = 16_384 + 2048 + RECORD_HEAD_BYTES;
/** A window smaller than this keeps a client from sending on: less than a full segment. */
const SMALL_WINDOW = 536;

const LINK: Wait = { kind: 'link', on: '' };
const NAGLE: Wait = { kind: 'nagle', on: '' };
const CLIENT: Wait = { kind: 'client', on: '' };
const TLS_LINK: Wait = { kind: 'tls', on: 'round trips' };
const READING: Wait = { kind: 'reading', on: '' };
const STACK: Wait = { kind: 'device', on: 'the TCP/IP stack of the device' };

/** The server has read it together with the request before it, or had given its connection to a task: it does not look at it. */
const LEFT_OVER: Wait = {
  kind: 'device',
  on: 'the server, which comes back to it when something else wakes it',
};
/** Another task has the request (httpd_req_async_handler_begin). */
const ASYNC: Wait = { kind: 'device', on: 'the task that answers it' };

/** The server is what is waited for; which of its doings, its clock knows. */
type Blame = Wait | 'server';

/** The clock of one connection. */
export class ConnectionClock {
  /** Its bytes are not those on the wire (TLS): those on their way are counted in records. */
  isOpaque = false;
  /** The client has stopped in the middle of its TLS handshake. */
  isMuted = false;
  /** The TLS handshake is done. */
  private isSecured = false;
  /** Bytes of whole TLS records that the client has handed over, and that have come to it. */
  private recordBytes = { sent: 0, received: 0 };
  /** Waits since the connection was begun, until the first exchange takes them over. */
  private readonly opening = new Waits();
  private blame: Blame = LINK;
  private sinceUs: number;
  private waiter: Waiter | undefined;
  private isConnected = false;
  private isAccepted = false;
  private isOver = false;
  /** Another task than the server's has its request. */
  private isWithTask = false;
  /** The exchange whose request another task has had. */
  private handed: Exchange | undefined;
  /** That task has given the connection back, and nothing was answered on it since: not every release wakes its server then. */
  private isHandedBack = false;
  private front: Exchange | undefined;
  /** There has been an exchange: what the opening waited for is its. */
  private hasFront = false;
  private arrivedBytes = 0;
  private deviceWindow = Infinity;
  private answerBytes = 0;
  private ackedBytes = 0;
  private syn: Wait | undefined;
  private readonly lostToDevice = new Map<number, Wait>();
  private readonly lostToClient = new Map<number, Wait>();
  private held: HeldRecord['by'] | undefined;
  private short: Wait | undefined;

  constructor(
    private readonly client: string,
    private readonly port: number,
    openedUs: number,
    private readonly conversation: Conversation,
    private readonly server: () => ServerClock,
  ) {
    this.sinceUs = openedUs;
  }

  /** What it waits for now, or waited for when it ended. */
  get current(): Wait | 'server' {
    return this.blame;
  }

  /** Whose answer is waited for. */
  get asking(): Exchange | undefined {
    return this.front;
  }

  /** When it was over. */
  get endedUs(): number | undefined {
    return this.isOver ? this.sinceUs : undefined;
  }

  /** All of an exchange's request has reached the device. */
  hasArrived({ endOffset }: Exchange): boolean {
    return this.arrivedBytes >= (this.isOpaque ? this.recordBytes.sent : endOffset);
  }

  /** It is connected, and its TLS handshake is not done. */
  get isInHandshake(): boolean {
    return this.isOpaque && this.isConnected && !this.isSecured;
  }

  /** What the connection has waited for until its first exchange, as far as it is settled. */
  openingWaits(): readonly WaitPart[] {
    return this.opening.list();
  }

  /** A segment at the device; lost ones too. */
  segment({ dir, fl, len, seq, ack, win, lost }: SegRecord, lostTo: Wait): void {
    if (dir === 'rx') {
      if (fl === 'S') this.syn = lost === 1 ? lostTo : STACK;
      else if (lost === 1) {
        if (len > 0) this.lostToDevice.set(seq, lostTo);
      } else {
        if (this.lostToDevice.size > 0) this.lostToDevice.delete(seq);
        this.arrivedBytes = Math.max(this.arrivedBytes, seq + len - 1);
        this.ackedBytes = Math.max(this.ackedBytes, ack - 1);
      }
      return;
    }
    if (fl.includes('S')) this.syn = lost === 1 ? lostTo : LINK;
    this.deviceWindow = win;
    if (len === 0) return;
    this.answerBytes = Math.max(this.answerBytes, seq + len - 1);
    this.short = undefined;
    if (lost === 1) this.lostToClient.set(seq, lostTo);
    else if (this.lostToClient.size > 0) this.lostToClient.delete(seq);
  }

  /** A request is answered by another task from now on, or no more. */
  handedOver(isWithTask: boolean, nowUs: number): void {
    this.settle(nowUs);
    if (isWithTask) this.handed = this.front;
    this.isHandedBack = !isWithTask;
    this.isWithTask = isWithTask;
  }

  /** Nobody is at what is waited for until something else wakes the server: a task had the connection before. */
  get isForgotten(): boolean {
    return this.isHandedBack && this.front !== undefined && this.front !== this.handed;
  }

  /** Another task than the server's answers what is waited for. */
  get isAnsweredByTask(): boolean {
    return this.isWithTask;
  }

  /** The device's TCP holds data back, or no longer. */
  hold({ by }: HeldRecord): void {
    this.held = by;
  }

  /** Something limited was refused to this connection. */
  refused({ name, option }: LimitSeen): void {
    const wait: Wait = { kind: 'limit', on: name, option };
    if (this.isConnected) this.short = wait;
    else this.syn = wait;
  }

  /** A TLS record: the client hands it over, or has it whole. */
  record({ dir, len }: TlsRecord): void {
    this.recordBytes[dir === 'rx' ? 'sent' : 'received'] += RECORD_HEAD_BYTES + len;
  }

  /** The TLS handshake is done for the client. */
  secured(nowUs: number): void {
    this.settle(nowUs);
    this.isSecured = true;
    this.renewWaiter(nowUs);
  }

  /** The handshake is done for the client. */
  connected(): void {
    this.isConnected = true;
  }

  /** The server has taken it in: from now on other things are in its way. */
  accepted(nowUs: number): void {
    this.settle(nowUs);
    this.isAccepted = true;
    this.renewWaiter(nowUs);
  }

  /** Sees what is waited for from now on; what was until now is added up. */
  look(nowUs: number): void {
    if (this.isOver) return;
    const next = this.conversation.waiting[0];
    const blame = this.blameNow(next);
    if (next === this.front && blame === this.blame) return;
    this.settle(nowUs);
    if (next !== this.front) this.changeFront(next, nowUs);
    if (blame === this.blame) return;
    if (this.waiter !== undefined) this.server().end(this.waiter);
    this.waiter = blame === 'server' ? this.beginWaiting(nowUs) : undefined;
    this.blame = blame;
  }

  /** Adds up what was waited for until now. */
  settle(nowUs: number): void {
    if (this.isOver) return;
    const waits = this.front?.waits ?? (this.hasFront ? undefined : this.opening);
    if (this.waiter === undefined) {
      if (this.blame !== 'server') waits?.add(this.blame, nowUs - this.sinceUs);
    } else if (nowUs > this.sinceUs) {
      const isLeftOver =
        this.isForgotten || (this.front !== undefined && this.conversation.wasReadBefore(this.front));
      for (const part of this.server().read(this.waiter, this.client, this.port, nowUs))
        waits?.add(isLeftOver && isNobody(part) ? LEFT_OVER : part, part.us);
      this.renewWaiter(nowUs);
    }
    this.sinceUs = nowUs;
  }

  /** An exchange is over: one whose turn has never come waited for those before it. */
  leave(exchange: Exchange, nowUs: number): void {
    if (exchange !== this.handed) this.isHandedBack = false;
    if (exchange !== this.front && this.hasFront) exchange.waits.add(BEHIND, nowUs - exchange.startUs);
  }

  /** The connection is over. */
  end(nowUs: number): void {
    if (this.isOver) return;
    this.settle(nowUs);
    if (this.waiter !== undefined) this.server().end(this.waiter);
    this.isOver = true;
  }

  private beginWaiting(nowUs: number): Waiter {
    return this.server().begin(this.isAccepted, nowUs, this.isInHandshake);
  }

  private renewWaiter(nowUs: number): void {
    if (this.waiter === undefined) return;
    this.server().end(this.waiter);
    this.waiter = this.beginWaiting(nowUs);
  }

  private changeFront(next: Exchange | undefined, nowUs: number): void {
    this.front = next;
    if (next === undefined) return;
    if (this.hasFront) next.waits.add(BEHIND, nowUs - next.startUs);
    else this.handOver(next);
    this.hasFront = true;
  }

  /** What the connection has cost so far is its first exchange's, but for the time in which its client wanted nothing. */
  private handOver(first: Exchange): void {
    const parts = this.opening.list().filter(({ kind }) => kind !== 'client');
    first.waits.addAll(parts);
    first.startUs = first.askedUs - first.waits.totalUs;
  }

  private blameNow(exchange: Exchange | undefined): Blame {
    if (!this.isConnected) return this.syn ?? LINK;
    if (this.isInHandshake) return this.blameInHandshake();
    if (exchange === undefined) return CLIENT;
    return this.onItsWay(exchange) ?? this.answerOnItsWay() ?? (this.isWithTask ? ASYNC : 'server');
  }

  private blameInHandshake(): Blame {
    if (this.isMuted) return CLIENT;
    const way = this.missing(this.recordBytes.sent) ?? this.answerOnItsWay();
    return way === LINK ? TLS_LINK : (way ?? 'server');
  }

  /** The request has not reached the device in full. */
  private onItsWay({ sentUs, endOffset }: Exchange): Blame | undefined {
    const { sentBytes } = this.conversation;
    const wanted = this.isOpaque ? this.recordBytes.sent : Math.min(endOffset, sentBytes);
    return this.missing(wanted) ?? (sentUs === undefined ? CLIENT : undefined);
  }

  /** What keeps bytes of the client, up to there, from the device; undefined when they have arrived. */
  private missing(wanted: number): Blame | undefined {
    if (this.arrivedBytes < wanted) {
      if (this.lostToDevice.size > 0) return firstOf(this.lostToDevice);
      return this.deviceWindow < Math.min(SMALL_WINDOW, wanted - this.arrivedBytes) ? 'server' : LINK;
    }
    return undefined;
  }

  /** There is an answer, or a part of one, that has not reached the client. */
  private answerOnItsWay(): Blame | undefined {
    if (this.lostToClient.size > 0) return firstOf(this.lostToClient);
    const { receivedBytes } = this.isOpaque ? this.wireSeen() : this.conversation;
    if (this.answerBytes > receivedBytes) return this.ackedBytes > receivedBytes ? READING : LINK;
    // An acknowledgement for which there was no memory is none.
    if (this.held === 'nagle') return this.short ?? NAGLE;
    return this.held === undefined ? this.short : LINK;
  }

  /** With TLS, what has come of a record that is not whole has been read, too. */
  private wireSeen(): { readonly receivedBytes: number } {
    const { received } = this.recordBytes;
    const isPartial = this.ackedBytes - received < MOST_RECORD_BYTES;
    return { receivedBytes: isPartial ? Math.max(received, this.ackedBytes) : received };
  }
}

function firstOf(lost: ReadonlyMap<number, Wait>): Wait | undefined {
  const [first] = lost.values();
  return first;
}

/** No server is at work. */
function isNobody({ kind, on }: Wait): boolean {
  return kind === 'device' && on === '';
}
