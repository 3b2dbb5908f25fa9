/** `expect` of a group's step: its keys, and what they are read into. */

import * as z from 'zod';

import { WS_BINARY, WS_CLOSE, WS_PING, WS_PONG, WS_TEXT } from '../../codec/ws-frame.js';
import { duration } from '../../document/duration.js';
import { int, word } from '../../document/fields.js';
import { given } from '../../document/given.js';
import type { KeyReader } from '../../document/key-reader.js';
import { pattern, type Pattern } from '../../document/pattern.js';

const MIN_STATUS = 100;
const MAX_STATUS = 599;
/** Largest code of a CLOSE frame: two bytes. */
export const MAX_CLOSE_CODE = 65_535;

/** What a step may come to. */
export const STEP_OUTCOMES = [
  'connected',
  'refused',
  'unanswered',
  'answered',
  'received',
  'held',
  'closed',
  'reset',
  'silent',
  'tls-failed',
] as const;

/** One of {@link STEP_OUTCOMES}. */
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

/** Opcodes of the types of messages. */
const MESSAGE_OPCODE = {
  text: WS_TEXT,
  binary: WS_BINARY,
  close: WS_CLOSE,
  ping: WS_PING,
  pong: WS_PONG,
} as const;

type MessageType = keyof typeof MESSAGE_OPCODE;

/** What a scenario expects of a step; what is absent may be anything. */
export interface StepExpectation {
  /** Absent: what the step is for (`connect`: connected, `http`: answered …). */
  readonly outcome?: StepOutcome;
  /** Until then, µs from the step's start. */
  readonly withinUs?: number;
  /** Any of these HTTP statuses. */
  readonly status?: readonly number[];
  /** In the answer's body, or in the websocket message. */
  readonly text?: Pattern;
  /** Opcode of the websocket message. */
  readonly opcode?: number;
  /** Code of the websocket CLOSE. */
  readonly code?: number;
  /** First byte of the answer until then, µs from the step's start. */
  readonly firstByteUs?: number;
}

/** How long it may take. */
export const within = () => duration("Until then, from the step's start. Default: no limit").optional();

const status = () =>
  z
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

const found = (where: string) => pattern(`Part of ${where}, or a pattern: /regex/.`).optional();

/** The outcomes of a step that may be expected; the first one is the usual one. */
export const outcomeOf = <const T extends readonly [StepOutcome, ...StepOutcome[]]>(outcomes: T) =>
  word(outcomes, `What it comes to. Default ${outcomes[0]}`).optional();

/** `expect` with the keys that fit a step. */
export const expectOf = <F extends z.ZodRawShape>(fields: F) =>
  z
    .strictObject(
      { ...fields, within: within() },
      { error: () => `expected a map with ${Object.keys(fields).join(', ')}, within` },
    )
    .describe('What must come of it; otherwise the step has failed, and the run is not as expected.')
    .optional();

/** Of a step that waits for an HTTP answer. */
export const answerExpect = () =>
  expectOf({
    outcome: outcomeOf(['answered', 'closed', 'reset', 'silent', 'refused', 'unanswered', 'tls-failed']),
    status: status(),
    text: found("the answer's body"),
    first_byte: duration("First byte of the answer until then, from the step's start.").optional(),
  });

/** What is said about a websocket message. */
export const messageFields = () => ({
  outcome: outcomeOf(['received', 'closed', 'reset', 'silent', 'tls-failed']),
  text: found('the message'),
  type: word(
    Object.keys(MESSAGE_OPCODE) as [MessageType, ...MessageType[]],
    'Type of the message. Default: any',
  ).optional(),
  code: int(0, MAX_CLOSE_CODE, 'Code of a CLOSE. Default: any').optional(),
});

/** Of a step that waits for a websocket message. */
export const messageExpect = () => expectOf(messageFields());

/** Any step's `expect` as written, after the schema's checks. */
export interface WrittenExpect {
  readonly outcome?: StepOutcome | undefined;
  readonly within?: number | undefined;
  readonly status?: number | number[] | undefined;
  readonly text?: Pattern | undefined;
  readonly type?: MessageType | undefined;
  readonly code?: number | undefined;
  readonly first_byte?: number | undefined;
}

/** Fills in, and complains about what can't be right. */
export function readExpectation(written: WrittenExpect, reader: KeyReader): StepExpectation {
  const { outcome, within: withinUs, status: one, text, type, code, first_byte: firstByteUs } = written;
  if (outcome === 'silent' && withinUs === undefined) {
    const hint = 'add within: 5s, how long nothing must happen';
    reader.complain(['outcome'], 'missing-key', `outcome: ${outcome} needs a time`, hint);
  }
  return {
    ...given('outcome', outcome),
    ...given('withinUs', withinUs),
    ...given('status', typeof one === 'number' ? [one] : one),
    ...given('text', text),
    ...given('opcode', type && MESSAGE_OPCODE[type]),
    ...given('code', code),
    ...given('firstByteUs', firstByteUs),
  };
}
