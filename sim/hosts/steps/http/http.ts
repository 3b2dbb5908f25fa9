/** `http`: a request. */

import { encodeHttpRequest } from '../../../codec/http-request.js';
import { flag, port } from '../../../document/fields.js';
import { given } from '../../../document/given.js';
import { headers, method, path } from '../../../document/http-fields.js';
import { bodySchema } from '../../../document/payload/schema.js';
import { performRequest } from '../ask.js';
import { answerExpect } from '../expectation.js';
import { inGroups, on, onTimeline } from '../step.js';

const request = () => ({
  method: method(),
  path: path('The path, with its query.'),
  headers: headers(),
  body: bodySchema().optional(),
  close: flag('Adds Connection: close. Default false').optional(),
});

export const http = {
  timeline: onTimeline({
    about: 'Sends an HTTP/1.1 request with a Host header.',
    connection: 'needs',
    keys: request,
    read: ({ method: word, path: of, headers: lines, body, close = false }, reader) => ({
      method: word,
      path: of,
      ...given('headers', lines && reader.headers(lines)),
      ...given('body', reader.body(body)),
      close,
    }),
    perform: (host, step) => void host.send(encodeHttpRequest(step)),
  }),
  group: inGroups({
    about: 'Sends an HTTP/1.1 request and waits for the answer; connects first if it has to.',
    connection: 'opens',
    keys: () => ({
      ...request(),
      wait: flag('Waits for the answer. Default true').optional(),
      port: port(
        "The device's port, if it has to connect first. Default 80, with the group's tls 443",
      ).optional(),
      on: on(),
      expect: answerExpect(),
    }),
    usual: 'answered',
    read: (written, reader) => ({
      method: written.method,
      path: written.path,
      headers: reader.headers(written.headers),
      ...given('port', written.port),
      ...given('body', reader.body(written.body)),
      close: written.close ?? false,
      waits: written.wait ?? true,
    }),
    perform: (all, step, deadlineUs) =>
      performRequest(all, step, deadlineUs, {
        send: (channel) => channel.request(step),
        waits: step.waits,
        // Requests that clients send again by themselves (RFC 9110 section 9.2.2).
        isRepeatable: step.method === 'GET' || step.method === 'HEAD',
      }),
  }),
};
