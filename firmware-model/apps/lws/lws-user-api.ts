/**
 * libwebsockets and FreeRTOS as a user's own program for the W800 is given them: by their C names, watched for what people
 * get wrong. Pointers into buffers are `Uint8Array`s: `buf.subarray(LWS_PRE)` is `&buf[LWS_PRE]`.
 */

import { scalarText } from '../../../sim/document/value-text.js';
import { suggestion } from '../../../sim/document/suggest.js';
import { UserAppError } from '../../../sim/kernel/errors.js';
import type { Kernel } from '../../../sim/kernel/kernel.js';
import * as lws from '../../libwebsockets/index.js';
import { createTask, delayMs, xTaskCreate } from '../frame/app.js';
import type { CallWatch } from '../frame/call-watch.js';
import * as freertos from '../frame/freertos.js';
import { amountOf, checkFields, WatchedFunction } from '../frame/user-mistakes.js';
import type { W800App } from './lws-app.js';
import type { LwsApi, LwsCallbackIn, LwsCreationInfo, LwsProtocols } from './lws-api-types.js';

const WRITE_KINDS = [
  'LWS_WRITE_TEXT',
  'LWS_WRITE_BINARY',
  'LWS_WRITE_CONTINUATION',
  'LWS_WRITE_HTTP',
  'LWS_WRITE_PING',
  'LWS_WRITE_PONG',
  'LWS_WRITE_CLOSE',
  'LWS_WRITE_HTTP_FINAL',
  'LWS_WRITE_HTTP_HEADERS',
  'LWS_WRITE_HTTP_HEADERS_CONTINUATION',
] as const satisfies readonly lws.LwsWriteKind[];
const PROTOCOL_FIELDS = ['name', 'callback', 'per_session_data_size', 'rx_buffer_size', 'tx_packet_size'];
const INFO_FIELDS = [
  'protocols',
  'port',
  'vhost_name',
  'timeout_secs',
  'connect_timeout_secs',
  'keepalive_timeout',
  'timeout_secs_ah_idle',
  'max_http_header_data',
  'pt_serv_buf_size',
  'ka_time',
  'ka_interval',
  'ka_probes',
  'retry_and_idle_policy',
  'server_string',
  'simultaneous_ssl_restriction',
  'simultaneous_ssl_handshake_restriction',
];

/** The API of one device. */
export function lwsApi(app: W800App, calls: CallWatch): LwsApi {
  const { platform } = app;
  const { kernel } = platform;
  const home = { kernel, heap: platform.memory };
  const protocols = new WatchedProtocols(kernel, calls);
  const { portMAX_DELAY, xQueueSend, xQueueReceive, xSemaphoreTake, xSemaphoreGive } = freertos;
  return {
    LWS_PRE: lws.LWS_PRE,
    LWS_ILLEGAL_HTTP_CONTENT_LEN: lws.LWS_ILLEGAL_HTTP_CONTENT_LEN,
    LWS_TO_KILL_ASYNC: lws.LWS_TO_KILL_ASYNC,
    LWS_TO_KILL_SYNC: lws.LWS_TO_KILL_SYNC,
    LWS_SET_TIMER_USEC_CANCEL: lws.LWS_SET_TIMER_USEC_CANCEL,
    CONTEXT_PORT_NO_LISTEN: lws.CONTEXT_PORT_NO_LISTEN,
    portMAX_DELAY,
    xQueueSend,
    xQueueReceive,
    xSemaphoreTake,
    xSemaphoreGive,
    *lws_create_context(info) {
      const context = yield* lws.lws_create_context(platform, creationInfo(app, info, protocols));
      if (context !== undefined) app.contextCreated(context);
      return context;
    },
    lws_service: (context, timeout_ms) => lws.lws_service(contextOf('lws_service', context), timeout_ms),
    lws_cancel_service: (context) => lws.lws_cancel_service(contextOf('lws_cancel_service', context)),
    lws_context_destroy: (context) => lws.lws_context_destroy(contextOf('lws_context_destroy', context)),
    lws_write: (wsi, data, length, kind, options) =>
      lws.lws_write(wsiOf('lws_write', wsi), payload(data, length, kind), length, kind, options),
    lws_callback_on_writable: (wsi) => lws.lws_callback_on_writable(wsiOf('lws_callback_on_writable', wsi)),
    lws_callback_on_writable_all_protocol: (context, protocol) => {
      const name = 'lws_callback_on_writable_all_protocol';
      return lws[name](contextOf(name, context), protocols.given(protocol, name));
    },
    lws_set_timer_usecs: (wsi, usecs) => {
      lws.lws_set_timer_usecs(wsiOf('lws_set_timer_usecs', wsi), usecs);
    },
    lws_set_timeout: (wsi, secs) => lws.lws_set_timeout(wsiOf('lws_set_timeout', wsi), secs),
    lws_rx_flow_control: (wsi, enable) => {
      lws.lws_rx_flow_control(wsiOf('lws_rx_flow_control', wsi), enable);
    },
    lws_close_reason: (wsi, status, text) => {
      lws.lws_close_reason(websocketOf('lws_close_reason', wsi), status, text);
    },
    lws_return_http_status: (wsi, code, body) =>
      lws.lws_return_http_status(wsiOf('lws_return_http_status', wsi), code, body),
    lws_http_transaction_completed: (wsi) =>
      lws.lws_http_transaction_completed(wsiOf('lws_http_transaction_completed', wsi)),
    lws_callback_http_dummy: (wsi, reason) =>
      lws.lws_callback_http_dummy(wsiOf('lws_callback_http_dummy', wsi), reason),
    lws_add_http_common_headers: (wsi, code, type, length, h) =>
      lws.lws_add_http_common_headers(wsiOf('lws_add_http_common_headers', wsi), code, type, length, h),
    lws_add_http_header_status: (wsi, code, h) =>
      lws.lws_add_http_header_status(wsiOf('lws_add_http_header_status', wsi), code, h),
    lws_add_http_header_by_name: (wsi, name, value, h) =>
      lws.lws_add_http_header_by_name(wsiOf('lws_add_http_header_by_name', wsi), name, value, h),
    lws_finalize_write_http_header: (wsi, start, h) =>
      lws.lws_finalize_write_http_header(wsiOf('lws_finalize_write_http_header', wsi), start, h),
    lws_hdr_total_length: (wsi, token) => lws.lws_hdr_total_length(wsiOf('lws_hdr_total_length', wsi), token),
    lws_hdr_copy: (wsi, dest, size, token) => lws.lws_hdr_copy(wsiOf('lws_hdr_copy', wsi), dest, size, token),
    lws_is_first_fragment: (wsi) => lws.lws_is_first_fragment(websocketOf('lws_is_first_fragment', wsi)),
    lws_is_final_fragment: (wsi) => lws.lws_is_final_fragment(websocketOf('lws_is_final_fragment', wsi)),
    lws_frame_is_binary: (wsi) => lws.lws_frame_is_binary(websocketOf('lws_frame_is_binary', wsi)),
    lws_remaining_packet_payload: (wsi) =>
      lws.lws_remaining_packet_payload(websocketOf('lws_remaining_packet_payload', wsi)),
    lws_partial_buffered: (wsi) => lws.lws_partial_buffered(wsiOf('lws_partial_buffered', wsi)),
    lws_send_pipe_choked: (wsi) => lws.lws_send_pipe_choked(wsiOf('lws_send_pipe_choked', wsi)),
    lws_get_context: (wsi) => wsiOf('lws_get_context', wsi).context,
    lws_get_protocol: (wsi) => protocols.written(wsiOf('lws_get_protocol', wsi).protocol),
    cString: (input, length) =>
      input instanceof Uint8Array ? lws.cString(viewOf(input, input.length), length) : '',
    delayMs: (ms) => delayMs(home, amountOf('delayMs', ms)),
    timeUs: () => kernel.nowUs,
    currentTask: () => kernel.tasks.findIndex((one) => one === kernel.current) + 1,
    xTaskCreate: (name, stackBytes, priority, body) =>
      xTaskCreate(home, name, stackBytes, priority, calls.handedOn(body)),
    createTask: (name, stackBytes, priority, body) =>
      createTask(home, name, stackBytes, priority, calls.handedOn(body)),
    pdMS_TO_TICKS: (ms) => freertos.pdMS_TO_TICKS(home, ms),
    vTaskDelay: (ticks) => freertos.vTaskDelay(home, amountOf('vTaskDelay', ticks)),
    xQueueCreate: <T>(name: string, length: number, itemBytes: number) =>
      freertos.xQueueCreate<T>(home, name, length, itemBytes),
    xSemaphoreCreateCounting: (name, max, initial) =>
      freertos.xSemaphoreCreateCounting(home, name, max, initial),
    xSemaphoreCreateBinary: (name) => freertos.xSemaphoreCreateBinary(home, name),
    xSemaphoreCreateMutex: (name) => freertos.xSemaphoreCreateMutex(home, name),
  };
}

/** The protocols that a program has given, and those that lws got for them. */
class WatchedProtocols {
  private readonly known = new Map<LwsProtocols, lws.LwsProtocol>();

  constructor(
    private readonly kernel: Kernel,
    private readonly calls: CallWatch,
  ) {}

  watched(written: LwsProtocols): lws.LwsProtocol {
    checkFields('lws_protocols', written, PROTOCOL_FIELDS);
    const { name, callback, ...sizes } = written;
    if (typeof name !== 'string')
      throw mistake("lws_protocols.name: expected a text, as in 'chat'", fieldOf(written, 'name'));
    if (typeof callback !== 'function')
      throw mistake(
        'lws_protocols.callback: expected a function, *callback(wsi, reason, user, input, len) {…}',
        fieldOf(written, 'callback'),
      );
    const body = new WatchedFunction(
      `the callback of ${name}`,
      '*callback(wsi, reason, user, input, len)',
      callback,
      this.kernel,
      this.calls,
    );
    const protocol: lws.LwsProtocol = {
      name,
      ...sizes,
      callback: (wsi, reason, user, input, len) =>
        body.run(() => callback(wsi, reason, user ?? {}, bytesOf(input, len), len)),
    };
    this.known.set(written, protocol);
    return protocol;
  }

  given(written: LwsProtocols, call: string): lws.LwsProtocol {
    const protocol = this.known.get(written);
    if (protocol === undefined) throw mistake(`${call}: no protocol of this context`);
    return protocol;
  }

  written(protocol: lws.LwsProtocol | undefined): LwsProtocols | undefined {
    return [...this.known].find(([, one]) => one === protocol)?.[0];
  }
}

function creationInfo(
  { kconfig, security }: W800App,
  info: LwsCreationInfo,
  protocols: WatchedProtocols,
): lws.LwsContextCreationInfo {
  checkFields('lws_context_creation_info', info, INFO_FIELDS);
  const given: unknown = info.protocols;
  if (!Array.isArray(given) || given.length === 0)
    throw mistake('lws_context_creation_info.protocols: expected a list of lws_protocols');
  const port = info.port ?? kconfig.int('CONFIG_EXAMPLE_PORT');
  return { ...security, ...info, port, protocols: info.protocols.map((one) => protocols.watched(one)) };
}

/** What a callback gets, as a pointer into lws's buffer: an echo has its frame header written in front of it. */
function bytesOf(input: lws.CallbackInput, len: number): LwsCallbackIn {
  if (!lws.isBytes(input)) return input;
  return input.buffer.subarray(input.offset, input.offset + Math.max(len, 0));
}

function viewOf(data: Uint8Array, length: number): lws.ByteView {
  return { buffer: new Uint8Array(data.buffer), offset: data.byteOffset, length };
}

/** Checks what is to be written as a C compiler, or the device's memory, would. */
function payload(data: unknown, length: unknown, kind: unknown): lws.ByteView {
  if (!(data instanceof Uint8Array) || data.constructor !== Uint8Array)
    throw mistake(`lws_write: expected a Uint8Array, got ${scalarText(data)}`);
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 0)
    throw mistake(`lws_write: expected a length in bytes, got ${scalarText(length)}`);
  if (length > data.length)
    throw mistake(`lws_write: ${length} bytes of a buffer in which there are ${data.length}`);
  if (!WRITE_KINDS.includes(kind as lws.LwsWriteKind))
    throw mistake(
      `lws_write: unknown kind ${scalarText(kind)}: ${suggestion(scalarText(kind), WRITE_KINDS)}`,
    );
  const isFrame = !(kind as string).startsWith('LWS_WRITE_HTTP');
  if (isFrame && data.byteOffset < lws.LWS_PRE)
    throw mistake(
      `lws_write puts the frame's header into LWS_PRE bytes in front of the data, and there are ${data.byteOffset}: write buf.subarray(lws.LWS_PRE)`,
    );
  return viewOf(data, length);
}

function contextOf(call: string, context: unknown): lws.LwsContext {
  if (typeof context !== 'object' || context === null || !('pollCount' in context))
    throw mistake(`${call}(${scalarText(context)}): expected the context that lws_create_context made`);
  return context as lws.LwsContext;
}

function wsiOf(call: string, wsi: unknown): lws.LwsWsi {
  if (typeof wsi !== 'object' || wsi === null || !('boundAs' in wsi))
    throw mistake(`${call}(${scalarText(wsi)}): expected a wsi`);
  lws.crashIfFreed(wsi as lws.LwsWsi, call);
  return wsi as lws.LwsWsi;
}

function websocketOf(call: string, handle: unknown): lws.LwsWsi {
  const wsi = wsiOf(call, handle);
  if (wsi.ws === undefined) throw mistake(`${call}: this connection is no websocket`);
  return wsi;
}

/** The field's name where it is written at all. */
function fieldOf(struct: LwsProtocols, name: keyof LwsProtocols): string | undefined {
  return struct[name] === undefined ? undefined : name;
}

function mistake(message: string, written?: string): UserAppError {
  const where = written === undefined ? {} : { written };
  return new UserAppError(message, { cause: new Error('called here'), ...where });
}
