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

import { FIRST_CLIENT_PORT, HTTP_PORT } from '../wire/ports.js';
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
import type { Connections } from './causes/holders.js';
import { connectionLabel, type ConnectionNumbers } from './connection-numbers.js';
import { ConnectionStory, type FoldedSink, type StoryEnd } from './connection-story.js';
import { endingOf, outcomeRecord } from './connection-outcome.js';
import { DeviceView } from './device-view.js';
import { isSessionTable, limitOf } from './limits.js';
import { ClientTally } from './tally/client-tally.js';
import { isPackable, PackedOutcomes } from './tally/packed-outcomes.js';
import { wordAtDeviceEnd } from './outcome-of.js';
import type { Cause, ConnectionOutcome, Ending } from './outcome-types.js';

/** Client name of segments that belong to none. */
const NOBODY = '?';

/** Connections whose exchanges are kept one by one. */
const MOST_KEPT = 500;

/** Kinds that the collector wants. */
export const OUTCOME_KINDS: readonly TraceKind[] = [
  'act',
  'cli',
  'tls',
  'sent',
  'seg',
  'held',
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

/** One connection: as it goes on, or what is left of it; of very many that are over, its place among the packed ones. */
interface Entry {
  readonly port: number;
  /** Its place among all. */
  readonly index: number;
  story: ConnectionStory | undefined;
  outcome: ConnectionOutcome | undefined;
}
type Kept = Entry | number;

/** Reads a trace and tells what became of each connection. */
export class OutcomeCollector implements Connections, ConnectionNumbers {
  private readonly byClient = new Map<string, Kept[]>();
  private readonly inOrder: Kept[] = [];
  private readonly packed = new PackedOutcomes();
  /** Stories that are not told yet, by client. */
  private readonly untold = new Map<string, Set<ConnectionStory>>();
  private readonly device = new DeviceView();
  private readonly causes = new CauseFinder(this.device, this);
  private readonly awaitingSuccessor: ConnectionStory[] = [];
  private readonly folded = new Map<string, ClientTally>();
  private hasActs = false;
  private hasSent = false;
  private nowUs = 0;

  /** `onFolded` is told of each exchange that is kept as numbers only from then on. */
  constructor(private readonly onFolded?: FoldedSink) {}

  /** Takes a record; kinds that say nothing about connections are ignored. */
  accept(record: TraceRecord): void {
    this.nowUs = record.t;
    if (record.k === 'session' && record.ev === 'close') this.acceptSession(record);
    this.device.accept(record);
    switch (record.k) {
      case 'act':
        this.acceptAct(record);
        break;
      case 'seg':
        this.acceptSegment(record);
        break;
      case 'cli':
        if (record.ev !== 'segment') this.acceptClient(record);
        break;
      case 'tls':
        this.find(record.c, record.port)?.noteTls(record);
        break;
      case 'sent':
        this.hasSent = true;
        this.find(record.c, record.port)?.noteSent(record);
        break;
      case 'held':
        this.find(record.c, record.port)?.noteHeld(record);
        break;
      case 'refuse':
        this.acceptRefusal(record);
        break;
      case 'session':
        if (record.ev === 'open') this.acceptSession(record);
        break;
      default:
    }
  }

  /** What became of the device: why it stopped, what its servers are at. */
  get deviceView(): DeviceView {
    return this.device;
  }

  /** Outcomes in the order in which the connections were begun, as if the run ended at `nowUs` (the newest record's time). */
  finish(nowUs = this.nowUs): readonly ConnectionOutcome[] {
    this.nowUs = this.device.timeUs = nowUs;
    const countOf = (client: string): number => this.countOf(client);
    return this.inOrder.map((entry) => {
      if (typeof entry === 'number') return this.packed.outcomeAt(entry, countOf);
      const outcome = entry.outcome ?? this.outcomeOf(entry.story!);
      const label = this.ownLabel(outcome);
      return label === outcome.label ? outcome : { ...outcome, label };
    });
  }

  find(client: string, port: number | undefined): ConnectionStory | undefined {
    const entry = this.entryOf(client, port);
    return typeof entry === 'object' ? entry.story : undefined;
  }

  endingOf(client: string, port: number | undefined): Ending | undefined {
    const entry = this.entryOf(client, port);
    if (typeof entry === 'number') return this.packed.outcomeAt(entry, () => 0).ending;
    return entry?.story === undefined ? entry?.outcome?.ending : endingOf(entry.story);
  }

  labelOf(client: string, port: number | undefined): string {
    return connectionLabel(client, this.numberOf(client, port), this.countOf(client));
  }

  numberOf(client: string, port: number | undefined): number | undefined {
    const entries = this.byClient.get(client) ?? [];
    const at = port === undefined ? entries.length - 1 : entries.findLastIndex((one) => this.isOn(port, one));
    return at < 0 ? undefined : at + 1;
  }

  countOf(client: string): number {
    return this.byClient.get(client)?.length ?? 0;
  }

  /** Why the device drops this SYN, or sends this RST, at this moment; undefined for other segments. */
  packetCause({ c, port, dir, fl, lost }: SegRecord, nowUs: number): Cause | undefined {
    const isReset = dir === 'tx' && fl.includes('R');
    if (lost === 1 || (!isReset && (dir === 'tx' || fl !== 'S'))) return undefined;
    this.nowUs = this.device.timeUs = nowUs;
    const entry = this.entryOf(c, port);
    // A packed one has no cause.
    if (typeof entry === 'number') return undefined;
    if (entry?.story === undefined) return isReset ? entry?.outcome?.cause : undefined;
    return isReset ? this.causes.resetOf(entry.story) : this.causes.dropOf(entry.story, nowUs);
  }

  /** The label of one that is at hand: others may have had its port since. */
  private ownLabel({ client, number }: { readonly client: string; readonly number: number }): string {
    return connectionLabel(client, number, this.countOf(client));
  }

  private entryOf(client: string, port: number | undefined): Kept | undefined {
    const entries = this.byClient.get(client);
    return port === undefined ? entries?.at(-1) : entries?.findLast((one) => this.isOn(port, one));
  }

  private isOn(port: number, entry: Kept): boolean {
    return (typeof entry === 'number' ? this.packed.portAt(entry) : entry.port) === port;
  }

  private outcomeOf(story: ConnectionStory): ConnectionOutcome {
    story.clock.settle(this.nowUs);
    return outcomeRecord(story, this.ownLabel(story), this.causes, this.nowUs);
  }

  /** Sums a client. */
  tallies(): ReadonlyMap<string, ClientTally> {
    const all = new Map<string, ClientTally>();
    for (const connection of this.finish()) {
      const { client } = connection;
      const tally = all.get(client) ?? new ClientTally();
      if (!all.has(client)) {
        all.set(client, tally);
        const folded = this.folded.get(client);
        if (folded !== undefined) tally.addAll(folded);
      }
      addTo(tally, connection);
    }
    return all;
  }

  /** Of very many connections, the exchanges of those that are over and all right are kept as numbers only. */
  private compacted(outcome: ConnectionOutcome): ConnectionOutcome {
    const { client, number, isContent, exchanges, folded: own, ...rest } = outcome;
    if (this.inOrder.length <= MOST_KEPT || !isContent) return outcome;
    const tally = this.folded.get(client) ?? new ClientTally();
    this.folded.set(client, tally);
    for (const one of exchanges) {
      tally.addExchange(one);
      this.onFolded?.(one, client, number);
    }
    if (own !== undefined) tally.addAll(own);
    return { ...rest, client, number, isContent, exchanges: [] };
  }

  private acceptAct({ t, c, do: deed, port, peer, beside, tls }: ActRecord): void {
    this.hasActs = true;
    const story = this.find(c, port);
    if (deed === 'connect') {
      if (beside !== 1) this.endAll(c, 'superseded', t);
      // With TLS, the bytes asked and answered are not those on the wire.
      this.begin(c, t, port, peer).clock.isOpaque = tls === 1;
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
    let story = this.find(c, port);
    if (dir === 'rx' && fl === 'S' && !this.hasActs && startsAnother(story)) {
      this.end(story, 'superseded', t);
      this.close(story, t);
      story = this.begin(c, t, port);
    }
    if (story === undefined) return;
    // An aborted connection says so itself (`closed`), and a stray RST is none of its business.
    if (dir === 'rx' && fl.includes('F') && story.connected) this.end(story, 'client-closed', t);
    story.noteSegment(record, !this.hasSent && !story.clock.isOpaque);
  }

  private acceptClient(record: ClientEventRecord): void {
    const { c, ev, t, port } = record;
    if (ev === 'accepted') {
      this.begin(c, t, port, undefined, true).noteConnected(t, this.device.snapshot());
      return;
    }
    const story = this.find(c, port);
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
    const story = this.find(record.c, record.port) ?? this.find(record.c, undefined);
    story?.noteRefusal(record, this.device.snapshot());
  }

  private acceptSession(record: SessionRecord): void {
    const story = this.find(record.c, record.port) ?? this.find(record.c, undefined);
    if (record.ev === 'open') {
      story?.openSession(record);
      const waiting = this.awaitingSuccessor.shift();
      if (waiting?.session) waiting.session.madeRoomFor = this.labelOf(record.c, record.port);
    } else if (story !== undefined) {
      story.closeSession(record, this.device.snapshot());
      if (record.purged === 1) this.awaitingSuccessor.push(story);
    }
  }

  private begin(
    client: string,
    t: number,
    port?: number,
    peer = HTTP_PORT,
    fromDevice = false,
  ): ConnectionStory {
    const entries = this.byClient.get(client) ?? [];
    this.byClient.set(client, entries);
    const number = entries.length + 1;
    const own = port ?? FIRST_CLIENT_PORT + number - 1;
    const { device, onFolded } = this;
    const story = new ConnectionStory(client, number, own, peer, t, fromDevice, device, onFolded);
    const entry = { port: own, index: this.inOrder.length, story, outcome: undefined };
    entries.push(entry);
    this.inOrder.push(entry);
    const untold = this.untold.get(client) ?? new Set();
    this.untold.set(client, untold.add(story));
    return story;
  }

  private endAll(client: string, end: StoryEnd, t: number): void {
    for (const story of this.untold.get(client) ?? []) {
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
    const entries = this.byClient.get(story.client)!;
    const entry = entries[story.number - 1];
    if (typeof entry !== 'object' || entry.story === undefined || this.awaitingSuccessor.includes(story))
      return;
    this.untold.get(story.client)?.delete(story);
    const outcome = this.compacted(this.outcomeOf(story));
    if (this.inOrder.length > MOST_KEPT && isPackable(outcome)) {
      this.inOrder[entry.index] = entries[story.number - 1] = this.packed.add(outcome);
      return;
    }
    entry.outcome = outcome;
    entry.story = undefined;
  }
}

function addTo(tally: ClientTally, connection: ConnectionOutcome): void {
  tally.addConnection(connection);
  for (const one of connection.exchanges) tally.addExchange(one);
  if (connection.folded !== undefined) tally.addAll(connection.folded);
}

/** Whether a SYN begins a new connection, and does not just repeat that of `story`. */
function startsAnother(story: ConnectionStory | undefined): boolean {
  return story === undefined || story.connected || story.end !== undefined;
}
