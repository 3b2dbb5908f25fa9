/** `poller`: the same request again and again. */

import type * as z from 'zod';

import { duration, us } from '../../../document/duration.js';
import { int, word } from '../../../document/fields.js';
import { given } from '../../../document/given.js';
import { method, path } from '../../../document/http-fields.js';
import type { KeyReader } from '../../../document/key-reader.js';
import { bodySchema } from '../../../document/payload/schema.js';
import { pace } from '../../../document/quantity.js';
import { behaviour, devicePort, MOST_ROUNDS } from '../behaviour.js';
import { poller as run, type PollerOptions } from './program.js';

/** Keys of polling besides the port. */
export const pollKeys = () => ({
  path: path('What it asks for. Default /').optional(),
  method: method(),
  body: bodySchema().optional(),
  every: pace('From the start of a request to the start of the next. Default 1s').optional(),
  times: int(1, MOST_ROUNDS, 'How often. Default: until the end of the run').optional(),
  connections: word(
    ['keep', 'new', 'leak'],
    'One kept connection; a new one for each request, with Connection: close; a new one that is never closed. Default keep',
  ).optional(),
  patience: duration('How long a request may take; then its connection is aborted. Default 30s').optional(),
});

/** Fills in the defaults of polling. */
export function readPoll(
  written: z.output<z.ZodObject<ReturnType<typeof pollKeys>>>,
  port: number | undefined,
  reader: KeyReader,
): PollerOptions {
  return {
    port,
    method: written.method,
    path: written.path ?? '/',
    ...given('body', reader.body(written.body)),
    everyUs: written.every ?? us('1s'),
    times: written.times ?? Infinity,
    connections: written.connections ?? 'keep',
    patienceUs: written.patience ?? us('30s'),
  };
}

export const poller = behaviour({
  about: 'Asks for the same thing again and again.',
  keys: () => ({ ...pollKeys(), port: devicePort() }),
  read: ({ port, ...written }, reader) => readPoll(written, port, reader),
  run,
});
