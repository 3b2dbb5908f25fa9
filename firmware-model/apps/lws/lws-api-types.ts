/** libwebsockets as a program of the user's calls it: what `LwsApi` has, and what callbacks are given. */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { LwsCallbackReason } from '../../libwebsockets/callback/callback-reasons.js';
import type {
  ContextNumbers,
  HeaderSpace,
  ProtocolSizes,
  SessionData,
} from '../../libwebsockets/context/protocol.js';
import type { HeaderCursor } from '../../libwebsockets/http/answer-headers.js';
import type { HeaderToken } from '../../libwebsockets/http/header-tokens.js';
import type { LwsWriteKind } from '../../libwebsockets/io/write-protocol.js';
import type * as freertos from '../frame/freertos.js';

/** `struct lws`: a connection. The functions of the API tell what there is to know of it. */
export interface LwsHandle {
  /** As in lws's log lines. */
  readonly tag: string;
}

/** `struct lws_context`. */
export interface LwsContextHandle {
  /** Sockets that the service loop waits for. */
  readonly pollCount: number;
}

/** `in` of a callback: bytes (NULL is `undefined`), or the place for headers of ADD_HEADERS. */
export type LwsCallbackIn = Uint8Array | HeaderSpace | undefined;

/** A protocol callback. 0 goes on, anything else refuses or closes; `user` is there with `per_session_data_size`. */
export type LwsCallback = (
  wsi: LwsHandle,
  reason: LwsCallbackReason,
  user: SessionData,
  input: LwsCallbackIn,
  len: number,
) => Blocking<number> | number;

/** `struct lws_protocols`. */
export interface LwsProtocols extends ProtocolSizes {
  readonly callback: LwsCallback;
}

/** `struct lws_context_creation_info`; without a port: CONFIG_EXAMPLE_PORT. */
export interface LwsCreationInfo extends Partial<ContextNumbers> {
  readonly protocols: readonly LwsProtocols[];
}

type Token = `WSI_TOKEN_${HeaderToken}`;
type Cursor = HeaderCursor;

/** The functions; those that can block or send are `Blocking`: `yield*` them. */
export interface LwsApi {
  readonly LWS_PRE: number;
  readonly LWS_ILLEGAL_HTTP_CONTENT_LEN: number;
  readonly LWS_TO_KILL_ASYNC: number;
  readonly LWS_TO_KILL_SYNC: number;
  readonly LWS_SET_TIMER_USEC_CANCEL: number;
  readonly CONTEXT_PORT_NO_LISTEN: number;
  lws_create_context(info: LwsCreationInfo): Blocking<LwsContextHandle | undefined>;
  /** One round of the loop: waits up to `timeout_ms`. Negative once the context is being destroyed. */
  lws_service(context: LwsContextHandle, timeout_ms: number): Blocking<number>;
  /** Wakes the loop, which calls EVENT_WAIT_CANCELLED. The SDK's lwIP has no loopback, and so nobody is woken there. */
  lws_cancel_service(context: LwsContextHandle): Blocking<void>;
  lws_context_destroy(context: LwsContextHandle): Blocking<void>;
  /** Bytes accepted (what the socket does not take is buffered), or negative. */
  lws_write(
    wsi: LwsHandle,
    data: Uint8Array,
    length: number,
    kind: LwsWriteKind,
    options?: { readonly noFin?: boolean },
  ): Blocking<number>;
  lws_callback_on_writable(wsi: LwsHandle): Blocking<number>;
  lws_callback_on_writable_all_protocol(context: LwsContextHandle, protocol: LwsProtocols): Blocking<number>;
  lws_set_timer_usecs(wsi: LwsHandle, usecs: number): void;
  lws_set_timeout(wsi: LwsHandle, secs: number): Blocking<void>;
  lws_rx_flow_control(wsi: LwsHandle, enable: boolean): void;
  lws_close_reason(wsi: LwsHandle, status: number, text?: string): void;
  lws_return_http_status(wsi: LwsHandle, code: number, html_body?: string): Blocking<number>;
  lws_http_transaction_completed(wsi: LwsHandle): Blocking<number>;
  lws_callback_http_dummy(wsi: LwsHandle, reason: LwsCallbackReason): Blocking<number>;
  lws_add_http_common_headers(
    wsi: LwsHandle,
    code: number,
    type: string | null,
    length: number,
    h: Cursor,
  ): number;
  lws_add_http_header_status(wsi: LwsHandle, code: number, h: Cursor): number;
  lws_add_http_header_by_name(wsi: LwsHandle, name: string | null, value: string, h: Cursor): number;
  lws_finalize_write_http_header(wsi: LwsHandle, start: number, h: Cursor): Blocking<number>;
  lws_hdr_total_length(wsi: LwsHandle, token: Token): number;
  lws_hdr_copy(wsi: LwsHandle, dest: Uint8Array, size: number, token: Token): number;
  lws_is_first_fragment(wsi: LwsHandle): boolean;
  lws_is_final_fragment(wsi: LwsHandle): boolean;
  lws_frame_is_binary(wsi: LwsHandle): boolean;
  lws_remaining_packet_payload(wsi: LwsHandle): number;
  lws_partial_buffered(wsi: LwsHandle): boolean;
  lws_send_pipe_choked(wsi: LwsHandle): Blocking<boolean>;
  lws_get_context(wsi: LwsHandle): LwsContextHandle;
  lws_get_protocol(wsi: LwsHandle): LwsProtocols | undefined;
  /** Text of what a callback got, as `%.*s` prints it: up to `length` bytes, or to the first NUL. */
  cString(input: LwsCallbackIn, length: number): string;
  delayMs(ms: number): Blocking<void>;
  /** Microseconds since boot. */
  timeUs(): number;
  /** Who is running, for GET_THREAD_ID: never 0. */
  currentTask(): number;
  xTaskCreate(
    name: string,
    stackBytes: number,
    priority: number,
    body: Blocking<void>,
  ): Blocking<object | undefined>;
  createTask(name: string, stackBytes: number, priority: number, body: Blocking<void>): object | undefined;
  readonly portMAX_DELAY: number;
  pdMS_TO_TICKS(ms: number): number;
  vTaskDelay(ticks: number): Blocking<void>;
  xQueueCreate<T>(
    name: string,
    length: number,
    itemBytes: number,
  ): ReturnType<typeof freertos.xQueueCreate<T>>;
  xQueueSend: typeof freertos.xQueueSend;
  xQueueReceive: typeof freertos.xQueueReceive;
  xSemaphoreCreateCounting(
    name: string,
    max: number,
    initial: number,
  ): ReturnType<typeof freertos.xSemaphoreCreateCounting>;
  xSemaphoreCreateBinary(name: string): ReturnType<typeof freertos.xSemaphoreCreateBinary>;
  xSemaphoreCreateMutex(name: string): ReturnType<typeof freertos.xSemaphoreCreateMutex>;
  xSemaphoreTake: typeof freertos.xSemaphoreTake;
  xSemaphoreGive: typeof freertos.xSemaphoreGive;
}
