/** `slowloris`: a request that never ends. */

import { us } from '../../../document/duration.js';
import { flag, int } from '../../../document/fields.js';
import { path } from '../../../document/http-fields.js';
import { pace } from '../../../document/quantity.js';
import { behaviour, devicePort, MOST_BYTES, MOST_CONNECTIONS } from '../behaviour.js';
import { slowloris as run } from './program.js';

export const slowloris = behaviour({
  about: 'Sends a request a few bytes at a time and never ends it.',
  keys: () => ({
    path: path('The path. Default /').optional(),
    connections: int(1, MOST_CONNECTIONS, 'Connections at once. Default 1').optional(),
    bytes: int(1, MOST_BYTES, 'Bytes of a piece. Default 1').optional(),
    every: pace('Time between two pieces. Default 4s').optional(),
    body: int(
      1,
      MOST_BYTES,
      'Slow in a body of so many bytes instead of the head. Default: in the head',
    ).optional(),
    reconnect: flag('Comes back when its connection is ended. Default true').optional(),
    port: devicePort(),
  }),
  read: ({ port, path: of = '/', connections = 1, bytes = 1, every = us('4s'), ...written }) => ({
    port,
    path: of,
    connections,
    pieceBytes: bytes,
    everyUs: every,
    bodyBytes: written.body,
    reconnects: written.reconnect ?? true,
  }),
  run,
});
