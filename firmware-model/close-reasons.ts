/**
 * Why a server ends a connection, in the words that reports print: the one place for them.
 *
 * A `session` record carries them as `why`, and so does every outcome of a connection that the device ended.
 */

/** esp_http_server. */
export const ESP_CLOSE_REASONS = {
  stopped: 'the server was stopped',
  triggered: 'the application closed it (httpd_sess_trigger_close)',
  openRefused: 'open_fn refused it',
  /** esp_https_server: `error` is mbedtls's code. */
  tlsFailed: (error: string) => `the TLS handshake failed with ${error}`,
  noTls: 'no memory for its TLS session',
  invalidSocket: 'its socket was closed behind the server’s back',
  closeFrame: 'CLOSE was answered',
  unmasked: 'a websocket frame that is not masked',
  badFrame: 'a websocket frame that the server does not take',
  frameHandlerFailed: (error: string) => `the handler of its websocket returned ${error}`,
  peerEnded: 'its client has ended the stream',
  peerReset: 'its client has reset the connection',
  peerSilent: 'its client does not answer any more (keep-alive or retransmissions)',
  timedOut: 'nothing came within recv_wait_timeout',
  /** A handler that returns anything but ESP_OK. */
  handlerFailed: (request: string, error: string) => `the handler of ${request} returned ${error}`,
  /** After an error page the session ends. */
  errorAnswered: (status: string) => `the server closes after ${status}`,
  /** No 101: what the request lacks, or why the answer could not be made. */
  handshake: (words: string) => `the websocket handshake failed: ${words}`,
  receiveFailed: (errno: number) => `recv() failed with errno ${errno}`,
} as const;

/** libwebsockets. */
export const LWS_CLOSE_REASONS = {
  noPong: 'no PONG came',
  headersHeld: 'its headers were not complete within the time that a header table may be held',
  destroyed: 'the context was destroyed',
  timedOut: (state: string) => `its timeout ran out in state ${state}`,
  noProtocol: (wanted: string) => `No supported protocol "${wanted}"`,
  callback: (reason: string) => `the callback refused ${reason}`,
  tableFull: 'no space in its poll table',
  /** A frame against RFC 6455: CLOSE 1002 with lws's own words. */
  badFrame: (words: string) => `CLOSE 1002 "${words}"`,
  hungUp: 'its socket has hung up',
  /** The header parser gave up, in lws's own words where it has some. */
  headers: (words: string) => `its headers were not taken: ${words}`,
  forbidden: 'its headers were not taken: no HTTP request, or a malformed escape (403)',
  connect: 'CONNECT, which it does not serve',
  unknownUpgrade: (wanted: string) => `an upgrade to "${wanted}" (403)`,
  /** No 101: what the request lacks, or who refused it. */
  handshake: (words: string) => `the websocket handshake failed: ${words}`,
  unhandled: (state: string) => `a request in state ${state}, which lws does not handle`,
} as const;
