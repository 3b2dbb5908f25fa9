/** `slow-reader`: asks for much and reads little. */

import { duration } from '../../../document/duration.js';
import { flag } from '../../../document/fields.js';
import { path } from '../../../document/http-fields.js';
import { pace } from '../../../document/quantity.js';
import { behaviour, devicePort } from '../behaviour.js';
import { slowReader as run } from './program.js';

export const slowReader = behaviour({
  about: 'Asks for much and reads little: its window fills.',
  keys: () => ({
    path: path('What it asks for. Default /ws').optional(),
    websocket: flag(
      'By a websocket, on which the device pushes; false: by GET, again and again. Default true',
    ).optional(),
    after: duration('Reads normally for so long. Default 0s').optional(),
    every: pace('Then reads what has come once in this time. Default: never').optional(),
    port: devicePort(),
  }),
  read: ({ port, path: of = '/ws', websocket = true, after = 0, every }) => ({
    port,
    path: of,
    websocket,
    afterUs: after,
    everyUs: every,
  }),
  run,
});
