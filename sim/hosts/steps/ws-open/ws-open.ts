/** `ws_open`: a websocket upgrade. */

import { encodeWsOpen } from '../../../codec/http-request.js';
import { port } from '../../../document/fields.js';
import { given } from '../../../document/given.js';
import { headers, path, subprotocol } from '../../../document/http-fields.js';
import { performRequest } from '../ask.js';
import { answerExpect } from '../expectation.js';
import { inGroups, on, onTimeline } from '../step.js';

const upgrade = () => ({
  path: path('The path.'),
  headers: headers(),
  subprotocol: subprotocol('Sec-WebSocket-Protocol. Default: no such header'),
});

export const wsOpen = {
  timeline: onTimeline({
    about: 'Sends a websocket upgrade request.',
    connection: 'needs',
    keys: upgrade,
    read: ({ path: of, headers: lines, subprotocol: protocol }, reader) => ({
      path: of,
      ...given('headers', lines && reader.headers(lines)),
      ...given('subprotocol', protocol),
    }),
    perform: (host, step) => void host.send(encodeWsOpen(step)),
  }),
  group: inGroups({
    about: 'Asks for a websocket and waits for the answer; connects first if it has to.',
    connection: 'opens',
    keys: () => ({
      ...upgrade(),
      port: port(
        "The device's port, if it has to connect first. Default 80, with the group's tls 443",
      ).optional(),
      on: on(),
      expect: answerExpect(),
    }),
    usual: 'answered',
    read: ({ port: to, path: of, headers: lines, subprotocol: protocol }, reader) => ({
      path: of,
      headers: reader.headers(lines),
      ...given('port', to),
      ...given('subprotocol', protocol),
    }),
    perform: (all, step, deadlineUs) =>
      performRequest(all, step, deadlineUs, {
        send: (channel) => channel.upgrade(step),
        waits: true,
        isRepeatable: true,
      }),
  }),
};
