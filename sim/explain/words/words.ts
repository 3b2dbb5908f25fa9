/** Numbers and words that users see outside of the log's sentences: errors, statuses, close codes, outcomes, waits. */

import { ERROR_WORDS } from './error-words.js';
import { REASON_WORDS } from './reason-words.js';
import { REPORT_WORDS } from './report-words.js';
import type { WordMeaning } from './word-meaning.js';

const status = (code: number, text: string, about: string, shownBy?: string): WordMeaning => ({
  names: [String(code), `status ${code}`, `HTTP ${code}`],
  kind: `HTTP status ${code}, ${text}`,
  about,
  ...(shownBy === undefined ? {} : { shownBy }),
});

const STATUSES: readonly WordMeaning[] = [
  status(101, 'Switching Protocols', 'a websocket is open'),
  status(200, 'OK', 'answered'),
  status(204, 'No Content', 'answered, without a body'),
  status(302, 'Found', 'answered with another place: captive portals do'),
  status(304, 'Not Modified', "the browser's copy is still right"),
  status(
    400,
    'Bad Request',
    'what came is no HTTP request: TLS to a plain port, a body that is not what its header says',
  ),
  status(401, 'Unauthorized', 'the handler asks for a password'),
  status(404, 'Not Found', 'no handler for this URI (httpd_register_uri_handler, max_uri_handlers)'),
  status(405, 'Method Not Allowed', 'a handler for this URI, but not for this method'),
  status(408, 'Request Timeout', 'the rest of the request has not come for recv_wait_timeout (5 s)'),
  status(
    411,
    'Length Required',
    'a body without Content-Length: chunked bodies are not supported',
    'chunked-post',
  ),
  status(413, 'Content Too Large', 'the handler takes no body of that size'),
  status(414, 'URI Too Long', 'longer than CONFIG_HTTPD_MAX_URI_LEN (512)', 'request-uri-too-long'),
  status(
    431,
    'Request Header Fields Too Large',
    'headers longer than CONFIG_HTTPD_MAX_REQ_HDR_LEN (512): browsers with cookies',
    'request-headers-too-long',
  ),
  status(500, 'Internal Server Error', 'the handler failed, or had no memory'),
  status(501, 'Method Not Implemented', 'a method that the server does not know'),
  status(503, 'Service Unavailable', 'the application is busy: no worker is free', 'async-workers-lost'),
  status(504, 'Gateway Timeout', 'the application waited for something that did not come'),
  status(505, 'HTTP Version Not Supported', 'not HTTP/1.1', 'http-versions'),
];

const close = (code: number, about: string): WordMeaning => ({
  names: [String(code), `close ${code}`],
  kind: `websocket close code ${code}`,
  about,
});

const CLOSE_CODES: readonly WordMeaning[] = [
  close(1000, 'closed on purpose'),
  close(1001, 'going away: the tab was closed, or the server stops'),
  close(1002, 'a frame that breaks the protocol'),
  close(1003, 'data of a kind that is not taken'),
  close(1005, 'CLOSE without a code; never on the wire'),
  close(
    1006,
    'no CLOSE frame at all: the connection just ended. That is what browsers say when the device purges, resets or crashes',
  ),
  close(1007, 'text that is no UTF-8'),
  close(1008, 'refused by a rule of the application'),
  close(1009, 'a message that is too long'),
  close(1010, 'an extension is missing'),
  close(1011, 'the server can not go on'),
  close(1015, 'the TLS handshake failed; never on the wire'),
];

const outcome = (name: string, about: string, shownBy?: string): WordMeaning => ({
  names: [name, name.replace('-', ' ')],
  kind: `${name} (what became of a connection or of what it asked)`,
  about,
  ...(shownBy === undefined ? {} : { shownBy }),
});

const OUTCOME_WORDS: readonly WordMeaning[] = [
  outcome(
    'served',
    'all that it asked was answered in full (an error status is an answer), or is open as it should be',
  ),
  outcome('idle', 'accepted into a session, and asked for nothing'),
  outcome(
    'waiting',
    'connected, and something that it asked has no byte of an answer by the end',
    'eighth-client-waits',
  ),
  outcome('incomplete', 'an answer has begun and is not complete by the end'),
  outcome(
    'cut-off',
    'the device ended it in the middle of an answer, a stream or a websocket, or its RST threw the answer away',
  ),
  outcome(
    'closed',
    'the device ended it with FIN, and a request was not answered (or a websocket was closed on purpose)',
    'browser-fills-socket-table',
  ),
  outcome('reset', 'the device ended it with RST, and a request was not answered'),
  outcome('purged', 'the device closed it to make room for another (LRU purge)', 'lru-purges-receivers'),
  outcome('refused', 'RST to the SYN: nothing listens', 'server-refuses-to-start'),
  outcome(
    'unanswered',
    'no SYN-ACK, still trying or timed out; of a request: the device ended the connection without an answer',
    'eighth-client-waits',
  ),
  outcome('gave-up', 'the client ended it before it was answered in full'),
  outcome('answered', 'an exchange: in full'),
  outcome('open', 'an exchange: a stream or a websocket that is open, as it should be'),
  outcome('error', 'an exchange: answered in full with an error status (400 to 599)'),
  outcome('pending', 'an exchange: asked, and not a byte of an answer by the end'),
  outcome('ended', 'an exchange: the device ended the websocket on purpose, with CLOSE'),
  outcome('given-up', 'an exchange: the client ended it before it was answered in full'),
];

const CALLBACKS: Readonly<Record<string, string>> = {
  ESTABLISHED: 'a websocket client has shaken hands',
  CLOSED: 'a websocket has ended',
  CLOSED_HTTP: 'an HTTP connection has ended',
  RECEIVE: 'a part of a message: at most rx_buffer_size bytes each (lws_is_final_fragment tells the last)',
  SERVER_WRITEABLE: 'there is room to send, once for each lws_callback_on_writable',
  CLIENT_WRITEABLE: 'the client has room to send',
  HTTP: 'a request has come',
  HTTP_BODY: 'a part of its body',
  HTTP_BODY_COMPLETION: 'its body is complete',
  FILTER_NETWORK_CONNECTION: 'a connection was accepted; return -1 to hang up',
  FILTER_PROTOCOL_CONNECTION: 'a websocket asks for this protocol; return -1 to refuse',
  CLIENT_CONNECTION_ERROR: 'the client could not connect, or the handshake failed: `in` says why',
  CLIENT_ESTABLISHED: 'the client has shaken hands',
  CLIENT_RECEIVE: 'the client has got a part of a message',
  CLIENT_CLOSED: 'the connection of the client has ended',
  WS_PEER_INITIATED_CLOSE: 'the peer sent CLOSE',
  PROTOCOL_INIT: 'a protocol is made ready',
  PROTOCOL_DESTROY: 'a protocol is taken down',
  WSI_CREATE: 'a connection object is made',
  WSI_DESTROY: 'a connection object is gone: its socket is free',
  EVENT_WAIT_CANCELLED:
    'lws_cancel_service was called, the only call that is allowed from another thread; never on the W800, whose lwIP has no loopback to wake the loop by',
  TIMER: 'a timer that was asked for',
};

/** Callback reasons, those that need a word; all others are told by their names. */
export function callbackMeaning(name: string): WordMeaning {
  const about = CALLBACKS[name.replace(/^LWS_CALLBACK_/, '')];
  return {
    names: [name, name.replace(/^LWS_CALLBACK_/, '')],
    kind: `${name} (a callback of libwebsockets)`,
    about: about ?? 'return 0 to go on; the examples of the SDK do nothing here',
  };
}

/** All words but callbacks. */
export const WORDS: readonly WordMeaning[] = [
  ...ERROR_WORDS,
  ...STATUSES,
  ...CLOSE_CODES,
  ...OUTCOME_WORDS,
  ...REPORT_WORDS,
  ...REASON_WORDS,
];
