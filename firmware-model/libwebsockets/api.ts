/**
 * The rest of libwebsockets's interface for applications, by its C names. Functions that can block or send are
 * generators: `yield* lws_write(wsi, …)`.
 */

import type { Blocking } from '../../sim/kernel/task.js';
import type { ByteView } from './io/byte-view.js';
import type { LwsCallbackReason } from './callback/callback-reasons.js';
import type { LwsClientConnectInfo } from './client/client-connection.js';
import { connectClient } from './client/connect.js';
import { H1_ROLE } from './http/h1-role.js';
import { HTTP_STATUS_NOT_FOUND, HTTP_STATUS_OK, returnHttpStatus } from './http/response.js';
import { completeTransaction } from './http/transaction.js';
import type { LwsWriteKind } from './io/write-protocol.js';
import type { LwsWsi, LwsContext } from './wsi/wsi.js';

/**
 * Sends `length` bytes of `data`, which needs {@link LWS_PRE} bytes in front of it on a websocket. Returns the bytes
 * accepted, or a negative number when the connection is to be closed.
 */
export function* lws_write(
  wsi: LwsWsi,
  data: ByteView,
  length: number,
  kind: LwsWriteKind,
  options: { readonly noFin?: boolean } = {},
): Blocking<number> {
  return yield* wsi.role!.write(wsi, { ...data, length }, { kind, noFin: options.noFin ?? false });
}

/** Connects to a websocket server; undefined when that fails at once. */
export function* lws_client_connect_via_info(
  cx: LwsContext,
  info: LwsClientConnectInfo,
): Blocking<LwsWsi | undefined> {
  return yield* connectClient(cx, info, H1_ROLE);
}

/** Sends one of lws's own pages; not 0 when that fails. */
export function* lws_return_http_status(wsi: LwsWsi, code: number, html_body = ''): Blocking<number> {
  return (yield* returnHttpStatus(wsi, code, html_body)) ? 0 : 1;
}

/** Ends an HTTP transaction; not 0 when the connection is to be closed. */
export function* lws_http_transaction_completed(wsi: LwsWsi): Blocking<number> {
  return (yield* completeTransaction(wsi)) ? 1 : 0;
}

/** What an HTTP callback does with reasons that it does not handle (lib/core-net/dummy-callback.c). */
export function* lws_callback_http_dummy(wsi: LwsWsi, reason: LwsCallbackReason): Blocking<number> {
  switch (reason) {
    case 'LWS_CALLBACK_HTTP':
      if ((yield* lws_return_http_status(wsi, HTTP_STATUS_NOT_FOUND)) !== 0) return -1;
      return (yield* lws_http_transaction_completed(wsi)) !== 0 ? -1 : 0;
    case 'LWS_CALLBACK_HTTP_BODY_COMPLETION':
      return (yield* lws_return_http_status(wsi, HTTP_STATUS_OK)) !== 0 ? -1 : 0;
    default:
      return 0;
  }
}
