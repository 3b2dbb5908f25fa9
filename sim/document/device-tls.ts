/** What a scenario says about a device's TLS and its heap, as devices take it. */

/** Flags of lws's `ssl_connection`, by name. */
export type ClientFlag =
  'USE_SSL' | 'ALLOW_SELFSIGNED' | 'SKIP_SERVER_CERT_HOSTNAME_CHECK' | 'ALLOW_EXPIRED' | 'ALLOW_INSECURE';

/** `device.tls`. */
export interface DeviceTls {
  /** undefined: 443. */
  readonly port: number | undefined;
  /** Name of the certificate; undefined: the device's usual one. */
  readonly certificate: string | undefined;
  /** Lengths of the ServerKeyExchange messages to come. */
  readonly keyExchangeBytes: readonly number[];
  readonly sessionTickets: boolean;
  /** lws's restrictions; 0: none. */
  readonly sessionRestriction: number;
  readonly handshakeRestriction: number;
  /** CPU time of one ECDH operation, milliseconds. */
  readonly ecdhMs: number;
  /** The websocket client's own settings. */
  readonly client: DeviceTlsClient;
}

/** `device.tls` of a websocket client. */
export interface DeviceTlsClient {
  readonly allowSelfSigned: boolean;
  readonly root: 'root-ec' | 'root-rsa';
  /** undefined: what `allowSelfSigned` stands for. */
  readonly flags: readonly ClientFlag[] | undefined;
  readonly host: string | undefined;
  readonly alpn: string | undefined;
  readonly reconnects: number;
  /** Unix seconds at boot; undefined: 2025-01-01. */
  readonly clock: number | undefined;
}

/** `device.heap`: how allocations are charged. */
export interface HeapCounting {
  /** Bytes at boot; undefined: as many as `heap_limit` says. */
  readonly totalBytes: number | undefined;
  /** What every allocation costs beside its bytes. */
  readonly blockBytes: number;
  /** FreeRTOS objects are charged. */
  readonly kernelObjects: boolean;
}
