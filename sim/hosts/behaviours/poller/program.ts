/**
 * A program that asks for the same thing again and again.
 *
 * Modelled: a kept connection, a new one for each request, or a new one that is never closed (a leak that field reports
 * show); patience; a request that is due while one is on its way is left out.
 */

import type { Channel } from '../../client/channel.js';
import type { Client } from '../../client/client.js';
import type { Script } from '../../client/fiber.js';

/** How a poller uses connections. */
export type PollConnections = 'keep' | 'new' | 'leak';

/** Parameters of {@link poller}. */
export interface PollerOptions {
  /** Undefined: the usual one, of HTTP or HTTPS. */
  readonly port: number | undefined;
  readonly method: string;
  readonly path: string;
  readonly body?: Uint8Array;
  /** Start of a request after the start of the one before. */
  readonly everyUs: number;
  /** `Infinity`: until the run ends. */
  readonly times: number;
  readonly connections: PollConnections;
  /** How long it waits for a connection and an answer together; then it aborts the connection. */
  readonly patienceUs: number;
}

/** The script of a poller. */
export function* poller(client: Client, options: PollerOptions): Script<void> {
  const { times, everyUs, connections, patienceUs } = options;
  const { kernel, fibers } = client;
  let channel: Channel | undefined;
  let dueUs = kernel.nowUs;
  for (let n = 1; n <= times; n++) {
    channel = yield* poll(
      client,
      options,
      connections === 'keep' ? channel : undefined,
      client.in(patienceUs),
    );
    if (connections === 'new') channel?.close();
    while (dueUs <= kernel.nowUs) dueUs += everyUs;
    if (n < times) yield* fibers.wait(undefined, dueUs);
  }
  if (connections === 'keep') channel?.close();
}

/** One request; returns the connection if it can be used again. */
function* poll(
  client: Client,
  options: PollerOptions,
  kept: Channel | undefined,
  deadlineUs: number,
): Script<Channel | undefined> {
  const { port, connections } = options;
  const channel = kept?.isIdle() === true ? kept : yield* client.connect(port, deadlineUs);
  if (!channel.isOpen()) {
    channel.giveUp();
    return undefined;
  }
  const exchange = channel.request(Object.assign({}, options, { close: connections === 'new' }));
  if (!(yield* client.answered(channel, exchange, deadlineUs))) channel.abort();
  return channel.isOpen() ? channel : undefined;
}
