/**
 * A client that wants to stay connected: when its connection fails or ends it comes back, waiting longer each time.
 *
 * Modelled: websocket or kept HTTP connection, heartbeats with a deadline for the answer, backoff with jitter, staying
 * for a time and leaving.
 */

import { latin1Bytes } from '../../../codec/latin1.js';
import { WS_PING, WS_TEXT, encodeWsFrame } from '../../../codec/ws-frame.js';
import { BackoffTimer, type Backoff } from './backoff.js';
import type { Channel } from '../../client/channel.js';
import type { Client } from '../../client/client.js';
import { NEVER, type Script } from '../../client/fiber.js';

const SWITCHING_PROTOCOLS = 101;
const FIRST_ERROR_STATUS = 400;

/** Parameters of {@link reconnectingClient}. */
export interface ReconnectingClientOptions {
  /** Undefined: the usual one, of HTTP or HTTPS. */
  readonly port: number | undefined;
  readonly path: string;
  /** A websocket; false: GETs on a kept connection. */
  readonly websocket: boolean;
  readonly backoff: Backoff;
  /** How long it waits for the connection and the first answer. */
  readonly patienceUs: number;
  /** Time between heartbeats (PING or `message`, or the next GET); undefined: none. */
  readonly heartbeatUs: number | undefined;
  /** Text of its heartbeats; undefined: a PING. */
  readonly message: string | undefined;
  /** Leaves after so long, as a phone that goes to sleep, and comes back; undefined: stays. */
  readonly stayUs: number | undefined;
}

/** The script of a reconnecting client. */
export function* reconnectingClient(client: Client, options: ReconnectingClientOptions): Script<void> {
  const timer = new BackoffTimer(options.backoff, client.random);
  for (;;) {
    const channel = yield* open(client, options);
    if (channel !== undefined) {
      timer.reset();
      yield* stay(client, channel, options);
    }
    yield* client.fibers.sleep(timer.take());
  }
}

/** Connects and asks; undefined when that failed. */
function* open(client: Client, options: ReconnectingClientOptions): Script<Channel | undefined> {
  const deadlineUs = client.in(options.patienceUs);
  const channel = yield* client.connect(options.port, deadlineUs);
  if (channel.isOpen()) {
    const { websocket, path } = options;
    const exchange = websocket ? channel.upgrade({ path }) : channel.request({ method: 'GET', path });
    yield* client.answered(channel, exchange, deadlineUs);
    const { status } = exchange.answer;
    const isGood = websocket ? status === SWITCHING_PROTOCOLS : status < FIRST_ERROR_STATUS;
    if (exchange.isAnswered && isGood && channel.isOpen()) return channel;
  }
  channel.giveUp();
  return undefined;
}

/** Stays until the connection ends, a heartbeat is not answered, or it is time to leave. */
function* stay(client: Client, channel: Channel, options: ReconnectingClientOptions): Script<void> {
  const { stayUs, heartbeatUs, patienceUs } = options;
  const leaveUs = stayUs === undefined ? NEVER : client.in(stayUs);
  for (;;) {
    const nextUs = Math.min(leaveUs, heartbeatUs === undefined ? NEVER : client.in(heartbeatUs));
    if (yield* client.ended(channel, nextUs)) return;
    if (client.kernel.nowUs >= leaveUs) break;
    if (!(yield* beat(client, channel, options, client.in(patienceUs)))) {
      channel.giveUp();
      return;
    }
  }
  if (options.websocket) channel.wsClose();
  channel.close();
}

/** One heartbeat; false when it is not answered in time. */
function* beat(
  client: Client,
  channel: Channel,
  { websocket, path, message }: ReconnectingClientOptions,
  deadlineUs: number,
): Script<boolean> {
  const { ws } = channel;
  if (!websocket || ws === undefined) {
    if (!channel.isIdle()) return false;
    const exchange = channel.request({ method: 'GET', path });
    return (yield* client.answered(channel, exchange, deadlineUs)) && exchange.isAnswered;
  }
  const before = ws.count;
  const text = message === undefined ? undefined : latin1Bytes(message);
  const frame = encodeWsFrame(text === undefined ? { opcode: WS_PING } : { opcode: WS_TEXT, payload: text });
  channel.send(frame, true);
  return yield* client.fibers.until(
    channel.changed,
    () => ws.count > before || channel.end !== undefined,
    deadlineUs,
  );
}
