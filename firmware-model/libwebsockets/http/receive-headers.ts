/** Headers of a request, and what they lead to: a request or an upgrade (`lws_handshake_server`, server.c:2207). */

import { ModelError } from '../../../sim/kernel/errors.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { LWS_CLOSE_REASONS } from '../../close-reasons.js';
import { viewOfText, type ByteView } from '../io/byte-view.js';
import { callUserThenRxFlow } from '../callback/callback.js';
import { fallBackToRaw } from '../raw/fallback.js';
import { stopTimeout } from '../service/timeouts.js';
import type { LwsWsi } from '../wsi/wsi.js';
import { upgradeToWebsocket } from '../ws/upgrade.js';
import { parseHeaders } from './header-parser.js';
import { detachHeaders, refuseHeaders } from './headers-attachment.js';
import { serveRequest } from './request.js';
import { HTTP_STATUS_FORBIDDEN, returnHttpStatus } from './response.js';
import { completeTransaction } from './transaction.js';

/** Takes header bytes; returns how many were used, or that the connection is to be closed. */
export function* receiveHeaders(wsi: LwsWsi, bytes: ByteView): Blocking<number | 'close'> {
  const cx = wsi.context;
  const ah = wsi.http.headers;
  if (ah === undefined) throw new ModelError('headers without a header table', { wsi: wsi.tag });
  const parsed = parseHeaders(ah, cx.log, true, bytes.buffer, bytes.offset, bytes.length);
  if (parsed.complete) wsi.hdrParsingCompleted = true;
  if (parsed.result === 'forbidden') yield* returnHttpStatus(wsi, HTTP_STATUS_FORBIDDEN);
  if (parsed.result !== 'ok') {
    if (ah.ranOut) refuseHeaders(wsi);
    wsi.closeReason ??=
      parsed.result === 'forbidden'
        ? LWS_CLOSE_REASONS.forbidden
        : LWS_CLOSE_REASONS.headers(ah.trouble ?? 'a malformed URI');
    nuke(wsi);
    return 'close';
  }
  if (ah.state !== 'complete') return parsed.used;
  if (ah.totalLength('CONNECT') > 0) {
    if (yield* fallBackToRaw(wsi, bytes)) return bytes.length;
    wsi.closeReason ??= LWS_CLOSE_REASONS.connect;
    nuke(wsi);
    return 'close';
  }
  return (yield* headersComplete(wsi)) ? parsed.used : 'close';
}

/** False when the connection is to be closed. */
function* headersComplete(wsi: LwsWsi): Blocking<boolean> {
  const ah = wsi.http.headers!;
  wsi.to('request-complete');
  stopTimeout(wsi);
  if (ah.totalLength('UPGRADE') > 0) {
    const upgrade = ah.simple('UPGRADE')!;
    const wanted = upgrade.toLowerCase();
    if (wanted !== 'websocket' && wanted !== 'h2c') {
      const refused = !(yield* returnHttpStatus(wsi, HTTP_STATUS_FORBIDDEN));
      if (refused || (yield* completeTransaction(wsi))) {
        wsi.closeReason ??= LWS_CLOSE_REASONS.unknownUpgrade(upgrade);
        return nuke(wsi);
      }
    }
    const answer = yield* callUserThenRxFlow(
      wsi,
      'LWS_CALLBACK_HTTP_CONFIRM_UPGRADE',
      viewOfText(`${upgrade}\0`),
    );
    if (answer < 0) return nuke(wsi);
    if (answer > 0) return (yield* completeTransaction(wsi)) ? nuke(wsi) : true;
    if (wanted === 'websocket') {
      return (yield* upgradeToWebsocket(wsi)) ? true : nuke(wsi);
    }
  }
  wsi.to('serve-request');
  return (yield* serveRequest(wsi)) === 'ok';
}

/** Gives the headers back; the connection is to be closed. */
function nuke(wsi: LwsWsi): false {
  detachHeaders(wsi);
  return false;
}
