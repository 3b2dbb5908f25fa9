/** Websocket close codes that lws uses by itself (lws-ws-close.h). */

/** No CLOSE frame. */
export const LWS_CLOSE_STATUS_NOSTATUS = 0;
export const LWS_CLOSE_STATUS_PROTOCOL_ERR = 1002;
/** No CLOSE frame: the context goes away. */
export const LWS_CLOSE_STATUS_NOSTATUS_CONTEXT_DESTROY = 9999;

/** A websocket close code, or one of lws's own values above. */
export type CloseStatus = number;

/**
 * True for a code that a peer must not send: a server answers it with 1002 (RFC 6455 section 7.4.1; ops-ws.c:443).
 * A client lets 1012 to 1015 pass (client-parser-ws.c:407).
 */
export function isBadCloseCode(code: number, isClient: boolean): boolean {
  if (code < 1000 || (code >= 1004 && code <= 1006) || (code >= 1016 && code < 3000)) return true;
  return !isClient && code >= 1012 && code <= 1015;
}
