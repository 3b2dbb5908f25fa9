/** HTTP requests by Content-Length on kept connections, each answered with one status and body. Absent: chunked requests. */

import { latin1Bytes, latin1Text } from '../../../codec/latin1.js';
import type { Client } from '../../client/client.js';
import type { Script } from '../../client/fiber.js';

/** Parameters of {@link httpServer}. */
export interface HttpServerOptions {
  readonly port: number;
  readonly status: number;
  readonly body: string;
  /** Time from the end of a request to its answer. */
  readonly afterUs: number;
}

const HEAD_END = '\r\n\r\n';
const CONTENT_LENGTH = /^content-length: *(\d+)/im;

/** The script of a host that answers HTTP requests. */
export function* httpServer(
  client: Client,
  { port, status, body, afterUs }: HttpServerOptions,
): Script<void> {
  const answer = latin1Bytes(`HTTP/1.1 ${status} OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  client.listen(port, (channel) => {
    let text = '';
    channel.onData = (bytes) => {
      text += latin1Text(bytes);
      for (let end = requestEnd(text); end !== undefined; end = requestEnd(text)) {
        text = text.slice(end);
        client.kernel.at(client.in(afterUs), () => channel.send(answer));
      }
    };
  });
  yield* client.fibers.wait(undefined);
}

/** Where the first request in `text` ends; undefined if it is not complete. */
function requestEnd(text: string): number | undefined {
  const head = text.indexOf(HEAD_END);
  if (head < 0) return undefined;
  const end = head + HEAD_END.length + Number(CONTENT_LENGTH.exec(text.slice(0, head))?.[1] ?? 0);
  return text.length < end ? undefined : end;
}
