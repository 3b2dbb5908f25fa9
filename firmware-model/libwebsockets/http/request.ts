/**
 * Serving a request whose headers are complete (`lws_http_action`, server.c:1610).
 *
 * Absent: mounts (files, redirects, CGI), basic authentication, and a body that lies in the receive buffer together with
 * its own headers (a pipelined request of a kept-alive connection).
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import type { ByteView } from '../io/byte-view.js';
import { callUser } from '../callback/callback.js';
import { startTimeout } from '../service/timeouts.js';
import { bindProtocol, ensureUserSpace } from '../context/protocol-binding.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { detachHeaders } from './headers-attachment.js';
import type { HeaderTable } from './header-table.js';
import { METHOD_TOKENS, type HeaderToken } from './header-tokens.js';
import { HTTP_STATUS_FORBIDDEN, returnHttpStatus } from './response.js';

/** Content length of a POST, PUT or PATCH that does not tell it. */
const UNKNOWN_CONTENT_LENGTH = 100n * 1024n * 1024n;
/** Buffers for single headers in lws (`content_length_str`, `http_version_str`, `http_conn_str`). */
const CONTENT_LENGTH_BUFFER = 31;
const HTTP_VERSION_BUFFER = 11;
const CONNECTION_BUFFER = 24;
/** `HTTP/1.` */
const LONGEST_WITHOUT_MINOR = 7;
const U64_BITS = 64;

/** What the caller does next: go on, close, or nothing because the connection is gone. */
export type RequestOutcome = 'ok' | 'close';

/** Serves the request; `close` when the connection is to be closed. */
export function* serveRequest(wsi: LwsWsi): Blocking<RequestOutcome> {
  const ah = wsi.http.headers!;
  const method = methodOf(wsi, ah);
  if (method === undefined) return nuke(wsi);
  const uri = ah.simple(method)!;
  if (!uri.startsWith('/')) {
    yield* returnHttpStatus(wsi, HTTP_STATUS_FORBIDDEN);
    return nuke(wsi);
  }
  const uriLength = ah.totalLength(method);
  ensureUserSpace(wsi);
  readContentLength(wsi, ah);
  readConnectionType(wsi, ah);

  const fragment = ah.firstFragment(method)!;
  const path: ByteView = {
    buffer: ah.data,
    offset: fragment.offset,
    length: ah.data.length - fragment.offset,
  };
  if ((yield* callUser(wsi, 'LWS_CALLBACK_FILTER_HTTP_CONNECTION', path, uriLength)) !== 0) return 'close';
  startTimeout(wsi, wsi.context.timeoutSecs);
  if (!(yield* bindProtocol(wsi, wsi.vhost!.protocols[0]!))) return 'close';
  wsi.to('dispatch');
  if ((yield* callUser(wsi, 'LWS_CALLBACK_HTTP', path, uriLength)) !== 0) return 'close';

  if (wsi.http.contentLengthExplicitlyZero && (wsi.http.headers?.totalLength('POST_URI') ?? 0) > 0) {
    if ((yield* callUser(wsi, 'LWS_CALLBACK_HTTP_BODY')) !== 0) return 'close';
    return (yield* callUser(wsi, 'LWS_CALLBACK_HTTP_BODY_COMPLETION')) !== 0 ? 'close' : 'ok';
  }
  if (wsi.http.rxContentLength === 0n) return 'ok';
  if (wsi.state !== 'discard-body') wsi.to('expect-body');
  wsi.http.rxContentRemain = wsi.http.rxContentLength;
  return 'ok';
}

/** The method's token; complains when there is none, or more than one. */
function methodOf(wsi: LwsWsi, ah: HeaderTable): HeaderToken | undefined {
  const methods = METHOD_TOKENS.filter((token) => ah.totalLength(token) > 0);
  if (methods.length === 1) return methods[0];
  wsi.context.log.warn(methods.length === 0 ? 'Missing URI in HTTP request\n' : 'multiple methods?\n');
  return undefined;
}

function nuke(wsi: LwsWsi): RequestOutcome {
  detachHeaders(wsi);
  return 'close';
}

function readContentLength(wsi: LwsWsi, ah: HeaderTable): void {
  const { http } = wsi;
  http.rxContentLength = 0n;
  http.contentLengthExplicitlyZero = false;
  const hasBody = (['POST_URI', 'PATCH_URI', 'PUT_URI'] as const).some((token) => ah.totalLength(token) > 0);
  if (hasBody) http.rxContentLength = UNKNOWN_CONTENT_LENGTH;
  const text = ah.copy('HTTP_CONTENT_LENGTH', CONTENT_LENGTH_BUFFER);
  if (text === undefined || text === '') return;
  http.rxContentLength = BigInt.asUintN(U64_BITS, atoll(text));
  http.rxContentRemain = http.rxContentLength;
  if (http.rxContentLength === 0n) http.contentLengthExplicitlyZero = true;
}

function readConnectionType(wsi: LwsWsi, ah: HeaderTable): void {
  const { http } = wsi;
  const version = ah.copy('HTTP', HTTP_VERSION_BUFFER) ?? '';
  http.requestVersion =
    version.length > LONGEST_WITHOUT_MINOR && version[5] === '1' && version[7] === '1' ? '1.1' : '1.0';
  http.keepAlive = http.requestVersion === '1.1';
  const connection = (ah.copy('CONNECTION', CONNECTION_BUFFER) ?? '').toLowerCase();
  if (connection === 'keep-alive') http.keepAlive = true;
  else if (connection === 'close') http.keepAlive = false;
}

const LLONG_MAX = 2n ** 63n - 1n;
const LLONG_MIN = -(2n ** 63n);

/** C's `atoll`: leading white space, a sign, digits; what is too large saturates. */
export function atoll(text: string): bigint {
  const match = /^[ \t\n\v\f\r]*([+-]?)(\d+)/.exec(text);
  if (match === null) return 0n;
  const value = BigInt(match[2]!) * (match[1] === '-' ? -1n : 1n);
  if (value > LLONG_MAX) return LLONG_MAX;
  return value < LLONG_MIN ? LLONG_MIN : value;
}
