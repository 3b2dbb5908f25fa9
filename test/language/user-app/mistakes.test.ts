/** Mistakes of people who write their first module: each a sentence with a place in it. */

import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';
import { complaintOf } from '../failure.js';
import { temporaryFiles } from '../temporary-files.js';

const SCENARIO = `device: { profile: esp32-idf-v5.3, apps: [./app.mjs] }
until: 2s
timeline:
  - { at: 100ms, client: a, do: connect }
  - { at: 110ms, client: a, do: http, path: /x }
`;
const handler = (body: string): string => `export const app = (context, esp) => ({
  register(server) {
    esp.httpd_register_uri_handler(server, {
      uri: '/x',
      method: esp.HTTP_GET,
      ${body}
    });
  },
});
`;

function run(module: string): void {
  const folder = temporaryFiles({ 'app.mjs': module, 's.yaml': SCENARIO });
  new Simulation(loadScenario(join(folder, 's.yaml'))).run();
}

it.each([
  [
    '*handler(req) { yield esp.httpd_resp_sendstr(req, "x"); return 0; },',
    '6:33',
    'has yield httpd_resp_sendstr(…): write yield*',
  ],
  [
    '*handler(req) { yield; return 0; },',
    '6:7',
    'has a yield that waits for nothing: write yield* before a call',
  ],
  [
    '*handler(req) { esp.httpd_resp_sendstr(req, "x"); return 0; },',
    '6:27',
    'called httpd_resp_sendstr() without yield*, and so it did nothing',
  ],
  ['handler(req) { esp.httpd_resp_sendstr(req, "x"); return 0; },', '6:26', 'without yield*'],
  ['*handler() { yield* esp.delayMs(); return 0; },', '6:31', 'delayMs(undefined): expected a number from 0'],
  ['*handler() { yield* esp.delayMs(NaN); return 0; },', '6:31', 'delayMs(NaN): expected a number from 0'],
  ['*handler() { yield* esp.delayMs(-5); return 0; },', '6:31', 'delayMs(-5): expected a number from 0'],
  [
    '*handler(req) { return yield* esp.httpd_resp_send_chunk(req, "abc"); },',
    '6:41',
    'httpd_resp_send_chunk: expected a length in bytes, or esp.HTTPD_RESP_USE_STRLEN for the whole text as argument 3, got undefined',
  ],
  [
    '*handler(req) { return yield* esp.httpd_req_recv(req, new Uint8Array(4), 2.5); },',
    '6:41',
    'httpd_req_recv: expected a length in bytes as argument 3, got 2.5',
  ],
  ['*handler() { throw null; },', '6:7', 'the handler of /x threw null, no Error'],
])('%s', (body, place, message) => {
  const complaint = complaintOf(() => run(handler(body)));
  expect(complaint).toContain(`app.mjs:${place} bad-module: `);
  expect(complaint).toContain(message);
});

it.each([
  [
    '{ url: "/x", method: esp.HTTP_GET, handler }',
    '5:46',
    'httpd_uri_t has no field "url": did you mean "uri"?',
  ],
  ['{ method: esp.HTTP_GET, handler }', '5:9', "httpd_uri_t.uri: expected a text, as in '/'"],
  ['{ uri: 7, method: esp.HTTP_GET, handler }', '5:46', "httpd_uri_t.uri: expected a text, as in '/'"],
  [
    '{ uri: "/x", method: esp.HTTP_GET }',
    '5:9',
    'httpd_uri_t.handler: expected a function, *handler(req) {…}',
  ],
])('fields of a struct: %s', (uri, place, message) => {
  const module = `export const app = (context, esp) => ({
  *handler() {},
  register(server) {
    const handler = () => 0;
    esp.httpd_register_uri_handler(server, ${uri});
  },
});
`;
  expect(complaintOf(() => run(module))).toContain(`app.mjs:${place} bad-module: ${message}`);
});

it('fields of a configuration', () => {
  const message = 'config: httpd_config_t has no field "max_open_socket": did you mean "max_open_sockets"?';
  const short = 'export const app = () => ({ config: { max_open_socket: 3 }, register() {} });\n';
  expect(complaintOf(() => run(short))).toMatch(/app\.mjs:1:39 bad-module: \.\/app\.mjs: config: /);
  expect(complaintOf(() => run(short))).toContain(message);
  const long = 'export const app = (c, esp) => (esp.configFor({ max_open_socket: 3 }), { register() {} });\n';
  expect(complaintOf(() => run(long))).toContain(message.slice('config: '.length));
});

it('app() that throws what is no error', () => {
  expect(complaintOf(() => run('export const app = () => { throw null; };'))).toContain(
    './app.mjs: app() threw null, no Error',
  );
});

it('a name that the API does not have: the nearest', () => {
  expect(
    complaintOf(() => run(handler('*handler(req) { return yield* esp.httpd_resp_sendst(req, "x"); },'))),
  ).toContain('app.mjs:6:41 bad-module: esp has no httpd_resp_sendst: did you mean "httpd_resp_sendstr"?');
});

describe('libwebsockets programs', () => {
  const LWS = `device: { profile: w800-sdk-2.4, apps: [./app.mjs] }
until: 2s
groups: [{ name: a, start: 100ms, steps: [{ do: connect }, { do: ws_open, path: / }, { do: ws_text, text: hi }] }]
`;
  const program = (receive: string, more = ''): string => `export const app = ({ log }, lws) => ({
  protocols: [
    {
      name: 'own',
      *callback(wsi, reason, user, input, len) {
        if (reason !== 'LWS_CALLBACK_RECEIVE') return 0;
        ${receive}
        return 0;
      },
      ${more}
    },
  ],
});
`;
  const runLws = (module: string): Simulation => {
    const folder = temporaryFiles({ 'app.mjs': module, 's.yaml': LWS });
    const simulation = new Simulation(loadScenario(join(folder, 's.yaml')));
    simulation.run();
    return simulation;
  };

  it.each([
    ['lws.lws_write(wsi, input, len, "LWS_WRITE_TEXT");', '7:13', 'called lws_write() without yield*'],
    [
      'yield lws.lws_write(wsi, input, len, "LWS_WRITE_TEXT");',
      '7:19',
      'has yield lws_write(…): write yield*',
    ],
    ['yield* lws.lws_write(wsi, input, "LWS_WRITE_TEXT");', '7:20', 'lws_write: expected a length in bytes'],
    [
      'yield* lws.lws_write(wsi, new Uint8Array(4), 4, "LWS_WRITE_TEXT");',
      '7:20',
      'in front of the data, and there are 0',
    ],
    ['yield* lws.lws_write(wsi, "hi", 2, "LWS_WRITE_TEXT");', '7:20', 'expected a Uint8Array, got'],
    [
      'yield* lws.lws_write(wsi, input, 99, "LWS_WRITE_TEXT");',
      '7:20',
      '99 bytes of a buffer in which there are 2',
    ],
    ['yield* lws.lws_write(wsi, input, len, "LWS_WRITE_TXT");', '7:20', 'did you mean "LWS_WRITE_TEXT"?'],
    ['yield* lws.lws_callback_on_writeable(wsi);', '7:20', 'did you mean "lws_callback_on_writable"?'],
    ['yield* lws.lws_callback_on_writable(user);', '7:20', 'expected a wsi'],
    ['yield* lws.lws_service(wsi, 100);', '7:20', 'expected the context that lws_create_context made'],
  ])('%s', (receive, place, message) => {
    const complaint = complaintOf(() => runLws(program(receive)));
    expect(complaint).toContain(`app.mjs:${place} bad-module: `);
    expect(complaint).toContain(message);
  });

  it.each([
    [
      'fields of a protocol',
      program('', 'rx_buffer: 3'),
      'app.mjs:10:7 bad-module: lws_protocols has no field "rx_buffer": did you mean "rx_buffer_size"?',
    ],
    [
      'a callback that returns nothing',
      program('return undefined;'),
      'app.mjs:5:7 bad-module: the callback of own returned undefined; end it with return 0; for success',
    ],
    [
      'a name that is no text',
      program('').replace("name: 'own'", 'name: 7'),
      'app.mjs:4:7 bad-module: lws_protocols.name: expected a text',
    ],
    [
      'a callback that is no generator and waits for nothing',
      program('').replace('*callback', 'async callback'),
      'app.mjs:5:7 bad-module: the callback of own returned a promise; write *callback(wsi, reason, user, input, len)',
    ],
    ['no protocols', 'export const app = () => ({});', 'must return { protocols: […] }, or { *main() {…} }'],
    ['no app', 'export const main = 1;', 'exports no function app'],
  ])('%s', (_, module, message) => {
    expect(complaintOf(() => runLws(module))).toContain(message);
  });

  it('a connection that is gone is used by another task: the device crashes', () => {
    const { kernel } = runLws(`export const app = (_, lws) => {
  let last;
  return {
    protocols: [
      {
        name: 'own',
        callback(wsi, reason) {
          if (reason === 'LWS_CALLBACK_ESTABLISHED') last = wsi;
          return reason === 'LWS_CALLBACK_RECEIVE' ? -1 : 0;
        },
      },
    ],
    *init() {
      yield* lws.xTaskCreate('late', 2048, 2, late());
    },
  };
  function* late() {
    yield* lws.delayMs(1000);
    yield* lws.lws_callback_on_writable(last);
  }
};
`);
    expect(kernel.panic?.cause.why).toContain('use after free, lws_callback_on_writable on a connection');
  });
});

it('a call may be kept and run later, or by another task', () => {
  run(
    handler(`*handler(req) {
        const later = esp.delayMs(10);
        yield* esp.xTaskCreate('t', 2048, 3, esp.delayMs(50));
        yield* later;
        return yield* esp.httpd_resp_sendstr(req, 'x');
      },`),
  );
});
