/**
 * One turn with a session: a request read, served and cleaned up, or one websocket frame.
 *
 * Source: httpd_sess.c: httpd_sess_process; httpd_parse.c: httpd_req_new, httpd_req_delete, httpd_req_cleanup;
 * httpd_uri.c: httpd_uri. Absent: CONFIG_HTTPD_LOG_PURGE_DATA.
 */

import { ESP_CLOSE_REASONS } from '../../close-reasons.js';
import { DevicePanic } from '../../../sim/kernel/errors.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { nameWork } from '../../../sim/kernel/task-work.js';
import { methodName } from '../http-parser/methods.js';
import { HTTPD_404_NOT_FOUND, HTTP_GET, type httpd_req_t } from '../api-types.js';
import { queueClose } from '../server/control.js';
import { answerError } from '../answer/error-answers.js';
import { ESP_FAIL, ESP_OK, esp_err_to_name, type esp_err_t } from '../esp-err.js';
import { httpd_req_recv } from './receive.js';
import { freeScratch } from './request.js';
import type { RequestReader } from './request-reader.js';
import { spinDetail } from '../server/spin-detail.js';
import { SpinGuard } from '../server/spin-guard.js';
import type { Session, RegisteredUri } from '../server/server.js';
import { freeContext } from '../session/session-context.js';
import { traceSilence } from '../session/session-record.js';
import { markUsed } from '../session/session-table.js';
import { findUri } from '../uri/uri-table.js';
import { serveFrame } from '../websocket/frames.js';
import { respondHandshake } from '../websocket/handshake.js';

const PARSE_TAG = 'httpd_parse';
const SESSION_TAG = 'httpd_sess';
const URI_TAG = 'httpd_uri';

/** Simplified: a context that begins with 0 would only be forgotten, one that begins with a block's address lose that. */
const FREE_OF_NO_BLOCK =
  'assert failed: heap_caps_free heap_caps.c (heap != NULL && "free() target pointer is outside heap areas")';

const yesNo = (value: boolean): string => (value ? 'Yes' : 'No');

/** Serves one request or frame of a session. Anything but ESP_OK means that the session must end. */
export function* processSession(reader: RequestReader, session: Session): Blocking<esp_err_t> {
  const server = reader.request.handle;
  const { log } = server.env;
  if (log.debug) log.d(SESSION_TAG, 'httpd_sess_process: httpd_req_new');
  if ((yield* serveNext(reader, session)) !== ESP_OK) return ESP_FAIL;
  if (log.debug) log.d(SESSION_TAG, 'httpd_sess_process: httpd_req_delete');
  if ((yield* finish(server.request)) !== ESP_OK) return ESP_FAIL;
  if (log.debug) log.d(SESSION_TAG, 'httpd_sess_process: success');
  session.note('served');
  markUsed(server, session);
  return ESP_OK;
}

/** Reads and serves what the session has; cleans up after failures. */
function* serveNext(reader: RequestReader, session: Session): Blocking<esp_err_t> {
  const { request: req } = reader;
  const { env } = req.handle;
  const { log } = env;
  req.begin(session);
  session.errorAnswered = undefined;
  let result: esp_err_t;
  if (env.kconfig.CONFIG_HTTPD_WS_SUPPORT) {
    req.user_ctx = session.wsUserCtx;
    if (log.debug) {
      log.d(
        PARSE_TAG,
        'httpd_req_new: New request, has WS? %s, sd->ws_handler valid? %s, sd->ws_close? %s',
        yesNo(session.isWebsocket),
        yesNo(session.wsHandler !== undefined),
        yesNo(session.websocketClosing),
      );
    }
  }
  if (session.isWebsocket) {
    result = yield* serveFrame(req);
  } else {
    const reading = yield* reader.read();
    result = reading.complete ? yield* serveRequest(req) : reading.result;
  }
  if (result !== ESP_OK) yield* cleanUp(req);
  return result;
}

/** Finds the handler of a complete request and calls it. */
function* serveRequest(req: httpd_req_t): Blocking<esp_err_t> {
  const { log, cpu } = req.handle.env;
  const { uri, method } = req;
  if (cpu !== undefined) yield* cpu.work('request', 'parsing');
  if (log.debug) log.d(URI_TAG, 'httpd_uri: request for %s with type %s', uri, method);
  const path = req.aux.urlFields.path;
  if (path === undefined) return ESP_FAIL;
  const search = findUri(req.handle, uri.slice(path.offset), path.length, method);
  if (search.found === undefined) {
    const text =
      search.error === HTTPD_404_NOT_FOUND
        ? `URI '${uri}' not found`
        : `Method '${method}' not allowed for URI '${uri}'`;
    log.w(URI_TAG, 'httpd_uri: %s', text);
    return yield* answerError(req, search.error);
  }
  const entry = search.found;
  nameWork(req.handle.env, `${methodName(method)} ${uri}`);
  req.user_ctx = entry.user_ctx;
  req.session.hasSent = false;
  if (entry.is_websocket === true && req.aux.upgradeRequested && entry.method === HTTP_GET) {
    const result = yield* upgrade(req, entry);
    if (result !== ESP_OK || !req.handle.env.firmware.handlerSeesHandshake) return result;
  }
  if (cpu !== undefined) yield* cpu.work('handler', 'its handler');
  const answered = yield* entry.handler(req);
  if (answered !== ESP_OK) {
    log.w(URI_TAG, 'httpd_uri: uri handler execution failed');
    const error = esp_err_to_name(answered);
    req.session.closeReason ??= ESP_CLOSE_REASONS.handlerFailed(`${methodName(method)} ${uri}`, error);
    return ESP_FAIL;
  }
  traceSilence(req.handle, req.session);
  return ESP_OK;
}

/** Answers the handshake and makes the session a websocket. */
function* upgrade(req: httpd_req_t, entry: RegisteredUri): Blocking<esp_err_t> {
  const { log, lifecycles, firmware, kconfig } = req.handle.env;
  const { session } = req;
  const before = kconfig.CONFIG_HTTPD_WS_PRE_HANDSHAKE_CB_SUPPORT ? entry.ws_pre_handshake_cb : undefined;
  if (firmware.preHandshakeCallback && before !== undefined && (yield* before(req)) !== ESP_OK) {
    log.w(URI_TAG, 'httpd_uri: ws_pre_handshake_cb failed');
    session.closeReason ??= ESP_CLOSE_REASONS.handshake('ws_pre_handshake_cb refused it');
    return ESP_FAIL;
  }
  if (log.debug) log.d(URI_TAG, 'httpd_uri: Responding WS handshake to sock %d', session.fd);
  const result = yield* respondHandshake(req, entry.supported_subprotocol);
  if (result !== ESP_OK) return result;
  session.beginWebsocket(lifecycles);
  session.wsHandler = entry.handler;
  session.wsControlFrames = firmware.controlFramesToHandler && entry.handle_ws_control_frames === true;
  session.wsUserCtx = entry.user_ctx;
  const after = kconfig.CONFIG_HTTPD_WS_POST_HANDSHAKE_CB_SUPPORT ? entry.ws_post_handshake_cb : undefined;
  if (firmware.postHandshakeCallback && after !== undefined && (yield* after(req)) !== ESP_OK) {
    log.w(URI_TAG, 'httpd_uri: ws_post_handshake_cb failed');
    session.closeReason ??= ESP_CLOSE_REASONS.handshake('ws_post_handshake_cb failed');
    return ESP_FAIL;
  }
  return ESP_OK;
}

/** Ends a request: throws away content that nobody has read, then cleans up. */
function* finish(req: httpd_req_t): Blocking<esp_err_t> {
  const { aux } = req;
  const { env } = req.handle;
  if (aux.remainingLength > 0) {
    nameWork(env, `the rest of a body that its handler has not read`);
    const waste = new Uint8Array(env.kconfig.CONFIG_HTTPD_PURGE_BUF_LEN);
    const guard = new SpinGuard(env.kernel, 'httpd_req_delete: a client that is gone still owes content');
    while (aux.remainingLength > 0) {
      const n = yield* httpd_req_recv(req, waste, Math.min(waste.length, aux.remainingLength));
      if (n < 0 || (n === 0 && env.firmware.endOfStreamIsError)) {
        yield* cleanUp(req);
        return ESP_FAIL;
      }
      if (env.log.debug) env.log.d(PARSE_TAG, 'httpd_req_delete: purging data size : %d bytes', n);
      if (n === 0 && guard.isSpinning(() => spinDetail(env, req.session))) yield* guard.giveUp();
    }
  }
  yield* cleanUp(req);
  return ESP_OK;
}

/** Hands the request's context back to the session and lets go of it. */
function* cleanUp(req: httpd_req_t): Blocking<void> {
  const { log, firmware } = req.handle.env;
  const { aux, session } = req;
  if (!req.ignore_sess_ctx_changes && session.ctx !== req.sess_ctx) {
    freeContext(session.ctx, session.freeCtx);
    if (firmware.freesContentOfContext && session.ctx !== undefined) throw new DevicePanic(FREE_OF_NO_BLOCK);
  }
  if (session.websocketClosing) {
    if (log.debug) log.d(PARSE_TAG, 'httpd_req_cleanup: Try closing WS connection at FD: %d', session.fd);
    yield* queueClose(req.handle, session);
  }
  session.ctx = req.sess_ctx;
  session.freeCtx = req.free_ctx;
  session.ignoreCtxChanges = req.ignore_sess_ctx_changes;
  aux.session = undefined;
  freeScratch(req);
}
