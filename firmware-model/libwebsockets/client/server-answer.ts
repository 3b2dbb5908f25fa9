/**
 * The server's answer to a websocket client (`lws_client_interpret_server_handshake`, client-http.c:593, and
 * `lws_client_ws_upgrade`, client-ws.c:234).
 */

import { NotModelledError } from '../../../sim/kernel/errors.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { callUser } from '../callback/callback.js';
import { closeWsi } from '../wsi/close.js';
import { LWS_CLOSE_STATUS_NOSTATUS, LWS_CLOSE_STATUS_PROTOCOL_ERR } from '../wsi/close-status.js';
import { informConnectionFailed } from '../wsi/connection-error.js';
import { detachHeaders } from '../http/headers-attachment.js';
import type { HeaderTable } from '../http/header-table.js';
import { LLL_ERR, LLL_WARN } from '../context/lws-log.js';
import { confirmValidity, stopTimeout } from '../service/timeouts.js';
import { Tokenizer } from '../io/tokenize.js';
import { ensureUserSpace } from '../context/protocol-binding.js';
import { allocateRxBuffer } from '../ws/allocate-websocket.js';
import { WS_ROLE } from '../ws/ws-role.js';
import { LWS_RXFLOW_ALLOW, type LwsWsi } from '../wsi/wsi.js';

const HTTP_SWITCHING_PROTOCOLS = 101;
const HTTP_UNAUTHORIZED = 401;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const FUNCTION = 'lws_client_ws_upgrade';
/** `sizeof(buf) - 1` for the Connection header. */
const CONNECTION_BUFFER = 63;
const UPGRADE = 'upgrade';

/** Why the answer is no good, and whether the close may be polite (`bail2`) or not (`bail3`). */
interface Refusal {
  readonly why: string;
  readonly polite: boolean;
}

const rude = (why: string): Refusal => ({ why, polite: false });
const polite = (why: string): Refusal => ({ why, polite: true });

/** Deals with the complete headers of the answer; false when the connection has been closed, or is closing. */
export function* interpretServerAnswer(wsi: LwsWsi): Blocking<boolean> {
  const refusal = yield* judge(wsi, wsi.http.headers!);
  if (refusal === undefined) return true;
  yield* informConnectionFailed(wsi, refusal.why);
  yield* closeWsi(wsi, refusal.polite ? LWS_CLOSE_STATUS_PROTOCOL_ERR : LWS_CLOSE_STATUS_NOSTATUS);
  return false;
}

function* judge(wsi: LwsWsi, ah: HeaderTable): Blocking<Refusal | undefined> {
  const status = ah.simple('HTTP') ?? ah.simple('HTTP1_0');
  if (status === undefined) return rude('HS: URI missing');
  ah.httpResponse = Number.parseInt(status, 10) || 0;
  if (REDIRECTS.has(ah.httpResponse)) {
    if (ah.simple('HTTP_LOCATION') === undefined) return rude('HS: Redirect code but no Location');
    throw new NotModelledError(`a websocket client that is redirected (status ${ah.httpResponse})`);
  }
  if ((yield* callUser(wsi, 'LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP')) !== 0) {
    return polite('HS: disallowed by client filter');
  }
  return checkUpgrade(wsi, ah) ?? (yield* upgrade(wsi));
}

/** The checks of the answer, in lws's order. */
function checkUpgrade(wsi: LwsWsi, ah: HeaderTable): Refusal | undefined {
  const { log } = wsi.context;
  if (ah.httpResponse !== HTTP_SWITCHING_PROTOCOLS) {
    log.about(LLL_WARN, wsi, FUNCTION, `got bad HTTP response '${ah.httpResponse}'`);
    const unauthorized = ah.httpResponse === HTTP_UNAUTHORIZED;
    return rude(unauthorized ? 'HS: ws upgrade unauthorized' : 'HS: ws upgrade response not 101');
  }
  if (ah.totalLength('ACCEPT') === 0) return rude('HS: ACCEPT missing');
  const to = ah.simple('UPGRADE')?.toLowerCase();
  if (to === undefined) return rude('HS: UPGRADE missing');
  if (to !== 'websocket') {
    log.about(LLL_WARN, wsi, FUNCTION, `got bad Upgrade header '${to}'`);
    return rude('HS: Upgrade to something other than websocket');
  }
  if (!namesUpgrade(ah)) return rude('HS: UPGRADE malformed');
  if (!protocolWasOffered(wsi, ah)) return polite('HS: PROTOCOL malformed');
  const accept = ah.simple('ACCEPT')!;
  if (accept !== ah.expectedAccept) {
    const text = `lws_client_int_s_hs: accept '${accept}' wrong vs '${ah.expectedAccept}'`;
    log.about(LLL_WARN, wsi, FUNCTION, text);
    return polite('HS: Accept hash wrong');
  }
  return undefined;
}

function namesUpgrade(ah: HeaderTable): boolean {
  const connection = ah.copy('CONNECTION', CONNECTION_BUFFER);
  if (connection === undefined || connection === '') return false;
  const tokens = new Tokenizer(connection, { dotInToken: false, rfc7230Delimiters: false });
  for (;;) {
    const kind = tokens.next();
    if (kind === 'token' && UPGRADE.startsWith(tokens.token.toLowerCase())) return true;
    if (kind !== 'token' && kind !== 'delimiter') return false;
  }
}

/** The server may answer without a subprotocol, or with one of those that we offered. */
function protocolWasOffered(wsi: LwsWsi, ah: HeaderTable): boolean {
  if (ah.totalLength('PROTOCOL') === 0) return true;
  const chosen = ah.simple('PROTOCOL')!;
  let offered: string | undefined = wsi.client!.info.protocol;
  while (offered !== undefined && offered !== '') {
    const next = offered[chosen.length];
    if (offered.startsWith(chosen) && (next === ',' || next === undefined)) return true;
    const comma = offered.indexOf(',');
    offered = comma < 0 ? undefined : offered.slice(comma + 1).replace(/^ +/, '');
  }
  return false;
}

function* upgrade(wsi: LwsWsi): Blocking<Refusal | undefined> {
  ensureUserSpace(wsi);
  if ((yield* callUser(wsi, 'LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH')) !== 0) {
    return polite('HS: Rejected by filter cb');
  }
  stopTimeout(wsi);
  detachHeaders(wsi);
  wsi.to('upgrade');
  wsi.role = WS_ROLE;
  confirmValidity(wsi);
  wsi.rxflowChangeTo = LWS_RXFLOW_ALLOW;
  const rx = allocateRxBuffer(wsi, wsi.ws!);
  if (rx !== 0) {
    wsi.context.log.about(LLL_ERR, wsi, FUNCTION, `OOM allocating rx buffer ${rx}`);
    return polite('HS: OOM');
  }
  if ((yield* callUser(wsi, 'LWS_CALLBACK_CLIENT_ESTABLISHED')) !== 0) {
    return rude('HS: Rejected at CLIENT_ESTABLISHED');
  }
  return undefined;
}
