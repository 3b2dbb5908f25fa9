/** Names what is behind an outcome, down to the root; knows the whole run. The one place where causes are found. */

import type { ServerRecord } from '../../kernel/trace.js';
import type { ConnectionStory } from '../connection-story.js';
import type { DeviceSnapshot, DeviceView } from '../device-view.js';
import type { Cause } from '../outcome-types.js';
import type { Outcome } from '../outcome-words.js';
import { secondsText } from '../time-text.js';
import type { Connections } from './holders.js';
import { WaitingCauses } from './waiting.js';

/** Finds causes. */
export class CauseFinder {
  private readonly waiting: WaitingCauses;

  constructor(
    private readonly device: DeviceView,
    private readonly connections: Connections,
  ) {
    this.waiting = new WaitingCauses(device, connections);
  }

  /** The cause of an outcome; undefined where there is nothing to explain. */
  causeOf(story: ConnectionStory, outcome: Outcome): Cause | undefined {
    switch (outcome) {
      case 'served':
      case 'idle':
        return undefined;
      case 'purged':
        return this.purge(story);
      case 'refused':
        return this.waiting.refusal(story) ?? this.noListener(story);
      case 'unanswered':
        return this.waiting.refusal(story) ?? this.noSynAck(story);
      case 'closed':
      case 'reset':
      case 'cut-off':
        return this.endByDevice(story);
      case 'waiting':
      case 'incomplete':
        return this.wait(story);
      case 'gave-up':
        return this.givenUp(story);
    }
  }

  private purge(story: ConnectionStory): Cause {
    const { session, serverPort } = story;
    const table = session?.table ?? this.device.tableOf(serverPort) ?? 'sessions';
    const size = this.device.sizes.get(table);
    const option = this.device.options.get(table);
    const holds = session?.deviceAtPurge?.sessions.filter((hold) => hold.table === table) ?? [];
    const room = session?.madeRoomFor;
    return {
      resource: table,
      ...(size === undefined ? {} : { size }),
      ...(option === undefined ? {} : { option }),
      holders: holds.map(({ client, port }) => this.connections.labelOf(client, port)),
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

  private serverOf(story: ConnectionStory): ServerRecord | undefined {
    return this.momentOf(story).servers.get(story.serverPort);
  }

  /** The device when the connection ended, or now. */
  private momentOf({ deviceAtEnd }: ConnectionStory): DeviceSnapshot {
    return deviceAtEnd ?? this.device.snapshot();
  }

  private noSynAck(story: ConnectionStory): Cause {
    const { syns, synAcks, losses, end, openedUs } = story;
    if (syns === 0 && losses.syns > 0) return linkCause(story, `${losses.syns} SYN lost`);
    if (synAcks > 0 && losses.synAcks === synAcks) return linkCause(story, `${losses.synAcks} SYN-ACK lost`);
    if (end === 'client-left') return this.vanished(story);
    if (this.device.crash !== undefined) return deviceCause(this.device.crash);
    if (syns === 0) return linkCause(story, `the SYN of ${secondsText(openedUs)} has not arrived by the end`);
    if (synAcks > 0) return linkCause(story, 'the SYN-ACK has not arrived by the end');
    return deviceCause('the SYN was dropped');
  }

  private endByDevice(story: ConnectionStory): Cause {
    const refusal = this.waiting.refusal(story);
    if (refusal !== undefined) return refusal;
    const why = story.session?.why;
    if (why !== undefined) return deviceCause(why);
    if (this.serverOf(story)?.ev === 'stop') return deviceCause('the server was stopped');
    if (story.end !== 'reset') return deviceCause('the device closed the connection');
    const { newest } = story.conversation;
    const isUnread =
      newest !== undefined && (newest.sentUs === undefined || story.clock.arrived < newest.endOffset);
    return deviceCause(
      isUnread ? 'RST: it closed the connection with a part of the request unread' : 'the device sent RST',
    );
  }

  /** Why a connection gets nothing, or nothing more. */
  private wait(story: ConnectionStory): Cause {
    const at = this.momentOf(story);
    const { current } = story.clock;
    if (!story.connected) return this.waiting.refusal(story) ?? this.noSynAck(story);
    if (current === 'server' || !story.asked) {
      const busy = story.accepted ? this.waiting.busyTask(at, story) : this.waiting.notAccepted(at, story);
      return (
        busy ??
        this.crash() ??
        this.waiting.refusal(story) ??
        deviceCause('not answered by the end of the run')
      );
    }
    switch (current.kind) {
      case 'loss':
      case 'outage':
        return linkCause(story, `${story.losses.segments} segments lost`);
      case 'limit':
        return this.waiting.refusal(story) ?? { resource: current.on, holders: [], effect: 'none left' };
      case 'reading':
        return { resource: 'client', holders: [], effect: 'it does not read what the device has sent' };
      case 'client':
        return { resource: 'client', holders: [], effect: 'it has not sent its whole request' };
      case 'nagle':
        return deviceCause('Nagle’s algorithm holds the rest back until the client acknowledges');
      default:
        return linkCause(story, 'on its way at the end of the run');
    }
  }

  private givenUp(story: ConnectionStory): Cause | undefined {
    const wait = story.connected || story.refusal !== undefined ? this.wait(story) : undefined;
    if (story.end !== 'client-left' || wait?.resource.startsWith('sessions') === true) return wait;
    const isOwnDoing = wait === undefined || wait.resource === 'client' || wait.resource === 'link';
    return isOwnDoing ? this.vanished(story) : wait;
  }

  private vanished({ client, endedUs = 0 }: ConnectionStory): Cause {
    const goneUs = this.device.vanished.get(client) ?? endedUs;
    return { resource: 'client', holders: [], effect: `it vanished at ${secondsText(goneUs)}` };
  }

  private crash(): Cause | undefined {
    const { crash } = this.device;
    return crash === undefined ? undefined : deviceCause(crash);
  }
}

/** `link: outage 2.000 s–32.000 s, 5 SYN lost`. */
function linkCause({ losses: { outage } }: ConnectionStory, effect: string): Cause {
  const when = outage === undefined ? '' : `outage ${secondsText(outage[0])}–${secondsText(outage[1])}, `;
  return { resource: 'link', holders: [], effect: when + effect };
}

/** The trace names no limit. */
function deviceCause(effect: string): Cause {
  return { resource: 'device', holders: [], effect };
}
