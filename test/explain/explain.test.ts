/** explain answers to whatever a user can see. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { ESP_CLOSE_REASONS, LWS_CLOSE_REASONS } from '../../firmware-model/close-reasons.js';
import * as codes from '../../firmware-model/esp-http-server/codes.js';
import * as errnoModule from '../../sim/lwip/core/errno.js';
import { explain } from '../../sim/explain/explain.js';
import { explainLog } from '../../sim/explain/log-file.js';
import { lineMeanings, meaningOf } from '../../sim/explain/lines/lines.js';
import { WORDS } from '../../sim/explain/words/words.js';
import type { LogRecord } from '../../sim/kernel/trace.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';
import { EXCHANGE_OUTCOMES } from '../../sim/outcomes/exchanges/exchange-types.js';
import { OUTCOMES } from '../../sim/outcomes/outcome-words.js';
import { limitDefinitions } from '../../sim/resources/definition.js';
import { emittedTexts } from './emitted.js';
import { BEHAVIOUR_NAMES } from '../../sim/hosts/behaviours/registry.js';
import { allKeys } from '../../sim/language/schema-keys.js';
import { STACK_NAMES } from '../../sim/language/groups/schema-group.js';
import { socketUsers } from '../../sim/language/groups/schema-socket-users.js';
import { waitWords } from '../../sim/outcomes/waits/waits-text.js';
import type { WaitKind } from '../../sim/outcomes/waits/waits.js';
import { FIRMWARE } from '../../sim/run/firmware.js';

const ROOT = join(import.meta.dirname, '../..');
const emitted = emittedTexts();

describe('every text of the model', () => {
  it('is found in the sources', () => {
    expect(emitted.length).toBeGreaterThan(200);
    expect(emitted.map(({ text }) => text)).toContain('httpd_sock_err: error in 7 : 7');
  });

  it('is explained', () => {
    // Texts of users' data alone, and empty lines that only frame others.
    const own = (text: string): boolean => /^(?:httpd_)?[\s7]*$/.test(text);
    const unknown = emitted.filter(({ text }) => !own(text) && meaningOf(FIRMWARE, text) === undefined);
    expect(unknown).toEqual([]);
  });

  it('is no news where it is a warning or an error, but for what the tests of ESP-IDF look for', () => {
    const light = emitted.filter(
      ({ text, isTelling }) =>
        isTelling && ['news', 'trace'].includes(meaningOf(FIRMWARE, text)?.weight ?? 'news'),
    );
    const texts = light.map(({ text }) => text).filter((text) => !/^(?:httpd_)?[\s7]*$/.test(text));
    expect(texts).toEqual(['httpd_7 not found', 'Header2 not found', 'httpd_uri: 7']);
  });
});

it.each([
  'w800-sixth-client-closed',
  'w800-wss-out-of-memory',
  'two-servers-one-control-port',
  'https-heap-for-three',
  'websocket-static-buffer',
  'idle-keepalives-lru-purge',
])('every line of %s is explained, down to level D', (name) => {
  const simulation = new Simulation(loadScenario(`scenarios/${name}.yaml`));
  const unknown: string[] = [];
  let count = 0;
  simulation.trace.subscribe(
    ['log'],
    (record) => {
      count++;
      const { msg } = record as LogRecord;
      if (meaningOf(FIRMWARE, msg) === undefined) unknown.push(msg);
    },
    'D',
  );
  simulation.run();
  expect(unknown).toEqual([]);
  expect(count).toBeGreaterThan(5);
});

describe('keys of the language', () => {
  const keys = allKeys(FIRMWARE);

  it('are all explained, by their paths and alone', () => {
    const isOption = (path: string): boolean => /^device\.(?:sdkconfig|lwipopts)\./.test(path);
    const silent = keys.filter(({ path, key, description, isWord }) => {
      const told = explain(FIRMWARE, path)?.join('\n');
      const alone = explain(FIRMWARE, key)?.join('\n');
      if (isOption(path) || isWord) return told === undefined || alone === undefined;
      const text = description.replaceAll('\n', '\n  ');
      return told?.includes(text) !== true || alone?.includes(text) !== true;
    });
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it.each([
    ['send', 'step send: Sends bytes.'],
    ['send', 'httpd_resp_send: the whole answer.'],
    ['send', 'also device.tasks.do.send, device.handlers.on.*.send'],
    ['handlers.do.repeat', 'Does `do` again; until-failure'],
    ['device.tasks.do.compute', 'The task computes'],
    ['callback_on_writable', 'lws_callback_on_writable'],
    ['hold', 'step of a group hold: Keeps the connection open'],
    ['do', 'connect, http, send'],
    ['expect.never.client', 'Whose: a name'],
    ['device.handlers', 'keys: uri, method, websocket'],
  ])('%s: %s', (name, words) => {
    expect(explain(FIRMWARE, name)?.join('\n')).toContain(words);
  });

  it('tell the value that the scenario at hand has', () => {
    const setting = (path: readonly string[]): unknown =>
      path.join('.') === 'device.log_level' ? 'D' : undefined;
    expect(explain(FIRMWARE, 'log_level', setting)).toContain('  in this scenario: "D"');
  });

  it('come after what the console of the device prints', () => {
    const names = new Set(keys.map(({ key }) => key));
    const both = emitted.map(({ text }) => text).filter((text) => names.has(text));
    expect(both).toEqual(['reconnect']);
    const heads = explain(FIRMWARE, 'reconnect')?.filter((line) => !line.startsWith(' '));
    expect(heads?.[0]).toContain('(a line of the log');
    expect(heads).toContain('groups.behaviour.slowloris.reconnect');
    const first = emitted.filter(
      ({ text }) => explain(FIRMWARE, text)?.[0]?.includes('(a line of the log') === false,
    );
    expect(first.map(({ text }) => text).filter((text) => !text.startsWith('LWS_CALLBACK_'))).toEqual([]);
  });
});

describe('error numbers of the model', () => {
  const errnos = Object.entries(errnoModule).filter(([, value]) => typeof value === 'number');
  const httpd = Object.keys(codes).filter((name) => name.startsWith('HTTPD_SOCK_ERR_'));

  it.each([...errnos.map(([name, number]) => `${name} ${Number(number)}`)])(
    'errno %s is explained',
    (one) => {
      for (const name of one.split(' ')) expect(explain(FIRMWARE, name)?.join('\n')).toContain('errno ');
    },
  );

  it.each(httpd)('%s is explained', (name) => {
    expect(explain(FIRMWARE, name)?.[0]).toContain(name);
  });

  it.each(Object.entries(errnoModule.Err).filter(([name]) => name !== 'OK'))(
    'ERR_%s is explained, with the errno that it becomes',
    (name, number) => {
      const told = explain(FIRMWARE, `ERR_${name}`)?.join('\n');
      expect(told).toContain(`(${number}, of lwIP`);
      expect(told).toMatch(new RegExp(`errno ${errnoModule.errToErrno(number)} on a socket`));
    },
  );
});

describe('kinds of lines', () => {
  it('have names of their own, by which they are found', () => {
    const names = lineMeanings(FIRMWARE).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => explain(FIRMWARE, name) === undefined)).toEqual([]);
  });

  it('name scenarios that exist', () => {
    const shown = [...lineMeanings(FIRMWARE), ...WORDS].flatMap(({ shownBy }) => shownBy ?? []);
    const missing = shown.filter((name) => !existsSync(join(ROOT, `scenarios/${name}.yaml`)));
    expect(missing).toEqual([]);
  });
});

it.each([
  ...OUTCOMES,
  ...EXCHANGE_OUTCOMES,
  ...limitDefinitions().map(({ kind }) => kind),
  ...FIRMWARE.callbacks,
  ...BEHAVIOUR_NAMES,
  ...Object.keys(socketUsers),
  ...STACK_NAMES,
  ...[
    'Nagle',
    'delayed ACK',
    'RST',
    'FIN',
    'SYN',
    'TIME_WAIT',
    'vanished',
    'idle since',
    'held by',
    'behind it',
  ],
  ...[
    'ok',
    'FAILED',
    'CRASHED',
    'HANGS',
    'BAD',
    'BUG',
    'TIME',
    'livelock',
    'panic',
    'expects nothing',
    'warning',
  ],
  ...['exchange', 'session', 'first byte', 'complete', 'peak', 'p95', 'not accepted', 'SYN dropped'],
  ...['Not served, and why', 'Ended after it was served', 'Slow, and why', 'never started'],
  ...[
    'link',
    'loss',
    'tls',
    'limit',
    'handler',
    'console',
    'device',
    'nagle',
    'client',
    'reading',
    'behind',
  ].map((kind) =>
    waitWords({ kind: kind as WaitKind, on: '' })
      .replace(/ \(\)$/, '')
      .trim(),
  ),
])('%s is explained', (name) => {
  expect(explain(FIRMWARE, name)).toBeDefined();
});

it.each([
  ['error in creating msg socket (23)', 'the socket table is full'],
  ['error in creating ctrl socket (112)', 'EADDRINUSE: the port is taken'],
  ['113', 'ECONNABORTED'],
  ['ENFILE', 'socket table is full'],
  ['431', 'CONFIG_HTTPD_MAX_REQ_HDR_LEN'],
  ['1006', 'no CLOSE frame'],
  ['ESP_ERR_INVALID_SIZE', "longer than the handler's buffer"],
  ['lru-purge', 'costs: no memory'],
  ['sessions', 'advise tries against it: lru-purge, more-sessions'],
  ['W (1234) httpd_txrx: httpd_sock_err: error in recv : 104', 'harmless, although it does not look so'],
  ['E httpd: httpd_accept_conn: error in accept (23)', 'scenarios/browser-fills-socket-table.yaml'],
  ['E (1) httpd: httpd_accept_conn: error in accept (23)', 'releases: since v5.0.1: '],
  [
    'E (1) httpd_parse: Unable to allocate the scratch buffer',
    'releases: since v5.5; others do not print it',
  ],
  ['W (7) httpd_txrx: httpd_sock_err: error in recv : 113', 'releases: all that are modelled, v4.2 to v6.1'],
  ['accept: errno 23', 'releases: w800-sdk-2.4, the one that is modelled'],
  ['esp_tls_create_server_session failed, 0x7280', 'a TLS handshake failed'],
  ['esp_tls_create_server_session failed, 0x7280', 'MBEDTLS_ERR_SSL_CONN_EOF'],
  ['MBEDTLS_ERR_SSL_CONN_EOF', '-0x7280'],
  ['error 113', 'ECONNABORTED'],
  ['404 Not Found', 'HTTP status 404'],
  ['httpd_sock_err: error in recv : 105', 'errno 105, ENOBUFS'],
  ['W (3) httpd_txrx: httpd_resp_send_err: 405 Method Not Allowed - Request', 'HTTP status 405'],
  ['\u001b[0;33mW (42) httpd_ws: httpd_ws_recv_frame: WS Message too long\u001b[0m', 'max_len 0'],
])('%s: %s', (name, words) => {
  expect(explain(FIRMWARE, name)?.join('\n')).toContain(words);
});

it('an error that the model does not know is not taken for debug output', () => {
  const line = 'E (9) httpd: httpd_server: Failed to bind to interface sta (12)';
  expect(explain(FIRMWARE, line)).toBeUndefined();
  expect(explainLog(FIRMWARE, line)).toContain('1 line that the model does not know:');
});

it('a serial log is explained by kind, most telling first', () => {
  const log = [
    'I (312) wifi: connected',
    'I (400) example: Starting server',
    'W (5001) httpd_txrx: httpd_sock_err: error in recv : 104',
    'W (8001) httpd_txrx: httpd_sock_err: error in recv : 104',
    'E (9001) httpd: httpd_accept_conn: error in accept (23)',
    'W (9002) httpd: httpd_server: error accepting new connection',
    '',
  ].join('\r\n');
  const lines = explainLog(FIRMWARE, log);
  const heads = lines.filter((line) => line.includes('(a line of the log'));
  expect(heads.map((line) => line.replace(/ \(a line.*/, ''))).toEqual([
    'httpd_accept_conn: error in accept (23)',
    'httpd_server: error accepting new connection',
    'httpd_sock_err: error in recv : 104',
  ]);
  expect(lines).toContain('  line 3, 2 times: W (5001) httpd_txrx: httpd_sock_err: error in recv : 104');
  expect(lines).toContain('1 line that only says what the device does');
  expect(lines.at(-1)).toBe('  line 1: I (312) wifi: connected');
});

type Reason = string | ((...parts: readonly string[]) => string);
const REASONS = ([ESP_CLOSE_REASONS, LWS_CLOSE_REASONS] as readonly object[])
  .flatMap((reasons) => Object.values(reasons) as readonly Reason[])
  .map((reason) => (typeof reason === 'string' ? reason : reason('404', 'ESP_FAIL')));

it.each(REASONS)('the reason "%s" is explained', (reason) => {
  expect(explain(FIRMWARE, reason)).toBeDefined();
});
