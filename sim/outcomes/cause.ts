/** From the facts of a connection to its outcome and its cause. */

import type { ServerRecord } from '../kernel/trace.js';
import type { ConnectionStory } from './connection-story.js';
import type { DeviceSnapshot, DeviceView, SessionHold } from './device-view.js';
import type { Cause, Outcome } from './outcome-types.js';
import { BACKLOG } from '../resources/definitions.js';
import { holderNames } from '../resources/holder.js';
import { limitText } from '../resources/limit-name.js';
import { secondsText } from './time-text.js';

/** Name of a session table that the trace does not name. */
const ANY_TABLE = 'sessions';

/** What became of a connection. */
export function outcomeOf(story: ConnectionStory): Outcome {
  const { end, connected, session, accepted, status, asked } = story;
  if (end === 'refused') return 'refused';
  if (!connected) return end === 'client-closed' || wasLeftAlone(story) ? 'gave-up' : 'unanswered';
  if (session?.purged === true) return 'purged';
  if (status !== undefined) return 'served';
  if (story.fromDevice && asked) return 'served';
  if (end === 'reset') return 'reset';
  if (end === 'eof') return 'closed';
  if (end === 'client-closed') return 'gave-up';
  if (accepted && !asked) return 'idle';
  return end === 'superseded' || end === 'client-left' ? 'gave-up' : 'waiting';
}

/** The device answered the SYN, but nobody was there any more. */
function wasLeftAlone({ end, synAcks, lostSynAcks }: ConnectionStory): boolean {
  return end === 'client-left' && synAcks > lostSynAcks;
}

/** Names the limit behind an outcome; knows the whole run. */
export class CauseFinder {
  constructor(
    private readonly device: DeviceView,
    private readonly atEnd: DeviceSnapshot,
  ) {}

  /** The cause of an outcome; undefined where there is nothing to explain. */
  causeOf(story: ConnectionStory, outcome: Outcome): Cause | undefined {
    switch (outcome) {
      case 'served':
      case 'idle':
        return undefined;
      case 'purged':
        return this.purge(story);
      case 'refused':
        return this.refusal(story) ?? this.noListener(story);
      case 'unanswered':
        return this.refusal(story) ?? this.noSynAck(story);
      case 'closed':
      case 'reset':
        return this.refusal(story) ?? this.endByDevice(story, outcome);
      case 'waiting':
        return this.wait(story) ?? nameless('not answered by the end of the run');
      case 'gave-up':
        return story.connected ? this.wait(story) : this.refusal(story);
    }
  }

  private refusal({ refusal, serverPort }: ConnectionStory): Cause | undefined {
    if (refusal === undefined) return undefined;
    const { resource, used, size, holders, effect } = refusal.record;
    const behind = resource.kind === BACKLOG.kind ? this.notAccepted(refusal.device, serverPort) : undefined;
    return {
      resource: limitText(resource),
      used,
      ...(size === undefined ? {} : { size }),
      holders: holderNames(resource, holders),
      effect,
      ...(behind === undefined ? {} : { because: behind }),
    };
  }

  private purge({ session, serverPort }: ConnectionStory): Cause {
    const table = session?.table ?? this.tableOf(serverPort);
    const room = session?.madeRoomFor;
    return {
      resource: table,
      ...this.sizeOf(table),
      holders: session?.deviceAtPurge?.sessions.map((hold) => hold.client) ?? [],
      effect: `closed to make room${room === undefined ? '' : ` for ${room}`}`,
    };
  }

  private noListener(story: ConnectionStory): Cause {
    const { serverPort } = story;
    const server = this.serverOf(story);
    let effect = `nothing listens on port ${serverPort}`;
    if (server?.ev === 'failed') effect = `the server did not start: ${server.why ?? 'no reason given'}`;
    if (server?.ev === 'stop') effect = `the server was stopped at ${secondsText(server.t)}`;
    return { resource: `listener :${serverPort}`, holders: [], effect };
  }

  private serverOf({ deviceAtEnd = this.atEnd, serverPort }: ConnectionStory): ServerRecord | undefined {
    return deviceAtEnd.servers.get(serverPort);
  }

  private noSynAck({ syns, lostSyns, synAcks, lostSynAcks, end, openedUs }: ConnectionStory): Cause {
    if (syns === 0 && lostSyns > 0) return link(`${lostSyns} SYN lost`);
    if (synAcks > 0 && lostSynAcks === synAcks) return link(`${lostSynAcks} SYN-ACK lost`);
    if (end === 'client-left') return { resource: 'client', holders: [], effect: 'vanished' };
    if (this.device.crash !== undefined)
      return { resource: 'device', holders: [], effect: this.device.crash };
    if (syns === 0) return link(`the SYN of ${secondsText(openedUs)} has not arrived by the end`);
    if (synAcks > 0) return link('the SYN-ACK has not arrived by the end');
    return nameless('the SYN was dropped');
  }

  private endByDevice(story: ConnectionStory, outcome: 'closed' | 'reset'): Cause {
    const why = story.session?.why;
    if (why !== undefined) return nameless(why);
    if (this.serverOf(story)?.ev === 'stop') return nameless('the server was stopped');
    return nameless(outcome === 'closed' ? 'the device closed the connection' : 'the device sent RST');
  }

  /** Why a connection with its handshake done gets nothing. */
  private wait(story: ConnectionStory): Cause | undefined {
    const { accepted, asked, deviceAtEnd = this.atEnd } = story;
    if (!accepted) {
      return this.notAccepted(deviceAtEnd, story.serverPort) ?? this.crash() ?? this.refusal(story);
    }
    if (!asked) return undefined;
    return this.busyTask(deviceAtEnd, story) ?? this.crash() ?? this.refusal(story) ?? lossOn(story);
  }

  /** Why the server does not call accept(). */
  private notAccepted(device: DeviceSnapshot, serverPort: number): Cause | undefined {
    const holds = device.sessions.filter((hold) => servesPort(hold, serverPort));
    const table = holds[0]?.table ?? this.tableOf(serverPort);
    const { size } = this.sizeOf(table);
    const busy = this.busyTask(device);
    const isFull = size === undefined ? busy === undefined && holds.length > 0 : holds.length >= size;
    if (!isFull) return busy;
    return {
      resource: table,
      ...(size === undefined ? {} : { size }),
      holders: holds.map((hold) => hold.client),
      effect: 'not accepted',
    };
  }

  private busyTask({ blocked }: DeviceSnapshot, own?: ConnectionStory): Cause | undefined {
    const [first] = blocked;
    if (first === undefined) return undefined;
    const { task, call, c, port, t } = first;
    const since = `since ${secondsText(t)}`;
    const isOwn = own !== undefined && own.client === c && own.port === port;
    let effect = call === 'recv' ? `waits for data of ${c} ${since}` : `waits for ${c} to read ${since}`;
    if (isOwn && call === 'recv') effect += ': this very client, whose request is not complete';
    return { resource: `task ${task}`, holders: [c], effect };
  }

  private crash(): Cause | undefined {
    const { crash } = this.device;
    return crash === undefined ? undefined : { resource: 'device', holders: [], effect: crash };
  }

  private sizeOf(resource: string): { readonly size?: number } {
    const size = this.device.sizes.get(resource);
    return size === undefined ? {} : { size };
  }

  private tableOf(serverPort: number): string {
    let any: string | undefined;
    for (const name of this.device.sizes.keys()) {
      if (!name.startsWith(ANY_TABLE)) continue;
      if (name.endsWith(`:${serverPort}`)) return name;
      any ??= name;
    }
    return any ?? ANY_TABLE;
  }
}

function servesPort({ table }: SessionHold, serverPort: number): boolean {
  return table === undefined || !/:\d+$/.test(table) || table.endsWith(`:${serverPort}`);
}

function lossOn({ lostSegments }: ConnectionStory): Cause | undefined {
  return lostSegments === 0 ? undefined : link(`${lostSegments} segments lost`);
}

function link(effect: string): Cause {
  return { resource: 'link', holders: [], effect };
}

/** The trace names no limit. */
function nameless(effect: string): Cause {
  return { resource: 'device', holders: [], effect };
}
