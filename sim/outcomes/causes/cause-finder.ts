/** Names what is behind an outcome, down to the root; knows the whole run. The one place where causes are found. */

import type { ServerRecord } from '../../kernel/trace.js';
import type { ConnectionStory } from '../connection-story.js';
import type { DeviceSnapshot, DeviceView } from '../device-view.js';
import type { Cause } from '../outcome-types.js';
import { CONTENT, type Outcome } from '../outcome-words.js';
import { isSessionTable } from '../limits.js';
import { SLOW_US } from '../slow.js';
import { secondsText, spanText } from '../time-text.js';
import { waitWords } from '../waits/waits-text.js';
import type { Connections } from './holders.js';
import { WaitingCauses } from './waiting.js';

/** Finds causes. */
export class CauseFinder {
  private readonly waiting: WaitingCauses;

  constructor(
    private readonly device: DeviceView,
    connections: Connections,
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
        return this.waiting.purge(story);
      case 'refused':
        return this.refusalOf(story);
      case 'unanswered':
        return this.waiting.refusal(story) ?? this.noSynAck(story);
      case 'closed':
      case 'reset':
      case 'cut-off':
        return this.endByDevice(story, story.end === 'reset');
      case 'waiting':
      case 'incomplete':
        return this.wait(story);
      case 'gave-up':
        return this.givenUp(story);
    }
  }

  /** Why the device drops a connection's SYN at this moment; undefined when nothing is refused to it now. */
  dropOf(story: ConnectionStory, nowUs: number): Cause | undefined {
    return story.refusal?.record.t === nowUs ? this.waiting.refusal(story) : undefined;
  }

  /** What is behind an RST that the device sends to a connection at this moment. */
  resetOf(story: ConnectionStory): Cause {
    if (story.session?.purged === true) return this.waiting.purge(story);
    return story.connected ? this.endByDevice(story, true) : this.refusalOf(story);
  }

  /** What a connection waited for in vain for long, though it got in at last. */
  delayOf(story: ConnectionStory, outcome: Outcome): Cause | undefined {
    const [largest] = story.exchanges[0]?.waits.list() ?? [];
    if (!CONTENT.has(outcome) || largest?.kind !== 'limit' || largest.us < SLOW_US) return undefined;
    if (!isSessionTable(largest.on)) return this.waiting.refusal(story, story.overcome);
    const { deviceAtConnect } = story;
    return deviceAtConnect && this.waiting.notAccepted(deviceAtConnect, story);
  }

  /** What keeps the newest message of an open websocket from an answer, though its client is not known to wait for one. */
  unheardOf(story: ConnectionStory): Cause | undefined {
    const { lastMessage } = story.conversation;
    if (lastMessage === undefined || story.end !== undefined) return undefined;
    if (lastMessage.silentSinceUs !== undefined) return undefined;
    if (story.clock.hasArrived(lastMessage)) return this.waiting.busyTask(this.momentOf(story), story);
    return story.losses.segments === 0 ? undefined : linkCause(story, lostText(story, lastMessage));
  }

  private refusalOf(story: ConnectionStory): Cause {
    return this.waiting.refusal(story) ?? this.noListener(story);
  }

  private noListener(story: ConnectionStory): Cause {
    const { serverPort } = story;
    const server = this.serverOf(story);
    let effect = `nothing listens on port ${serverPort}${this.tlsElsewhere(story)}`;
    if (server?.ev === 'failed') effect = `the server did not start: ${server.why ?? 'no reason given'}`;
    if (server?.ev === 'stop') effect = `the server was stopped at ${secondsText(server.t)}`;
    return { resource: `listener :${serverPort}`, holders: [], effect };
  }

  /** The client has said something without TLS to a port of TLS. */
  private isPlainOverTls({ serverPort, clock, asked, fromDevice }: ConnectionStory): boolean {
    return serverPort === this.device.securePort && asked && !clock.isOpaque && !fromDevice;
  }

  /** It is connected, and its TLS handshake is not done: most often it has said nothing at all. */
  private isInTlsHandshake({ serverPort, clock, asked, connected, fromDevice }: ConnectionStory): boolean {
    if (clock.isOpaque) return clock.isInHandshake;
    return connected && !asked && !fromDevice && serverPort === this.device.securePort;
  }

  /** Where the client and the device do not agree on TLS, what the device does: `; the device speaks TLS, on port 443`. */
  private tlsElsewhere({ serverPort, clock: { isOpaque }, fromDevice }: ConnectionStory): string {
    const { securePort } = this.device;
    if (fromDevice || serverPort === securePort) return '';
    if (securePort !== undefined) return `; the device speaks TLS (https, wss) on port ${securePort}`;
    return isOpaque ? '; the device speaks no TLS' : '';
  }

  private serverOf(story: ConnectionStory): ServerRecord | undefined {
    return this.momentOf(story).servers.get(story.serverPort);
  }

  /** The device when the connection ended, or now. */
  private momentOf({ deviceAtEnd }: ConnectionStory): DeviceSnapshot {
    return deviceAtEnd ?? this.device.snapshot();
  }

  private noSynAck(story: ConnectionStory): Cause {
    const { end, openedUs } = story;
    const { syns, synAcks, lostSyns, lostSynAcks } = story.handshake;
    const by = end === undefined || end === 'timeout' ? 'by the end' : 'by then';
    if (syns === 0 && lostSyns > 0) return linkCause(story, `${lostSyns} SYN lost`);
    if (synAcks > 0 && lostSynAcks === synAcks) return linkCause(story, `${lostSynAcks} SYN-ACK lost`);
    if (end === 'client-left') return this.vanished(story);
    if (this.device.crash !== undefined) return deviceCause(this.device.crash);
    if (syns === 0) return linkCause(story, `the SYN of ${secondsText(openedUs)} has not arrived ${by}`);
    if (synAcks > 0) return linkCause(story, `the SYN-ACK has not arrived ${by}`);
    if (story.isOldStill) return deviceCause(`${oldStill(story)}: it answers the SYN with an ACK`);
    return deviceCause('the SYN was dropped');
  }

  private endByDevice(story: ConnectionStory, isReset: boolean): Cause {
    const refusal = this.waiting.refusal(story);
    if (refusal !== undefined) return refusal;
    const why = story.session?.why ?? story.turnedAway;
    const { tlsFailure } = story;
    if (tlsFailure !== undefined) {
      return deviceCause(
        `TLS failed: ${tlsFailure}${why === undefined ? '' : `; ${why}`}${this.tlsElsewhere(story)}`,
      );
    }
    if (this.isPlainOverTls(story)) {
      const hint = `port ${story.serverPort} speaks TLS (https, wss), and what came was none`;
      return deviceCause(why === undefined ? hint : `${why}: ${hint}`);
    }
    if (why !== undefined) return deviceCause(why);
    if (this.serverOf(story)?.ev === 'stop') return deviceCause('the server was stopped');
    if (!isReset) return deviceCause('the device closed the connection');
    const { newest } = story.conversation;
    const isUnread = newest !== undefined && (newest.sentUs === undefined || !story.clock.hasArrived(newest));
    return deviceCause(
      isUnread ? 'RST: it closed the connection with a part of the request unread' : 'the device sent RST',
    );
  }

  /** Why a connection gets nothing, or nothing more. */
  private wait(story: ConnectionStory): Cause {
    const at = this.momentOf(story);
    const { current, isAnsweredByTask } = story.waitSeen;
    if (!story.handshake.isDone) return this.waiting.refusal(story) ?? this.noSynAck(story);
    if (current === 'server' || !story.asked) {
      const silence = silenceText(story);
      if (silence !== undefined) return this.crash(story) ?? deviceCause(silence);
      const busy = story.accepted ? this.waiting.busyTask(at, story) : this.waiting.notAccepted(at, story);
      return busy ?? this.crash(story) ?? this.waiting.refusal(story) ?? notAnswered(story, at.timeUs);
    }
    const answering = this.stillAnswering(story, at, isAnsweredByTask);
    switch (current.kind) {
      case 'loss':
      case 'outage':
        return linkCause(story, lostText(story));
      case 'limit':
        return (
          this.waiting.refusal(story) ?? {
            resource: current.on,
            ...(current.option === undefined ? {} : { option: current.option }),
            holders: [],
            effect: 'none left',
          }
        );
      case 'reading':
        return { resource: 'client', holders: [], effect: 'it does not read what the device has sent' };
      case 'client':
        return { resource: 'client', holders: [], effect: 'it has not sent its whole request' };
      case 'nagle':
        // Between two pieces of an answer that goes on, Nagle's moment explains nothing.
        return (
          answering ?? deviceCause('Nagle’s algorithm holds the rest back until the client acknowledges')
        );
      default:
        return this.crash(story) ?? answering ?? linkCause(story, onItsWayText(story, at.timeUs));
    }
  }

  /** A part of the answer is on its way, and whoever answers goes on. */
  private stillAnswering(story: ConnectionStory, at: DeviceSnapshot, byTask: boolean): Cause | undefined {
    if (byTask) return deviceCause('another task has the request, and has not completed it');
    const { asking } = story.waitSeen;
    if (asking?.firstByteUs === undefined) return undefined;
    const busy = this.waiting.busyTask(at, story);
    // Whoever answers waits for room, and that for the link.
    if (busy?.holders.length !== 0 || busy.because !== undefined) return busy;
    return Object.assign({}, busy, { because: linkCause(story, 'more of the answer is on its way') });
  }

  private givenUp(story: ConnectionStory): Cause {
    if (story.end === 'client-left' && this.isInTlsHandshake(story)) return this.vanished(story);
    const wait = this.wait(story);
    if (story.end !== 'client-left' || wait.resource.startsWith('sessions')) return wait;
    const isOwnDoing = wait.resource === 'client' || wait.resource === 'link';
    return isOwnDoing ? this.vanished(story) : wait;
  }

  private vanished(story: ConnectionStory): Cause {
    const { client, endedUs = 0 } = story;
    const goneUs = this.device.vanished.get(client) ?? endedUs;
    const where = this.isInTlsHandshake(story) ? ', in the middle of its TLS handshake' : '';
    return { resource: 'client', holders: [], effect: `it vanished at ${secondsText(goneUs)}${where}` };
  }

  /** The device stopped while the connection went on. */
  private crash({ end }: ConnectionStory): Cause | undefined {
    const { crash } = this.device;
    return crash === undefined || end !== undefined ? undefined : deviceCause(crash);
  }
}

/** A client takes a port again, and the device has not forgotten whom it had before. */
function oldStill({ port }: ConnectionStory): string {
  return `an earlier connection from port ${port} is not over for it (TIME_WAIT, unless its client vanished)`;
}

/** Nothing is in the way of the request, and nobody is at it; or there is none. */
function notAnswered(story: ConnectionStory, nowUs: number): Cause {
  const { conversation, end, asked, connectedUs = nowUs } = story;
  if (!asked && end !== undefined) {
    const effect = `it left ${spanText(nowUs - connectedUs)} after it was connected, and had asked for nothing`;
    return { resource: 'client', holders: [], effect };
  }
  const [front] = conversation.waiting;
  if (front !== undefined && conversation.wasReadBefore(front))
    return deviceCause(
      'it was sent before the request before it was answered, and read together with that; the server comes back to it when something else wakes it',
    );
  if (end === undefined && story.clock.isForgotten)
    return deviceCause(
      'another task has given its connection back, and that wakes nobody; the server comes back to it when something else wakes it',
    );
  const by = end === undefined ? 'by the end of the run' : 'when it ended';
  return deviceCause(asked ? `not answered ${by}` : `not accepted ${by}`);
}

/** `the handler of GET /never returned at 1.010 s without an answer`; undefined where none has. */
function silenceText({ conversation }: ConnectionStory): string | undefined {
  const [front] = conversation.waiting;
  if (front?.silentSinceUs === undefined) return undefined;
  const { message, asked } = front;
  const name = message === undefined ? `${asked.method} ${asked.path}` : `websocket ${asked.path}`;
  return `the handler of ${name} returned at ${secondsText(front.silentSinceUs)} without an answer`;
}

/** What the link has lost of what is waited for. */
function lostText(
  { losses: { segments }, conversation }: ConnectionStory,
  front = conversation.waiting[0],
): string {
  const since = front === undefined ? '' : ` since ${secondsText(front.askedUs)}`;
  return `${segments} segment${segments === 1 ? '' : 's'} lost${since}`;
}

/** What was asked just before: nothing is wrong with that. */
function onItsWayText({ conversation, end }: ConnectionStory, nowUs: number): string {
  const [front] = conversation.waiting;
  if (front === undefined) return 'on its way';
  const before = end === undefined ? 'the end of the run' : 'its connection ended';
  const [largest] = front.waits.list();
  const mostly =
    largest === undefined || largest.kind === 'link' || largest.us < SLOW_US
      ? ''
      : `, most of it ${waitWords(largest)}`;
  return `on its way, asked ${spanText(nowUs - front.askedUs)} before ${before}${mostly}`;
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
