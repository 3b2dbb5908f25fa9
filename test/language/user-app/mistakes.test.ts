/** Mistakes of people who write their first module: each a sentence with a place in it. */

import { join } from 'node:path';

import { expect, it } from 'vitest';

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
    '3:9',
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
  ['*handler() { throw null; },', '3:9', 'the handler of /x threw null, no Error'],
])('%s', (body, place, message) => {
  const complaint = complaintOf(() => run(handler(body)));
  expect(complaint).toContain(`app.mjs:${place} bad-module: `);
  expect(complaint).toContain(message);
});

it.each([
  ['{ url: "/x", method: esp.HTTP_GET, handler }', 'httpd_uri_t has no field "url": did you mean "uri"?'],
  ['{ method: esp.HTTP_GET, handler }', "httpd_uri_t.uri: expected a text, as in '/'"],
  ['{ uri: "/x", method: esp.HTTP_GET }', 'httpd_uri_t.handler: expected a function, *handler(req) {…}'],
])('fields of a struct: %s', (uri, message) => {
  const module = `export const app = (context, esp) => ({
  *handler() {},
  register(server) {
    const handler = () => 0;
    esp.httpd_register_uri_handler(server, ${uri});
  },
});
`;
  expect(complaintOf(() => run(module))).toContain(`app.mjs:5:9 bad-module: ${message}`);
});

it('fields of a configuration', () => {
  const message = 'config: httpd_config_t has no field "max_open_socket": did you mean "max_open_sockets"?';
  const short = 'export const app = () => ({ config: { max_open_socket: 3 }, register() {} });\n';
  expect(complaintOf(() => run(short))).toContain(message);
  const long = 'export const app = (c, esp) => (esp.configFor({ max_open_socket: 3 }), { register() {} });\n';
  expect(complaintOf(() => run(long))).toContain(message.slice('config: '.length));
});

it('app() that throws what is no error', () => {
  expect(complaintOf(() => run('export const app = () => { throw null; };'))).toContain(
    './app.mjs: app() threw null, no Error',
  );
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
