/** Lines of esp_http_server. The first one that fits counts, so that what is special stands before what is general. */

import type { LineMeaning } from './line-meaning.js';

const MAIN = 'components/esp_http_server/src/httpd_main.c';
const SESS = 'components/esp_http_server/src/httpd_sess.c';
const TXRX = 'components/esp_http_server/src/httpd_txrx.c';
const PARSE = 'components/esp_http_server/src/httpd_parse.c';
const URI = 'components/esp_http_server/src/httpd_uri.c';
const WS = 'components/esp_http_server/src/httpd_ws.c';
const ESP_TLS = 'components/esp-tls/esp_tls_mbedtls.c';
const TLS = 'components/esp_https_server/src/https_server.c';

export const HTTPD_LINES: readonly LineMeaning[] = [
  {
    name: 'httpd_accept_conn: error in accept (23)',
    pattern: /error in accept \(23\)/,
    weight: 'trouble',
    about: 'ENFILE: the socket table of the device is full; the client that had connected gets a FIN at once',
    when: 'a session is free, but no socket: others (MQTT, mDNS, a second server) hold them',
    shownBy: 'browser-fills-socket-table',
    source: `${MAIN}, httpd_accept_conn`,
  },
  {
    name: 'httpd_accept_conn: error in accept (113)',
    pattern: /error in accept \(113\)/,
    weight: 'harmless',
    about:
      'ECONNABORTED: the client gave up while it waited to be accepted; one line each. What made it wait is the trouble',
    when: 'the server task was busy, or all sessions were taken, until the client had left',
    shownBy: 'log-page-blocks-tablet',
    source: `${MAIN}, httpd_accept_conn`,
  },
  {
    name: 'httpd_accept_conn: error in accept',
    pattern: /error in accept/,
    weight: 'trouble',
    about: 'accept() failed; the number in brackets is the errno: explain it',
    when: 'a connection waits, and accept() has no socket or no memory for it',
    source: `${MAIN}, httpd_accept_conn`,
  },
  {
    name: 'httpd_server: error accepting new connection',
    pattern: /error accepting new connection/,
    weight: 'telling',
    about: 'follows "error in accept" or a session that could not be made; says nothing more',
    when: 'httpd_accept_conn has failed',
    source: `${MAIN}, httpd_server`,
  },
  {
    name: 'httpd_accept_conn: error in setsockopt',
    pattern: /error in setsockopt/,
    weight: 'telling',
    about: 'a time-out or keep-alive could not be set on a new connection; it is closed',
    when: 'the socket is gone already, or the option is not built in',
    source: `${MAIN}, httpd_accept_conn`,
  },
  {
    name: 'httpd_sock_err: error in recv : 104',
    pattern: /error in recv : 104/,
    weight: 'harmless',
    about:
      'ECONNRESET: the client ended its connection with RST, as browsers and scripts do that are in a hurry. The session ends, and its slot is free',
    when: 'a RST has come on a session that the server reads',
    shownBy: 'client-resets-after-each-answer',
    source: `${TXRX}, httpd_sock_err`,
  },
  {
    name: 'httpd_sock_err: error in recv : 113',
    pattern: /error in recv : 113/,
    weight: 'harmless',
    about:
      'ECONNABORTED: the stack gave the connection up: keep-alive got no answer, or data was never acknowledged. The client vanished; its slot is free now',
    when: 'TCP keep-alive or the retransmissions of a connection have come to their end',
    shownBy: 'clients-vanish-recv-113',
    source: `${TXRX}, httpd_sock_err`,
  },
  {
    name: 'httpd_sock_err: error in recv : 11',
    pattern: /error in recv : 11\b/,
    weight: 'telling',
    about:
      'EAGAIN: recv_wait_timeout (5 s) is over and the rest of a request has not come; the server task served nobody meanwhile',
    when: 'a client sends a part of a request or body and then nothing',
    shownBy: 'body-pause-of-six-seconds',
    source: `${TXRX}, httpd_sock_err`,
  },
  {
    name: 'httpd_sock_err: error in recv : 128',
    pattern: /error in (?:recv|send) : 128/,
    weight: 'telling',
    about: 'ENOTCONN: the connection is gone already; follows 104 or 113 on the same session',
    when: 'the session is used again after its connection has ended',
    shownBy: 'log-websockets-in-rapid-succession',
    source: `${TXRX}, httpd_sock_err`,
  },
  {
    name: 'httpd_sock_err: error in send : 11',
    pattern: /error in send : 11\b/,
    weight: 'trouble',
    about:
      'EAGAIN: a client has not read for send_wait_timeout (5 s), and the server task waited for it all that time, everybody else behind it',
    when: "the client's window and the send buffer are full",
    shownBy: 'broadcast-slow-reader',
    source: `${TXRX}, httpd_sock_err`,
  },
  {
    name: 'httpd_sock_err: error in send : 104',
    pattern: /error in send : (?:104|113)/,
    weight: 'harmless',
    about: 'the client left before its answer was sent; the session ends',
    when: 'a RST has come, or the connection was given up, and the handler goes on sending',
    shownBy: 'log-page-blocks-tablet',
    source: `${TXRX}, httpd_sock_err`,
  },
  {
    name: 'httpd_sock_err: error in',
    pattern: /httpd_sock_err: error in/,
    weight: 'telling',
    about: 'a socket call of a session failed; the number is the errno: explain it',
    when: 'recv() or send() of a session has failed',
    source: `${TXRX}, httpd_sock_err`,
  },
  {
    name: 'httpd_queue_work: ctrl socket queue full',
    pattern: /ctrl socket queue full|failed to queue work/,
    weight: 'trouble',
    about:
      'work that the application queued for the server is lost: a message is not sent, a session not closed',
    when: "the control socket's mailbox (CONFIG_LWIP_UDP_RECVMBOX_SIZE) is full",
    shownBy: 'work-burst-lost',
    source: `${MAIN}, httpd_queue_work`,
  },
  {
    name: 'httpd_process_ctrl_msg: error in recv',
    pattern: /httpd_process_ctrl_msg: error in recv|incomplete msg/,
    weight: 'telling',
    about: 'a message on the control socket could not be read; whatever was queued with it is lost',
    when: 'the datagram is not there any more, or is not one of the server itself',
    source: `${MAIN}, httpd_process_ctrl_msg`,
  },
  {
    name: 'httpd_server: error in select',
    pattern: /error in select/,
    weight: 'trouble',
    about:
      'errno 9 (EBADF): a descriptor of a session was closed by somebody else; the server looks for it, over and over',
    when: 'another task, or a handler, called close() on a socket of the server; httpd_sess_trigger_close is the right way',
    shownBy: 'descriptor-closed-by-another-task',
    source: `${MAIN}, httpd_server`,
  },
  {
    name: 'Closing invalid socket',
    pattern: /Closing invalid socket/,
    weight: 'trouble',
    about: 'a session whose descriptor is none any more is thrown out; follows "error in select (9)"',
    when: 'somebody else closed the socket of a session',
    shownBy: 'descriptor-closed-by-another-task',
    source: `${SESS}, httpd_sess_delete_invalid`,
  },
  {
    name: 'Config option max_open_sockets is too large',
    pattern: /max_open_sockets is too large/,
    weight: 'trouble',
    about: 'the server does not start: max_open_sockets + 3 must not exceed CONFIG_LWIP_MAX_SOCKETS',
    when: 'httpd_start checks its configuration',
    shownBy: 'server-refuses-to-start',
    source: `${MAIN}, httpd_start`,
  },
  {
    name: 'httpd_server_init: error in creating ctrl socket (112)',
    pattern: /error in (?:creating ctrl socket|bind|listen) \(112\)/,
    weight: 'trouble',
    about:
      'EADDRINUSE: the port is taken: a second server with the same ctrl_port or server_port, or TIME_WAIT without SO_REUSE. The server does not start',
    when: 'httpd_start opens its sockets',
    shownBy: 'two-servers-one-control-port',
    source: `${MAIN}, httpd_server_init`,
  },
  {
    name: 'httpd_server_init: error in creating',
    pattern: /httpd_server_init: |error in (?:creating (?:ctrl |msg )?socket|bind|listen)\b/,
    weight: 'trouble',
    about:
      'the server does not start: one of its three sockets (listener, control, messages) could not be made; 23 means that the socket table is full',
    when: 'httpd_start opens its sockets',
    shownBy: 'server-finds-no-socket',
    source: `${MAIN}, httpd_server_init`,
  },
  {
    name: 'Failed to allocate memory',
    pattern:
      /Failed to (?:c?alloc|allocate)|Unable to allocate|malloc of \d+ bytes failed|no memory|out of memory|buffer alloc failed|Failed to create (?!socket)|Out of Mem|OOM/i,
    weight: 'trouble',
    about:
      'the heap has no such block left; what was to be made is not made, and its client is closed or answered 500',
    when: 'malloc() has returned NULL: too many connections, TLS sessions or buffers at once',
    shownBy: 'https-heap-for-three',
    source: 'the heap; `device.heap_limit` in scenarios',
  },
  {
    name: 'Failed to send shutdown signal',
    pattern: /Failed to send shutdown signal/,
    weight: 'trouble',
    about: 'httpd_stop could not tell its server to stop: the control message is lost, and httpd_stop waits',
    when: "the control socket's mailbox is full, or the socket is gone",
    shownBy: 'stop-never-returns',
    source: `${MAIN}, httpd_stop`,
  },
  {
    name: 'httpd_register_uri_handler: no slots left',
    pattern: /no slots left for registering handler|register uri failed/,
    weight: 'trouble',
    about: 'max_uri_handlers (8) is too small: this URI is answered 404',
    when: 'more handlers are registered than there is room for',
    source: `${URI}, httpd_register_uri_handler`,
  },
  {
    name: 'httpd_register_uri_handler: already registered',
    pattern: /already registered|with method \S+ not found|no handler found for URI/,
    weight: 'telling',
    about: 'a handler is registered twice, or one is taken away that is not there; nothing changes',
    when: 'the application registers or unregisters URIs',
    source: URI,
  },
  {
    name: 'URI length greater than supported',
    pattern:
      /URI length \(\d*\)? ?.*greater than supported|request URI too long|parse_block: request URI\/header too long/,
    weight: 'trouble',
    about: 'the request is answered 414 (or 431): its URI is longer than CONFIG_HTTPD_MAX_URI_LEN (512)',
    when: 'the parser finds no room for the URI',
    shownBy: 'request-uri-too-long',
    source: PARSE,
  },
  {
    name: 'parse_block: request header too long',
    pattern: /request header too long/,
    weight: 'trouble',
    about:
      'the request is answered 431: its headers are longer than CONFIG_HTTPD_MAX_REQ_HDR_LEN (512); browsers with cookies send more',
    when: 'the scratch buffer is full before the empty line',
    shownBy: 'request-headers-too-long',
    source: `${PARSE}, parse_block`,
  },
  {
    name: 'unsupported HTTP version',
    pattern: /unsupported HTTP version/,
    weight: 'telling',
    about: 'the request is answered 505: it is not HTTP/1.1',
    when: 'an old client or a scanner asks',
    shownBy: 'http-versions',
    source: `${PARSE}, verify_url`,
  },
  {
    name: 'parse_block: parsing failed',
    pattern:
      /parsing failed|parser error|http_parser_parse_url failed|invalid length of data|incomplete termination of headers|unexpected state|parsing beyond valid data|data too large for un-recv/,
    weight: 'telling',
    about:
      'what came is no HTTP request: answered 400, and the session ends. TLS to a plain port does that, and port scanners',
    when: 'the parser meets bytes that it can not take',
    source: PARSE,
  },
  {
    name: 'Upgrade header',
    pattern: /Upgrade header/,
    weight: 'telling',
    about: 'the client asks for an upgrade that is no websocket; the request is answered without it',
    when: 'the value of Upgrade is not "websocket" (HTTP/2 in the clear: "h2c")',
    source: `${PARSE}, cb_headers_complete`,
  },
  {
    name: 'httpd_uri: URI not found',
    pattern: /URI '.*' not found|Method '?.*'? not allowed|httpd_uri: (?:URI|Method)/,
    weight: 'harmless',
    about:
      'no handler for that URI (404) or that method (405): the favicon of browsers, the probes of captive portals and scanners',
    when: 'a request matches no registered handler',
    source: `${URI}, httpd_uri`,
  },
  {
    name: 'httpd_uri: uri handler execution failed',
    pattern: /uri handler execution failed|ws_(?:pre|post)_handshake_cb failed/,
    weight: 'telling',
    about:
      'a handler returned something else than ESP_OK; the session is closed. Often because a send failed: the line before tells',
    when: 'the handler of the application says so',
    source: `${URI}, httpd_uri`,
  },
  {
    name: 'httpd_resp_send_err: 404 Not Found',
    pattern: /: (?:\d{3} [^-]*|\S+) - /,
    weight: 'telling',
    about: 'an error is answered; the status stands in the line: explain it',
    when: 'no handler, a bad request, or the application asks for it',
    source: `${TXRX}, httpd_resp_send_err`,
  },
  {
    name: 'httpd_resp_set_hdr: rejecting header with CRLF',
    pattern: /rejecting .* with CRLF/,
    weight: 'trouble',
    about:
      'a header, status or type of an answer has a line end in it: ESP_ERR_INVALID_ARG, and the answer goes without it',
    when: 'the application puts text that it was given, a path or a name, into a header',
    source: `${TXRX}, httpd_resp_set_hdr`,
  },
  {
    name: 'error calling setsockopt',
    pattern: /error calling setsockopt|error enabling SO_LINGER/,
    weight: 'harmless',
    about: 'an option could not be set on a connection that has ended already',
    when: 'the client left in the meantime',
    source: TXRX,
  },
  {
    name: 'httpd_req_async_handler_complete: failed to send socket notification',
    pattern: /failed to send socket notification/,
    weight: 'trouble',
    about:
      'the server is not woken after an async request: the next request on this connection waits for other traffic',
    when: "the control socket's mailbox is full",
    shownBy: 'async-second-request-waits',
    source: 'components/esp_http_server/src/httpd_txrx.c, httpd_req_async_handler_complete',
  },
  {
    name: 'httpd_sess_new: session already exists',
    pattern: /session already exists/,
    weight: 'trouble',
    about: 'a descriptor came back while its old session is still there: somebody else closed it',
    when: 'close() was called on a socket of the server',
    source: `${SESS}, httpd_sess_new`,
  },
  {
    name: 'session creation failed',
    pattern: /session creation failed|unable to launch session|open_fn failed/,
    weight: 'telling',
    about:
      'a new connection is closed again: open_fn refused it, or there is no memory for it (with TLS: the handshake failed)',
    when: 'httpd_sess_new has failed',
    shownBy: 'https-heap-for-three',
    source: `${MAIN}, httpd_accept_conn`,
  },
  {
    name: 'Sec-WebSocket-Protocol not supported',
    pattern: /Sec-WebSocket-Protocol/,
    weight: 'telling',
    about:
      'the client asks for a subprotocol that the URI does not have; it gets the handshake without one, and browsers then close it',
    when: 'supported_subprotocol is not set, or is another',
    shownBy: 'websocket-subprotocols',
    source: `${WS}, httpd_ws_respond_server_handshake`,
  },
  {
    name: 'Handshake has been performed',
    pattern:
      /State is invalid|No handshake performed|"Sec-WebSocket-(?:Version|Key)"|Cannot find client key|Failed to send the response|Error in response generation/,
    weight: 'telling',
    about: 'a websocket handshake that is none, or comes twice; the session is closed',
    when: 'the headers of the handshake are missing or wrong',
    source: WS,
  },
  {
    name: 'Failed to read header byte (socket FD invalid), closing socket now',
    pattern: /Failed to read header byte/,
    weight: 'harmless',
    about:
      'a websocket ended without a CLOSE frame: the tab was closed, the client was reset. The session ends',
    when: 'recv() on a websocket says 0 or fails where a frame should begin',
    shownBy: 'log-websockets-in-rapid-succession',
    source: `${WS}, httpd_ws_get_frame_type`,
  },
  {
    name: 'WS Message too long',
    pattern: /WS Message too long/,
    weight: 'trouble',
    about:
      "the message is longer than the handler's buffer: ESP_ERR_INVALID_SIZE, and the session ends. Ask with max_len 0 for the length first",
    when: 'httpd_ws_recv_frame is given a buffer that is too small',
    shownBy: 'websocket-static-buffer',
    source: `${WS}, httpd_ws_recv_frame`,
  },
  {
    name: 'WS frame is not properly masked',
    pattern: /not properly masked/,
    weight: 'telling',
    about:
      'a frame without a mask, which no browser sends. Either the connection was reset in the frame’s header (see the line before), or the handler has not read the whole message before, and this is the middle of it',
    when: 'the mask bit of the second byte is not set',
    shownBy: 'log-websockets-in-rapid-succession',
    source: `${WS}, httpd_ws_recv_frame`,
  },
  {
    name: 'Failed to receive payload',
    pattern: /Failed to receive (?:the second byte|(?:2|8|\w+) bytes length|mask key|payload)/,
    weight: 'telling',
    about:
      'a websocket ended, or paused for longer than recv_wait_timeout, in the middle of a frame; the session ends',
    when: 'the rest of a frame does not come',
    shownBy: 'websocket-header-then-silence',
    source: `${WS}, httpd_ws_recv_frame`,
  },
  {
    name: 'Failed to send WS header',
    pattern: /Failed to send WS (?:header|payload)/,
    weight: 'telling',
    about: 'a websocket message was not sent, or only a part of it: the client does not read, or is gone',
    when: 'send() has failed or timed out',
    shownBy: 'broadcast-slow-reader',
    source: `${WS}, httpd_ws_send_frame_async`,
  },
  {
    name: 'Payload buffer is null',
    pattern: /Payload buffer is null|Argument is invalid|Frame pointer is invalid/,
    weight: 'telling',
    about: 'the application calls httpd_ws_recv_frame or httpd_ws_send_frame with nothing to fill or to send',
    when: 'frame.payload is NULL where max_len is not 0',
    source: WS,
  },
  {
    name: 'esp_tls_create_server_session failed',
    pattern:
      /esp_tls_create_server_session failed|create_ssl_handle failed|mbedtls_ssl_\w+(?:\(\))? (?:return(?:ed)?|error)|mbedtls_ssl_fetch_input error|mbedtls_ssl_handshake/,
    weight: 'telling',
    about:
      'a TLS handshake failed: explain the code in it. Browsers that do not trust the certificate do it once each; -0x7F00 and -0x008D are memory',
    when: 'the client ends the handshake, or there is no memory for it',
    source: TLS,
  },
  {
    name: 'esp-tls: no TLS session',
    pattern:
      /mbedtls_(?:ctr_drbg_seed|x509_crt_parse|pk_parse_keyfile)\b.*returned|Failed to set server (?:pki context|configurations)/,
    weight: 'trouble',
    about:
      'what a TLS session is made of (random numbers, certificate, key) finds no memory: explain the code in it; the new connection is closed',
    when: 'a client of esp_https_server is accepted',
    shownBy: 'https-heap-for-three',
    source: ESP_TLS,
  },
  {
    name: 'esp-tls: read error',
    pattern: /^(?:read|write) error :/,
    weight: 'telling',
    about:
      'a TLS connection ended, or what came on it can not be decrypted: explain the code in it. -0x7280 is a client that left without saying so: harmless',
    when: 'the server reads from a session, or sends to it',
    source: ESP_TLS,
  },
  {
    name: 'thread_sem_init: out of memory',
    pattern: /thread_sem_init/,
    weight: 'trouble',
    about: 'a task that makes its first socket call finds no memory for its semaphore',
    when: 'the heap is empty',
    source: 'components/lwip/port/freertos/sys_arch.c',
  },
  {
    name: 'httpd_start failed',
    pattern: /httpd_start failed|Failed to (?:stop|start)|Error starting server|is not running/,
    weight: 'trouble',
    about: 'the application could not start or stop its server; the line before says why',
    when: 'httpd_start or httpd_stop returned an error',
    shownBy: 'server-refuses-to-start',
    source: 'the examples of ESP-IDF',
  },
];

/** Debug output and news of the server, function by function: nothing of it is a fault. */
export const HTTPD_TRACE: readonly LineMeaning[] = [
  {
    name: 'httpd_sess_close_lru',
    pattern: /httpd_sess_close_lru|LRU|Skipping session close|Directly closing session/,
    weight: 'telling',
    about:
      'with lru_purge_enable a session is closed to make room for a newcomer: the one that has not sent for longest',
    when: 'all sessions are taken, and a client waits',
    shownBy: 'lru-purges-receivers',
    source: `${SESS}, httpd_sess_close_lru`,
  },
  {
    name: 'debug output of esp_http_server',
    pattern:
      /^(?:httpd_\w+: |(?:enum_function|cb_\w+|verify_url|parse_block|read_block|pause_parsing|continue_parsing): |scratch buf|uri is empty|regard max_len|Frame length|subprotocol:|Requested subprotocol|(?:Data|Scratch|\w+) (?:buffer )?size = )|Enable TCP keep alive|Secure socket|Handler not requests|server key|Replying (?:PONG|CLOSE)|Cannot receive the full|First byte received/,
    weight: 'trace',
    about: 'what the server does, step by step, at log level D: harmless',
    when: 'CONFIG_LOG_DEFAULT_LEVEL or esp_log_level_set says debug',
    source: 'components/esp_http_server/src',
  },
];
