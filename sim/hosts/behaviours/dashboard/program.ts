/**
 * A page that stays open: a websocket for news, and polling beside it.
 *
 * Modelled: loading the page itself, a websocket that is opened again when it ends (at a fixed pace, as the usual
 * `setTimeout(connect, 2000)` does), messages that the page sends, a poller on connections of its own.
 */

import { latin1Bytes } from '../../../codec/latin1.js';
import { WS_TEXT, encodeWsFrame } from '../../../codec/ws-frame.js';
import type { Client } from '../../client/client.js';
import type { Script } from '../../client/fiber.js';
import { poller, type PollerOptions } from '../poller/program.js';

/** Messages that a page sends by itself. */
export interface PageMessages {
  readonly text: string;
  readonly everyUs: number;
  /** A message is to come in return. */
  readonly expects: boolean;
}

/** Parameters of {@link dashboard}. */
export interface DashboardOptions {
  /** Undefined: the usual one, of HTTP or HTTPS. */
  readonly port: number | undefined;
  /** The page, loaded first and once; undefined: it is there already. */
  readonly page: string | undefined;
  /** Path of the websocket. */
  readonly ws: string;
  readonly messages: PageMessages | undefined;
  /** Time from the websocket's end to the next attempt. */
  readonly reconnectUs: number;
  /** undefined: it does not poll. */
  readonly poll: PollerOptions | undefined;
}

/** The script of a dashboard. */
export function* dashboard(client: Client, options: DashboardOptions): Script<void> {
  const { port, page, ws, messages, reconnectUs, poll } = options;
  if (page !== undefined) yield* load(client, port, page);
  if (poll !== undefined) client.fibers.spawn(poller(client, poll));
  for (;;) {
    const channel = yield* client.connect(port);
    if (channel.isOpen()) yield* client.answered(channel, channel.upgrade({ path: ws }));
    const isWebsocket = channel.ws !== undefined;
    while (isWebsocket && channel.isOpen()) {
      if (messages === undefined) yield* client.ended(channel);
      else if (!(yield* client.ended(channel, client.in(messages.everyUs)))) {
        channel.send(
          encodeWsFrame({ opcode: WS_TEXT, payload: latin1Bytes(messages.text) }),
          messages.expects,
        );
      }
    }
    if (channel.end === undefined) channel.close();
    yield* client.fibers.sleep(reconnectUs);
  }
}

/** Loads the page on a connection that is left open, as a browser does, until the device ends it. */
function* load(client: Client, port: number | undefined, path: string): Script<void> {
  const channel = yield* client.connect(port);
  if (channel.isOpen()) yield* client.answered(channel, channel.request({ method: 'GET', path }));
}
