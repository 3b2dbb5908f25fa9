/** Why a device ended a connection, and what else stands behind the colon of a cause: sentences, some with a part that varies. */

import type { WordMeaning } from './word-meaning.js';

type Reason = readonly [
  names: readonly string[],
  about: string,
  more?: Pick<WordMeaning, 'pattern' | 'shownBy'>,
];

function all(what: string, reasons: readonly Reason[]): WordMeaning[] {
  return reasons.map(([names, about, more]) => ({ names, kind: `${names[0]!} (${what})`, about, ...more }));
}

/** esp_http_server and esp_https_server. */
const ESP: readonly Reason[] = [
  [
    ['the server was stopped'],
    'httpd_stop() ends every session',
    { pattern: /^the server was stopped at /, shownBy: 'stop-during-stream' },
  ],
  [
    ['the application closed it', 'the application closed it (httpd_sess_trigger_close)'],
    'it called httpd_sess_trigger_close()',
  ],
  [['open_fn refused it'], "the server's open_fn returned an error for it"],
  [['the TLS handshake failed'], 'the code is of mbedtls', { pattern: /^the TLS handshake failed with / }],
  [
    ['no memory for its TLS session'],
    'the heap had no room for its record buffers',
    { shownBy: 'https-heap-for-three' },
  ],
  [
    ['its socket was closed behind the server’s back'],
    'another task closed its descriptor',
    { shownBy: 'descriptor-closed-by-another-task' },
  ],
  [['CLOSE was answered'], 'the client ended its websocket, as it should'],
  [
    ['a websocket frame that is not masked'],
    'clients must mask what they send; a PONG that is not read leaves its second byte, which is taken for a frame',
    { shownBy: 'websocket-pong-heartbeat' },
  ],
  [['a websocket frame that the server does not take'], 'the console says which'],
  [
    ['the handler of its websocket returned an error'],
    'the session ends with a handler that does not return ESP_OK',
    { pattern: /^the handler of its websocket returned /, shownBy: 'websocket-static-buffer' },
  ],
  [
    ['the handler returned an error'],
    'the session ends with a handler that does not return ESP_OK',
    { pattern: /^the handler of .* returned \S+$/ },
  ],
  [
    ['its handler returned without an answer'],
    'it returned ESP_OK and had sent nothing, and no other task has the request: its client waits for ever',
    { pattern: /^the handler of .* returned at .* without an answer$/ },
  ],
  [['its client has ended the stream'], 'recv() returned 0: FIN'],
  [
    ['its client has reset the connection'],
    'recv() failed with 104: RST',
    { shownBy: 'client-resets-after-each-answer' },
  ],
  [
    [
      'its client does not answer any more',
      'its client does not answer any more (keep-alive or retransmissions)',
    ],
    'recv() failed with 113',
    { shownBy: 'clients-vanish-recv-113' },
  ],
  [
    ['nothing came within recv_wait_timeout'],
    'the handler, or the server, waited for the rest of what its client had begun (httpd_config_t, 5 s)',
  ],
  [
    ['the server closes after an error page'],
    'httpd_resp_send_err() ends the session',
    { pattern: /^the server closes after \d{3}/ },
  ],
  [
    ['the websocket handshake failed'],
    'no 101: what the request lacks, or who refused it',
    { pattern: /^the websocket handshake failed: /, shownBy: 'websocket-handshake-and-handler' },
  ],
  [['recv() failed'], 'explain the errno', { pattern: /^recv\(\) failed with errno \d+$/ }],
];

/** libwebsockets. */
const LWS: readonly Reason[] = [
  [
    ['no PONG came'],
    'validity: libwebsockets asked, and hung up when nothing came back (300 s and 10 s unless the program says other times)',
    { shownBy: 'w800-link-cut' },
  ],
  [
    ['its headers were not complete within the time that a header table may be held'],
    'a header table is a buffer of which there are few',
  ],
  [['the context was destroyed'], 'lws_context_destroy()'],
  [
    ['its timeout ran out'],
    'what it was in the middle of was not done in time',
    { pattern: /^its timeout ran out in state /, shownBy: 'w800-silent-connections-block' },
  ],
  [
    ['the callback refused'],
    'the program’s callback returned -1 there',
    { pattern: /^the callback refused /, shownBy: 'w800-own-filter-refuses' },
  ],
  [['no space in its poll table'], 'as many connections as the context has descriptors for'],
  [
    ['CLOSE 1002'],
    'a frame that breaks RFC 6455; the words are libwebsockets’ own',
    { pattern: /^CLOSE 1002 / },
  ],
  [['its socket has hung up'], 'POLLHUP, or an error, and nothing left to read'],
  [
    ['its headers were not taken'],
    'no HTTP request, or one that libwebsockets does not take',
    { pattern: /^its headers were not taken: / },
  ],
  [['CONNECT, which it does not serve'], 'a method for proxies'],
  [['an upgrade that it does not know'], 'answered with 403', { pattern: /^an upgrade to ".*" \(403\)$/ }],
  [
    ['a request that lws does not handle'],
    'its state says where it was',
    { pattern: /^a request in state .*, which lws does not handle$/ },
  ],
];

/** What somebody does, or does not do. */
const OTHERS: readonly Reason[] = [
  [
    ['accept() failed with ENFILE, FIN', 'accept() failed with ENFILE'],
    'the connection was made, no descriptor was free for it, and the stack ended it',
    { shownBy: 'browser-fills-socket-table' },
  ],
  [
    ['RST after the handshake'],
    'the connection was made, and there was no room to queue it for accept()',
    { shownBy: 'twelve-endpoints-polled-at-once' },
  ],
  [
    ['packet dropped by the driver'],
    'no memory for a packet that came: as if the link had lost it',
    { shownBy: 'own-handler-keeps-memory' },
  ],
  [
    ['another task has the request, and has not completed it'],
    'httpd_req_async_handler_begin() gave it away; until httpd_req_async_handler_complete() the server leaves its connection alone',
    { shownBy: 'async-workers-lost' },
  ],
  [
    ['another task has given its connection back, and that wakes nobody'],
    'httpd_req_async_handler_complete() wakes the server from v5.4.3 and v5.5.2 on',
    { pattern: /^another task has given its connection back/, shownBy: 'async-second-request-waits' },
  ],
  [['it has not sent its whole request'], 'the device waits for the rest of it'],
  [['it does not read what the device has sent'], 'its window is full'],
  [
    ['it left, and had asked for nothing'],
    'nobody is to blame',
    { pattern: /^it left .* after it was connected, and had asked for nothing$/ },
  ],
  [['its client made another one instead'], 'it began a new connection before this one was made or ended'],
  [['more of the answer is on its way'], 'the device sends as fast as the link takes it'],
  [
    ['not answered by the end of the run', 'not accepted by the end of the run'],
    'nothing is known that was in its way',
  ],
];

const SUMMARY: readonly Reason[] = [
  [
    ['websocket lost', 'stream lost', 'not back'],
    'the device, or its RST, ended it while its client wanted it; whether, and when, the client opened another one',
    { pattern: /^(websocket (lost|given up) at|back at) / },
  ],
  [
    ['smaller parts'],
    'what is left of the time, in parts that are too small to be told one by one (--all tells each exchange)',
    { pattern: /^in \d+ smaller parts$/ },
  ],
  [['error status'], '400 to 599: an answer, and not what was wanted'],
  [['since'], 'from that moment of the run on'],
  [['at the peak'], 'heap at its fullest moment'],
  [
    ['What would cure it', 'Likely to cure it, not tried'],
    'the change that the catalogue names against it, and the command that tries it (docs/cures.md)',
  ],
  [
    ['expected', 'seen', 'when', 'why', 'replay'],
    'lines of a verdict: what should hold, what did, at which moment, because of what, and the command that runs it again',
  ],
];

/** All of them. */
export const REASON_WORDS: readonly WordMeaning[] = [
  ...all('why a device ended a connection', [...ESP, ...LWS]),
  ...all('in causes', OTHERS),
  ...all('in summaries', SUMMARY),
];
