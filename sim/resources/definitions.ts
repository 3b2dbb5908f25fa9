/** The limits of the modelled firmware, and the counts that nothing but memory limits. */

import { defineLimit } from './definition.js';

const MEMP_SOURCE = 'lwip/src/core/memp.c';
const HOLDERS_OF_SOCKETS = 'clients, listeners, UDP sockets of the servers and of the application';

export const SOCKETS = defineLimit({
  kind: 'sockets',
  per: 'device',
  about: 'the socket table: every socket of the device, servers, clients and their helpers alike',
  sizedBy: 'MEMP_NUM_NETCONN',
  size: 'MEMP_NUM_NETCONN; on ESP-IDF CONFIG_LWIP_MAX_SOCKETS (10), on the W800 8',
  exhausted: 'the handshake completes, then FIN: accept() fails with errno 23 (ENFILE)',
  heldBy: HOLDERS_OF_SOCKETS,
  source: 'lwip/src/api/sockets.c, alloc_socket and lwip_accept',
});

export const SESSIONS = defineLimit({
  kind: 'sessions',
  per: 'port',
  about: "esp_http_server's own table of connections",
  sizedBy: 'max_open_sockets',
  size: 'httpd.max_open_sockets (7)',
  exhausted:
    'connections wait in the backlog, without a log line; with httpd.lru_purge_enable the least recently used session is closed',
  heldBy: 'clients whose connections the server has accepted',
  source: 'components/esp_http_server/src/httpd_main.c and httpd_sess.c',
});

export const WSI = defineLimit({
  kind: 'wsi',
  per: 'port',
  about: "libwebsockets' connections of a vhost",
  size: 'no limit of its own: the socket table is the limit',
  exhausted: 'never, before sockets are',
  heldBy: 'clients whose connections libwebsockets has adopted',
  source: 'libwebsockets/lib/core-net/wsi.c',
});

export const BACKLOG = defineLimit({
  kind: 'backlog',
  per: 'port',
  about: 'connections of a listener that are being made, or made and not accepted',
  sizedBy: 'backlog_conn',
  size: 'httpd.backlog_conn (5); on the W800 SOMAXCONN (3)',
  exhausted: 'further SYNs are dropped without a word; the client tries again',
  heldBy: 'clients whose connections no accept() has taken',
  source: 'lwip/src/core/tcp_in.c, tcp_listen_input',
});

export const ACCEPT_MBOX = defineLimit({
  kind: 'accept mbox',
  per: 'port',
  about: "the mailbox in which a listener's new connections wait for accept()",
  sizedBy: 'DEFAULT_ACCEPTMBOX_SIZE',
  size: 'DEFAULT_ACCEPTMBOX_SIZE; on ESP-IDF CONFIG_LWIP_TCP_ACCEPTMBOX_SIZE (6), on the W800 5',
  exhausted: 'the handshake completes, then RST; reached only with a larger backlog',
  heldBy: 'clients whose connections are made and no accept() has taken',
  source: 'lwip/src/api/api_msg.c, accept_function',
});

export const RECV_MBOX = defineLimit({
  kind: 'recv mbox',
  per: 'connection',
  about: 'the mailbox in which received segments wait for recv()',
  sizedBy: 'DEFAULT_TCP_RECVMBOX_SIZE',
  size: 'DEFAULT_TCP_RECVMBOX_SIZE; on ESP-IDF and the W800 CONFIG_LWIP_TCP_RECVMBOX_SIZE (6)',
  exhausted: 'one more segment is held, further ones are dropped without an ACK',
  heldBy: 'the client whose data the application does not read',
  source: 'lwip/src/api/api_msg.c, recv_tcp',
});

export const UDP_RECV_MBOX = defineLimit({
  kind: 'recv mbox udp',
  per: 'connection',
  about: "the mailbox in which a UDP socket's datagrams wait; the control queue of an HTTP server is one",
  sizedBy: 'DEFAULT_UDP_RECVMBOX_SIZE',
  size: 'DEFAULT_UDP_RECVMBOX_SIZE; on ESP-IDF and the W800 CONFIG_LWIP_UDP_RECVMBOX_SIZE (6)',
  exhausted: 'datagrams are lost: work and closes that were queued for the server never happen',
  heldBy: 'datagrams that the application has not read, under the name of the socket',
  source: 'lwip/src/api/api_msg.c, recv_udp',
});

export const SEND_BUFFER = defineLimit({
  kind: 'send buffer',
  per: 'connection',
  about: 'bytes that a connection may have sent or queued and that are not acknowledged',
  unit: 'bytes',
  sizedBy: 'TCP_SND_BUF',
  size: 'TCP_SND_BUF; on ESP-IDF and the W800 CONFIG_LWIP_TCP_SND_BUF_DEFAULT',
  exhausted:
    'send() waits for acknowledgements, and the task with it; after the send timeout it fails with EAGAIN (11), or has sent a part only',
  heldBy: 'the client that does not read, or whose acknowledgements do not come',
  source: 'lwip/src/core/tcp_out.c, tcp_write_checks; lwip/src/api/api_msg.c, lwip_netconn_do_writemore',
});

export const SEND_QUEUE = defineLimit({
  kind: 'send queue',
  per: 'connection',
  about:
    'packet buffers that a connection may have in its send queue: many small writes fill it before the send buffer',
  sizedBy: 'TCP_SND_QUEUELEN',
  size: 'TCP_SND_QUEUELEN; unless given from TCP_SND_BUF and TCP_MSS',
  exhausted: 'as with the send buffer',
  heldBy: 'the client that does not read, or whose acknowledgements do not come',
  source: 'lwip/src/core/tcp_out.c, tcp_write',
});

export const OUT_OF_ORDER = defineLimit({
  kind: 'ooseq',
  per: 'connection',
  about: 'packets that arrived before one that was lost, and wait for it',
  sizedBy: 'TCP_OOSEQ_MAX_PBUFS',
  size: 'TCP_OOSEQ_MAX_PBUFS; on ESP-IDF CONFIG_LWIP_TCP_OOSEQ_MAX_PBUFS; 0: no limit but memory',
  exhausted: 'the last of them are thrown away, and the client sends them again',
  heldBy: 'the client whose packet was lost',
  source: 'lwip/src/core/tcp_in.c, tcp_receive',
});

export const HEADER_TABLE = defineLimit({
  kind: 'header table',
  per: 'connection',
  about:
    'the bytes that libwebsockets has for the names and values of the headers of a request; there are as many tables as sockets, so that nobody waits for one',
  unit: 'bytes',
  sizedBy: 'max_http_header_data',
  size: 'max_http_header_data (4096)',
  exhausted: 'the connection is closed: "Ran out of header data space"',
  heldBy: 'the client whose request it is',
  source: 'libwebsockets/lib/roles/http/parsers.c, lws_pos_in_bounds',
});

export const TLS_SESSIONS = defineLimit({
  kind: 'tls sessions',
  per: 'device',
  about: 'connections of libwebsockets that have TLS at the same time',
  sizedBy: 'simultaneous_ssl_restriction',
  size: 'simultaneous_ssl_restriction (no limit unless set)',
  exhausted: 'the listener is not polled: newcomers wait in the backlog until a session ends',
  heldBy: 'clients with TLS',
  source: 'libwebsockets/lib/tls/tls.c, lws_tls_restrict_borrow and lws_gate_accepts',
});

export const TLS_HANDSHAKES = defineLimit({
  kind: 'tls handshakes',
  per: 'device',
  about: 'TLS handshakes of libwebsockets at the same time',
  sizedBy: 'simultaneous_ssl_handshake_restriction',
  size: 'simultaneous_ssl_handshake_restriction (no limit unless set)',
  exhausted:
    'the listener is not polled until one of them is over; a connection that comes in between is closed',
  heldBy: 'clients whose handshakes are not done',
  source: 'libwebsockets/lib/tls/tls.c, lws_tls_restrict_borrow and lws_gate_accepts',
});

export const FOREIGN_WISHES = defineLimit({
  kind: 'wishes of other tasks',
  per: 'device',
  about:
    'lws_callback_on_writable from another task while the service loop of libwebsockets is in its select(); the FreeRTOS port has nobody who carries such wishes out',
  size: '0: ask from the loop’s own task',
  exhausted: 'the callback never comes, 16 bytes of heap are lost, and nothing is logged',
  heldBy: 'nobody',
  source: 'libwebsockets/lib/core-net/pollfd.c and lib/plat/freertos/freertos-service.c',
});

export const REQUEST_HEADERS = defineLimit({
  kind: 'request headers',
  per: 'connection',
  about: "the bytes that esp_http_server has for a request's headers",
  unit: 'bytes',
  sizedBy: 'CONFIG_HTTPD_MAX_REQ_HDR_LEN',
  size: 'CONFIG_HTTPD_MAX_REQ_HDR_LEN (512); from v5.5 httpd.max_req_hdr_len',
  exhausted: 'answered 431, and the session ends',
  heldBy: 'the client whose request it is',
  source: 'components/esp_http_server/src/httpd_parse.c, parse_block',
});

export const REQUEST_URI = defineLimit({
  kind: 'request uri',
  per: 'connection',
  about: "the bytes that esp_http_server has for a request's URI",
  unit: 'bytes',
  sizedBy: 'CONFIG_HTTPD_MAX_URI_LEN',
  size: 'CONFIG_HTTPD_MAX_URI_LEN (512); from v5.5 httpd.max_uri_len',
  exhausted: 'answered 414, and the session ends',
  heldBy: 'the client whose request it is',
  source: 'components/esp_http_server/src/httpd_parse.c, verify_url',
});

export const URI_HANDLERS = defineLimit({
  kind: 'uri handlers',
  per: 'port',
  about: "esp_http_server's table of URIs",
  sizedBy: 'max_uri_handlers',
  size: 'httpd.max_uri_handlers (8)',
  exhausted: 'httpd_register_uri_handler() fails with ESP_ERR_HTTPD_HANDLERS_FULL: the URI is answered 404',
  heldBy: 'URIs that are registered',
  source: 'components/esp_http_server/src/httpd_uri.c, httpd_register_uri_handler',
});

export const ANSWER_HEADERS = defineLimit({
  kind: 'answer headers',
  per: 'port',
  about: "the headers that a handler may add to esp_http_server's answer",
  sizedBy: 'max_resp_headers',
  size: 'httpd.max_resp_headers (8)',
  exhausted: 'httpd_resp_set_hdr() fails with ESP_ERR_HTTPD_RESP_HDR: the answer goes without it',
  heldBy: 'headers of the answer in hand',
  source: 'components/esp_http_server/src/httpd_txrx.c, httpd_resp_set_hdr',
});

export const LOOP_QUEUE = defineLimit({
  kind: 'loop queue',
  per: 'device',
  about: 'datagrams of the device to itself that the stack has not delivered',
  sizedBy: 'LWIP_LOOPBACK_MAX_PBUFS',
  size: 'LWIP_LOOPBACK_MAX_PBUFS (8)',
  exhausted: 'sendto() fails with ENOMEM (12): the control message of an HTTP server is not sent',
  heldBy: 'datagrams to 127.0.0.1',
  source: 'lwip/src/core/netif.c, netif_loop_output',
});

export const PCBS = defineLimit({
  kind: 'tcp pcbs',
  per: 'device',
  about: 'TCP control blocks of all kinds together, where lwIP counts them (ESP-IDF with lwIP 2.1.2)',
  sizedBy: 'MEMP_NUM_TCP_PCB',
  size: 'CONFIG_LWIP_MAX_ACTIVE_TCP (16)',
  exhausted:
    'the oldest in TIME_WAIT, LAST_ACK, CLOSING, FIN_WAIT_2 or FIN_WAIT_1 makes room; without one the SYN is dropped, or socket() fails',
  heldBy: 'connections, those in TIME_WAIT too, listeners',
  source: 'lwip/src/core/tcp.c, tcp_alloc',
});

const BY_MEMORY = 'no limit of its own: memory, or a pool where pools are static';

export const NETCONN = defineLimit({
  kind: 'netconn',
  per: 'device',
  about: 'netconns: one behind each socket, and behind each connection that waits for accept()',
  size: BY_MEMORY,
  exhausted: 'see MEMP_NETCONN and heap',
  heldBy: HOLDERS_OF_SOCKETS,
  source: 'lwip/src/api/api_lib.c, netconn_alloc',
});

export const TCP_ACTIVE = defineLimit({
  kind: 'tcp_active',
  per: 'device',
  about: 'TCP connections, from the SYN to the last acknowledgement',
  size: BY_MEMORY,
  exhausted: 'see MEMP_TCP_PCB and heap',
  heldBy: 'connections of clients and of the device itself',
  source: 'lwip/src/core/tcp.c, tcp_active_pcbs',
});

export const TIME_WAIT = defineLimit({
  kind: 'tcp_tw',
  per: 'device',
  about: 'closed connections that wait 2 MSL (TCP_MSL) for late segments; each holds a pcb until then',
  size: BY_MEMORY,
  exhausted: 'the oldest goes when memory for a new connection is missing',
  heldBy: 'connections that the device closed first',
  source: 'lwip/src/core/tcp.c, tcp_tw_pcbs',
});

export const TCP_LISTEN = defineLimit({
  kind: 'tcp_listen',
  per: 'device',
  about: 'listeners',
  size: BY_MEMORY,
  exhausted: 'see MEMP_TCP_PCB_LISTEN and heap',
  heldBy: 'servers that listen',
  source: 'lwip/src/core/tcp.c, tcp_listen_pcbs',
});

export const HEAP = defineLimit({
  kind: 'heap',
  per: 'device',
  about: 'the heap of the device, bytes',
  unit: 'bytes',
  sizedBy: 'heap_limit',
  size: 'device.heap_limit (no limit unless set)',
  exhausted:
    'whatever needs memory fails: SYNs are dropped, calls return ENOMEM, logs tell of failed allocations',
  heldBy: 'connections with what they have queued, those in TIME_WAIT, sockets, the application, the system',
  source: 'the allocator; sizes as measured on the 32-bit target',
});

/** A static pool of lwIP's; profile lwip-pools only. */
function pool(name: string, about: string, exhausted: string, heldBy: string): void {
  const option = `MEMP_NUM_${name}`;
  defineLimit({
    kind: `MEMP_${name}`,
    per: 'device',
    about: `lwIP's static pool of ${about}; profile lwip-pools only`,
    sizedBy: option,
    size: option,
    exhausted,
    heldBy,
    source: MEMP_SOURCE,
  });
}

const PACKET_LOST = 'the driver drops the packet; it is sent again';

pool(
  'TCP_PCB',
  'TCP connections',
  'the oldest connection in TIME_WAIT, LAST_ACK or CLOSING makes room; without one the SYN is dropped',
  'connections, those in TIME_WAIT too',
);
pool('TCP_PCB_LISTEN', 'listeners', 'listen() fails', 'listeners');
pool(
  'TCP_SEG',
  'segments that are queued, unacknowledged or out of order',
  'send() waits or fails with ENOMEM; no SYN-ACK, no FIN',
  'connections with data under way',
);
pool('UDP_PCB', 'UDP sockets', 'socket() fails', 'UDP sockets');
pool(
  'NETCONN',
  'netconns, one behind each socket and each connection that waits for accept()',
  'connected, then RST, and accept() fails with 113 (ECONNABORTED)',
  HOLDERS_OF_SOCKETS,
);
pool('NETBUF', 'received datagrams', 'the datagram is lost', 'datagrams that nobody has read');
pool('TCPIP_MSG_API', 'calls of the tcpip thread', 'the call fails', 'calls that wait');
pool('TCPIP_MSG_INPKT', 'packets on their way to the tcpip thread', PACKET_LOST, 'packets that wait');
pool('SYS_TIMEOUT', 'timers of the stack', 'the device crashes with an assertion', 'timers that run');
