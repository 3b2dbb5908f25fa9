/** The steps that clients take. */

import { z } from 'zod';

import { duration } from '../../document/duration.js';
import { clientName, flag, int, port } from '../../document/fields.js';
import { bodySchema, payloadFields } from '../../document/payload/schema.js';

const MAX_CLOSE_CODE = 65_535;
const MAX_OPCODE = 15;
/** A method, or a header field's name. */
export const TOKEN = /^[\x21-\x7e]+$/;
const PATH = /^[\x21-\x7e\x80-\xff]+$/;
/** What may stand behind the colon of a header line. */
export const HEADER_VALUE = /^[\x20-\x7e\x80-\xff]*$/;

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
/** Method of a request. */
export const method = z.string({ error: methodError }).regex(TOKEN, { error: methodError }).prefault('GET');

const step = <K extends string, F extends z.ZodRawShape>(kind: K, about: string, fields: F) =>
  z
    .strictObject({
      at: duration('When, on the clock that starts at boot.'),
      client: clientName(
        'Which client; each name is one host, 192.168.4.100 and up in order of first appearance.',
      ),
      do: z.literal(kind).describe(about),
      ...fields,
    })
    .describe(about);

/** Every client step by the word after `do`. */
export const clientSteps = {
  connect: step(
    'connect',
    'A new connection; an older unfinished one of this client is forgotten without a packet.',
    {
      port: port("The device's port. Default 80").optional(),
    },
  ),
  send: step('send', 'Sends bytes.', payloadFields),
  close: step('close', 'FIN after all queued data; the client still receives.', {}),
  abort: step('abort', 'RST if established; the connection is gone.', {}),
  pause: step('pause', 'Stops reading; the window shrinks as unread bytes fill 65,535.', {}),
  resume: step('resume', 'Reads on.', {}),
  vanish: step('vanish', 'Answers nothing and sends nothing from now on; a later connect ends that.', {}),
  http: step('http', 'Sends an HTTP/1.1 request with a Host header.', {
    method: method.describe('The method. Default GET'),
    path: path('The path, with its query.'),
    body: bodySchema.optional(),
    close: flag('Adds Connection: close. Default false').optional(),
  }),
  ws_open: step('ws_open', 'Sends a websocket upgrade request.', {
    path: path('The path.'),
    subprotocol: subprotocol('Sec-WebSocket-Protocol. Default: no such header'),
  }),
  ws_text: step('ws_text', 'Sends one final masked TEXT frame.', payloadFields),
  ws_bin: step('ws_bin', 'Sends one final masked BINARY frame.', payloadFields),
  ws_ping: step('ws_ping', 'Sends a masked PING.', payloadFields),
  ws_pong: step('ws_pong', 'Sends a masked PONG.', payloadFields),
  ws_close: step('ws_close', 'Sends a masked CLOSE frame.', {
    code: int(0, MAX_CLOSE_CODE, 'The close code (2 bytes). Default: an empty frame').optional(),
  }),
  ws_frame: step('ws_frame', 'Sends any websocket frame.', {
    fin: flag('The FIN bit. Default true').optional(),
    opcode: int(0, MAX_OPCODE, 'The opcode: 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong.'),
    masked: flag('Masked with the key 37 fa 21 3d. Default true').optional(),
    ...payloadFields,
  }),
  listen: step('listen', "The client serves: it listens for the device's own websocket client.", {
    port: port('The port it listens on. Default 80').optional(),
  }),
  ws_accept: step('ws_accept', "Answers the upgrade request of the device's websocket client.", {
    subprotocol: subprotocol('Sec-WebSocket-Protocol in the answer. Default: no such header'),
    bad: flag(
      "A wrong Sec-WebSocket-Accept: bit 0 of the key's first character flipped. Default false",
    ).optional(),
  }),
};

/** The word after `do`. */
export type ClientStepKind = keyof typeof clientSteps;

/** All words that may stand after `do`. */
export const CLIENT_STEP_KINDS = Object.keys(clientSteps) as readonly ClientStepKind[];

const c = clientSteps;

/** Any client step. */
export const clientStepSchema = z.discriminatedUnion('do', [
  ...([c.connect, c.send, c.close, c.abort, c.pause, c.resume, c.vanish, c.http, c.ws_open] as const),
  ...([c.ws_text, c.ws_bin, c.ws_ping, c.ws_pong, c.ws_close, c.ws_frame, c.listen, c.ws_accept] as const),
]);
