/**
 * Functions that an application gives to the server. They are called with an instance or a request; which types those are,
 * server.ts says: an instance keeps such functions, and a request knows its instance.
 *
 * Functions that can block are generators. Contexts (`void *`) are any value; `undefined` is NULL.
 */

import type { Blocking } from '../../sim/kernel/task.js';
import type { httpd_err_code_t, httpd_method_t } from './codes.js';
import type { esp_err_t } from './esp-err.js';

export type HandlerOf<Request> = (req: Request) => Blocking<esp_err_t>;
export type ErrorHandlerOf<Request> = (req: Request, error: httpd_err_code_t) => Blocking<esp_err_t>;
export type OpenOf<Server> = (hd: Server, sockfd: number) => Blocking<esp_err_t>;
export type CloseOf<Server> = (hd: Server, sockfd: number) => Blocking<void>;
/** Sends or receives `buf[offset..offset+length)`; bytes moved, or one of HTTPD_SOCK_ERR_…. */
export type TransferOf<Server> = (
  hd: Server,
  sockfd: number,
  buf: Uint8Array,
  offset: number,
  length: number,
  flags: number,
) => Blocking<number>;
/** Bytes that wait elsewhere than in the socket. */
export type PendingOf<Server> = (hd: Server, sockfd: number) => Blocking<number>;
export type httpd_free_ctx_fn_t = (ctx: unknown) => void;
/** Does `uri` (of which the first `length` characters count) match a registered one? */
export type httpd_uri_match_func_t = (reference: string, uri: string, length: number) => boolean;

/** A URI to register. */
export interface UriOf<Request> {
  readonly uri: string;
  readonly method: httpd_method_t;
  readonly handler: HandlerOf<Request>;
  readonly user_ctx?: unknown;
  readonly is_websocket?: boolean | undefined;
  /** Hand control frames to the handler too, and answer none of them. */
  readonly handle_ws_control_frames?: boolean | undefined;
  readonly supported_subprotocol?: string | undefined;
  /** Called before a handshake is answered; anything but ESP_OK ends the connection without an answer. */
  readonly ws_pre_handshake_cb?: HandlerOf<Request> | undefined;
  /** Called after a handshake has been answered. */
  readonly ws_post_handshake_cb?: HandlerOf<Request> | undefined;
}
