/** Parts of esp_http_server.h that the reference traces do not reach, or reach only in passing. */

import { describe, expect, test } from 'vitest';
import { webServerApp } from '../../../firmware-model/apps/frame/web-server-app.js';
import type { AppFactory } from '../../../firmware-model/apps/frame/app.js';
import {
  ESP_ERR_HTTPD_RESULT_TRUNC,
  ESP_ERR_INVALID_ARG,
  ESP_ERR_NOT_FOUND,
  ESP_FAIL,
  ESP_OK,
  esp_err_to_name,
  httpd_get_client_list,
  httpd_query_key_value,
  httpd_queue_work,
  httpd_register_uri_handler,
  httpd_req_async_handler_begin,
  httpd_req_async_handler_complete,
  httpd_req_get_cookie_val,
  httpd_req_get_url_query_str,
  httpd_resp_send,
  httpd_resp_sendstr,
  httpd_resp_set_hdr,
  httpd_resp_set_type,
  httpd_uri_match_wildcard,
  httpd_ws_get_fd_info,
  httpd_ws_send_data,
  httpd_ws_frame,
  HTTP_GET,
  text,
  type httpd_handler_t,
  type httpd_req_t,
  type HttpServer,
} from '../../../firmware-model/esp-http-server/index.js';
import { bytesOf, fakeDevice, FakeHeap, frame, type FakeDevice, KCONFIG } from '../fake-device.js';
import type { FakeClient } from '../fake-sockets.js';

const SECOND_US = 1_000_000;

/** An application with one GET handler at `/x`. */
function appWith(handler: httpd_handler_t): AppFactory {
  return (context) =>
    webServerApp(context, {
      name: 'test',
      tag: 'test',
      register: (server) => {
        httpd_register_uri_handler(server, { uri: '/x', method: HTTP_GET, handler });
      },
    });
}

/** Connects now and sends each text one second after the other. */
function talk(device: FakeDevice, ...texts: readonly (string | Buffer)[]): FakeClient {
  const { kernel, sockets } = device;
  kernel.run(kernel.nowUs + SECOND_US);
  const client = sockets.connect_(80);
  kernel.run(kernel.nowUs + SECOND_US);
  for (const data of texts) {
    sockets.send_(client, typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
    kernel.run(kernel.nowUs + SECOND_US);
  }
  return client;
}

const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: h\r\n${headers}\r\n`;
const WS_OPEN = bytesOf({ at: '0', do: 'ws_open', path: '/ws' })!;

test('wildcards stand at the end of a template, with an optional character before them', () => {
  const matches = (template: string, uri: string): boolean =>
    httpd_uri_match_wildcard(template, uri, uri.length);
  expect(matches('/api/*', '/api/x')).toBe(true);
  expect(matches('/api/*', '/api')).toBe(false);
  expect(matches('/api/?', '/api')).toBe(true);
  expect(matches('/api/?', '/api/')).toBe(true);
  expect(matches('/api/?', '/apix')).toBe(false);
  expect(matches('/api/?*', '/api')).toBe(true);
  expect(matches('/api/*?', '/api/x/y')).toBe(true);
  expect(matches('/api/?*', '/apix')).toBe(false);
  expect(matches('*', '')).toBe(true);
  expect(matches('?', 'a')).toBe(false);
});

test('result codes have the names of ESP-IDF', () => {
  expect(esp_err_to_name(ESP_ERR_HTTPD_RESULT_TRUNC)).toBe('ESP_ERR_HTTPD_RESULT_TRUNC');
  expect(esp_err_to_name(-77)).toBe('UNKNOWN ERROR');
});

describe('getters', () => {
  test('query, its parameters and cookies', () => {
    const seen: unknown[] = [];
    const device = fakeDevice(
      {},
      {
        apps: [
          appWith(function* (req) {
            const { env } = req.handle;
            const buf = new Uint8Array(32);
            seen.push(httpd_req_get_url_query_str(req, buf, buf.length), text(buf));
            const val = new Uint8Array(4);
            seen.push(httpd_query_key_value(env, buf, 'B', val, 4), text(val));
            seen.push(httpd_query_key_value(env, buf, 'long', val, 4), text(val));
            seen.push(httpd_query_key_value(env, buf, 'none', val, 4));
            const size = { size: 4 };
            seen.push(httpd_req_get_cookie_val(req, 'two', val, size), text(val), size.size);
            return yield* httpd_resp_sendstr(req, 'done');
          }),
        ],
      },
    );
    talk(device, get('/x?a=1&b=2&long=abcdef', 'Cookie: one=1; two=2\r\n'));
    expect(seen).toEqual([
      ESP_OK,
      'a=1&b=2&long=abcdef',
      ESP_OK,
      '2',
      ESP_ERR_HTTPD_RESULT_TRUNC,
      'abc',
      ESP_ERR_NOT_FOUND,
      ESP_OK,
      '2',
      2,
    ]);
    expect(device.lines()).toContain('httpd_parse: httpd_query_key_value: key none not found');
  });

  test('a request without headers is put back whole and parsed again', () => {
    const device = fakeDevice({}, { apps: [appWith((req) => httpd_resp_sendstr(req, 'ok'))] });
    const client = talk(device, 'GET /x HTTP/1.1\r\n\r\n');
    expect(device.lines()).toContain('httpd_parse: cb_headers_complete: no headers');
    expect(client.fromDevice.endsWith('\r\n\r\nok')).toBe(true);
    // What was put back is looked at only when something wakes the server's select().
    talk(device);
    expect(client.fromDevice).toContain('HTTP/1.1 400 Bad Request');
    expect(client.closedByDevice).toBe(true);
  });
});

test('answers: status line, additional headers, content', () => {
  const device = fakeDevice(
    {},
    {
      apps: [
        appWith(function* (req) {
          httpd_resp_set_type(req, 'text/plain');
          httpd_resp_set_hdr(req, 'A', 'b');
          return yield* httpd_resp_send(req, 'hello', 5);
        }),
      ],
    },
  );
  const client = talk(device, get('/x'));
  expect(client.fromDevice).toBe(
    'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nA: b\r\n\r\nhello',
  );
});

describe('websocket', () => {
  test('an empty text frame crashes the echo example', () => {
    const device = fakeDevice();
    talk(device, WS_OPEN, frame(1, Buffer.alloc(0)));
    expect(device.kernel.panic?.cause.why).toBe('memory access fault');
    expect(device.kernel.panic?.cause.address).toBe(0);
    expect(device.kernel.panic?.task?.name).toBe('httpd');
  });

  test('a reset passes for a received first byte', () => {
    const device = fakeDevice();
    const client = talk(device, WS_OPEN);
    device.sockets.abort_(client);
    device.kernel.run(device.kernel.nowUs + SECOND_US);
    const lines = device.lines(device.kernel.nowUs - SECOND_US);
    expect(lines).toContain('httpd_ws: httpd_ws_get_frame_type: First byte received: 0x00');
    expect(lines).toContain('ws_echo_server: httpd_ws_recv_frame failed to get frame len with 259');
  });

  test('frames are echoed with 7, 16 and 64 bit lengths, and their buffers are freed', () => {
    const device = fakeDevice();
    talk(device, WS_OPEN);
    const before = device.heap.inUse;
    for (const [length, head] of [
      [125, '\x82\x7d'],
      [126, '\x82\x7e\x00\x7e'],
      [65535, '\x82\x7f\0\0\0\0\0\0\xff\xff'],
    ] as const) {
      const data = frame(2, Buffer.alloc(length, 'x'));
      const client = talk(device, WS_OPEN, data);
      expect(client.fromDevice.split('\r\n\r\n')[1]).toBe(head + 'x'.repeat(length));
    }
    expect(device.heap.inUse).toBe(before);
  });

  test('only four characters of a subprotocol count', () => {
    const device = fakeDevice({ ws: { supported_subprotocol: 'chat' } });
    const open = bytesOf({ at: '0', do: 'ws_open', path: '/ws', subprotocol: 'echo, chatter' })!;
    const client = talk(device, open);
    expect(client.fromDevice).toContain('Sec-WebSocket-Protocol: chat\r\n');
    expect(device.lines()).toContain('httpd_ws: Requested subprotocol supported: chatter');
    expect(device.lines()).toContain('httpd_ws: subprotocol: echo');
  });

  test('httpd_ws_send_data waits for the server task', () => {
    const device = fakeDevice();
    const client = talk(device, WS_OPEN);
    const server = device.tasks.servers()[0]!;
    const results: number[] = [];
    const sending = function* (): Generator<void, void, void> {
      const ping = httpd_ws_frame();
      ping.type = 9;
      results.push(httpd_ws_get_fd_info(server, 57), yield* httpd_ws_send_data(server, 57, ping));
      results.push(yield* httpd_ws_send_data(server, 12, ping));
    };
    device.kernel.spawn('sender', 3, sending());
    device.kernel.run(device.kernel.nowUs + SECOND_US);
    expect(results).toEqual([2, ESP_OK, ESP_FAIL]);
    expect(client.fromDevice.endsWith('\x89\x00')).toBe(true);
  });
});

describe('work queue', () => {
  /** Queues ten works from above the server's priority; returns how many were done. */
  function queueTen(isBlocking: boolean): number {
    const kconfig = { ...KCONFIG, CONFIG_HTTPD_QUEUE_WORK_BLOCKING: isBlocking };
    const device = fakeDevice({ kconfig });
    device.kernel.run(SECOND_US);
    const server = device.tasks.servers()[0]!;
    let done = 0;
    const work = function* (): Generator<void, void, void> {
      done++;
    };
    const queueing = function* (): Generator<void, void, void> {
      for (let i = 0; i < 10; i++) expect(yield* httpd_queue_work(server, work, i)).toBe(ESP_OK);
    };
    device.kernel.spawn('high', 10, queueing());
    device.kernel.run(2 * SECOND_US);
    return done;
  }

  test('loses what exceeds the mailbox', () => expect(queueTen(false)).toBe(6));
  test('loses nothing when it blocks', () => expect(queueTen(true)).toBe(10));
});

describe('sessions', () => {
  test('client list: slot order, and room to spare or an error', () => {
    const device = fakeDevice();
    talk(device);
    talk(device);
    const server = device.tasks.servers()[0]!;
    const list = { fds: 7, client_fds: [] as number[] };
    expect(httpd_get_client_list(server, list)).toBe(ESP_OK);
    expect([list.fds, ...list.client_fds]).toEqual([2, 57, 58]);
    expect(httpd_get_client_list(server, { fds: 1, client_fds: [] })).toBe(ESP_ERR_INVALID_ARG);
  });

  test('an async request keeps its session from being read until it is completed', () => {
    let copy: httpd_req_t | undefined;
    let calls = 0;
    const device = fakeDevice(
      {},
      {
        apps: [
          appWith(function* (req) {
            calls++;
            const out = { req: undefined as httpd_req_t | undefined };
            const result = httpd_req_async_handler_begin(req, out);
            copy = out.req;
            return result;
          }),
        ],
      },
    );
    const client = talk(device, get('/x'), get('/x'));
    const server = device.tasks.servers()[0]!;
    expect(calls).toBe(1);
    expect(server.sessions[0]!.state).toBe('lent');
    const before = device.heap.inUse;
    const answering = function* (): Generator<void, void, void> {
      yield* httpd_resp_sendstr(copy!, 'late');
      yield* httpd_req_async_handler_complete(copy!);
    };
    device.kernel.spawn('worker', 5, answering());
    device.kernel.run(device.kernel.nowUs + SECOND_US);
    expect(client.fromDevice.endsWith('late')).toBe(true);
    expect(before - device.heap.inUse).toBe(548 + 596 + 64);
    // The waiting request is read only when something else wakes the server.
    expect(calls).toBe(1);
    talk(device);
    expect(calls).toBe(2);
  });

  test('contexts: the session keeps what the request leaves, and frees what it replaces', () => {
    const freed: unknown[] = [];
    let next = 1;
    const device = fakeDevice(
      {},
      {
        apps: [
          appWith(function* (req) {
            req.free_ctx = (ctx) => freed.push(ctx);
            req.sess_ctx = next++;
            return yield* httpd_resp_sendstr(req, 'ok');
          }),
        ],
      },
    );
    const client = talk(device, get('/x'), get('/x'));
    expect(freed).toEqual([1]);
    device.sockets.close_(client);
    device.kernel.run(device.kernel.nowUs + SECOND_US);
    expect(freed).toEqual([1, 2]);
  });

  test('open_fn can refuse a client; close_fn replaces close()', () => {
    const closed: number[] = [];
    const device = fakeDevice({
      httpd: {
        *open_fn() {
          return ESP_FAIL;
        },
        *close_fn(_hd: HttpServer, fd: number) {
          closed.push(fd);
        },
      },
    });
    const client = talk(device);
    expect(closed).toEqual([57]);
    expect(client.closedByDevice).toBe(true);
    expect(device.lines()).toContain('httpd_sess: httpd_sess_new: open_fn failed for fd = 57');
    expect(device.tasks.sessionCounts()).toEqual([0]);
  });
});

describe('start and stop', () => {
  test('more sessions than sockets', () => {
    const device = fakeDevice({ httpd: { max_open_sockets: 8 } });
    device.kernel.run(SECOND_US);
    expect(device.lines().at(-1)).toBe('ws_echo_server: Error starting server!');
    expect(device.sockets.openCount).toBe(0);
  });

  test('stopping gives every byte back, but a subprotocol', () => {
    const heap = new FakeHeap();
    const device = fakeDevice({ heap, ws: { supported_subprotocol: 'chat' } });
    const mainBytes = heap.inUse;
    talk(device, WS_OPEN);
    device.tasks.post({ device: 'stop' });
    device.kernel.run(device.kernel.nowUs + SECOND_US);
    expect(device.tasks.sessionCounts()).toEqual([0]);
    expect(heap.inUse - mainBytes).toBe('chat'.length + 1);
    expect(device.sockets.openCount).toBe(0);
  });

  test('without memory for an instance, each allocation is named', () => {
    for (const [limit, what] of [
      [4448 + 1000, 'HTTP server instance'],
      [4448 + 1300, 'HTTP URI handlers'],
      [4448 + 1400, 'HTTP session data'],
      [4448 + 2720, 'HTTP response headers'],
      [4448 + 2780, 'HTTP error handlers'],
    ] as const) {
      const device = fakeDevice({ heap: new FakeHeap(limit) });
      device.kernel.run(SECOND_US);
      expect(device.lines()).toContain(`httpd: httpd_create: Failed to allocate memory for ${what}`);
    }
  });
});
