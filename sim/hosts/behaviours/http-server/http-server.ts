/** `http-server`: the other end of connections that the device opens. */

import { duration } from '../../../document/duration.js';
import { int, port, text } from '../../../document/fields.js';
import { HTTP_PORT } from '../../../wire/ports.js';
import { behaviour } from '../behaviour.js';
import { httpServer as run } from './program.js';

const MIN_STATUS = 200;
const MAX_STATUS = 599;

export const httpServer = behaviour({
  about: "Serves the device's own connections: answers every HTTP request.",
  withoutTls: 'it serves the device',
  keys: () => ({
    port: port('The port on which it listens. Default 80').optional(),
    status: int(MIN_STATUS, MAX_STATUS, 'Status of the answers. Default 200').optional(),
    body: text('Body of the answers. Default: empty').optional(),
    after: duration("From a request's end to its answer. Default 0s").optional(),
  }),
  read: ({ port: own = HTTP_PORT, status = MIN_STATUS, body = '', after = 0 }) => ({
    port: own,
    status,
    body,
    afterUs: after,
  }),
  run,
});
