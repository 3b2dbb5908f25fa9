/** One call of a handler (or of work that it has queued): its deeds, one after the other. */

import { ModelError } from '../../../sim/kernel/errors.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { HandlerDeed } from '../../../sim/document/handlers.js';
import {
  ESP_ERR_INVALID_ARG,
  ESP_ERR_NO_MEM,
  ESP_FAIL,
  ESP_OK,
  httpd_get_client_list,
  httpd_queue_work,
  httpd_req_async_handler_begin,
  httpd_req_async_handler_complete,
  httpd_req_recv,
  httpd_req_to_sockfd,
  httpd_resp_send,
  httpd_resp_send_chunk,
  httpd_resp_send_err,
  httpd_resp_set_hdr,
  httpd_resp_set_status,
  httpd_resp_set_type,
  httpd_sess_trigger_close,
  httpd_socket_send,
  httpd_ws_frame,
  httpd_ws_get_fd_info,
  httpd_ws_recv_frame,
  httpd_ws_send_frame,
  httpd_ws_send_frame_async,
  HTTPD_SOCK_ERR_TIMEOUT,
  HTTPD_WS_CLIENT_WEBSOCKET,
  HTTPD_WS_TYPE_TEXT,
  type ClientList,
  type esp_err_t,
  type httpd_req_t,
  type httpd_ws_frame_t,
  type HttpServer,
  type RequestRef,
} from '../../esp-http-server/index.js';
import { xTaskCreate, type AppContext } from '../frame/app.js';
import { errorOfStatus } from '../../esp-http-server/answer/error-answers.js';
import { afterRound, commonDeed, type CommonResult } from './common-deeds.js';
import { TAG } from './deed-home.js';
import type { HandlerState } from './handler-state.js';

/** Buffer of the examples that read a body in pieces. */
const RECEIVE_BYTES = 1024;

/** A handler came to its `return`. */
const RETURNED = Symbol('return');

const RESULT: Readonly<Record<CommonResult, esp_err_t>> = {
  ok: ESP_OK,
  failed: ESP_FAIL,
  'no-memory': ESP_ERR_NO_MEM,
  'no-such-block': ESP_ERR_INVALID_ARG,
};

/** What a deed came to. */
type Result = esp_err_t | typeof RETURNED;

type TaskDeed = Extract<HandlerDeed, { readonly do: 'async' | 'task' }>;

/** What is answered: a request, or, in queued work, a connection of a server; neither in tasks beside it. */
interface Caller {
  readonly server: HttpServer;
  /** Negative in a task. */
  readonly fd: number;
  /** `undefined` in queued work and in a task. */
  readonly req: httpd_req_t | undefined;
}

const NO_FD = -1;

/** One call. */
export class HandlerRun {
  private frame: httpd_ws_frame_t | undefined;
  private frameBytes = 0;

  private constructor(
    private readonly context: AppContext,
    private readonly state: HandlerState,
    private readonly caller: Caller,
  ) {}

  /** The handler of a request. */
  static of(context: AppContext, state: HandlerState, req: httpd_req_t): HandlerRun {
    return new HandlerRun(context, state, { server: req.handle, fd: httpd_req_to_sockfd(req), req });
  }

  /** A task beside the server, which has no connection. */
  static ofTask(context: AppContext, state: HandlerState, server: HttpServer): HandlerRun {
    return new HandlerRun(context, state, { server, fd: NO_FD, req: undefined });
  }

  /** Does everything; what the handler returns. */
  *all(deeds: readonly HandlerDeed[]): Blocking<esp_err_t> {
    const result = yield* this.list(deeds);
    if (this.frameBytes > 0) this.context.heap.free(this.frameBytes);
    this.frameBytes = 0;
    return result === RETURNED ? ESP_OK : result;
  }

  private *list(deeds: readonly HandlerDeed[]): Blocking<Result> {
    for (const deed of deeds) {
      const result = yield* this.one(deed);
      if (result === RETURNED) return result;
      if (result !== ESP_OK && !deed.ignoresErrors) return result;
    }
    return ESP_OK;
  }

  private *one(deed: HandlerDeed): Blocking<Result> {
    const { context, state } = this;
    const common = yield* commonDeed(context, state, deed);
    if (common !== undefined) return RESULT[common];
    switch (deed.do) {
      case 'status':
        return httpd_resp_set_status(this.request(deed), deed.text);
      case 'type':
        return httpd_resp_set_type(this.request(deed), deed.text);
      case 'header':
        return this.headers(this.request(deed), deed.fields);
      case 'send':
        return yield* httpd_resp_send(this.request(deed), deed.bytes, deed.bytes.length);
      case 'chunk': {
        const { bytes = null } = deed;
        return yield* httpd_resp_send_chunk(this.request(deed), bytes, bytes?.length ?? 0);
      }
      case 'error':
        return yield* httpd_resp_send_err(this.request(deed), errorOfStatus(deed.status)!, null);
      case 'recv':
        return yield* this.receive(this.request(deed), deed.bytes);
      case 'ws_recv':
        return yield* this.receiveFrame(this.request(deed));
      case 'ws_send':
        return yield* this.sendFrame(deed.bytes, deed.to);
      case 'repeat':
        return yield* this.repeat(deed.deeds, deed.times);
      case 'queue_work':
        return yield* this.queueWork(deed.deeds);
      case 'async':
        return yield* this.async(this.request(deed), deed);
      case 'when':
        return state.flags.delete(deed.name) ? yield* this.list(deed.deeds) : ESP_OK;
      case 'task':
        return yield* this.task(deed);
      case 'socket_send': {
        const { server, fd } = this.caller;
        const sent = yield* httpd_socket_send(server, fd, deed.bytes, deed.bytes.length, 0);
        return sent < 0 ? ESP_FAIL : ESP_OK;
      }
      case 'close':
        return yield* httpd_sess_trigger_close(this.caller.server, this.caller.fd);
      case 'fail':
        return ESP_FAIL;
      case 'return':
        return RETURNED;
      default:
        throw new ModelError('a deed that esp_http_server does not have', { deed: deed.do });
    }
  }

  /** The language lets no deed into queued work that needs a request. */
  private request(deed: HandlerDeed): httpd_req_t {
    const { req } = this.caller;
    if (req === undefined) throw new ModelError('a deed without its request', { deed: deed.do });
    return req;
  }

  private headers(req: httpd_req_t, fields: readonly (readonly [string, string])[]): esp_err_t {
    for (const [name, value] of fields) {
      const result = httpd_resp_set_hdr(req, name, value);
      if (result !== ESP_OK) return result;
    }
    return ESP_OK;
  }

  /** Reads from the body, again after a timeout, as the examples do. */
  private *receive(req: httpd_req_t, bytes: number): Blocking<esp_err_t> {
    const buffer = new Uint8Array(RECEIVE_BYTES);
    for (let left = Math.min(bytes, req.content_len); left > 0;) {
      const got = yield* httpd_req_recv(req, buffer, Math.min(left, buffer.length));
      if (got === HTTPD_SOCK_ERR_TIMEOUT) continue;
      if (got <= 0) return ESP_FAIL;
      left -= got;
    }
    return ESP_OK;
  }

  /** Asks for the length, allocates as much and a NUL, and reads the payload, as the examples do. */
  private *receiveFrame(req: httpd_req_t): Blocking<esp_err_t> {
    const { heap, log } = this.context;
    const frame = httpd_ws_frame();
    frame.type = HTTPD_WS_TYPE_TEXT;
    const result = yield* httpd_ws_recv_frame(req, frame, 0);
    if (result !== ESP_OK) return result;
    this.frame = frame;
    if (frame.len === 0) return ESP_OK;
    const size = frame.len + 1;
    if (!heap.malloc(size)) {
      log.e(TAG, 'no memory for the frame');
      return ESP_ERR_NO_MEM;
    }
    this.frameBytes += size;
    frame.payload = new Uint8Array(size);
    return yield* httpd_ws_recv_frame(req, frame, frame.len);
  }

  private *sendFrame(bytes: Uint8Array | undefined, to: 'one' | 'all'): Blocking<esp_err_t> {
    const { server, fd, req } = this.caller;
    const frame = bytes === undefined ? this.frame : textFrame(bytes);
    if (frame === undefined) return ESP_ERR_INVALID_ARG;
    if (to === 'one' && req !== undefined) return yield* httpd_ws_send_frame(req, frame);
    let result: esp_err_t = ESP_OK;
    for (const one of to === 'one' ? [fd] : websocketsOf(server)) {
      const sent = yield* httpd_ws_send_frame_async(server, one, frame);
      if (sent !== ESP_OK) result = sent;
    }
    return result;
  }

  private *repeat(deeds: readonly HandlerDeed[], times: number): Blocking<Result> {
    const { kernel } = this.context;
    for (let round = 0; round < times; round++) {
      const begunUs = kernel.nowUs;
      const result = yield* this.list(deeds);
      if (result !== ESP_OK) return result;
      yield* afterRound(this.context, times, begunUs);
    }
    return ESP_OK;
  }

  private *queueWork(deeds: readonly HandlerDeed[]): Blocking<esp_err_t> {
    const { context, state, caller } = this;
    const work = new HandlerRun(context, state, { ...caller, req: undefined });
    work.frame = this.frame;
    return yield* httpd_queue_work(
      caller.server,
      function* () {
        yield* work.all(deeds);
      },
      undefined,
    );
  }

  /** A task that may still write to the connection when the handler has returned. */
  private *task({ deeds, task, stackBytes, priority }: TaskDeed): Blocking<esp_err_t> {
    const { context, state, caller } = this;
    const run = new HandlerRun(context, state, { ...caller, req: undefined });
    run.frame = this.frame;
    const body = function* (): Blocking<void> {
      yield* run.all(deeds);
    };
    if ((yield* xTaskCreate(context, task, stackBytes, priority, body())) !== undefined) return ESP_OK;
    context.log.e(TAG, `no memory for the task ${task}`);
    return ESP_ERR_NO_MEM;
  }

  private *async(req: httpd_req_t, { deeds, task, stackBytes, priority }: TaskDeed): Blocking<esp_err_t> {
    const { context, state } = this;
    const copy: RequestRef = { req: undefined };
    const result = httpd_req_async_handler_begin(req, copy);
    if (result !== ESP_OK || copy.req === undefined) return result;
    const run = new HandlerRun(context, state, { ...this.caller, req: copy.req });
    const { req: kept } = copy;
    const body = function* (): Blocking<void> {
      yield* run.all(deeds);
      yield* httpd_req_async_handler_complete(kept);
    };
    if ((yield* xTaskCreate(context, task, stackBytes, priority, body())) !== undefined) return ESP_OK;
    context.log.e(TAG, `no memory for the task ${task}`);
    yield* httpd_req_async_handler_complete(kept);
    return ESP_ERR_NO_MEM;
  }
}

function textFrame(payload: Uint8Array): httpd_ws_frame_t {
  const frame = httpd_ws_frame();
  frame.type = HTTPD_WS_TYPE_TEXT;
  frame.payload = payload;
  frame.len = payload.length;
  return frame;
}

/** Sockets of all open websockets. */
function websocketsOf(server: HttpServer): readonly number[] {
  const clients: ClientList = { fds: server.config.max_open_sockets, client_fds: [] };
  if (httpd_get_client_list(server, clients) !== ESP_OK) return [];
  return clients.client_fds
    .slice(0, clients.fds)
    .filter((fd) => httpd_ws_get_fd_info(server, fd) === HTTPD_WS_CLIENT_WEBSOCKET);
}
