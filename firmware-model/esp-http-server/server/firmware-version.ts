/**
 * Where releases of esp_http_server differ: in what they log and in what they do.
 *
 * Two releases are described: v5.3 (measured, test/conformance) and v4.2, whose log ESP-IDF's README of
 * ws_echo_server still shows. A release in between takes after one of them, field by field.
 * Source: components/esp_http_server/src at tags v4.2 and v5.3.5.
 */

/** One release's ways. */
export interface FirmwareTraits {
  /** ESP-IDF release described. */
  readonly idf: string;
  /** Function that names itself in `processing socket N`. */
  readonly processingFunction: 'httpd_process_session' | 'httpd_server';
  /** Function that names itself in `cleaning up socket N` when the server stops. */
  readonly closeAllFunction: 'enum_function' | 'httpd_close_all_sessions';
  /** Says `active sockets: N` whenever a session begins or ends. */
  readonly logsActiveSockets: boolean;
  /** Level of accept's failures. */
  readonly acceptErrorLevel: 'E' | 'W';
  /** Deleting a session closes its socket too; otherwise whoever deletes closes. */
  readonly sessionClosesSocket: boolean;
  /** A session counts as used from accept on, so that LRU order is the order of arrival. */
  readonly acceptCountsAsUse: boolean;
  /** The LRU counter starts again when the last session ends, and is the instance's own. */
  readonly lruCounterRestarts: boolean;
  /** Log line of a purge. */
  readonly purgeText: (fd: number) => string;
  /** Reading 0 bytes (FIN) counts as an error of the receive function. */
  readonly endOfStreamIsError: boolean;
  /** The URI's handler is called for the upgrade request itself. */
  readonly handlerSeesHandshake: boolean;
  /** Logs the frame type behind `New WS request …`, after reading the frame's first byte. */
  readonly logsFrameType: boolean;
  /** CLOSE is answered, PONG and control frames can reach the handler, a closed websocket is left alone. */
  readonly controlFrames: boolean;
  /** `httpd_ws_recv_frame` in two calls, blocking for whole fields; results compared as unsigned. */
  readonly twoStepReceive: boolean;
  /** Sends the length of frames from 65,535 bytes up (v4.2 leaves its eight bytes zero). */
  readonly sends64BitLengths: boolean;
  readonly subprotocols: boolean;
  /** HTTP versions that are served; others get 505. */
  readonly servesVersion: (major: number, minor: number) => boolean;
  /** The server task starts on the other core: the starting task goes on until it next looks. */
  readonly startsOnOtherCore: boolean;
  /** Wording for `max_open_sockets` beyond what the socket table holds. */
  readonly tooManySocketsText: (maxAllowed: number) => string;
}

/** ESP-IDF v5.3 (v5.3.5). */
export const IDF_V5_3: FirmwareTraits = {
  idf: 'v5.3',
  processingFunction: 'httpd_process_session',
  closeAllFunction: 'enum_function',
  logsActiveSockets: true,
  acceptErrorLevel: 'E',
  sessionClosesSocket: true,
  acceptCountsAsUse: false,
  lruCounterRestarts: true,
  purgeText: (fd) => `Closing session with fd ${fd}`,
  endOfStreamIsError: true,
  handlerSeesHandshake: true,
  logsFrameType: true,
  controlFrames: true,
  twoStepReceive: true,
  sends64BitLengths: true,
  subprotocols: true,
  servesVersion: (major, minor) => major === 1 && (minor === 0 || minor === 1),
  startsOnOtherCore: false,
  tooManySocketsText: (maxAllowed) =>
    `Config option max_open_sockets is too large (max allowed ${maxAllowed}, 3 sockets used by HTTP server internally)\n` +
    '\tEither decrease this or configure LWIP_MAX_SOCKETS to a larger value',
};

/** ESP-IDF v4.2. */
export const IDF_V4_2: FirmwareTraits = {
  idf: 'v4.2',
  processingFunction: 'httpd_server',
  closeAllFunction: 'httpd_close_all_sessions',
  logsActiveSockets: false,
  acceptErrorLevel: 'W',
  sessionClosesSocket: false,
  acceptCountsAsUse: true,
  lruCounterRestarts: false,
  purgeText: (fd) => `fd = ${fd}`,
  endOfStreamIsError: false,
  handlerSeesHandshake: false,
  logsFrameType: false,
  controlFrames: false,
  twoStepReceive: false,
  sends64BitLengths: false,
  subprotocols: false,
  servesVersion: (major, minor) => major === 1 || minor === 1,
  startsOnOtherCore: true,
  tooManySocketsText: (maxAllowed) =>
    `Configuration option max_open_sockets is too large (max allowed ${maxAllowed})\n` +
    '\tEither decrease this or configure LWIP_MAX_SOCKETS to a larger value',
};
