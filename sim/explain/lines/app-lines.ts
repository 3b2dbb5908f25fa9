/** Lines of applications: ESP-IDF's examples, the W800's, and what libwebsockets says meanwhile. */

import type { LineMeaning } from './line-meaning.js';

const EXAMPLES = 'examples of ESP-IDF';
const LWS = 'libwebsockets/lib';
const SDK = 'the SDK’s examples';

export const EXAMPLE_LINES: readonly LineMeaning[] = [
  {
    name: 'httpd_ws_recv_frame failed',
    pattern:
      /httpd_ws_(?:recv|send)_frame(?:_part)? failed|message \d+ to fd \d+ failed|Failed to send string chunk|event \d+ failed/,
    weight: 'telling',
    about:
      'the application got an error from the server: explain the number. 259 is ESP_ERR_INVALID_STATE, 260 ESP_ERR_INVALID_SIZE, -1 ESP_FAIL: the connection is gone',
    when: 'the client has left, does not read, or sends more than there is room for',
    shownBy: 'websocket-static-buffer',
    source: EXAMPLES,
  },
  {
    name: 'httpd_queue_work failed for message',
    pattern: /httpd_queue_work (?:\d+ )?failed|failed to complete async req/,
    weight: 'trouble',
    about: 'work could not be handed to the server: it stops, or its control socket has no room',
    when: 'httpd_queue_work returned an error',
    source: EXAMPLES,
  },
  {
    name: 'No workers are available',
    pattern: /No workers are available|worker queue is full/,
    weight: 'trouble',
    about:
      'all workers of async requests are busy: this one is answered 503. Workers that wait for ever never come back',
    when: 'more long requests at once than CONFIG_EXAMPLE_MAX_ASYNC_REQUESTS',
    shownBy: 'async-workers-lost',
    source: 'examples/protocols/http_server/async_handlers',
  },
  {
    name: 'File reception failed',
    pattern: /^File (?:sending|\S+) failed!|Failed to start file server|memory for server data/,
    weight: 'trouble',
    about: 'a file is not sent or kept whole: its connection ended, or there is no room for it',
    when: 'receiving, sending or writing a piece of it failed',
    source: 'examples/protocols/http_server/file_serving',
  },
  {
    name: 'File does not exist',
    pattern:
      /^(?:Failed to (?:stat|create) file|File already exists|File too large|File does not exist|Invalid filename|Filename is too long)/,
    weight: 'telling',
    about: 'the file server refuses a request (400, 404 or 500), and closes the connection',
    when: 'the file is not there, is there already, is larger than 200 KB, or its name is longer than 31 characters',
    source: 'examples/protocols/http_server/file_serving',
  },
];

/** Those of the examples that tell of no trouble. */
export const EXAMPLE_NEWS: readonly LineMeaning[] = [
  {
    name: 'server or example of ESP-IDF tells what it does',
    pattern:
      /Starting (?:webserver|server|http|websocket)|Stopping webserver|Registering|Unregistering|Server (?:listening|shuts down)|performing session handshake|handshake_cb called|RECEIVED DATA|={10,}|Handshake done|uri: |\buri\b|started$|(?:slow |quick |start |done |open_fn |close_fn |connected, )?fd\b ?=|Decoded query|Found (?:URL query|header|query)|[Ff]rame len is|Got packet with message|Packet type|Reading chunk|Sent fragmented chunk|Request(?:ed)? URI|parts sent|WebSocket connection established|big frame of|invoking|received \d+ bytes|stopped: |starting .* on port|image of \d+ bytes|Request headers lost|starting async req|Valid token|valid token|extra socket|no request in hand|does not read/,
    weight: 'news',
    about: 'the application tells what it does: harmless',
    when: 'it starts, a handler runs, a message comes',
    source: EXAMPLES,
  },
  {
    name: 'the advanced tests of ESP-IDF tell what they do',
    pattern:
      /not found$|content: |value matched|handler (?:read|recv)|allocating new session|Free Context|queued work fd|Queuing work fd|No of handlers|^Success$|Started HTTP server|^Max (?:URI|Open|Header|Stack)|Stopping httpd/,
    weight: 'news',
    about: 'the test application tells what it does, and that a value is as it should be: harmless',
    when: 'a handler of it runs',
    source: 'examples/protocols/http_server/advanced_tests',
  },
  {
    name: 'persistent_sockets or file_serving tells what it does',
    pattern:
      /visitor count = |handler send |^Logging out$|Initializing SPIFFS|^Starting (?:example$|HTTP Server)|(?:Sending|Receiving|Deleting|Found) file : |File (?:sending|reception) complete|^Remaining size : /,
    weight: 'news',
    about: 'the application tells what it does: harmless',
    when: 'a handler of it runs',
    source: 'examples/protocols/http_server/{persistent_sockets,file_serving}',
  },
];

export const LWS_LINES: readonly LineMeaning[] = [
  {
    name: 'lws_read_h1: Unhandled state',
    pattern: /Unhandled state|LRS_|polled socket without a wsi/,
    weight: 'telling',
    about: 'libwebsockets gets bytes that it has no use for any more: the connection is being closed',
    when: 'a client sends behind its request, or after the end',
    source: `${LWS}/roles/http/server/server.c`,
  },
  {
    name: 'a request that libwebsockets refuses',
    pattern:
      /malform|pcol name too long|protocol list too long|Control frame with xtended|Duplicated method|User code denied|b63 of length|NUL outside|problems parsing|Client key too long|Missing URI|multiple methods|header data space|More hdr frags|client spec version|Attempted overflow|unknown write opc|hs0405|failed connection|Control frame asking/,
    weight: 'telling',
    about: 'what a client sent is no request or no frame that libwebsockets takes: the connection is closed',
    when: 'headers are too long or broken, a frame is illegal, or the application said no',
    source: LWS,
  },
  {
    name: 'libwebsockets can not open what it needs',
    pattern:
      /ERROR opening socket|Failed to generate handshake|pipe_create|lws_server_socket_service_ssl|inserting wsi socket|getsockopt fd|listen failed|accept: errno|context creation failed|connect fail|Failed to send data|bad url protocol|parse url error|CONNECTION_ERROR|ah excessive hold|ERROR on binding fd|is too high \(|Too many fds|no space for new conn|fail inserting socket|init server failed|failed init|init vhost \S+ failed|some protocols did not init|Failed to create default vhost|info->ka_interval|conn fail: skt options/,
    weight: 'trouble',
    about: 'a socket, a descriptor or memory is missing, or nobody answers: the connection is not made',
    when: 'the socket table or the heap is empty, the peer does not answer, or a client holds a header table for too long',
    shownBy: 'w800-client-refused',
    source: LWS,
  },
  {
    name: 'lws_client_int_s_hs: got bad HTTP response',
    pattern: /got bad (?:HTTP response|Upgrade header)|accept '.*' wrong vs|Server must not mask|HS: /,
    weight: 'telling',
    about:
      "what answers the device's websocket client is no websocket server, or refuses: the connection is closed, and the callback CLIENT_CONNECTION_ERROR says why",
    when: 'the answer is not 101, its headers do not fit the request, or its frames are masked',
    source: `${LWS}/roles/ws/client-ws.c`,
  },
];

export const LWS_NEWS: readonly LineMeaning[] = [
  {
    name: 'libwebsockets tells what it does',
    pattern:
      /mem: platform fd map|no client cert required|using TLS mode|lws_tls_|lws_mbedtls_sni_cb|LWS_CALLBACK|Client (?:connected|disconnected)|Start (?:http server|websocket client)|lws_http_to_fallback|__lws_lc_|lws_create_context|lws_socket_bind|^end!|ev=LWS|^reconnect|wifi station|Received m|Send msg|websocket server listened|^path:|protocol=|recv body|response=|send message|start httpd|^ ?(?:\+\+|--) |source ads|partial completed/,
    weight: 'news',
    about: 'libwebsockets or the example tells what it does: harmless',
    when: 'it starts, or a callback runs',
    source: SDK,
  },
];

/** Lines that a scenario itself is the reason for. */
export const SCENARIO_LINES: readonly LineMeaning[] = [
  {
    name: 'no ws session',
    pattern: /no ws session|unknown device command/,
    weight: 'telling',
    about: 'a step of the scenario asks for something that the application has not got now',
    when: 'the step comes before its client',
    source: 'the scenario',
  },
  {
    name: 'connection lost',
    pattern:
      /connection lost|connect\(\) to \S+ failed|socket\(\) failed|failed: errno|Failed to create socket/,
    weight: 'telling',
    about:
      "another user of the device's sockets (MQTT, an update, an upload, mDNS) has no connection or no socket; it may try again",
    when: 'socket() finds the table full (23), connect() is not answered, or the peer has gone',
    shownBy: 'uploader-takes-the-sockets',
    source: 'the scenario’s socket_users; lwip/src/api/sockets.c',
  },
];
