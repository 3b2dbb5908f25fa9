/** HTTP requests by Content-Length on kept connections, each answered with one status and body. Absent: chunked requests. */

import { latin1Bytes, latin1Text } from '../../../codec/latin1.js';
import type { Client } from '../../client/client.js';
import type { Script } from '../../client/fiber.js';
import { RequestEnds } from './request-ends.js';

/** Parameters of {@link httpServer}. */
export interface HttpServerOptions {
  readonly port: number;
  readonly status: number;
  readonly body: string;
  /** Time from the end of a request to its answer. */
  readonly afterUs: number;
}

/** The script of a host that answers HTTP requests. */
export function* httpServer(
  client: Client,
  { port, status, body, afterUs }: HttpServerOptions,
): Script<void> {
  const answer = latin1Bytes(`HTTP/1.1 ${status} OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  client.listen(port, (channel) => {
    const requests = new RequestEnds();
    channel.onData = (bytes) => {
      for (let ended = requests.take(latin1Text(bytes)); ended > 0; ended--)
        client.kernel.at(client.in(afterUs), () => channel.send(answer));
    };
  });
  yield* client.fibers.wait(undefined);
}
