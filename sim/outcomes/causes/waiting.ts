/** Why somebody waits: who has the sessions, what the server's task is busy with, whose memory it is. */

import type { BlockedRecord, GateRecord, WorkRecord } from '../../kernel/trace.js';
import type { ConnectionStory } from '../connection-story.js';
import type { DeviceSnapshot, DeviceView } from '../device-view.js';
import {
  ANY_TABLE,
  connectionsIn,
  holdersOf,
  isMemory,
  isOfPort,
  isQueue,
  limitOf,
  timeWaitsIn,
} from '../limits.js';
import type { Cause } from '../outcome-types.js';
import type { SessionHold } from '../session-hold.js';
import { secondsText } from '../time-text.js';
import { timeWaitText, worthOf, type Connections } from './holders.js';

/** Knows the device and everybody on it. */
export class WaitingCauses {
  constructor(
    private readonly device: DeviceView,
    private readonly connections: Connections,
  ) {}

  /** A limit that was refused, and what is behind it. */
  refusal(story: ConnectionStory, refusal = story.refusal): Cause | undefined {
    if (refusal === undefined) return undefined;
    const { record, device } = refusal;
    const { name, size, used, option } = limitOf(record);
    const behind = isQueue(name) ? this.notAccepted(device, story) : undefined;
    const holds = connectionsIn(record).filter((hold) => !isOwn(hold, story));
    const worth = [
      ...worthOf(holds, device, this.device, this.connections),
      ...timeWaitText(timeWaitsIn(record)),
    ];
    return {
      resource: name,
      used,
      ...(size === undefined ? {} : { size }),
      ...optional('option', option),
      holders: holdersOf(record, (client, port) => this.connections.labelOf(client, port), story),
      ...(worth.length === 0 || isQueue(name) ? {} : { worth }),
      effect: record.effect,
      ...(behind === undefined ? {} : { because: behind }),
    };
  }

  /** Why the server does not call accept(). */
  notAccepted(at: DeviceSnapshot, story: ConnectionStory): Cause | undefined {
    const { serverPort } = story;
    const gate = at.gates.get(serverPort);
    if (gate !== undefined) return this.gated(gate, at, story);
    const holds = at.sessions.filter((hold) => isOfPort(hold.table ?? '', serverPort) && !isOwn(hold, story));
    const table = holds[0]?.table ?? this.device.tableOf(serverPort) ?? ANY_TABLE;
    const size = this.device.sizes.get(table);
    const busy = this.busyTask(at, story);
    const isFull = size === undefined ? busy === undefined && holds.length > 0 : holds.length >= size;
    if (!isFull) return busy;
    return Object.assign(
      this.heldTable(table, holds, at),
      holds.length > 0 ? { sinceUs: Math.max(...holds.map((hold) => hold.sinceUs)) } : {},
      { effect: 'not accepted' },
    );
  }

  /** libwebsockets does not look at its listener: who has what there is enough of. */
  private gated(
    { of: resource = '', option, t: sinceUs }: GateRecord,
    at: DeviceSnapshot,
    story: ConnectionStory,
  ): Cause {
    const holds = at.sessions.filter(
      (hold) => isOfPort(hold.table ?? '', story.serverPort) && !isOwn(hold, story),
    );
    return {
      resource,
      ...optional('option', option),
      holders: holds.map((hold) => this.connections.labelOf(hold.client, hold.port)),
      sinceUs,
      effect: 'the listener is not looked at: connected, and not accepted',
    };
  }

  /** Who got the session of whom it was taken from, and who had the others. */
  purge(story: ConnectionStory): Cause {
    const { session, serverPort } = story;
    const table = session?.table ?? this.device.tableOf(serverPort) ?? ANY_TABLE;
    const at = session?.deviceAtPurge ?? this.device.snapshot();
    const others = at.sessions.filter((hold) => hold.table === table && !isOwn(hold, story));
    const size = this.device.sizes.get(table);
    const room = session?.madeRoomFor;
    return Object.assign(this.heldTable(table, others, at), size === undefined ? {} : { used: size }, {
      effect: `closed to make room${room === undefined ? '' : ` for ${room}`}`,
    });
  }

  private heldTable(
    table: string,
    holds: readonly SessionHold[],
    at: DeviceSnapshot,
  ): Omit<Cause, 'effect' | 'sinceUs' | 'because'> {
    const size = this.device.sizes.get(table);
    const worth = worthOf(holds, at, this.device, this.connections);
    return {
      resource: table,
      ...(size === undefined ? {} : { size }),
      ...optional('option', this.device.options.get(table)),
      holders: holds.map((hold) => this.connections.labelOf(hold.client, hold.port)),
      ...(worth.length === 0 ? {} : { worth }),
    };
  }

  /** What the server's task is at, instead of this connection or for it. */
  busyTask(at: DeviceSnapshot, story: ConnectionStory): Cause | undefined {
    const work = at.work.find(({ server }) => server === story.serverPort);
    const blocked = at.blocked.find((one) =>
      work === undefined ? this.isAtServer(one, story) : one.task === work.task,
    );
    if (work === undefined) return blocked && this.blockedTask(blocked, story);
    const { task, c, port, what = '', since = work.t } = work;
    const isOwn = c === story.client && port === story.port;
    const who = c === undefined ? undefined : this.connections.labelOf(c, port);
    const whose = isOwn || who === undefined ? '' : ` of ${who}`;
    const words = [
      `busy since ${secondsText(since)} with ${isOwn ? ownText(what) : `${what}${whose}`}`.trimEnd(),
      this.waitText(work, blocked, story, at.timeUs),
    ];
    const memory = c === undefined ? undefined : this.shortage(c, port, since);
    return {
      resource: `task ${task}`,
      holders: isOwn || who === undefined ? [] : [who],
      effect: words.filter((word) => word !== '').join(', '),
      ...(memory === undefined ? {} : { because: memory }),
    };
  }

  /** A task that waits for a host of its own, as that of an MQTT client does, keeps no server. */
  private isAtServer({ c, port }: BlockedRecord, { serverPort }: ConnectionStory): boolean {
    const peer = this.connections.find(c, port);
    return peer?.fromDevice === false && peer.serverPort === serverPort;
  }

  private blockedTask({ task, call, c, port, t }: BlockedRecord, story: ConnectionStory): Cause {
    const isOwn = story.client === c && story.port === port;
    const who = this.connections.labelOf(c, port);
    const since = `since ${secondsText(t)}`;
    const whom = isOwn ? 'this very client' : who;
    const effect =
      call === 'recv' ? `waits for data of ${whom} ${since}` : `waits for ${whom} to read ${since}`;
    const memory = this.shortage(c, port, t);
    return {
      resource: `task ${task}`,
      holders: isOwn ? [] : [who],
      effect: isOwn && call === 'recv' ? `${effect}: its request is not complete` : effect,
      ...(memory === undefined ? {} : { because: memory }),
    };
  }

  private waitText(
    { on = '' }: WorkRecord,
    blocked: BlockedRecord | undefined,
    story: ConnectionStory,
    nowUs: number,
  ): string {
    if (blocked === undefined) return on === 'delay' ? 'in a delay' : on === '' ? '' : `waits for ${on}`;
    const { call, c, port } = blocked;
    const isOwn = story.client === c && story.port === port;
    const goneUs = this.device.vanished.get(c);
    const gone =
      goneUs === undefined || goneUs > blocked.t
        ? this.outageText(blocked, nowUs)
        : ` (vanished at ${secondsText(goneUs)})`;
    const whom = isOwn ? 'this very client' : this.connections.labelOf(c, port);
    return call === 'recv' ? `waits for data of ${whom}${gone}` : `waits for room to send to ${whom}${gone}`;
  }

  /** The link of whom a task waits for is down: ` (link outage 10.000 s–30.000 s)`. */
  private outageText({ c, port, t }: BlockedRecord, nowUs: number): string {
    const outage = this.connections.find(c, port)?.losses.outage;
    if (outage === undefined || outage[0] > nowUs || outage[1] < t) return '';
    return ` (link outage ${secondsText(outage[0])}–${secondsText(outage[1])})`;
  }

  /** The memory that was refused to a connection since a moment: what looks like a slow reader may be that. */
  private shortage(client: string, port: number | undefined, sinceUs: number): Cause | undefined {
    const story = this.connections.find(client, port);
    const record = story?.refusal?.record;
    if (story === undefined || record === undefined || record.t < sinceUs) return undefined;
    return isMemory(limitOf(record).name) ? this.refusal(story) : undefined;
  }
}

/** `its own GET /log`, `a request that it reads of this very client`. */
function ownText(what: string): string {
  return /^(a|the|queued|open_fn)\b/.test(what) ? `${what} of this very client` : `its own ${what}`;
}

/** A client is never among those whom it waits for. */
function isOwn(hold: SessionHold, { client, port }: ConnectionStory): boolean {
  return hold.client === client && hold.port === port;
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}
