/**
 * A client that asks for much and reads little: its window fills, then the device's send buffer.
 *
 * Modelled: reading everything that has come, every so often; stopping for good after a while.
 * Simplified: a reader takes all that is buffered at once.
 */

import type { Client } from '../../client/client.js';
import { NEVER, type Script } from '../../client/fiber.js';

/** Parameters of {@link slowReader}. */
export interface SlowReaderOptions {
  /** Undefined: the usual one, of HTTP or HTTPS. */
  readonly port: number | undefined;
  /** What it asks for. */
  readonly path: string;
  /** Asks by a websocket upgrade and reads what is pushed; false: by GET, again whenever it has read an answer. */
  readonly websocket: boolean;
  /** Reads normally for so long after the connection is established. */
  readonly afterUs: number;
  /** Then reads once in this time; undefined: never again. */
  readonly everyUs: number | undefined;
}

/** The script of a slow reader. */
export function* slowReader(client: Client, options: SlowReaderOptions): Script<void> {
  const { port, path, websocket, afterUs, everyUs } = options;
  const channel = yield* client.connect(port);
  if (!channel.isOpen()) return;
  const slowFromUs = client.in(afterUs);
  client.fibers.spawn(
    (function* (): Script<void> {
      yield* client.fibers.until(channel.changed, () => channel.end !== undefined, slowFromUs);
      for (;;) {
        channel.connection.pause();
        const nextUs = everyUs === undefined ? NEVER : client.in(everyUs);
        if (yield* client.ended(channel, nextUs)) return;
        channel.connection.resume();
      }
    })(),
  );
  if (websocket) {
    channel.upgrade({ path });
    yield* client.ended(channel);
    return;
  }
  while (channel.isIdle()) yield* client.answered(channel, channel.request({ method: 'GET', path }));
}
