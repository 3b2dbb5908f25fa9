/** Fields that say which bytes a step sends: `text`, or `hex`, or `fill` + `length`. */

import * as z from 'zod';

import { MAX_PAYLOAD_BYTES, int, text } from '../fields.js';

const fill = () =>
  text('One character, repeated `length` times.', 'expected one character (in quotes)').optional();
const length = () => int(0, MAX_PAYLOAD_BYTES, 'How often `fill` is repeated.').optional();

/** The fields of every step that carries bytes. Which of them may stand together is checked in payload.ts. */
export const payloadFields = () => ({
  text: text('The bytes as text, one byte per character (Latin-1).').optional(),
  hex: text('The bytes in hexadecimal.', 'expected hexadecimal digits in quotes').optional(),
  fill: fill(),
  length: length(),
});

/** The body of an HTTP request. */
export const bodySchema = () =>
  z
    .union([z.string(), z.strictObject({ fill: fill(), length: length() })], {
      error: () => 'expected text (in quotes) or { fill, length }',
    })
    .describe('The body: text, or { fill, length } for one character repeated. Adds Content-Length.');

/** A payload as written, after the schema's checks. */
export interface WrittenPayload {
  readonly text?: string | undefined;
  readonly hex?: string | undefined;
  readonly fill?: string | undefined;
  readonly length?: number | undefined;
}

/** A body as written. */
export type WrittenBody = string | WrittenPayload;
