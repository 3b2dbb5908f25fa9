/** Parts of HTTP requests as scenarios write them. */

import * as z from 'zod';

/** A method, or a header field's name. */
const TOKEN = /^[\x21-\x7e]+$/;
const PATH = /^[\x21-\x7e\x80-\xff]+$/;
/** What may stand behind the colon of a header line. */
const HEADER_VALUE = /^[\x20-\x7e\x80-\xff]*$/;

/** A path of a request. */
export const path = (what: string) => {
  const error = () => 'expected a path without blanks, as in "/ws" (for anything else use the step send)';
  return z.string({ error }).regex(PATH, { error }).describe(what);
};

/** Value of Sec-WebSocket-Protocol. */
export const subprotocol = (what: string) => {
  const error = () => 'expected text (in quotes) without line breaks';
  return z.string({ error }).regex(HEADER_VALUE, { error }).optional().describe(what);
};

const methodError = () => 'expected a method without blanks, as in GET';

/** Method of a request; GET unless given. */
export const method = () =>
  z
    .string({ error: methodError })
    .regex(TOKEN, { error: methodError })
    .prefault('GET')
    .describe('The method. Default GET');

const headerValue = () =>
  z.union([z.string().regex(HEADER_VALUE, { error: () => 'expected one line' }), z.number()], {
    error: () => 'expected text (in quotes) or a number',
  });

/** Header fields of a request: text, or a number that stands in the file as it is to be sent. */
export const headers = () =>
  z
    .record(z.string().regex(TOKEN, { error: () => 'expected the name of a header field' }), headerValue(), {
      error: () => 'expected a map of header fields',
    })
    .optional()
    .describe('More header fields, in this order.');

/** Header fields as written, after the schema's checks. */
export type WrittenHeaders = z.output<ReturnType<typeof headers>>;
