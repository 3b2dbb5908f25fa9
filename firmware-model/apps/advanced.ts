/**
 * `advanced`: the application that Espressif's stand-alone test of its server talks to (`npm run test:vendor`).
 *
 * Source: examples/protocols/http_server/advanced_tests (v5.3.5), handlers rewritten. Port 1234 and as many sessions as
 * there are sockets for, unless `device.httpd` says otherwise.
 * Simplified: log lines of failed allocations carry no addresses; the free stack is not known.
 */

import { latin1Bytes } from '../../sim/codec/latin1.js';
import type { Blocking } from '../../sim/kernel/task.js';
import {
  ESP_ERR_INVALID_ARG,
  ESP_ERR_NO_MEM,
  ESP_ERR_NOT_FOUND,
  ESP_FAIL,
  ESP_OK,
  HTTP_GET,
  HTTP_POST,
  HTTP_PUT,
  HTTPD_400_BAD_REQUEST,
  HTTPD_500,
  HTTPD_RESP_USE_STRLEN,
  HTTPD_SOCK_ERR_TIMEOUT,
  HTTPD_TYPE_TEXT,
  httpd_queue_work,
  httpd_register_uri_handler,
  httpd_req_get_hdr_value_len,
  httpd_req_get_hdr_value_str,
  httpd_req_recv,
  httpd_req_to_sockfd,
  httpd_resp_send,
  httpd_resp_send_408,
  httpd_resp_send_500,
  httpd_resp_send_err,
  httpd_resp_set_hdr,
  httpd_resp_set_status,
  httpd_resp_set_type,
  httpd_socket_send,
  httpd_stop,
  latin1,
  text,
  type esp_err_t,
  type HandleRef,
  type httpd_handle_t,
  type httpd_req_t,
  type httpd_uri_t,
  type HttpServer,
} from '../esp-http-server/index.js';
import { configFor, startServer, type App, type AppContext } from './frame/app.js';

const TAG = 'TESTS';
const PORT = 1234;
/** Sockets that the server itself needs. */
const OWN_SOCKETS = 3;
const GREETING = 'Hello World!';
const SECOND_GREETING = 'Hello Double World!';
const SHORT_BODY = 128;
const ADDEND_BYTES = 10;
const COUNTER_BYTES = 4;
const WORK_BYTES = 8;
const RECEIVED_OF_LEFTOVER = 10;
/** Headers that must be there and have these values. */
const FIXED_HEADERS = [
  ['Header1', 'Value1'],
  ['Header3', 'Value3'],
] as const;

/** What queued work is given. */
interface SecondAnswer {
  readonly server: httpd_handle_t;
  readonly fd: number;
}

/** The application. */
export function advanced(context: AppContext): App {
  const { log, heap, kconfig, kernel } = context;
  let server: httpd_handle_t;

  function* greet(req: httpd_req_t): Blocking<esp_err_t> {
    yield* httpd_resp_send(req, GREETING, HTTPD_RESP_USE_STRLEN);
    return ESP_OK;
  }

  function* greetAsText(req: httpd_req_t): Blocking<esp_err_t> {
    httpd_resp_set_type(req, HTTPD_TYPE_TEXT);
    return yield* greet(req);
  }

  function* greetAs500(req: httpd_req_t): Blocking<esp_err_t> {
    httpd_resp_set_status(req, HTTPD_500);
    return yield* greet(req);
  }

  function* badRequest(req: httpd_req_t, message: string, result: esp_err_t): Blocking<esp_err_t> {
    yield* httpd_resp_send_err(req, HTTPD_400_BAD_REQUEST, message);
    return result;
  }

  /** Looks for a header with a value of its own; ESP_OK when it is so. */
  function* checkHeader(req: httpd_req_t, name: string, value: string): Blocking<esp_err_t> {
    const size = httpd_req_get_hdr_value_len(req, name) + 1;
    if (size === 1) {
      log.e(TAG, `${name} not found`);
      return yield* badRequest(req, `${name} not found`, ESP_ERR_NOT_FOUND);
    }
    if (!heap.malloc(size)) return yield* noMemory(req, size);
    const buf = new Uint8Array(size);
    const result = httpd_req_get_hdr_value_str(req, name, buf, size);
    heap.free(size);
    if (result !== ESP_OK) return yield* badRequest(req, `Error in getting value of ${name}`, ESP_FAIL);
    log.i(TAG, `${name} content: ${text(buf)}`);
    if (text(buf) !== value)
      return yield* badRequest(req, `Wrong value of ${name} received`, ESP_ERR_INVALID_ARG);
    log.i(TAG, `Expected value and received value matched for ${name}`);
    return ESP_OK;
  }

  function* noMemory(req: httpd_req_t, size: number): Blocking<esp_err_t> {
    log.e(TAG, `Failed to allocate memory of ${size} bytes!`);
    yield* httpd_resp_send_500(req);
    return ESP_ERR_NO_MEM;
  }

  /** Answers with the value of a header that may be empty, between two that may not. */
  function* testHeader(req: httpd_req_t): Blocking<esp_err_t> {
    httpd_resp_set_type(req, HTTPD_TYPE_TEXT);
    for (const [name, value] of FIXED_HEADERS) {
      const result = yield* checkHeader(req, name, value);
      if (result !== ESP_OK) return result;
    }
    const size = httpd_req_get_hdr_value_len(req, 'Header2') + 1;
    if (!heap.malloc(size)) return yield* noMemory(req, size);
    const buf = new Uint8Array(size);
    if (httpd_req_get_hdr_value_str(req, 'Header2', buf, size) !== ESP_OK) {
      log.e(TAG, 'Header2 not found');
      return yield* badRequest(req, 'Header2 not found', ESP_FAIL);
    }
    log.i(TAG, `Header2 content: ${text(buf)}`);
    yield* httpd_resp_send(req, text(buf), HTTPD_RESP_USE_STRLEN);
    return ESP_OK;
  }

  function* timedOut(req: httpd_req_t, received: number): Blocking<esp_err_t> {
    if (received === HTTPD_SOCK_ERR_TIMEOUT) yield* httpd_resp_send_408(req);
    return ESP_FAIL;
  }

  /** Answers with the whole body, and with the header `Custom` if there is one. */
  function* echo(req: httpd_req_t): Blocking<esp_err_t> {
    const length = req.content_len;
    log.i(TAG, `/echo handler read content length ${length}`);
    if (!heap.malloc(length + 1)) {
      log.e(TAG, `Failed to allocate memory of ${length + 1} bytes!`);
      yield* httpd_resp_send_500(req);
      return ESP_FAIL;
    }
    const body = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const n = yield* httpd_req_recv(req, body.subarray(at), length - at);
      if (n <= 0) {
        heap.free(length + 1);
        return yield* timedOut(req, n);
      }
      at += n;
      log.i(TAG, `/echo handler recv length ${n}`);
    }
    if (length < SHORT_BODY) log.i(TAG, `/echo handler read ${text(body)}`);
    const result = yield* answerEcho(req, body);
    heap.free(length + 1);
    return result;
  }

  function* answerEcho(req: httpd_req_t, body: Uint8Array): Blocking<esp_err_t> {
    const size = httpd_req_get_hdr_value_len(req, 'Custom') + 1;
    const hasHeader = size > 1;
    if (hasHeader) {
      if (!heap.malloc(size)) return yield* noMemory(req, size);
      const value = new Uint8Array(size);
      httpd_req_get_hdr_value_str(req, 'Custom', value, size);
      httpd_resp_set_hdr(req, 'Custom', text(value));
    }
    yield* httpd_resp_send(req, body, body.length);
    if (hasHeader) heap.free(size);
    return ESP_OK;
  }

  /** Adds up what a session sends. */
  function* add(req: httpd_req_t): Blocking<esp_err_t> {
    const buf = new Uint8Array(ADDEND_BYTES);
    const n = yield* httpd_req_recv(req, buf, buf.length);
    if (n <= 0) return yield* timedOut(req, n);
    const addend = Number.parseInt(latin1(buf, 0, n), 10) || 0;
    log.i(TAG, `/adder handler read ${addend}`);
    if (req.sess_ctx === undefined) {
      log.i(TAG, '/adder allocating new session');
      if (!heap.malloc(COUNTER_BYTES)) return ESP_ERR_NO_MEM;
      req.sess_ctx = { sum: 0 };
      req.free_ctx = () => {
        log.i(TAG, 'Custom Free Context function called');
        heap.free(COUNTER_BYTES);
      };
    }
    const counter = req.sess_ctx as { sum: number };
    counter.sum += addend;
    yield* httpd_resp_send(req, String(counter.sum), HTTPD_RESP_USE_STRLEN);
    return ESP_OK;
  }

  /** Reads the first bytes of a body and leaves the rest to the server. */
  function* leaveOver(req: httpd_req_t): Blocking<esp_err_t> {
    const buf = new Uint8Array(RECEIVED_OF_LEFTOVER);
    const n = yield* httpd_req_recv(req, buf, buf.length);
    if (n <= 0) return yield* timedOut(req, n);
    const received = latin1(buf, 0, n);
    log.i(TAG, `leftover data handler read ${received}`);
    yield* httpd_resp_send(req, received, HTTPD_RESP_USE_STRLEN);
    return ESP_OK;
  }

  /** Runs in the server's task, after the handler that has queued it. */
  function* answerAgain({ server: handle, fd }: SecondAnswer): Blocking<void> {
    log.i(TAG, `Executing queued work fd : ${fd}`);
    const head = `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${SECOND_GREETING.length}\r\n`;
    for (const piece of [head, '\r\n', SECOND_GREETING])
      yield* httpd_socket_send(handle, fd, latin1Bytes(piece), piece.length, 0);
    heap.free(WORK_BYTES);
  }

  function* answerTwice(req: httpd_req_t): Blocking<esp_err_t> {
    yield* greet(req);
    if (!heap.malloc(WORK_BYTES)) return ESP_ERR_NO_MEM;
    const fd = httpd_req_to_sockfd(req);
    if (fd < 0) return ESP_FAIL;
    log.i(TAG, `Queuing work fd : ${fd}`);
    yield* httpd_queue_work<SecondAnswer>(req.handle, answerAgain, { server: req.handle, fd });
    return ESP_OK;
  }

  const uris: readonly httpd_uri_t[] = [
    { uri: '/hello/type_html', method: HTTP_GET, handler: greetAsText },
    { uri: '/test_header', method: HTTP_GET, handler: testHeader },
    { uri: '/hello', method: HTTP_GET, handler: greet },
    { uri: '/hello/status_500', method: HTTP_GET, handler: greetAs500 },
    { uri: '/echo', method: HTTP_POST, handler: echo },
    { uri: '/echo', method: HTTP_PUT, handler: echo },
    { uri: '/leftover_data', method: HTTP_POST, handler: leaveOver },
    { uri: '/adder', method: HTTP_POST, handler: add },
    { uri: '/async_data', method: HTTP_GET, handler: answerTwice },
  ];

  function register(handle: HttpServer): void {
    log.i(TAG, 'Registering basic handlers');
    log.i(TAG, `No of handlers = ${uris.length}`);
    for (const [i, uri] of uris.entries()) {
      if (httpd_register_uri_handler(handle, uri) === ESP_OK) continue;
      log.w(TAG, `register uri failed for ${i}`);
      return;
    }
    log.i(TAG, 'Success');
  }

  function* start(): Blocking<void> {
    const started: HandleRef = { handle: undefined };
    const config = configFor(context, {
      max_uri_handlers: uris.length,
      server_port: PORT,
      max_open_sockets: kconfig.CONFIG_LWIP_MAX_SOCKETS - OWN_SOCKETS,
    });
    if ((yield* startServer(context, started, config)) !== ESP_OK || started.handle === undefined) return;
    server = started.handle;
    log.i(TAG, `Started HTTP server on port: '${config.server_port}'`);
    log.i(TAG, `Max URI handlers: '${config.max_uri_handlers}'`);
    log.i(TAG, `Max Open Sessions: '${config.max_open_sockets}'`);
    log.i(TAG, `Max Header Length: '${kconfig.CONFIG_HTTPD_MAX_REQ_HDR_LEN}'`);
    log.i(TAG, `Max URI Length: '${kconfig.CONFIG_HTTPD_MAX_URI_LEN}'`);
    log.i(TAG, `Max Stack Size: '${config.stack_size}'`);
    if (kernel.mustYield()) yield;
    register(server);
  }

  return {
    name: 'advanced',
    get servers() {
      return [server];
    },
    boot: start,
    *connect() {
      if (server !== undefined) return;
      log.i('example', 'Starting webserver');
      yield* start();
    },
    *disconnect() {
      if (server === undefined) return;
      log.i('example', 'Stopping webserver');
      log.i(TAG, 'Stopping httpd');
      if ((yield* httpd_stop(server)) === ESP_OK) server = undefined;
    },
    register,
  };
}
