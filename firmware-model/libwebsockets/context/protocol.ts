/**
 * What an application gives to libwebsockets: protocols with a callback, and what a callback is given.
 *
 * Callbacks are given a wsi; which type that is, wsi.ts says. Names of fields are those of the C structs (`struct lws_protocols`, `struct lws_context_creation_info`), so that a C
 * example can be rewritten line by line.
 */

import type { LwsTlsClient, LwsTlsServer } from '../tls/tls-state.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { ByteView } from '../io/byte-view.js';
import type { LwsCallbackReason } from '../callback/callback-reasons.js';

/** Headers under construction, in `LWS_CALLBACK_ADD_HEADERS` and `…_CLIENT_APPEND_HANDSHAKE_HEADER`. */
export interface HeaderSpace {
  /** Complete header lines, each ended by CR LF, that the callback wants to add. */
  text: string;
}

/** `in` of a callback: bytes, headers to add to, or NULL. */
export type CallbackInput = ByteView | HeaderSpace | undefined;

/** True when `in` is bytes. */
export function isBytes(input: CallbackInput): input is ByteView {
  return input !== undefined && 'buffer' in input;
}

/** Memory of one connection for its protocol (`per_session_data_size` > 0). */
export type SessionData = Record<string, unknown>;

/**
 * A protocol callback (`lws_callback_function`). 0 goes on; anything else closes the connection, or refuses what the
 * reason asks for.
 */
export type CallbackOf<Wsi> = (
  wsi: Wsi,
  reason: LwsCallbackReason,
  user: SessionData | undefined,
  input: CallbackInput,
  len: number,
) => Blocking<number>;

/** `struct lws_protocols`. */
export interface ProtocolOf<Wsi> extends ProtocolSizes {
  readonly callback: CallbackOf<Wsi>;
}

/** What of it is a name and numbers. */
export interface ProtocolSizes {
  /** Websocket subprotocol. */
  readonly name: string;
  /** Bytes of {@link SessionData}; 0 or absent gives the callback no `user`. */
  readonly per_session_data_size?: number;
  /** Largest piece of a message that is delivered at once, bytes; 0 takes `pt_serv_buf_size`. */
  readonly rx_buffer_size?: number;
  /** Most bytes handed to the socket at once; 0 takes `rx_buffer_size`. */
  readonly tx_packet_size?: number;
}

/** `info.port` of a vhost that does not listen (lws-context-vhost.h). */
export const CONTEXT_PORT_NO_LISTEN = -1;

/** `struct lws_context_creation_info`, as far as it is modelled. Unset or 0 takes lws's default. */
export interface CreationInfoOf<Wsi> extends ContextSettings {
  readonly protocols: readonly ProtocolOf<Wsi>[];
}

/** All of it but the protocols. */
export interface ContextSettings extends ContextNumbers {
  /** The vhost's TLS: LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT with certificate and key in memory. */
  readonly tls?: LwsTlsServer | undefined;
  /** The vhost's TLS as a client: LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT, with `client_ssl_ca_mem` if it trusts somebody. */
  readonly client_tls?: LwsTlsClient | undefined;
}

/** What of it is numbers and names. */
export interface ContextNumbers {
  /** Port to listen on, 1..65535, 0 for any, or {@link CONTEXT_PORT_NO_LISTEN}. */
  readonly port: number;
  readonly vhost_name?: string;
  /** Seconds for most network activities; 15. */
  readonly timeout_secs?: number;
  /** Seconds until a client's connect is given up; 20. */
  readonly connect_timeout_secs?: number;
  /** Seconds that a kept-alive HTTP connection may idle; 5. */
  readonly keepalive_timeout?: number;
  /** Seconds for the headers of a request; 10. */
  readonly timeout_secs_ah_idle?: number;
  /** Bytes for the headers of one request; 4096. */
  readonly max_http_header_data?: number;
  /** Bytes of the service buffer; 2048 on FreeRTOS. */
  readonly pt_serv_buf_size?: number;
  /** TCP keep-alive: idle seconds (0 off), interval and count of probes. */
  readonly ka_time?: number;
  readonly ka_interval?: number;
  readonly ka_probes?: number;
  readonly retry_and_idle_policy?: LwsRetryPolicy;
  readonly server_string?: string;
  /** TLS sessions, and handshakes, at once; 0: no limit. */
  readonly simultaneous_ssl_restriction?: number;
  readonly simultaneous_ssl_handshake_restriction?: number;
}

/** `lws_retry_bo_t`, as far as it is modelled: when a silent websocket is pinged and hung up. */
export interface LwsRetryPolicy {
  readonly secs_since_valid_ping: number;
  readonly secs_since_valid_hangup: number;
}
