/**
 * What became of each connection and of each thing that its client asked, from the trace alone.
 *
 * A client's records are about its newest connection: older unfinished ones are forgotten when it connects anew. With
 * `act` records the start of each connection is known; without them (reference traces) it is the first SYN that the
 * device's end of the link sees, and a SYN of a client whose connection is established starts another one. Without `sent`
 * records (reference traces again) whatever reaches the device is a request.
 *
 * A connection that can't change any more is kept as its outcome alone.
 */

import type {
  ActRecord,
  ClientEventRecord,
  RefuseRecord,
  SegRecord,
  SessionRecord,
  TraceKind,
  TraceRecord,
} from '../kernel/trace.js';
import { CauseFinder } from './causes/cause-finder.js';
import { ConnectionBook } from './connection-book.js';
import type { ConnectionNumbers } from './connection-numbers.js';
import { ConnectionStory, type FoldedSink, type StoryEnd } from './connection-story.js';
import { outcomeRecord } from './connection-outcome.js';
import { DeviceView } from './device-view.js';
import { isSessionTable, limitOf } from './limits.js';
import type { ClientTally } from './tally/client-tally.js';
import { wordAtDeviceEnd } from './outcome-of.js';
import type { Cause, ConnectionOutcome } from './outcome-types.js';

/** Client name of segments that belong to none. */
const NOBODY = '?';

/** Kinds that the collector wants. */
export const OUTCOME_KINDS: readonly TraceKind[] = [
  'meta',
  'act',
  'cli',
  'tls',
  'sent',
  'seg',
  'held',
  'gate',
  'session',
  'blocked',
  'work',
  'server',
  'refuse',
  'usage',
  'assert',
  'panic',
  'livelock',
];

/** Reads a trace and tells what became of each connection. */
export class OutcomeCollector implements ConnectionNumbers {
  private readonly device = new DeviceView((client, port) => this.book.labelOf(client, port));
  private readonly book: ConnectionBook;
  private readonly causes: CauseFinder;
  private readonly awaitingSuccessor: ConnectionStory[] = [];
  private hasActs = false;
  private hasSent = false;
  private nowUs = 0;

  /** `onFolded` is told of each exchange that is kept as numbers only from then on. */
  constructor(onFolded?: FoldedSink) {
    this.book = new ConnectionBook(this.device, onFolded);
    this.causes = new CauseFinder(this.device, this.book);
  }

  /** Takes a record; kinds that say nothing about connections are ignored. */
  accept(record: TraceRecord): void {
    this.nowUs = this.device.timeUs = record.t;
    switch (record.k) {
      case 'seg':
        this.device.noteSegment(record);
        this.acceptSegment(record);
        break;
      case 'cli':
        if (record.ev !== 'segment') this.acceptClient(record);
        break;
      case 'sent':
        this.hasSent = true;
        this.book.find(record.c, record.port)?.noteSent(record);
        break;
      case 'held':
        this.book.find(record.c, record.port)?.noteHeld(record);
        break;
      case 'tls':
        this.book.find(record.c, record.port)?.noteTls(record);
        break;
      case 'act':
        this.device.accept(record);
        this.acceptAct(record);
        break;
      case 'refuse':
        this.device.accept(record);
        this.acceptRefusal(record);
        break;
      case 'session':
        this.acceptSessionRecord(record);
        break;
      default:
        this.device.accept(record);
    }
  }

  private acceptSessionRecord(record: SessionRecord): void {
    // Who held sessions until then is told with the one that is closed.
    if (record.ev === 'close') this.acceptSession(record);
    this.device.accept(record);
    if (record.ev === 'open') this.acceptSession(record);
    else if (record.ev === 'silent') this.book.find(record.c, record.port)?.noteSilence(record);
    else if (record.ev !== 'close') this.book.find(record.c, record.port)?.noteAsync(record);
  }

  /** What became of the device: why it stopped, what its servers are at. */
  get deviceView(): DeviceView {
    return this.device;
  }

  /** Outcomes in the order in which the connections were begun, as if the run ended at `nowUs` (the newest record's time). */
  finish(nowUs = this.nowUs): readonly ConnectionOutcome[] {
    this.nowUs = this.device.timeUs = nowUs;
    return this.book.all((story) => this.outcomeOf(story));
  }

  labelOf(client: string, port: number | undefined): string {
    return this.book.labelOf(client, port);
  }

  numberOf(client: string, port: number | undefined): number | undefined {
    return this.book.numberOf(client, port);
  }

  countOf(client: string): number {
    return this.book.countOf(client);
  }

  /** Sums a client. */
  tallies(): ReadonlyMap<string, ClientTally> {
    return this.book.tallies(this.finish());
  }

  /** Why the device drops this SYN, or sends this RST, at this moment; undefined for other segments. */
  packetCause({ c, port, dir, fl, lost }: SegRecord, nowUs: number): Cause | undefined {
    const isReset = dir === 'tx' && fl.includes('R');
    if (lost === 1 || (!isReset && (dir === 'tx' || fl !== 'S'))) return undefined;
    this.nowUs = this.device.timeUs = nowUs;
    const known = this.book.at(c, port);
    // What was packed has no cause.
    if (known === undefined) return undefined;
    if (!(known instanceof ConnectionStory)) return isReset ? known.cause : undefined;
    return isReset ? this.causes.resetOf(known) : this.causes.dropOf(known, nowUs);
  }

  private outcomeOf(story: ConnectionStory): ConnectionOutcome {
    story.clock.settle(this.nowUs);
    return outcomeRecord(story, this.book.ownLabel(story), this.causes, this.nowUs);
  }

  private acceptAct({ t, c, do: deed, port, peer, beside, tls }: ActRecord): void {
    this.hasActs = true;
    const story = this.book.find(c, port);
    if (deed === 'connect') {
      if (beside !== 1) this.endAll(c, 'superseded', t);
      // With TLS, the bytes asked and answered are not those on the wire.
      this.book.begin(c, t, port, peer).clock.isOpaque = tls === 1;
    } else if (deed === 'accept') {
      if (story !== undefined) story.clock.isOpaque = tls === 1;
    } else if (deed === 'vanish') {
      this.endAll(c, 'client-left', t);
    } else {
      this.end(story, 'client-closed', t);
      if (deed === 'abort') this.close(story, t);
    }
  }

  private acceptSegment(record: SegRecord): void {
    const { c, dir, fl, t, port } = record;
    if (c === NOBODY) return;
    let story = this.book.find(c, port);
    if (dir === 'rx' && fl === 'S' && !this.hasActs && startsAnother(story)) {
      this.end(story, 'superseded', t);
      this.close(story, t);
      story = this.book.begin(c, t, port);
    }
    if (story === undefined) return;
    // An aborted connection says so itself (`closed`), and a stray RST is none of its business.
    if (dir === 'rx' && fl.includes('F') && story.connected) this.end(story, 'client-closed', t);
    story.noteSegment(record, !this.hasSent && !story.clock.isOpaque);
  }

  private acceptClient(record: ClientEventRecord): void {
    const { c, ev, t, port } = record;
    if (ev === 'accepted') {
      this.book.begin(c, t, port, undefined, true).noteConnected(t, this.device.snapshot());
      return;
    }
    const story = this.book.find(c, port);
    if (story === undefined) return;
    switch (ev) {
      case 'connected':
        story.noteConnected(t, this.device.snapshot());
        break;
      case 'data':
        story.noteData(record);
        break;
      case 'closed':
        this.end(story, 'client-closed', t);
        this.close(story, t);
        break;
      case 'eof':
        this.deviceEnds(story, 'eof', t);
        break;
      case 'reset':
        this.deviceEnds(story, 'reset', t);
        this.close(story, t);
        break;
      case 'refused':
      case 'timeout':
        this.end(story, ev, t);
        this.close(story, t);
        break;
      default:
        // What is left are TLS's own events.
        story.noteTlsEvent(record);
    }
  }

  /** The device has ended the stream: what is owed now, is never answered. */
  private deviceEnds(story: ConnectionStory, how: 'eof' | 'reset', t: number): void {
    const { conversation, clock, end } = story;
    if (how === 'eof') conversation.endOfStream(t);
    if (how === 'reset') story.cutOffUnsent();
    if (end === undefined)
      conversation.end((exchange, isOpen) => wordAtDeviceEnd(story, exchange, isOpen), t);
    clock.look(t);
    this.end(story, how, t);
    if (end !== undefined) this.close(story, t);
  }

  private acceptRefusal(record: RefuseRecord): void {
    // A full session table refuses nobody: with LRU purge it names its victim, and `session` says that better.
    if (record.c === undefined || isSessionTable(limitOf(record).name)) return;
    const story = this.book.find(record.c, record.port) ?? this.book.find(record.c, undefined);
    story?.noteRefusal(record, this.device.snapshot());
  }

  private acceptSession(record: SessionRecord): void {
    const story = this.book.find(record.c, record.port) ?? this.book.find(record.c, undefined);
    if (record.ev === 'open') {
      story?.openSession(record);
      const waiting = this.awaitingSuccessor.shift();
      if (waiting?.session) waiting.session.madeRoomFor = this.book.labelOf(record.c, record.port);
    } else if (story !== undefined) {
      story.closeSession(record, this.device.snapshot());
      if (record.purged === 1) this.awaitingSuccessor.push(story);
    }
  }

  private endAll(client: string, end: StoryEnd, t: number): void {
    for (const story of this.book.untoldOf(client)) {
      this.end(story, end, t);
      // A SYN-ACK may still be on its way to who is gone.
      if (story.connected) this.close(story, t);
    }
  }

  private end(story: ConnectionStory | undefined, end: StoryEnd, t: number): void {
    if (story?.end === undefined) story?.finish(end, t, this.device.snapshot());
  }

  /** Nothing more can come of it: its outcome is all that is kept. */
  private close(story: ConnectionStory | undefined, t: number): void {
    if (story === undefined) return;
    story.clock.end(t);
    if (this.awaitingSuccessor.includes(story)) return;
    this.book.keep(story, () => this.outcomeOf(story));
  }
}

/** Whether a SYN begins a new connection, and does not just repeat that of `story`. */
function startsAnother(story: ConnectionStory | undefined): boolean {
  return story === undefined || story.connected || story.end !== undefined;
}
