/** `groups`: clients with behaviour. */

import * as z from 'zod';

import { duration } from '../../document/duration.js';
import { clientName, flag, int, text, word } from '../../document/fields.js';
import { later } from '../../document/lazy-schema.js';
import { tlsGroup } from '../../hosts/tls/tls-keys.js';
import { behaviourSchema } from './schema-behaviours.js';
import { groupStepList } from './schema-group-steps.js';
import { pathSchema } from './schema-link.js';

/** Clients in a group; addresses end long after. */
const MOST_CLIENTS = 1000;
const MOST_GROUPS = 100;
const MOST_PROBES = 127;

/** Client stacks by name. */
export const STACK_NAMES = ['probe', 'linux', 'linux-6.4'] as const;

/** One of {@link STACK_NAMES}. */
export type StackName = (typeof STACK_NAMES)[number];

/** A client stack. */
export const stackSchema = () =>
  word(
    STACK_NAMES,
    'TCP of the clients. probe: the simple one of the reference traces; linux: as a PC behaves; linux-6.4: one with a kernel before 6.5, which repeats a SYN less often. Default probe',
  );

const start = () =>
  z
    .union(
      [
        duration('All at once, then.'),
        z.strictObject({
          at: duration('The first one. Default 100ms').optional(),
          every: duration('From one client to the next.'),
        }),
        z.strictObject({
          random: z
            .strictObject({ from: duration('Not before.'), to: duration('Not after.') })
            .describe('Each client at a random time of its own.'),
        }),
      ],
      { error: () => 'expected a time, { at, every } or { random: { from, to } }' },
    )
    .describe(
      'When the clients begin: a time for all; { at, every }; { random: { from, to } }. Default 100ms',
    );

const keepAlive = () =>
  z
    .strictObject(
      {
        idle: duration('Idle time before the first probe. Default 2h').optional(),
        interval: duration('Time between probes. Default 75s').optional(),
        count: int(1, MOST_PROBES, 'Unanswered probes that end the connection. Default 9').optional(),
      },
      { error: () => 'expected a map with idle, interval, count' },
    )
    .describe('TCP keep-alive of the stack linux. Default: off (a browser on linux: 45s, 45s)');

/** A group. */
const groupSchema = () =>
  z
    .strictObject(
      {
        name: clientName('The name; its clients are NAME1, NAME2, …'),
        count: int(1, MOST_CLIENTS, 'How many clients. Default 1').optional(),
        stack: stackSchema().optional(),
        start: later(start).optional(),
        link: later(pathSchema).optional(),
        auto_close: flag('Closes its side when the device has closed. Default true').optional(),
        auto_pong: flag('Answers PING and CLOSE frames. Default true').optional(),
        keep_alive: later(keepAlive).optional(),
        tls: later(tlsGroup).optional(),
        on_failure: word(
          ['stop', 'continue'],
          'After a step that failed: stops, or goes on. Default stop',
        ).optional(),
        steps: groupStepList().optional().describe('What each client does, one step after the other.'),
        behaviour: later(behaviourSchema).optional(),
        client: text(
          "Module of a real client: its default export is called for each client, with ws, undici, fetch … over the virtual link. './dashboard.mjs'",
        ).optional(),
        settings: z
          .record(z.string(), z.unknown(), { error: () => 'expected a map' })
          .describe('With client: what the module gets.')
          .optional(),
      },
      { error: () => 'expected a group: { name, count, steps or behaviour or client }' },
    )
    .describe('Clients that do the same.');

/** The list under `groups`. */
export const groupsSchema = () =>
  z
    .array(groupSchema(), { error: () => 'expected a list of groups' })
    .max(MOST_GROUPS, { error: () => `expected at most ${MOST_GROUPS} groups` })
    .describe('Groups of clients with behaviour.');

/** A group as written, after the schema's checks. */
export type WrittenGroup = z.output<ReturnType<typeof groupSchema>>;
