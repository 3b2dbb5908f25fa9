/** `explore`: what a search for trouble may choose, and what must never happen. */

import * as z from 'zod';

import { duration, us } from '../document/duration.js';
import { flag } from '../document/fields.js';

const VALUES = 'expected a list of values, or a range as in 1..7';
const DEFAULT_WAIT = '5s';

/** The map under `explore`. */
export const exploreSchema = () =>
  z
    .strictObject(
      {
        vary: z
          .record(
            z.string().min(1),
            z.union([z.array(z.unknown()).min(1, { error: () => VALUES }), z.string()], {
              error: () => VALUES,
            }),
            { error: () => 'expected a map of names with their values' },
          )
          .describe(
            'What the search may choose, by name as in --set (a parameter, a group for its count, a dotted path, seed), with the values, the plainest first: what is found is shrunk towards them.',
          ),
        forbid: z
          .strictObject(
            {
              wait: duration('Nobody waits longer for a first byte. Default 5s').optional(),
              crash: flag('The device neither crashes nor hangs. Default true').optional(),
              unanswered: flag('Everything that was asked is answered. Default false').optional(),
              sessions_left: flag('All sessions are free at the end of the run. Default false').optional(),
              heap_left: flag(
                'The heap is at the end of the run what it was before the first client. Default false',
              ).optional(),
            },
            { error: () => 'expected a map with wait, crash, unanswered, sessions_left, heap_left' },
          )
          .optional()
          .describe('What must not happen. Default: a wait of more than 5 s, a crash, a hang.'),
      },
      { error: () => 'expected a map with vary and forbid' },
    )
    .describe('A search for trouble (lwip-twin explore); replay and check take no notice of it.');

/** What must not happen. */
export interface Forbidden {
  readonly waitUs: number;
  readonly crash: boolean;
  readonly unanswered: boolean;
  readonly sessionsLeft: boolean;
  readonly heapLeft: boolean;
}

/** From the file's form, with the defaults. */
export function forbidden({ forbid = {} }: z.output<ReturnType<typeof exploreSchema>>): Forbidden {
  const { wait = us(DEFAULT_WAIT), crash = true, unanswered = false } = forbid;
  const { sessions_left: sessionsLeft = false, heap_left: heapLeft = false } = forbid;
  return { waitUs: wait, crash, unanswered, sessionsLeft, heapLeft };
}
