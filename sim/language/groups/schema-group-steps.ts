/** The steps that clients of a group take one after the other. */

import { z } from 'zod';

import { duration } from '../../document/duration.js';
import { clientName, flag, int, port, text, word } from '../../document/fields.js';
import { HEADER_VALUE, TOKEN, clientSteps, method, path, subprotocol } from '../steps/schema-client-steps.js';
import { bodySchema, payloadFields } from '../../document/payload/schema.js';

const MIN_STATUS = 100;
const MAX_STATUS = 599;
const MAX_CLOSE_CODE = 65_535;
const MOST_ROUNDS = 1_000_000;
const MOST_STEPS = 10_000;

const within = duration("Until then, from the step's start. Default: no limit").optional();
const outcomeOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  word(words, `What it comes to. Default ${words[0]}`).optional();

const status = z
  .union(
    [
      int(MIN_STATUS, MAX_STATUS, 'The status.'),
      z
        .array(int(MIN_STATUS, MAX_STATUS, 'One of them.'))
        .min(1, { error: () => 'expected at least one status' }),
    ],
    { error: () => 'expected a status, or a list of them' },
  )
  .optional()
  .describe('HTTP status of the answer, or a list of those that are right. Default: any');
const found = (where: string) => text(`Part of ${where}, or a pattern: /regex/.`).optional();

const expectOf = <F extends z.ZodRawShape>(fields: F) =>
  z
    .strictObject(
      { ...fields, within },
      { error: () => `expected a map with ${Object.keys(fields).join(', ')}, within` },
    )
    .describe('What must come of it; otherwise the step has failed, and the run is not as expected.');

const answerExpect = expectOf({
  outcome: outcomeOf(['answered', 'closed', 'reset', 'silent', 'refused', 'unanswered']),
  status,
  text: found("the answer's body"),
  first_byte: duration("First byte of the answer until then, from the step's start.").optional(),
});

/** Types of websocket messages. */
export const MESSAGE_TYPES = ['text', 'binary', 'close', 'ping', 'pong'] as const;

const messageFields = {
  outcome: outcomeOf(['received', 'closed', 'reset', 'silent']),
  text: found('the message'),
  type: word(MESSAGE_TYPES, 'Type of the message. Default: any').optional(),
  code: int(0, MAX_CLOSE_CODE, 'Code of a CLOSE. Default: any').optional(),
};
const messageExpect = expectOf(messageFields).optional();

const on = clientName(
  'Which connection, by the name that connect gave it (as). Default: the newest',
).optional();
const headers = z
  .record(
    z.string().regex(TOKEN, { error: () => 'expected the name of a header field' }),
    z
      .string({ error: () => 'expected text (in quotes)' })
      .regex(HEADER_VALUE, { error: () => 'expected one line' }),
    { error: () => 'expected a map of header fields' },
  )
  .optional()
  .describe('More header fields, in this order.');
const serverPort = port("The device's port, if it has to connect first. Default 80").optional();

const step = <K extends string, F extends z.ZodRawShape>(kind: K, about: string, fields: F) =>
  z.strictObject({ do: z.literal(kind).describe(about), ...fields }).describe(about);

/** Steps that send one websocket frame: the fields are the timeline's. */
const frame = <K extends 'ws_text' | 'ws_bin' | 'ws_ping' | 'ws_pong'>(kind: K) =>
  step(kind, `${clientSteps[kind].description ?? ''} With expect: waits for a message.`, {
    ...payloadFields,
    on,
    expect: messageExpect,
  });

const plainSteps = {
  connect: step('connect', 'Opens one more connection and waits until it is established.', {
    port: port("The device's port. Default 80").optional(),
    as: clientName("A name for the connection, for later steps' on.").optional(),
    expect: expectOf({ outcome: outcomeOf(['connected', 'refused', 'unanswered']) }).optional(),
  }),
  http: step('http', 'Sends an HTTP/1.1 request and waits for the answer; connects first if it has to.', {
    method: method.describe('The method. Default GET'),
    path: path('The path, with its query.'),
    headers,
    body: bodySchema.optional(),
    close: flag('Adds Connection: close. Default false').optional(),
    wait: flag('Waits for the answer. Default true').optional(),
    port: serverPort,
    on,
    expect: answerExpect.optional(),
  }),
  ws_open: step('ws_open', 'Asks for a websocket and waits for the answer; connects first if it has to.', {
    path: path('The path.'),
    headers,
    subprotocol: subprotocol('Sec-WebSocket-Protocol. Default: no such header'),
    port: serverPort,
    on,
    expect: answerExpect.optional(),
  }),
  ws_text: frame('ws_text'),
  ws_bin: frame('ws_bin'),
  ws_ping: frame('ws_ping'),
  ws_pong: frame('ws_pong'),
  ws_frame: step('ws_frame', 'Sends any websocket frame. With expect: waits for a message.', {
    ...clientSteps.ws_frame.omit({ at: true, client: true, do: true }).shape,
    on,
    expect: messageExpect,
  }),
  ws_close: step('ws_close', "Sends a CLOSE frame. With expect: waits for the device's, or for the end.", {
    code: int(0, MAX_CLOSE_CODE, 'The close code. Default: an empty frame').optional(),
    on,
    expect: messageExpect,
  }),
  ws_expect: step('ws_expect', 'Waits for a websocket message; others before it are passed over.', {
    on,
    ...messageFields,
    within,
  }),
  send: step('send', 'Sends bytes, all at once or in pieces. With expect: waits for an HTTP answer.', {
    ...payloadFields,
    piece: int(1, MAX_CLOSE_CODE, 'Bytes of a piece. Default: all').optional(),
    every: duration('Time between two pieces. Default 0s').optional(),
    on,
    expect: answerExpect.optional(),
  }),
  wait: step('wait', 'Waits.', { for: duration('How long.') }),
  hold: step('hold', 'Keeps the connection open and idle; fails if it ends before its time.', {
    for: duration('How long. Default: until it ends').optional(),
    on,
    expect: expectOf({ outcome: outcomeOf(['held', 'closed', 'reset', 'silent']) }).optional(),
  }),
  close: step('close', 'FIN after all queued data. With expect: waits for the end of the connection.', {
    on,
    expect: expectOf({ outcome: outcomeOf(['closed', 'reset', 'silent']) }).optional(),
  }),
  abort: step('abort', 'RST; the connection is gone.', { on }),
  pause: step('pause', 'Stops reading.', { on }),
  resume: step('resume', 'Reads on.', { on }),
  vanish: step('vanish', 'Answers nothing and sends nothing from now on; a later connect ends that.', {}),
};

/** A repeat as written, after the schema's checks. */
export interface WrittenRepeat {
  readonly do: 'repeat';
  readonly times?: number | undefined;
  readonly every?: number | undefined;
  readonly steps: readonly WrittenGroupStep[];
}

/** A step of a group as written, after the schema's checks. */
export type WrittenGroupStep = z.output<(typeof plainSteps)[keyof typeof plainSteps]> | WrittenRepeat;

const repeat = z
  .strictObject({
    do: z.literal('repeat').describe('Does steps again.'),
    times: int(1, MOST_ROUNDS, 'How often. Default: until the end of the run').optional(),
    every: duration('From the start of a round to the start of the next. Default: at once').optional(),
    steps: z.lazy(() => groupStepList).describe('The steps.'),
  })
  .describe('Does steps again.');

/** Every step of a group by the word after `do`. */
export const groupSteps = { ...plainSteps, repeat };

/** The word after `do`. */
export type GroupStepWord = keyof typeof groupSteps;

/** All words that may stand after `do` in a group. */
export const GROUP_STEP_WORDS = Object.keys(groupSteps) as readonly GroupStepWord[];

const g = groupSteps;

const groupStepSchema: z.ZodType<WrittenGroupStep> = z.discriminatedUnion('do', [
  ...([g.connect, g.http, g.ws_open, g.ws_text, g.ws_bin, g.ws_ping, g.ws_pong, g.ws_frame] as const),
  ...([g.ws_close, g.ws_expect, g.send, g.wait, g.hold, g.close, g.abort, g.pause, g.resume] as const),
  ...([g.vanish, g.repeat] as const),
]);

/** A list of steps. */
export const groupStepList: z.ZodType<WrittenGroupStep[]> = z
  .array(groupStepSchema, { error: () => 'expected a list of steps' })
  .min(1, { error: () => 'expected at least one step' })
  .max(MOST_STEPS, { error: () => 'expected fewer steps' });
