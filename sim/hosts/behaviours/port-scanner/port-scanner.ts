/** `port-scanner`: ports one after the other. */

import * as z from 'zod';

import { duration, us } from '../../../document/duration.js';
import type { KeyReader } from '../../../document/key-reader.js';
import { int, MAX_PORT, port, word } from '../../../document/fields.js';
import { pace } from '../../../document/quantity.js';
import { behaviour, MOST_ROUNDS } from '../behaviour.js';
import { portScanner as run } from './program.js';

export const portScanner = behaviour({
  about: 'Tries ports one after the other.',
  withoutTls: 'it only connects',
  keys: () => ({
    ports: z
      .union(
        [
          z
            .array(port('A port.'))
            .min(1, { error: () => 'expected at least one port' })
            .max(MAX_PORT),
          z.strictObject({ from: port('The first.'), to: port('The last.') }),
        ],
        { error: () => 'expected a list of ports, or { from, to }' },
      )
      .describe('The ports: a list, or { from, to }.'),
    every: pace('From one SYN to the next. Default 10ms').optional(),
    patience: duration('How long it waits for the answer to a SYN. Default 1s').optional(),
    then: word(
      ['close', 'abort', 'hold'],
      'What it does with a connection that it gets. Default close',
    ).optional(),
    times: int(1, MOST_ROUNDS, 'How often. Default 1').optional(),
  }),
  read: ({ ports, every = us('10ms'), patience = us('1s'), then = 'close', times = 1 }, reader) => ({
    ports: Array.isArray(ports) ? ports : portsOf(ports, reader),
    everyUs: every,
    patienceUs: patience,
    then,
    times,
  }),
  run,
});

function portsOf({ from, to }: { readonly from: number; readonly to: number }, reader: KeyReader): number[] {
  if (to < from) reader.complain(['ports'], 'out-of-range', `ports: from ${from} to ${to} there is none`);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}
