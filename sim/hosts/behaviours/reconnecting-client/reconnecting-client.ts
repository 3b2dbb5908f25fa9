/** `reconnecting-client`: comes back, later each time. */

import * as z from 'zod';

import { duration, us } from '../../../document/duration.js';
import { flag, text } from '../../../document/fields.js';
import { path } from '../../../document/http-fields.js';
import { pace, share } from '../../../document/quantity.js';
import { behaviour, devicePort, map } from '../behaviour.js';
import { reconnectingClient as run } from './program.js';

const MOST_FACTOR = 100;
const FIRST_FACTOR = 2;
const error = () => `expected a number from 1 to ${MOST_FACTOR}`;

export const reconnectingClient = behaviour({
  about: 'Stays connected: comes back when its connection fails or ends, later each time.',
  keys: () => ({
    path: path('The path. Default /ws').optional(),
    websocket: flag('A websocket; false: GETs on a kept connection. Default true').optional(),
    backoff: map('How long it waits before it comes back.', {
      first: pace('The first wait. Default 1s').optional(),
      factor: z
        .number({ error })
        .min(1, { error })
        .max(MOST_FACTOR, { error })
        .optional()
        .describe('Each wait is so many times the one before. Default 2'),
      max: duration('The longest wait. Default 30s').optional(),
      jitter: share('Share of a wait that is drawn at random. Default 0').optional(),
    }).optional(),
    patience: pace('How long it waits for the connection and an answer. Default 10s').optional(),
    heartbeat: pace(
      'Time between PINGs (messages, GETs); unanswered ones end the connection. Default: none',
    ).optional(),
    message: text('A text message as heartbeat. Default: a PING').optional(),
    stay: pace('Leaves after so long and comes back. Default: stays').optional(),
    port: devicePort(),
  }),
  read: ({ port, path: of = '/ws', websocket = true, backoff = {}, ...written }) => ({
    port,
    path: of,
    websocket,
    backoff: {
      firstUs: backoff.first ?? us('1s'),
      factor: backoff.factor ?? FIRST_FACTOR,
      maxUs: backoff.max ?? us('30s'),
      jitter: backoff.jitter ?? 0,
    },
    patienceUs: written.patience ?? us('10s'),
    heartbeatUs: written.heartbeat,
    message: written.message,
    stayUs: written.stay,
  }),
  run,
});
