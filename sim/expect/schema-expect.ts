/** `expect` in the schema: what a run must show. */

import * as z from 'zod';

import { duration } from '../document/duration.js';
import { flag, int, port, text, word } from '../document/fields.js';
import { amount } from './amount.js';
import { OUTCOMES } from '../outcomes/outcome-types.js';
import { pattern } from '../document/pattern.js';
import { SERVER_STATES } from './types.js';

const MIN_STATUS = 100;
const MAX_STATUS = 599;
const MOST_EXPECTATIONS = 10_000;
const LOG_LEVELS = ['E', 'W', 'I', 'N', 'D'] as const;
const CLIENT = 'expected the name of a client, as in tab8, tab* or [tab1, tab2]';

const oneOrMore = <T extends z.ZodType>(one: T, expected: string) =>
  z.union([one, z.array(one).min(1)], { error: () => expected });

const outcome = word(OUTCOMES, 'An outcome.');

const counts = z.strictObject(
  {
    ...Object.fromEntries(OUTCOMES.map((one) => [one, amount(`Connections that are ${one}.`).optional()])),
    total: amount('All connections.').optional(),
  } as Record<(typeof OUTCOMES)[number] | 'total', z.ZodOptional<ReturnType<typeof amount>>>,
  { error: () => 'expected a map of outcomes with how many, as in { served: 7, waiting: at most 5 }' },
);

const percentiles = (about: string) =>
  z
    .strictObject(
      {
        min: amount('The fastest.', 'time').optional(),
        p50: amount('Half are as fast or faster.', 'time').optional(),
        p90: amount('90 % are as fast or faster.', 'time').optional(),
        p95: amount('95 % are as fast or faster.', 'time').optional(),
        p99: amount('99 % are as fast or faster.', 'time').optional(),
        max: amount('The slowest; never, if one of them got nothing.', 'time').optional(),
      },
      { error: () => 'expected a map of percentiles, as in { p95: at most 500ms }' },
    )
    .describe(about)
    .optional();

/** What can be true or false at a moment. */
const statementFields = {
  client: oneOrMore(text('A name.'), CLIENT)
    .optional()
    .describe(
      'Whose: a name (its newest connection), tab8#1 (its first), tab8#* (all), tab* (every client so named), or a list. Default: everybody.',
    ),
  outcome: oneOrMore(outcome, `expected an outcome: ${OUTCOMES.join(', ')}`)
    .optional()
    .describe('What became of the connection: an outcome, or a list of those that are right.'),
  because: text(
    'The limit behind the outcome, by its name in the summary: sessions :80, sockets, heap …',
  ).optional(),
  status: oneOrMore(int(MIN_STATUS, MAX_STATUS, 'A status.'), 'expected a status, or a list of them')
    .optional()
    .describe("HTTP status of the connection's first answer, or a list of those that are right."),
  connections: counts.optional().describe('How many connections came to what.'),
  first_byte: percentiles(
    'From a request to the first byte of its answer. Unanswered requests take for ever.',
  ),
  connect_time: percentiles(
    'From the SYN to the established connection. Refused and unanswered ones take for ever.',
  ),
  received: pattern('Bytes that the client received: a part of the text, or /regex/.').optional(),
  resource: text(
    'A limited resource, or a count of res records: sockets, sessions :80, heap, tcp_tw …',
  ).optional(),
  used: amount('How much of it is in use.').optional(),
  peak: amount('The most that has been in use.').optional(),
  refused: amount('How often somebody was turned away.').optional(),
  log: pattern('Lines of the console log: a part of `tag: message`, or /regex/.').optional(),
  level: word(LOG_LEVELS, 'Only lines of this level.').optional(),
  cb: text('Callbacks of libwebsockets, by their reason: RECEIVE, LWS_CALLBACK_ESTABLISHED …').optional(),
  count: amount('How many lines, callbacks or finds. Default: at least 1').optional(),
  server: word(SERVER_STATES, 'What the server is.').optional(),
  port: port("The server's port. Default: any").optional(),
  panic: z
    .union([flag('Whether it does.'), pattern('What it says.')], {
      error: () => 'expected true, false or text',
    })
    .optional()
    .describe('The device crashes: true, false, or what its cause says (text or /regex/).'),
  livelock: flag('The device hangs in one instant for ever: true or false.').optional(),
};

/** Keys of a statement. */
export const STATEMENT_KEYS: ReadonlySet<string> = new Set(Object.keys(statementFields));

const statement = (about: string) =>
  z
    .strictObject(statementFields, { error: () => 'expected a map, as in { client: tab8, outcome: served }' })
    .describe(about)
    .optional();

const expectationSchema = z
  .strictObject(
    {
      ...statementFields,
      at: duration('The moment. Default: the end of the run').optional(),
      always: statement('Must hold all the time.'),
      never: statement('Must not hold at any time.'),
      eventually: statement('Must hold at some time.'),
      within: duration('eventually: until then, counted from `from`. Default: the end of the run').optional(),
      from: duration('From then on. Default 0s').optional(),
      to: duration('Until then. Default: the end of the run').optional(),
    },
    { error: () => 'expected a map, as in { client: tab8, outcome: served }' },
  )
  .describe('What must hold at the end, at a time, always, never, or eventually.');

/** The list. */
export const expectSchema = z
  .array(expectationSchema, { error: () => 'expected a list of expectations' })
  .max(MOST_EXPECTATIONS, { error: () => 'expected fewer expectations' })
  .describe('What the run must show; `lwip-twin check` and `replay` give the verdict.');

/** An entry as written, after the schema's checks. */
export type WrittenExpectation = z.output<typeof expectationSchema>;

/** What such an entry says, without its time. */
export type WrittenStatement = NonNullable<WrittenExpectation['always']>;
