/**
 * What became of each connection, from the trace alone.
 *
 * A client's records are about its newest connection: older unfinished ones are forgotten when it connects anew. With
 * `act` records the start of each connection is known; without them (reference traces) it is the first SYN that the
 * device's end of the link sees, and a SYN of a client whose connection is established starts another one.
 */

import type {
  ClientEventRecord,
  RefuseRecord,
  SegRecord,
  SessionRecord,
  ActRecord,
  TraceKind,
  TraceRecord,
} from '../kernel/trace.js';
import { SESSIONS } from '../resources/definitions.js';
import { ConnectionStory, type StoryEnd } from './connection-story.js';
import { DeviceView } from './device-view.js';
import { CauseFinder, outcomeOf } from './cause.js';
import type { ConnectionOutcome } from './outcome-types.js';

/** First local port of a client, and the server's port unless a step names one (conformance README). */
const FIRST_CLIENT_PORT = 49_152;
const HTTP_PORT = 80;
/** Client name of segments that belong to none. */
const NOBODY = '?';

/** Kinds that the collector wants. */
export const OUTCOME_KINDS: readonly TraceKind[] = [
  'act',
  'cli',
  'seg',
  'session',
  'blocked',
  'server',
  'refuse',
  'usage',
  'assert',
  'panic',
  'livelock',
];

/** Reads a trace and tells what became of each connection. */
export class OutcomeCollector {
  private readonly byClient = new Map<string, ConnectionStory[]>();
  private readonly inOrder: ConnectionStory[] = [];
  private readonly device = new DeviceView();
  private readonly awaitingSuccessor: ConnectionStory[] = [];
  private hasActs = false;

  /** Takes a record; kinds that say nothing about connections are ignored. */
  accept(record: TraceRecord): void {
    if (record.k === 'session' && record.ev === 'close') this.acceptSession(record);
    this.device.accept(record);
    if (record.k === 'act') this.acceptAct(record);
    else if (record.k === 'seg') this.acceptSegment(record);
    else if (record.k === 'cli') {
      if (record.ev !== 'segment') this.acceptClient(record);
    } else if (record.k === 'refuse') this.acceptRefusal(record);
    else if (record.k === 'session' && record.ev === 'open') this.acceptSession(record);
  }

  /** Outcomes in the order in which the connections were begun. */
  finish(): readonly ConnectionOutcome[] {
    const causes = new CauseFinder(this.device, this.device.snapshot());
    return this.inOrder.map((story) => {
      const { client, number, openedUs, endedUs, status } = story;
      const outcome = outcomeOf(story);
      const several = (this.byClient.get(client)?.length ?? 0) > 1;
      return {
        client,
        number,
        label: several ? `${client}#${number}` : client,
        openedUs,
        outcome,
        endedUs,
        status,
        cause: causes.causeOf(story, outcome),
      };
    });
  }

  private acceptAct({ t, c, do: deed, port, peer, beside }: ActRecord): void {
    this.hasActs = true;
    const story = this.find(c, port);
    if (deed === 'connect') {
      if (beside !== 1) for (const older of this.byClient.get(c) ?? []) this.end(older, 'superseded', t);
      this.begin(c, t, port, peer);
    } else if (deed === 'close' || deed === 'abort') {
      this.end(story, 'client-closed', t);
    } else {
      for (const one of this.byClient.get(c) ?? []) this.end(one, 'client-left', t);
    }
  }

  private acceptSegment(record: SegRecord): void {
    const { c, dir, fl, len, t, port } = record;
    if (c === NOBODY) return;
    let story = this.find(c, port);
    if (dir === 'rx' && fl === 'S' && !this.hasActs && startsAnother(story)) {
      this.end(story, 'superseded', t);
      story = this.begin(c, t, port);
    }
    if (story === undefined) return;
    if (dir === 'rx') {
      if (len > 0) story.asked = true;
      // An aborted connection says so itself (`closed`), and a stray RST is none of its business.
      if (fl.includes('F') && story.connected) this.end(story, 'client-closed', t);
    }
    story.noteSegment(record);
  }

  private acceptClient(record: ClientEventRecord): void {
    const { c, ev, t, port } = record;
    if (ev === 'accepted') {
      const story = this.begin(c, t, port, undefined, true);
      story.connected = true;
      return;
    }
    const story = this.find(c, port);
    if (story === undefined) return;
    if (ev === 'connected') story.connected = true;
    else if (ev === 'data') story.noteData(record);
    else if (ev === 'closed') this.end(story, 'client-closed', t);
    else if (ev === 'refused' || ev === 'timeout' || ev === 'eof' || ev === 'reset') this.end(story, ev, t);
    if (ev === 'data' && story.fromDevice) story.asked = true;
  }

  private acceptRefusal(record: RefuseRecord): void {
    // A full session table refuses nobody: with LRU purge it names its victim, and `session` says that better.
    if (record.c === undefined || record.resource.kind === SESSIONS.kind) return;
    const story = this.find(record.c, record.port) ?? this.current(record.c);
    if (story !== undefined) story.refusal = { record, device: this.device.snapshot() };
  }

  private acceptSession(record: SessionRecord): void {
    const story =
      this.byClient.get(record.c)?.findLast((one) => one.port === record.port) ?? this.current(record.c);
    if (record.ev === 'open') {
      story?.openSession(record);
      const waiting = this.awaitingSuccessor.shift();
      if (waiting?.session) waiting.session.madeRoomFor = record.c;
    } else if (story !== undefined) {
      story.closeSession(record, this.device.snapshot());
      if (record.purged === 1) this.awaitingSuccessor.push(story);
    }
  }

  /** The newest connection of a client, or the newest on one of its ports. */
  private find(client: string, port: number | undefined): ConnectionStory | undefined {
    if (port === undefined) return this.current(client);
    return this.byClient.get(client)?.findLast((one) => one.port === port);
  }

  private current(client: string): ConnectionStory | undefined {
    return this.byClient.get(client)?.at(-1);
  }

  private begin(
    client: string,
    t: number,
    port?: number,
    peer = HTTP_PORT,
    fromDevice = false,
  ): ConnectionStory {
    const stories = this.byClient.get(client) ?? [];
    this.byClient.set(client, stories);
    const number = stories.length + 1;
    const story = new ConnectionStory(
      client,
      number,
      port ?? FIRST_CLIENT_PORT + number - 1,
      peer,
      t,
      fromDevice,
    );
    stories.push(story);
    this.inOrder.push(story);
    return story;
  }

  private end(story: ConnectionStory | undefined, end: StoryEnd, t: number): void {
    if (story?.end === undefined) story?.finish(end, t, this.device.snapshot());
  }
}

/** Whether a SYN begins a new connection, and does not just repeat that of `story`. */
function startsAnother(story: ConnectionStory | undefined): boolean {
  return story === undefined || story.connected || story.end !== undefined;
}
