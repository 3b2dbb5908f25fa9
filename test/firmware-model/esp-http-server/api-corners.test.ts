/** Calls of esp_http_server.h with what they refuse, at the byte where they begin to, and on what is not there any more. */

import { describe, expect, test } from 'vitest';
import { webServerApp } from '../../../firmware-model/apps/frame/web-server-app.js';
import * as api from '../../../firmware-model/esp-http-server/index.js';
import { ESP_OK } from '../../../firmware-model/esp-http-server/index.js';
import { bytesOf, fakeDevice, FakeHeap, type FakeDevice } from '../fake-device.js';
import type { FakeClient } from '../fake-sockets.js';

const SECOND_US = 1_000_000;
const NO_SOCKET = 40;
/** Bytes of heap that are enough for a frame on its way to the server task. */
const MOST_ROOM = 200;

type Blocking<T> = Generator<void, T, void>;
type Handler = (req: api.httpd_req_t, tell: (value: unknown) => void) => Blocking<void>;

const NAMES = new Map(
  Object.entries(api)
    .filter(([name, value]) => name.startsWith('ESP_ERR') && typeof value === 'number')
    .map(([name, value]) => [value as unknown, name]),
);

/** The name of an error; anything else as it is. */
function named(value: unknown): unknown {
  return NAMES.get(value) ?? value;
}

interface Setup {
  readonly overrides?: Parameters<typeof fakeDevice>[0];
  readonly uri?: Partial<api.httpd_uri_t>;
}

/** Starts a device whose handler at /x does this; what it told, results by their names. */
function withHandler(
  handler: Handler,
  { overrides = {}, uri = {} }: Setup = {},
): {
  readonly device: FakeDevice;
  readonly told: unknown[];
} {
  const told: unknown[] = [];
  const device = fakeDevice(overrides, {
    apps: [
      (context) =>
        webServerApp(context, {
          name: 'test',
          tag: 'test',
          register: (server) => {
            const run = function* (req: api.httpd_req_t): Blocking<api.esp_err_t> {
              yield* handler(req, (value) => told.push(named(value)));
              return ESP_OK;
            };
            api.httpd_register_uri_handler(server, { uri: '/x', method: api.HTTP_GET, handler: run, ...uri });
          },
        }),
    ],
  });
  return { device, told };
}

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
const WS_OPEN = bytesOf({ at: '0', do: 'ws_open', path: '/x' })!;

/** What a handler told of one GET. */
function toldOf(handler: Handler, request = get('/x'), setup: Setup = {}): unknown[] {
  const { device, told } = withHandler(handler, setup);
  talk(device, request);
  return told;
}

describe('headers', () => {
  test('a value that just fits, and one that does not', () => {
    const told = toldOf(
      function* (req, tell) {
        const value = (size: number): void => {
          const buffer = new Uint8Array(8);
          tell(api.httpd_req_get_hdr_value_str(req, 'x-word', buffer, size));
          tell(api.text(buffer));
        };
        tell(api.httpd_req_get_hdr_value_len(req, 'X-Word'));
        for (const size of [6, 5, 4]) value(size);
        yield* api.httpd_resp_sendstr(req, '');
      },
      get('/x', 'X-Word: abcde\r\n'),
    );
    const cut = 'ESP_ERR_HTTPD_RESULT_TRUNC';
    expect(told).toEqual([5, ESP_OK, 'abcde', cut, 'abcd', cut, 'abc']);
  });

  test('one that is not there, one that begins like another, one without a value', () => {
    const told = toldOf(
      function* (req, tell) {
        const buffer = new Uint8Array(8);
        for (const name of ['None', 'X', 'X-A', 'X-Ab', 'X-Empty'])
          tell([
            api.httpd_req_get_hdr_value_len(req, name),
            named(api.httpd_req_get_hdr_value_str(req, name, buffer, 8)),
          ]);
        yield* api.httpd_resp_sendstr(req, '');
      },
      get('/x', 'X-Abc: 1\r\nX-Ab: 22\r\nX-Empty:\r\n'),
    );
    const absent = [0, 'ESP_ERR_NOT_FOUND'];
    expect(told).toEqual([absent, absent, absent, [2, ESP_OK], [0, ESP_OK]]);
  });
});

describe('queries and cookies', () => {
  test('none, an empty one, one that just fits', () => {
    const lengths = (path: string): unknown[] =>
      toldOf(function* (req, tell) {
        const buffer = new Uint8Array(8);
        tell(api.httpd_req_get_url_query_len(req));
        for (const size of [4, 3]) tell(api.httpd_req_get_url_query_str(req, buffer, size));
        tell(api.text(buffer));
        yield* api.httpd_resp_sendstr(req, '');
      }, get(path));
    expect(lengths('/x')).toEqual([0, 'ESP_ERR_NOT_FOUND', 'ESP_ERR_NOT_FOUND', '']);
    expect(lengths('/x?a=1')).toEqual([3, ESP_OK, 'ESP_ERR_HTTPD_RESULT_TRUNC', 'a=']);
  });

  test('pairs: the key in any case, an empty value, no equals sign, the last one', () => {
    const told = toldOf(function* (req, tell) {
      const { env } = req.handle;
      const value = (pairs: string, key: string, size = 8): unknown[] => {
        const buffer = new Uint8Array(8);
        const query = Buffer.from(`${pairs}\0`, 'latin1');
        const result = api.httpd_query_key_value(env, query, key, buffer, size);
        return [named(result), api.text(buffer)];
      };
      tell(value('a=1&B=22', 'b'));
      tell(value('a=&b=2', 'a'));
      tell(value('ab=1&b=2', 'b'));
      tell(value('a', 'a'));
      tell(value('a&b=2', 'b'));
      tell(value('', 'a'));
      tell(value('b=22', 'b', 3));
      tell(value('b=22', 'b', 2));
      yield* api.httpd_resp_sendstr(req, '');
    });
    const none = ['ESP_ERR_NOT_FOUND', ''];
    expect(told).toEqual([
      [ESP_OK, '22'],
      [ESP_OK, ''],
      [ESP_OK, '2'],
      none,
      none,
      none,
      [ESP_OK, '22'],
      ['ESP_ERR_HTTPD_RESULT_TRUNC', '2'],
    ]);
  });

  test('cookies: without the header, without the name, without room, without memory', () => {
    const heap = new FakeHeap();
    const told = toldOf(
      function* (req, tell) {
        const value = (name: string, size: number): void => {
          const [buffer, room] = [new Uint8Array(8), { size }];
          tell([named(api.httpd_req_get_cookie_val(req, name, buffer, room)), api.text(buffer), room.size]);
        };
        const before = heap.inUse;
        value('b', 3);
        value('b', 2);
        value('c', 8);
        tell(heap.inUse - before);
        Object.assign(heap, { limit: heap.inUse + 9 });
        value('a', 8);
        Object.assign(heap, { limit: Infinity });
        yield* api.httpd_resp_sendstr(req, '');
      },
      get('/x', 'Cookie: a=1; b=22\r\n'),
      { overrides: { heap } },
    );
    expect(told).toEqual([
      [ESP_OK, '22', 3],
      ['ESP_ERR_HTTPD_RESULT_TRUNC', '2', 3],
      ['ESP_ERR_NOT_FOUND', '', 8],
      0,
      ['ESP_ERR_NO_MEM', '', 8],
    ]);
    const without = toldOf(function* (req, tell) {
      tell(api.httpd_req_get_cookie_val(req, 'a', new Uint8Array(8), { size: 8 }));
      yield* api.httpd_resp_sendstr(req, '');
    });
    expect(without).toEqual(['ESP_ERR_NOT_FOUND']);
  });
});

describe('the table of URIs', () => {
  test('takes no second handler, no more than it has room for, and lets go of what is there only', () => {
    const heap = new FakeHeap();
    const { device } = withHandler(function* () {}, { overrides: { heap, httpd: { max_uri_handlers: 3 } } });
    device.kernel.run(SECOND_US);
    const server = device.tasks.servers()[0]!;
    const entry = (uri: string, method: api.httpd_method_t = api.HTTP_GET): api.httpd_uri_t => {
      return { uri, method, handler: (req) => api.httpd_resp_sendstr(req, uri) };
    };
    const before = heap.inUse;
    const results = [
      api.httpd_register_uri_handler(undefined, entry('/y')),
      api.httpd_register_uri_handler(server, entry('/x')),
      api.httpd_register_uri_handler(server, entry('/x', api.HTTP_POST)),
      api.httpd_register_uri_handler(server, entry('/y')),
      api.httpd_register_uri_handler(server, entry('/z')),
      api.httpd_unregister_uri_handler(undefined, '/y', api.HTTP_GET),
      api.httpd_unregister_uri_handler(server, '/y', api.HTTP_POST),
      api.httpd_unregister_uri_handler(server, '/y', api.HTTP_GET),
      api.httpd_register_uri_handler(server, entry('/z')),
      api.httpd_unregister_uri(undefined, '/x'),
      api.httpd_unregister_uri(server, '/none'),
      api.httpd_unregister_uri(server, '/x'),
      api.httpd_unregister_uri(server, '/z'),
    ];
    expect(results.map(named)).toEqual([
      ...[
        'ESP_ERR_INVALID_ARG',
        'ESP_ERR_HTTPD_HANDLER_EXISTS',
        ESP_OK,
        ESP_OK,
        'ESP_ERR_HTTPD_HANDLERS_FULL',
      ],
      ...['ESP_ERR_INVALID_ARG', 'ESP_ERR_NOT_FOUND', ESP_OK, ESP_OK],
      ...['ESP_ERR_INVALID_ARG', 'ESP_ERR_NOT_FOUND', ESP_OK, ESP_OK],
    ]);
    expect(server.uris).toEqual([]);
    // The one of the application is gone, too.
    expect(heap.inUse).toBeLessThan(before);
    expect(talk(device, get('/x')).fromDevice).toContain('HTTP/1.1 404 Not Found');
  });

  test('without memory takes nothing', () => {
    const heap = new FakeHeap();
    const { device } = withHandler(function* () {}, { overrides: { heap } });
    device.kernel.run(SECOND_US);
    const server = device.tasks.servers()[0]!;
    const before = heap.inUse;
    const entry = {
      ...{ uri: '/ws', method: api.HTTP_GET, is_websocket: true, supported_subprotocol: 'chat' },
      handler: (req: api.httpd_req_t) => api.httpd_resp_sendstr(req, ''),
    };
    api.httpd_register_uri_handler(server, entry);
    const bytes = heap.inUse - before;
    api.httpd_unregister_uri(server, '/ws');
    for (let room = 0; room <= bytes; room++) {
      const used = heap.inUse;
      Object.assign(heap, { limit: used + room });
      const result = named(api.httpd_register_uri_handler(server, entry));
      const isEnough = room === bytes;
      expect([room, result]).toEqual([room, isEnough ? ESP_OK : 'ESP_ERR_HTTPD_ALLOC_MEM']);
      expect(heap.inUse - used).toBe(isEnough ? bytes : 0);
    }
  });
});

describe('contexts of sessions', () => {
  test('are freed when another takes their place, when the session ends, and not for themselves', () => {
    const freed: string[] = [];
    const free = (ctx: unknown): void => void freed.push(String(ctx));
    const { device, told } = withHandler(function* (req, tell) {
      const { handle } = req;
      const fd = api.httpd_req_to_sockfd(req);
      tell(api.httpd_sess_get_ctx(handle, fd));
      api.httpd_sess_set_ctx(handle, fd, 'first', free);
      api.httpd_sess_set_ctx(handle, fd, 'first', free);
      tell(api.httpd_sess_get_ctx(handle, fd));
      tell([...freed]);
      api.httpd_sess_set_ctx(handle, fd, 'second', free);
      tell([...freed]);
      yield* api.httpd_resp_sendstr(req, '');
    });
    const client = talk(device, get('/x'));
    const server = device.tasks.servers()[0]!;
    const [{ fd }] = server.sessions as unknown as [{ readonly fd: number }];
    expect(told).toEqual([undefined, 'first', [], ['first']]);
    // From outside of its request.
    expect(api.httpd_sess_get_ctx(server, fd)).toBe('second');
    api.httpd_sess_set_ctx(server, fd, 'second', free);
    expect(freed).toEqual(['first']);
    api.httpd_sess_set_ctx(server, fd, 'third', free);
    expect(freed).toEqual(['first', 'second']);
    expect(api.httpd_sess_get_ctx(server, NO_SOCKET)).toBeUndefined();
    api.httpd_sess_set_ctx(server, NO_SOCKET, 'x', free);
    expect(api.httpd_sess_get_ctx(undefined, fd)).toBeUndefined();
    device.sockets.close_(client);
    device.kernel.run(device.kernel.nowUs + SECOND_US);
    expect(freed).toEqual(['first', 'second', 'third']);
  });
});

describe('sending to a session that is none', () => {
  test('is refused, and its memory is free again', () => {
    const heap = new FakeHeap();
    const { device, told } = withHandler(
      function* (req, tell) {
        const { handle } = req;
        const ping = api.httpd_ws_frame();
        ping.type = api.HTTPD_WS_TYPE_PING;
        tell(yield* api.httpd_ws_send_frame_async(undefined, 57, ping));
        tell(yield* api.httpd_ws_send_frame_async(handle, 57, undefined));
        tell(yield* api.httpd_ws_send_frame_async(handle, NO_SOCKET, ping));
        tell(yield* api.httpd_ws_send_frame(req, ping));
        tell(api.httpd_ws_get_fd_info(handle, NO_SOCKET));
        tell(api.httpd_ws_get_fd_info(handle, api.httpd_req_to_sockfd(req)));
        tell(yield* api.httpd_socket_recv(handle, NO_SOCKET, new Uint8Array(1), 1, 0));
        yield* api.httpd_resp_sendstr(req, '');
      },
      { overrides: { heap } },
    );
    talk(device, get('/x'));
    expect(told).toEqual([
      ...['ESP_ERR_INVALID_ARG', 'ESP_ERR_INVALID_ARG', 'ESP_ERR_INVALID_ARG', 'ESP_ERR_INVALID_STATE'],
      ...[api.HTTPD_WS_CLIENT_INVALID, api.HTTPD_WS_CLIENT_HTTP, api.HTTPD_SOCK_ERR_INVALID],
    ]);
  });

  test('by the server task: without memory, and with a callback that is told', () => {
    const heap = new FakeHeap();
    const { device } = withHandler(function* () {}, { overrides: { heap }, uri: { is_websocket: true } });
    talk(device, WS_OPEN);
    const server = device.tasks.servers()[0]!;
    const results: unknown[] = [];
    const before = heap.inUse;
    const sending = function* (): Blocking<void> {
      const ping = api.httpd_ws_frame();
      ping.type = api.HTTPD_WS_TYPE_PING;
      for (let room = 0; room < MOST_ROOM; room++) {
        Object.assign(heap, { limit: heap.inUse + room });
        const used = heap.inUse;
        const [first, second] = [
          yield* api.httpd_ws_send_data(server, 57, ping),
          yield* api.httpd_ws_send_data_async(server, 57, ping, undefined),
        ].map(named);
        results.push([first, second].join(' '));
        yield* device.kernel.sleepTicks(1);
        expect([room, heap.inUse]).toEqual([room, used]);
      }
      Object.assign(heap, { limit: Infinity });
      const done = function* (result: api.esp_err_t, fd: number, arg: unknown): Blocking<void> {
        results.push([named(result), fd, arg]);
      };
      yield* api.httpd_ws_send_data_async(server, 57, ping, done, 'mine');
      yield* api.httpd_ws_send_data_async(server, NO_SOCKET, ping, done, 'nobody');
    };
    device.kernel.spawn('sender', 3, sending());
    device.kernel.run(device.kernel.nowUs + 2 * SECOND_US);
    expect(new Set(results.slice(0, MOST_ROOM))).toEqual(
      new Set(['ESP_ERR_NO_MEM ESP_ERR_NO_MEM', `ESP_ERR_NO_MEM ${ESP_OK}`, `${ESP_OK} ${ESP_OK}`]),
    );
    expect(results.slice(MOST_ROOM)).toEqual([
      [ESP_OK, 57, 'mine'],
      ['ESP_ERR_INVALID_ARG', NO_SOCKET, 'nobody'],
    ]);
    expect(heap.inUse).toBe(before);
  });
});

describe('a copy of a request', () => {
  test('that finds no memory leaves nothing, and one more byte is enough', () => {
    const heap = new FakeHeap();
    const told = toldOf(
      function* (req, tell) {
        const results = new Set<unknown>();
        for (let room = 0; room < 2000; room += 4) {
          const used = heap.inUse;
          Object.assign(heap, { limit: used + room });
          const out: api.RequestRef = { req: undefined };
          const result = named(api.httpd_req_async_handler_begin(req, out));
          results.add(result);
          if (out.req !== undefined) results.add(yield* api.httpd_req_async_handler_complete(out.req));
          expect([room, heap.inUse]).toEqual([room, used]);
        }
        Object.assign(heap, { limit: Infinity });
        tell([...results]);
        yield* api.httpd_resp_sendstr(req, '');
      },
      get('/x'),
      { overrides: { heap } },
    );
    expect(told).toEqual([['ESP_ERR_NO_MEM', ESP_OK]]);
  });
});

test('a subprotocol that the answer has no room for: the header, or the line end behind it', () => {
  const seen = Array.from({ length: 49 }, (_, i) => {
    const subprotocol = 'c'.repeat(i + 1);
    const { device } = withHandler(function* () {}, {
      uri: { is_websocket: true, supported_subprotocol: subprotocol },
    });
    const client = talk(device, bytesOf({ at: '0', do: 'ws_open', path: '/x', subprotocol })!);
    const complaint = /snprintf of (.*) returned/.exec(device.lines().join('\n'))?.[1];
    expect(client.closedByDevice).toBe(complaint !== undefined);
    expect(client.fromDevice.includes('101 Switching')).toBe(complaint === undefined);
    return complaint ?? 'answered';
  });
  // 192 bytes (httpd_ws.c, tx_buf) with a NUL at their end: 127 for the answer, 26 for the header, 2 for the line end.
  expect(seen).toEqual([
    ...Array<string>(36).fill('answered'),
    ...Array<string>(2).fill('header terminal'),
    ...Array<string>(11).fill('subprotocol'),
  ]);
});

describe('answers', () => {
  test('in chunks: NULL and nothing end them, a length counts before a NUL does', () => {
    const { device, told } = withHandler(function* (req, tell) {
      tell(yield* api.httpd_resp_send_chunk(req, 'abc', 2));
      tell(yield* api.httpd_resp_sendstr_chunk(req, 'de\0f'));
      tell(yield* api.httpd_resp_send_chunk(req, Uint8Array.of(0x67, 0, 0x68), -1));
      tell(yield* api.httpd_resp_sendstr_chunk(req, null));
    });
    const client = talk(device, get('/x'));
    expect(told).toEqual([ESP_OK, ESP_OK, ESP_OK, ESP_OK]);
    const [, body] = client.fromDevice.split(/\r\n\r\n(.*)/s);
    expect(body).toBe('2\r\nab\r\n2\r\nde\r\n1\r\ng\r\n0\r\n\r\n');
  });

  test('of a NULL whose length is to be measured stop the device', () => {
    const { device } = withHandler(function* (req) {
      yield* api.httpd_resp_send(req, null, -1);
    });
    talk(device, get('/x'));
    expect(device.kernel.panic?.cause.why).toBe('memory access fault');
  });

  test('have as many headers as there is room for, and no more', () => {
    const { device, told } = withHandler(
      function* (req, tell) {
        for (const field of ['A', 'B', 'C']) tell(api.httpd_resp_set_hdr(req, field, '1'));
        tell(api.httpd_resp_set_status(req, '201 Created'));
        tell(yield* api.httpd_resp_send(req, null, 0));
      },
      { overrides: { httpd: { max_resp_headers: 2 } } },
    );
    const client = talk(device, get('/x'));
    expect(told).toEqual([ESP_OK, ESP_OK, 'ESP_ERR_HTTPD_RESP_HDR', ESP_OK, ESP_OK]);
    expect(client.fromDevice).toBe(
      'HTTP/1.1 201 Created\r\nContent-Type: text/html\r\nContent-Length: 0\r\nA: 1\r\nB: 1\r\n\r\n',
    );
  });

  test.each([
    ['404', api.httpd_resp_send_404, '404 Not Found'],
    ['408', api.httpd_resp_send_408, '408 Request Timeout'],
    ['500', api.httpd_resp_send_500, '500 Internal Server Error'],
  ])('httpd_resp_send_%s', (_name, send, status) => {
    const { device, told } = withHandler(function* (req, tell) {
      tell(yield* send(req));
    });
    expect(talk(device, get('/x')).fromDevice).toMatch(`HTTP/1.1 ${status}\r\nContent-Type: text/html\r\n`);
    expect(told).toEqual([ESP_OK]);
  });

  test('raw bytes, on a session from anywhere and on one that is gone', () => {
    const { device, told } = withHandler(function* (req, tell) {
      tell(yield* api.httpd_send(req, Buffer.from('HTTP/1.1 200 OK\r\n'), 17));
      tell(
        yield* api.httpd_socket_send(req.handle, api.httpd_req_to_sockfd(req), Buffer.from('\r\n..'), 2, 0),
      );
      tell(yield* api.httpd_socket_send(req.handle, NO_SOCKET, Buffer.from('x'), 1, 0));
      tell(yield* api.httpd_socket_send(undefined, NO_SOCKET, Buffer.from('x'), 1, 0));
    });
    expect(talk(device, get('/x')).fromDevice).toBe('HTTP/1.1 200 OK\r\n\r\n');
    expect(told).toEqual([17, 2, api.HTTPD_SOCK_ERR_INVALID, api.HTTPD_SOCK_ERR_INVALID]);
  });

  test('to errors: a handler of one is asked, and is removed again', () => {
    const { device } = withHandler(function* () {});
    device.kernel.run(SECOND_US);
    const server = device.tasks.servers()[0]!;
    const own = function* (req: api.httpd_req_t): Blocking<api.esp_err_t> {
      yield* api.httpd_resp_send_custom_err(req, '418 Teapot', 'short');
      return ESP_OK;
    };
    const { HTTPD_404_NOT_FOUND, HTTPD_ERR_CODE_MAX, httpd_register_err_handler: register } = api;
    expect(named(register(undefined, HTTPD_404_NOT_FOUND, own))).toBe('ESP_ERR_INVALID_ARG');
    expect(named(register(server, HTTPD_ERR_CODE_MAX, own))).toBe('ESP_ERR_INVALID_ARG');
    expect(register(server, HTTPD_404_NOT_FOUND, own)).toBe(ESP_OK);
    const first = talk(device, get('/none'), get('/none'));
    expect(first.fromDevice.split('418 Teapot')).toHaveLength(3);
    expect(first.closedByDevice).toBe(false);
    register(server, HTTPD_404_NOT_FOUND, undefined);
    const second = talk(device, get('/none'));
    expect(second.fromDevice).toContain('404 Not Found');
    expect(second.closedByDevice).toBe(true);
  });
});

describe('overrides of a session', () => {
  test('stand for recv and send, in requests and outside of them', () => {
    const { device, told } = withHandler(
      function* (req, tell) {
        const { handle } = req;
        const fd = api.httpd_req_to_sockfd(req);
        const sent: string[] = [];
        api.httpd_sess_set_send_override(handle, fd, function* (_hd, _fd, data, offset, length) {
          sent.push(Buffer.from(data.subarray(offset, offset + length)).toString('latin1'));
          return length;
        });
        api.httpd_sess_set_recv_override(handle, fd, function* (_hd, _fd, buffer, offset, length) {
          buffer.fill(0x7a, offset, offset + length);
          return length;
        });
        const buffer = new Uint8Array(4);
        tell(yield* api.httpd_req_recv(req, buffer, 4));
        tell(api.text(buffer));
        tell(yield* api.httpd_socket_recv(handle, fd, buffer, 2, 0));
        tell(api.text(buffer));
        tell(yield* api.httpd_send(req, Buffer.from('abc'), 2));
        tell(yield* api.httpd_socket_send(handle, fd, Buffer.from('d'), 1, 0));
        tell(sent);
        tell([
          named(api.httpd_sess_set_send_override(handle, NO_SOCKET, undefined as never)),
          named(api.httpd_sess_set_recv_override(handle, NO_SOCKET, undefined as never)),
          named(api.httpd_sess_set_pending_override(handle, NO_SOCKET, undefined as never)),
        ]);
      },
      { uri: { method: api.HTTP_POST } },
    );
    // Three bytes of the body have come with the head; the last is the override's.
    talk(device, 'POST /x HTTP/1.1\r\nContent-Length: 4\r\n\r\nabc');
    const invalid = 'ESP_ERR_INVALID_ARG';
    expect(told).toEqual([4, 'abcz', 2, 'zzcz', 2, 1, ['ab', 'd'], [invalid, invalid, invalid]]);
  });
});

test('a session that is none can neither be used nor closed', () => {
  const { device } = withHandler(function* () {});
  talk(device);
  const server = device.tasks.servers()[0]!;
  const { httpd_sess_update_lru_counter: use, httpd_sess_trigger_close: close } = api;
  expect([use(server, NO_SOCKET), use(undefined, 57), use(server, 57)].map(named)).toEqual([
    'ESP_ERR_NOT_FOUND',
    'ESP_ERR_INVALID_ARG',
    ESP_OK,
  ]);
  expect(named(close(server, NO_SOCKET).next().value)).toBe('ESP_ERR_NOT_FOUND');
});
