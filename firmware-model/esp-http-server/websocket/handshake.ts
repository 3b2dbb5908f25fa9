/**
 * Answering a websocket handshake.
 *
 * Source: httpd_ws.c: httpd_ws_respond_server_handshake, httpd_ws_get_response_subprotocol semantics. Kept: in
 * most releases only the first four characters of a subprotocol are compared (`sizeof` of a pointer), and a list without
 * a name is a NULL pointer; log lines show only the first name asked for (strtok_r cuts there).
 */

import { base64Text } from '../../../sim/codec/bytes.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { DevicePanic } from '../../../sim/kernel/errors.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { httpd_req_t } from '../api-types.js';
import { ESP_CLOSE_REASONS } from '../../close-reasons.js';
import { bytes, text } from '../request/c-string.js';
import {
  ESP_ERR_HTTPD_RESULT_TRUNC,
  ESP_ERR_INVALID_STATE,
  ESP_ERR_INVALID_VERSION,
  ESP_ERR_NOT_FOUND,
  ESP_FAIL,
  ESP_OK,
  type esp_err_t,
} from '../esp-err.js';
import { httpd_req_get_hdr_value_str } from '../request/headers.js';
import { httpd_send } from '../answer/transmit.js';

const TAG = 'httpd_ws';
const SELF = 'httpd_ws_respond_server_handshake';
/** RFC 6455 section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const SUPPORTED_VERSION = '13';

/** Buffers of the real function, with their NUL. */
const VERSION_BUFFER_BYTES = 3;
const KEY_BUFFER_BYTES = 28;
const SUBPROTOCOL_BUFFER_BYTES = 50;
const ANSWER_BUFFER_BYTES = 192;
/** Characters of a subprotocol that are compared, where not all are. */
const COMPARED_CHARACTERS = 4;

/** Does the URI's subprotocol occur in the list that the client asked for? */
function acceptsSubprotocol(req: httpd_req_t, supported: string | undefined, asked: string): boolean {
  const { log, firmware } = req.handle.env;
  if (asked === '') return false;
  if (supported === undefined) {
    log.w(TAG, 'Sec-WebSocket-Protocol %s not supported, URI do not support any subprotocols', asked);
    return false;
  }
  const names = asked.split(/[, ]+/).filter((name) => name !== '');
  const first = names[0];
  if (first === undefined && !firmware.comparesWholeSubprotocol)
    throw new DevicePanic('memory access fault', 0);
  const cutAsked = first === undefined ? asked : asked.slice(0, asked.indexOf(first) + first.length);
  const compared = (name: string): string =>
    firmware.comparesWholeSubprotocol ? name : name.slice(0, COMPARED_CHARACTERS);
  for (const name of names) {
    if (compared(name) !== compared(supported)) continue;
    if (log.debug) {
      log.d(TAG, 'Requested subprotocol supported: %s', name);
      log.d(TAG, 'subprotocol: %s', cutAsked);
    }
    return true;
  }
  log.w(TAG, 'Sec-WebSocket-Protocol %s not supported, supported subprotocol is %s', cutAsked, supported);
  return false;
}

/** The accept key for the client's key (RFC 6455 section 4.2.2). */
function acceptKey(clientKey: string): string {
  return base64Text(sha1(bytes(clientKey + GUID)));
}

/** The request's subprotocols as far as they fit the buffer; empty when there are none. */
function askedSubprotocols(req: httpd_req_t): string {
  const { log, firmware } = req.handle.env;
  const buffer = new Uint8Array(SUBPROTOCOL_BUFFER_BYTES);
  const result = httpd_req_get_hdr_value_str(
    req,
    'Sec-WebSocket-Protocol',
    buffer,
    SUBPROTOCOL_BUFFER_BYTES - 1,
  );
  if (result === ESP_ERR_HTTPD_RESULT_TRUNC) {
    log.w(
      TAG,
      `Sec-WebSocket-Protocol length exceeded buffer size of ${SUBPROTOCOL_BUFFER_BYTES}, was ` +
        (firmware.spellsTruncated ? 'truncated' : 'trunctated'),
    );
  }
  return text(buffer);
}

/**
 * Checks version and key and answers with 101. ESP_ERR_INVALID_STATE when done already, ESP_ERR_NOT_FOUND or
 * ESP_ERR_INVALID_VERSION for missing or wrong headers, ESP_FAIL when the answer can't be built or sent.
 */
export function* respondHandshake(
  req: httpd_req_t,
  supportedSubprotocol: string | undefined,
): Blocking<esp_err_t> {
  const { log, firmware } = req.handle.env;
  if (req.session.isWebsocket) {
    log.w(TAG, `${SELF}: State is invalid - Handshake has been performed`);
    return failed(req, 'it is a websocket already', ESP_ERR_INVALID_STATE);
  }
  const version = new Uint8Array(VERSION_BUFFER_BYTES);
  if (httpd_req_get_hdr_value_str(req, 'Sec-WebSocket-Version', version, VERSION_BUFFER_BYTES) !== ESP_OK) {
    log.w(TAG, `${SELF}: "Sec-WebSocket-Version" is not found`);
    return failed(req, 'no Sec-WebSocket-Version', ESP_ERR_NOT_FOUND);
  }
  if (text(version) !== SUPPORTED_VERSION) {
    log.w(TAG, `${SELF}: "Sec-WebSocket-Version" is not "13", it is: %s`, text(version));
    return failed(req, `Sec-WebSocket-Version ${text(version)}`, ESP_ERR_INVALID_VERSION);
  }
  const keyBuffer = new Uint8Array(KEY_BUFFER_BYTES);
  if (httpd_req_get_hdr_value_str(req, 'Sec-WebSocket-Key', keyBuffer, KEY_BUFFER_BYTES) !== ESP_OK) {
    log.w(TAG, `${SELF}: Cannot find client key`);
    return failed(req, 'no Sec-WebSocket-Key', ESP_ERR_NOT_FOUND);
  }
  const key = text(keyBuffer);
  if (log.debug) log.d(TAG, `${SELF}: Server key before encoding: %s${GUID}`, key);
  const accept = acceptKey(key);
  if (log.debug) log.d(TAG, `${SELF}: Generated server key: %s`, accept);

  let answer =
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    `Sec-WebSocket-Accept: ${accept}\r\n`;
  if (firmware.subprotocols && acceptsSubprotocol(req, supportedSubprotocol, askedSubprotocols(req))) {
    const header = `Sec-WebSocket-Protocol: ${supportedSubprotocol}\r\n`;
    answer += header;
    if (!fitsAnswer(req, answer.length, header.length, 'subprotocol')) return ESP_FAIL;
  }
  answer += '\r\n';
  if (!fitsAnswer(req, answer.length, '\r\n'.length, 'header terminal')) return ESP_FAIL;
  if ((yield* httpd_send(req, bytes(answer), answer.length)) < 0) {
    log.w(TAG, `${SELF}: Failed to send the response`);
    return ESP_FAIL;
  }
  return ESP_OK;
}

/** Says why the session ends; the first reason counts. */
function failed({ session }: httpd_req_t, words: string, result: esp_err_t): esp_err_t {
  session.closeReason ??= ESP_CLOSE_REASONS.handshake(words);
  return result;
}

function fitsAnswer(req: httpd_req_t, length: number, partLength: number, part: string): boolean {
  if (length < ANSWER_BUFFER_BYTES) return true;
  req.handle.env.log.e(
    TAG,
    `Error in response generation(snprintf of ${part} returned ${partLength}, desired response len: ${length}, ` +
      `buffer size: ${ANSWER_BUFFER_BYTES}`,
  );
  failed(req, `its answer does not fit ${ANSWER_BUFFER_BYTES} bytes`, ESP_FAIL);
  return false;
}
