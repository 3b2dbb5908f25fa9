/** What the trace says about one connection, in the order in which it says it. Facts only; outcome-of.ts judges them. */

import { bytesShown } from '../codec/shown-bytes.js';
import type {
  ClientEventRecord,
  HeldRecord,
  RefuseRecord,
  SegRecord,
  SentRecord,
  SessionRecord,
  TlsRecord,
} from '../kernel/trace.js';
import type { DeviceSnapshot, DeviceView } from './device-view.js';
import { Conversation } from './exchanges/conversation.js';
import type { Exchange } from './exchanges/exchange.js';
import type { ExchangeReport } from './exchanges/exchange-types.js';
import { limitOf, tableOf } from './limits.js';
import { ClientTally } from './tally/client-tally.js';
import { secondsText } from './time-text.js';
import { ConnectionClock } from './waits/connection-clock.js';
import { behind, type Wait } from './waits/waits.js';

/** The session that the device gave it. */
export interface SessionPart {
  readonly table: string;
  closed: boolean;
  purged: boolean;
  why: string | undefined;
  /** The device when it was purged, this session included. */
  deviceAtPurge: DeviceSnapshot | undefined;
  /** Who got the room. */
  madeRoomFor: string | undefined;
}

/** A refusal, and the device at that moment. */
export interface RefusalPart {
  readonly record: RefuseRecord;
  readonly device: DeviceSnapshot;
}

/** How a connection ended for its client; the first of these that happened. */
export type StoryEnd =
  'refused' | 'timeout' | 'eof' | 'reset' | 'client-closed' | 'client-left' | 'superseded';

/** What the link has lost of a connection. */
export interface Losses {
  /** SYNs towards the device, SYN-ACKs from it. */
  syns: number;
  synAcks: number;
  /** Segments of the exchange that is waited for, or was last. */
  segments: number;
  /** The newest outage that took some of them, virtual microseconds. */
  outage: readonly [from: number, until: number] | undefined;
}

/** How far a handshake has come. */
export interface Handshake {
  readonly isDone: boolean;
  /** SYNs that reached the device, SYN-ACKs that it sent, and those that the link lost. */
  readonly syns: number;
  readonly synAcks: number;
  readonly lostSyns: number;
  readonly lostSynAcks: number;
}

/** What a connection waits for. */
export type WaitSeen = Pick<ConnectionClock, 'current' | 'isAnsweredByTask' | 'asking'>;

/** Told of an exchange of a client's connection (1 for its first) that becomes a number. */
export type FoldedSink = (exchange: ExchangeReport, client: string, number: number) => void;

/** Exchanges of a connection that are kept one by one. */
const MOST_KEPT = 50;
const LOSS: Wait = { kind: 'loss', on: '' };

/** One connection. */
export class ConnectionStory {
  connected = false;
  connectedUs: number | undefined;
  session: SessionPart | undefined;
  /** Why the device closed it before it had a session. */
  turnedAway: string | undefined;
  /** The newest refusal that has not been got over. */
  refusal: RefusalPart | undefined;
  /** The one that it got over when a session was opened for it. */
  overcome: RefusalPart | undefined;
  /** The device when the handshake was done: what it then waited for. */
  deviceAtConnect: DeviceSnapshot | undefined;
  end: StoryEnd | undefined;
  endedUs: number | undefined;
  /** What it waited for at the end; what comes later changes nothing. */
  private waitAtEnd: WaitSeen | undefined;
  /** What had become of its handshake at the end; later ones change nothing. */
  private handshakeAtEnd: Handshake | undefined;
  /** The device at the end. */
  deviceAtEnd: DeviceSnapshot | undefined;
  /** SYNs that reached the device, and SYN-ACKs that it sent. */
  syns = 0;
  synAcks = 0;
  /** The device answers its SYN with an ACK: for it, an earlier connection from this port is not over. */
  isOldStill = false;
  readonly losses: Losses = { syns: 0, synAcks: 0, segments: 0, outage: undefined };
  /** When data last reached the device or left it. */
  lastDataUs: number | undefined;
  /** Every exchange that is not told as a number yet, oldest first. */
  readonly exchanges: Exchange[] = [];
  /** Those before them, as numbers: most of a long life. */
  folded: ClientTally | undefined;
  readonly conversation: Conversation;
  readonly clock: ConnectionClock;
  /** A connection of the device's own: data has come of it. */
  hasData = false;
  /** Why TLS failed, in the words of the client's end. */
  tlsFailure: string | undefined;
  private acceptedAtEnd = false;
  /** Whose losses are counted. */
  private lossesOf: Exchange | undefined;

  constructor(
    readonly client: string,
    readonly number: number,
    /** The client's port. */
    readonly port: number,
    /** The device's port. */
    readonly serverPort: number,
    readonly openedUs: number,
    /** The device opened it. */
    readonly fromDevice: boolean,
    device: DeviceView,
    private readonly onFolded?: FoldedSink,
  ) {
    this.conversation = new Conversation(
      openedUs,
      (exchange) => {
        this.exchanges.push(exchange);
        if (this.exchanges.length > MOST_KEPT) this.fold();
      },
      (exchange, nowUs) => {
        this.clock.leave(exchange, nowUs);
      },
    );
    this.clock = new ConnectionClock(client, port, openedUs, this.conversation, () =>
      device.clockOf(serverPort),
    );
  }

  /** The device had it in a session while its client still cared. */
  get accepted(): boolean {
    return this.end === undefined ? this.session !== undefined : this.acceptedAtEnd;
  }

  /** The handshake as it was when it ended, or is now. */
  get handshake(): Handshake {
    const { syns, synAcks, losses, connected: isDone } = this;
    return (
      this.handshakeAtEnd ?? { isDone, syns, synAcks, lostSyns: losses.syns, lostSynAcks: losses.synAcks }
    );
  }

  /** What it waits for, or waited for when it ended. */
  get waitSeen(): WaitSeen {
    const { current, isAnsweredByTask, asking } = this.clock;
    return this.waitAtEnd ?? { current, isAnsweredByTask, asking };
  }

  /** The client has asked for something. */
  get asked(): boolean {
    return this.conversation.total > 0;
  }

  /** Ends the story, if it has not ended yet. */
  finish(end: StoryEnd, timeUs: number, device: DeviceSnapshot): void {
    if (this.end !== undefined) return;
    this.handshakeAtEnd = this.handshake;
    this.waitAtEnd = this.waitSeen;
    this.end = end;
    this.endedUs = timeUs;
    this.deviceAtEnd = device;
    this.acceptedAtEnd = this.session !== undefined;
    this.clock.settle(timeUs);
    for (const one of this.exchanges) {
      if (one.decided !== undefined) continue;
      const isBehind = one !== this.clock.asking && this.conversation.waiting.includes(one);
      one.abandon(timeUs, isBehind ? behind(timeUs - one.startUs) : undefined);
    }
  }

  /** The handshake is done. */
  noteConnected(timeUs: number, device: DeviceSnapshot): void {
    this.connected = true;
    this.deviceAtConnect = device;
    this.connectedUs = timeUs;
    this.clock.connected();
    this.clock.look(timeUs);
  }

  /** Counts a segment; `countsRequests`: nothing else tells of what the client sends. */
  noteSegment(record: SegRecord, countsRequests: boolean): void {
    const { fl, dir, len, t } = record;
    if (record.lost === 1) this.noteLoss(record);
    else if (fl === 'S' && dir === 'rx') this.syns++;
    if (fl === 'SA' && dir === 'tx') this.synAcks++;
    if (fl === 'A' && dir === 'tx' && !this.connected && this.synAcks === 0) this.isOldStill = true;
    if (len > 0 && record.lost !== 1) this.lastDataUs = t;
    if (countsRequests && dir === 'rx' && len > 0) this.conversation.arrive(t);
    this.clock.segment(record, record.lost === 1 ? lossOf(record) : LOSS);
    this.clock.look(t);
  }

  /** The client sends. */
  noteSent(record: SentRecord): void {
    if (this.fromDevice) return;
    this.conversation.send(bytesShown(record), record.t, record.expects === 1);
    this.clock.look(record.t);
  }

  /** The client receives. */
  noteData(record: ClientEventRecord): void {
    this.hasData = true;
    if (!this.fromDevice) this.conversation.receive(bytesShown(record), record.t);
    this.clock.look(record.t);
  }

  /** A record of its TLS. */
  noteTls(record: TlsRecord): void {
    this.clock.isOpaque = true;
    this.clock.record(record);
    this.clock.look(record.t);
  }

  /** What its TLS has come to. */
  noteTlsEvent({ ev, reason, t }: ClientEventRecord): void {
    this.clock.isOpaque = true;
    if (ev === 'tls_established' || ev === 'tls_false_start') this.clock.secured(t);
    if (ev === 'tls_cut' || ev === 'tls_muted') this.clock.isMuted = true;
    if (ev === 'tls_error') this.tlsFailure = reason;
    this.clock.look(t);
  }

  /** Another task has a request of it, or is done with it. */
  noteAsync({ ev, t }: SessionRecord): void {
    this.clock.handedOver(ev === 'async', t);
    this.clock.look(t);
  }

  /** A handler of the device has returned, and has sent nothing for what it was called for. */
  noteSilence({ t }: SessionRecord): void {
    const { conversation, clock } = this;
    const [front] = conversation.waiting;
    const asked = front ?? conversation.lastMessage;
    if (asked === undefined || !clock.hasArrived(asked)) return;
    // Somebody else has it, or has answered it, as far as its connection shows.
    if (front !== undefined && clock.current !== 'server') return;
    clock.settle(t);
    asked.noteSilence(t);
  }

  /** The device's TCP holds data back, or no longer. */
  noteHeld(record: HeldRecord): void {
    this.clock.hold(record);
    this.clock.look(record.t);
  }

  /** Something limited was refused to it. */
  noteRefusal(record: RefuseRecord, device: DeviceSnapshot): void {
    this.refusal = { record, device };
    this.clock.refused(limitOf(record));
    this.clock.look(record.t);
  }

  /** A session was opened for it: what kept it out until then has not stopped it. */
  openSession(record: SessionRecord): void {
    this.overcome = this.refusal;
    this.refusal = undefined;
    this.clock.accepted(record.t);
    this.session = {
      table: tableOf(record),
      closed: false,
      purged: false,
      why: undefined,
      deviceAtPurge: undefined,
      madeRoomFor: undefined,
    };
  }

  /** Its session was closed, on a device that looked like `device` until then. */
  closeSession({ purged, why }: SessionRecord, device: DeviceSnapshot): void {
    if (this.session === undefined) {
      this.turnedAway = why;
      return;
    }
    this.session.closed = true;
    this.session.purged = purged === 1;
    this.session.why = why;
    if (purged === 1) this.session.deviceAtPurge = device;
  }

  /** An answer that came while its request was still on its way is lost with the RST: clients report an error. */
  cutOffUnsent(): void {
    const { newest } = this.conversation;
    if (newest?.decided !== 'answered' && newest?.decided !== 'error') return;
    const isSent = newest.asked.isComplete || newest.kind === 'raw';
    if (!isSent || !this.clock.hasArrived(newest)) newest.decided = 'cut-off';
  }

  /** The oldest exchange that is over becomes a number. */
  private fold(): void {
    const at = this.exchanges.findIndex(({ decided }) => decided !== undefined);
    if (at < 0) return;
    this.folded ??= new ClientTally();
    for (const one of this.exchanges.splice(at, 1)) {
      const report = one.report();
      this.folded.addExchange(report);
      this.onFolded?.(report, this.client, this.number);
    }
  }

  private noteLoss({ fl, dir, outage }: SegRecord): void {
    const { losses } = this;
    if (fl === 'S' && dir === 'rx') losses.syns++;
    else if (fl === 'SA' && dir === 'tx') losses.synAcks++;
    else {
      const [front] = this.conversation.waiting;
      if (front !== undefined && front !== this.lossesOf) losses.segments = 0;
      this.lossesOf = front ?? this.lossesOf;
      losses.segments++;
    }
    losses.outage = outage ?? losses.outage;
  }
}

function lossOf({ outage }: SegRecord): Wait {
  if (outage === undefined) return LOSS;
  return { kind: 'outage', on: `${secondsText(outage[0])}–${secondsText(outage[1])}` };
}
