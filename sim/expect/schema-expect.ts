/** `expect` in the schema: what a run must show. */

import * as z from 'zod';

import { duration } from '../document/duration.js';
import { once } from '../document/lazy-schema.js';
import { text } from '../document/fields.js';
import { amount, type Amount } from './amount.js';
import { oneOrMore } from './kind.js';
import { KINDS } from './registry.js';

const MOST_EXPECTATIONS = 10_000;
const CLIENT = 'expected the name of a client, as in tab8, tab* or [tab1, tab2]';
const EXPECTED = 'expected a map, as in { client: tab8, outcome: served }';

/** What can be true or false at a moment. */
const statementFields = once((): z.ZodRawShape => ({
  client: oneOrMore(text('A name.'), CLIENT)
    .optional()
    .describe(
      'Whose: a name (its newest connection), tab8#1 (its first), tab8#* (all), tab* (every client so named), or a list. Default: everybody.',
    ),
  ...Object.fromEntries(KINDS.flatMap(([, { keys }]) => Object.entries(keys()))),
  count: amount('How many lines, callbacks or finds. Default: at least 1').optional(),
}));

/** Keys of a statement. */
export const statementKeys = once((): ReadonlySet<string> => new Set(Object.keys(statementFields())));

/** What an entry says, without its time; the keys of the kinds are for them to read. */
export interface WrittenStatement {
  readonly client?: string | readonly string[] | undefined;
  readonly count?: Amount | undefined;
  readonly [key: string]: unknown;
}

/** An entry as written, after the schema's checks. */
export interface WrittenExpectation extends WrittenStatement {
  readonly at?: number | undefined;
  readonly always?: WrittenStatement | undefined;
  readonly never?: WrittenStatement | undefined;
  readonly eventually?: WrittenStatement | undefined;
  readonly within?: number | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

const statement = (about: string) =>
  z
    .strictObject(statementFields(), { error: () => EXPECTED })
    .describe(about)
    .optional();

const expectationSchema = () =>
  z
    .strictObject(
      {
        ...statementFields(),
        at: duration('The moment. Default: the end of the run').optional(),
        always: statement('Must hold all the time.'),
        never: statement('Must not hold at any time.'),
        eventually: statement('Must hold at some time.'),
        within: duration(
          'eventually: until then, counted from `from`. Default: the end of the run',
        ).optional(),
        from: duration('From then on. Default 0s').optional(),
        to: duration('Until then. Default: the end of the run').optional(),
      },
      { error: () => EXPECTED },
    )
    .describe(
      'What must hold at the end, at a time, always, never, or eventually.',
    ) as unknown as z.ZodType<WrittenExpectation>;

/** The list. */
export const expectSchema = () =>
  z
    .array(expectationSchema(), { error: () => 'expected a list of expectations' })
    .max(MOST_EXPECTATIONS, { error: () => 'expected fewer expectations' })
    .describe('What the run must show; `lwip-twin check` and `replay` give the verdict.');
