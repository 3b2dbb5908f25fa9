/** Ready-made behaviours of client groups, with their parameters. */

import { z } from 'zod';

import { BROWSER_NAMES } from '../../hosts/behaviours/browser-headers.js';
import { duration } from '../../document/duration.js';
import { flag, int, port, text, word } from '../../document/fields.js';
import { method, path } from '../steps/schema-client-steps.js';
import { bodySchema } from '../../document/payload/schema.js';
import { pace, share } from '../../document/quantity.js';

const MOST_CONNECTIONS = 256;
const MOST_ROUNDS = 1_000_000_000;
const MOST_BYTES = 1_048_576;
const MOST_FACTOR = 100;
const MOST_PATHS = 1000;
const MIN_STATUS = 200;
const MAX_STATUS = 599;
const MAX_PORT = 65_535;

const some = (about: string) => int(0, MOST_CONNECTIONS, about).optional();
const times = int(1, MOST_ROUNDS, 'How often. Default: until the end of the run').optional();
const devicePort = port("The device's port. Default 80").optional();

const map = <F extends z.ZodRawShape>(about: string, fields: F) =>
  z
    .strictObject(fields, { error: () => `expected a map with ${Object.keys(fields).join(', ')}` })
    .describe(about);

const browser = map('A browser: a page with what belongs to it, over up to six kept connections.', {
  page: path('The page. Default /').optional(),
  resources: z
    .array(path('A path.'), { error: () => 'expected a list of paths' })
    .max(MOST_PATHS)
    .optional()
    .describe('What the page refers to. Default none'),
  favicon: flag('Asks for /favicon.ico. Default true').optional(),
  connections: int(1, MOST_CONNECTIONS, 'Parallel connections. Default 6').optional(),
  preconnect: some(
    'Connections that are opened at once with the first and stay idle until needed. Default 1',
  ),
  backup: flag(
    'A second SYN from another port if the first connection takes over 250 ms. Default true',
  ).optional(),
  events: path('An event stream that the page opens. Default none').optional(),
  ws: path('A websocket that the page opens. Default none').optional(),
  headers: word(BROWSER_NAMES, 'Whose request headers. Default chrome').optional(),
  cookie: int(0, MOST_BYTES, 'Bytes of the cookie that it sends. Default 0').optional(),
  idle: duration('How long a used connection stays idle before it is closed. Default 5min').optional(),
  patience: duration('How long a request may take. Default 5min').optional(),
  reload: map('Loads the page again.', {
    after: pace('Time from the end of a load to the next.'),
    times: int(1, MOST_ROUNDS, 'How often. Default 1').optional(),
  }).optional(),
  port: devicePort,
});

const pollFields = {
  path: path('What it asks for. Default /').optional(),
  method: method.describe('The method. Default GET'),
  body: bodySchema.optional(),
  every: pace('From the start of a request to the start of the next. Default 1s').optional(),
  times,
  connections: word(
    ['keep', 'new', 'leak'],
    'One kept connection; a new one for each request, with Connection: close; a new one that is never closed. Default keep',
  ).optional(),
  patience: duration('How long a request may take; then its connection is aborted. Default 30s').optional(),
};

const poller = map('Asks for the same thing again and again.', { ...pollFields, port: devicePort });

const dashboard = map('A page that stays open: a websocket, and polling beside it.', {
  page: path('The page, loaded first. Default: it is there already').optional(),
  ws: path('The websocket. Default /ws').optional(),
  messages: map('What the page sends by itself.', {
    text: text('The message.'),
    every: pace('Time between two. Default 1s').optional(),
  }).optional(),
  reconnect: pace("From the websocket's end to the next attempt. Default 2s").optional(),
  poll: map('Polling beside the websocket.', pollFields).optional(),
  port: devicePort,
});

const slowReader = map('Asks for much and reads little: its window fills.', {
  path: path('What it asks for. Default /ws').optional(),
  websocket: flag(
    'By a websocket, on which the device pushes; false: by GET, again and again. Default true',
  ).optional(),
  after: duration('Reads normally for so long. Default 0s').optional(),
  every: pace('Then reads what has come once in this time. Default: never').optional(),
  port: devicePort,
});

const slowloris = map('Sends a request a few bytes at a time and never ends it.', {
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
  port: devicePort,
});

const portScanner = map('Tries ports one after the other.', {
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
});

const reconnectingClient = map(
  'Stays connected: comes back when its connection fails or ends, later each time.',
  {
    path: path('The path. Default /ws').optional(),
    websocket: flag('A websocket; false: GETs on a kept connection. Default true').optional(),
    backoff: map('How long it waits before it comes back.', {
      first: pace('The first wait. Default 1s').optional(),
      factor: z
        .number({ error: () => `expected a number from 1 to ${MOST_FACTOR}` })
        .min(1, { error: () => `expected a number from 1 to ${MOST_FACTOR}` })
        .max(MOST_FACTOR, { error: () => `expected a number from 1 to ${MOST_FACTOR}` })
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
    port: devicePort,
  },
);

const httpServer = map("Serves the device's own connections: answers every HTTP request.", {
  port: port('The port on which it listens. Default 80').optional(),
  status: int(MIN_STATUS, MAX_STATUS, 'Status of the answers. Default 200').optional(),
  body: text('Body of the answers. Default: empty').optional(),
  after: duration("From a request's end to its answer. Default 0s").optional(),
});

const mqttBroker = map("Serves the device's own connections: an MQTT broker.", {
  port: port('The port on which it listens. Default 1883').optional(),
});

/** Every behaviour by its name. */
export const behaviours = {
  browser,
  dashboard,
  poller,
  'slow-reader': slowReader,
  slowloris,
  'port-scanner': portScanner,
  'reconnecting-client': reconnectingClient,
  'http-server': httpServer,
  'mqtt-broker': mqttBroker,
};

/** A behaviour's name. */
export type BehaviourName = keyof typeof behaviours;

/** All names of behaviours. */
export const BEHAVIOUR_NAMES = Object.keys(behaviours) as [BehaviourName, ...BehaviourName[]];

/** A behaviour's parameters as written, after the schema's checks. */
export type WrittenBehaviour<K extends BehaviourName> = z.output<(typeof behaviours)[K]>;

const b = behaviours;

/** `behaviour`: a name, or { NAME: parameters }. */
export const behaviourSchema = z
  .union(
    [
      z.enum(BEHAVIOUR_NAMES),
      z.strictObject({
        browser: b.browser.optional(),
        dashboard: b.dashboard.optional(),
        poller: b.poller.optional(),
        'slow-reader': b['slow-reader'].optional(),
        slowloris: b.slowloris.optional(),
        'port-scanner': b['port-scanner'].optional(),
        'reconnecting-client': b['reconnecting-client'].optional(),
        'http-server': b['http-server'].optional(),
        'mqtt-broker': b['mqtt-broker'].optional(),
      }),
    ],
    { error: () => 'expected a name of a behaviour, or { NAME: parameters }' },
  )
  .describe('A ready-made behaviour: its name, or { NAME: parameters }.');
