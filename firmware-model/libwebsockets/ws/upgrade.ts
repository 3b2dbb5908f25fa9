/** A server's way from HTTP to websocket (`lws_process_ws_upgrade`, lib/roles/ws/server-ws.c). */

import { LWS_CLOSE_REASONS } from '../../close-reasons.js';
import { wsAcceptKey } from '../../../sim/codec/ws-accept.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { viewOfText } from '../io/byte-view.js';
import { callUser, callUserThenRxFlow } from '../callback/callback.js';
import { detachHeaders } from '../http/headers-attachment.js';
import type { HeaderTable } from '../http/header-table.js';
import { issueRaw } from '../io/output.js';
import type { HeaderSpace } from '../context/protocol.js';
import { NUL, writeServiceBuffer } from '../service/service-buffer.js';
import { LWS_PRE, MAX_WEBSOCKET_04_KEY_LEN } from '../sizes.js';
import { confirmValidity } from '../service/timeouts.js';
import { Tokenizer } from '../io/tokenize.js';
import { bindProtocol, ensureUserSpace } from '../context/protocol-binding.js';
import type { LwsWsi, LwsProtocol } from '../wsi/wsi.js';
import { allocateRxBuffer, allocateWebsocket } from './allocate-websocket.js';
import { WS_VERSION } from './websocket-state.js';
import { WS_ROLE } from './ws-role.js';

/** `sizeof(buf) - 1` for header values, and the buffer for one subprotocol's name. */
const VALUE_BUFFER = 127;
const PROTOCOL_NAME_BUFFER = 64;
const UPGRADE = 'upgrade';
/** What is appended to the key before it is hashed (RFC 6455 section 1.3). */
const WS_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Where the 101 is built in the service buffer (server-ws.c:685). */
const HASH_ROOM = 256;
const RESPONSE_AT = MAX_WEBSOCKET_04_KEY_LEN + HASH_ROOM + LWS_PRE;

/** Upgrades the connection; false when it is to be closed, without an HTTP answer. */
export function* upgradeToWebsocket(wsi: LwsWsi): Blocking<boolean> {
  const { log } = wsi.context;
  const ah = wsi.http.headers!;
  if (!asksForUpgrade(ah)) {
    log.err('lws_process_ws_upgrade: malformed or absent conn hdr\n');
    return fails(wsi, 'no Connection: Upgrade');
  }
  const wanted = ah.copy('PROTOCOL', VALUE_BUFFER);
  if (wanted === undefined) {
    log.err('lws_process_ws_upgrade: protocol list too long\n');
    return fails(wsi, 'protocol list too long');
  }
  const protocol = wanted === '' ? wsi.vhost!.protocols[0] : selectProtocol(wsi, wanted);
  if (protocol === undefined) return false;
  yield* bindProtocol(wsi, protocol);
  return yield* becomeWebsocket(wsi, ah);
}

/** `Connection` names `Upgrade` before anything malformed. */
function asksForUpgrade(ah: HeaderTable): boolean {
  const connection = ah.copy('CONNECTION', VALUE_BUFFER);
  if (connection === undefined || connection === '') return false;
  const tokens = new Tokenizer(connection, { dotInToken: true, rfc7230Delimiters: true });
  for (;;) {
    const kind = tokens.next();
    if (kind === 'token' && UPGRADE.startsWith(tokens.token.toLowerCase())) return true;
    if (kind !== 'token' && kind !== 'delimiter') return false;
  }
}

/** Says why the connection is closed; the first reason counts. */
function fails(wsi: LwsWsi, words: string): false {
  wsi.closeReason ??= LWS_CLOSE_REASONS.handshake(words);
  return false;
}

/** The first subprotocol in the client's list that the vhost has; complains if there is none. */
function selectProtocol(wsi: LwsWsi, wanted: string): LwsProtocol | undefined {
  const { log } = wsi.context;
  const tokens = new Tokenizer(wanted, { dotInToken: true, rfc7230Delimiters: true });
  for (;;) {
    const kind = tokens.next();
    if (kind === 'ended') break;
    if (kind === 'delimiter') continue;
    if (kind !== 'token') {
      log.err('lws_process_ws_upgrade: malformatted protocol list');
      fails(wsi, 'malformatted protocol list');
      return undefined;
    }
    if (tokens.token.length + 1 >= PROTOCOL_NAME_BUFFER) {
      log.err('lws_process_ws_upgrade: pcol name too long\n');
      fails(wsi, 'pcol name too long');
      return undefined;
    }
    const protocol = wsi.vhost!.protocolNamed(tokens.token);
    if (protocol !== undefined) return protocol;
  }
  log.notice(`No supported protocol "${wanted}"\n`);
  wsi.closeReason ??= LWS_CLOSE_REASONS.noProtocol(wanted);
  return undefined;
}

/** `lws_process_ws_upgrade2`. */
function* becomeWebsocket(wsi: LwsWsi, ah: HeaderTable): Blocking<boolean> {
  const { log } = wsi.context;
  wsi.to('upgrade');
  wsi.role = WS_ROLE;
  const ws = allocateWebsocket(wsi);
  if (ah.totalLength('VERSION') > 0) ws.version = cByte(Number.parseInt(ah.simple('VERSION')!, 10) || 0);
  else ws.version = 0;
  ensureUserSpace(wsi);
  const list = ah.simple('PROTOCOL');
  const input = list === undefined ? undefined : viewOfText(`${list}\0`);
  if ((yield* callUser(wsi, 'LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION', input)) !== 0) {
    log.warn('User code denied connection\n');
    return fails(wsi, 'User code denied connection');
  }
  if (ws.version !== WS_VERSION) {
    log.notice(`Unknown client spec version ${ws.version}\n`);
    ws.version = WS_VERSION;
  }
  if (!(yield* answerHandshake(wsi, ah))) {
    log.notice('hs0405 has failed the connection\n');
    return fails(wsi, 'it could not be answered');
  }
  const rx = allocateRxBuffer(wsi, ws);
  if (rx !== 0) log.err(`Out of Mem allocating rx buffer ${rx}\n`);
  if (rx !== 0 || (yield* callUser(wsi, 'LWS_CALLBACK_ESTABLISHED')) !== 0) {
    log.notice('lws_process_ws_upgrade2: user ESTABLISHED failed connection\n');
    return fails(
      wsi,
      rx === 0 ? 'the callback refused LWS_CALLBACK_ESTABLISHED' : 'no memory for its rx buffer',
    );
  }
  confirmValidity(wsi);
  detachHeaders(wsi);
  return true;
}

/** Sends the 101 (`handshake_0405`); false when the request lacks something, or it could not be sent. */
function* answerHandshake(wsi: LwsWsi, ah: HeaderTable): Blocking<boolean> {
  if (ah.totalLength('HOST') === 0 || ah.totalLength('KEY') === 0)
    return fails(wsi, 'no Host or no Sec-WebSocket-Key');
  if (ah.totalLength('KEY') >= MAX_WEBSOCKET_04_KEY_LEN) {
    wsi.context.log.warn(`Client key too long ${MAX_WEBSOCKET_04_KEY_LEN}\n`);
    return fails(wsi, 'its key is too long');
  }
  const key = ah.simple('KEY')!;
  const accept = wsAcceptKey(key);
  writeServiceBuffer(wsi.context, 0, key + WS_GUID + NUL);
  writeServiceBuffer(wsi.context, 0, accept + NUL);
  let text =
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n' +
    `Sec-WebSocket-Accept: ${accept}`;
  const name = wsi.protocol!.name;
  if (ah.totalLength('PROTOCOL') > 0 && name !== '') text += `\r\nSec-WebSocket-Protocol: ${name}`;
  const space: HeaderSpace = { text: '' };
  if ((yield* callUserThenRxFlow(wsi, 'LWS_CALLBACK_ADD_HEADERS', space)) !== 0) return false;
  text += `\r\n${space.text}\r\n`;
  const written = writeServiceBuffer(wsi.context, RESPONSE_AT, text + NUL);
  const response = { ...written, length: text.length };
  return (yield* issueRaw(wsi, response)) === response.length;
}

const BYTE_MASK = 0xff;

function cByte(value: number): number {
  return value & BYTE_MASK;
}
