/**
 * Answers of a program of a scenario's own to ordinary requests, as programs for libwebsockets write them.
 *
 * With its length: the head, and the body by one `lws_write`. Without: libwebsockets sends no chunks by itself; such an answer
 * says `connection: close`, and its end is that of the connection.
 */

import type { Blocking } from '../../../sim/kernel/task.js';
import {
  LWS_ILLEGAL_HTTP_CONTENT_LEN,
  LWS_PRE,
  lws_add_http_common_headers,
  lws_add_http_header_by_name,
  lws_finalize_write_http_header,
  lws_return_http_status,
  lws_write,
  type LwsWriteKind,
  type LwsWsi,
} from '../../libwebsockets/index.js';
import type { Session } from './own-program.js';
import { withRoom } from './with-room.js';

/** Room for a head, as in lws's minimal examples. */
const HEAD_BYTES = 2048;

/** The whole answer; false when it was not accepted. */
export function* sendAnswer(wsi: LwsWsi, session: Session, body: Uint8Array): Blocking<boolean> {
  if (!(yield* sendHead(wsi, session, body.length))) return false;
  session.isAnswered = true;
  return body.length === 0 || (yield* write(wsi, body, 'LWS_WRITE_HTTP_FINAL'));
}

/** A piece of an answer without length, behind its head if that is not out yet; `undefined` ends the answer. */
export function* sendPiece(wsi: LwsWsi, session: Session, piece: Uint8Array | undefined): Blocking<boolean> {
  if (!session.hasBegun) {
    if (!(yield* sendHead(wsi, session, LWS_ILLEGAL_HTTP_CONTENT_LEN))) return false;
    session.hasBegun = true;
  }
  if (piece === undefined) {
    session.isAnswered = true;
    return true;
  }
  return piece.length === 0 || (yield* write(wsi, piece, 'LWS_WRITE_HTTP'));
}

/** lws's own page for a status. */
export function* sendErrorPage(wsi: LwsWsi, session: Session, status: number): Blocking<boolean> {
  session.isAnswered = true;
  return (yield* lws_return_http_status(wsi, status)) === 0;
}

function* sendHead(wsi: LwsWsi, session: Session, length: number): Blocking<boolean> {
  const h = { buffer: new Uint8Array(LWS_PRE + HEAD_BYTES), p: LWS_PRE, end: LWS_PRE + HEAD_BYTES };
  if (lws_add_http_common_headers(wsi, session.status, session.type, length, h) !== 0) return false;
  for (const [name, value] of session.headers)
    if (lws_add_http_header_by_name(wsi, name, value, h) !== 0) return false;
  return (yield* lws_finalize_write_http_header(wsi, LWS_PRE, h)) === 0;
}

function* write(wsi: LwsWsi, bytes: Uint8Array, kind: LwsWriteKind): Blocking<boolean> {
  return (yield* lws_write(wsi, withRoom(bytes), bytes.length, kind)) === bytes.length;
}
