/** The limited resources that reports name: what they are, what sets their size, what their end looks like. */

/** A limited resource. */
export interface ResourceEntry {
  /** As reports name it; `:PORT`, `CLIENT` and `POOL` stand for names. */
  readonly name: string;
  readonly about: string;
  /** What sets its size, by profile family or for all. */
  readonly size: string;
  /** What a client sees when there is none left. */
  readonly exhausted: string;
  /** Where the firmware enforces it. */
  readonly source: string;
}

/** All of them. */
export const RESOURCES: readonly ResourceEntry[] = [
  {
    name: 'sockets',
    about: 'the socket table: every socket of the device, servers, clients and their helpers alike',
    size: 'MEMP_NUM_NETCONN; on ESP-IDF CONFIG_LWIP_MAX_SOCKETS (10), on the W800 8',
    exhausted: 'the handshake completes, then FIN: accept() fails with errno 23 (ENFILE)',
    source: 'lwip/src/api/sockets.c, alloc_socket and lwip_accept',
  },
  {
    name: 'sessions :PORT',
    about: "esp_http_server's own table of connections",
    size: 'httpd.max_open_sockets (7)',
    exhausted:
      'connections wait in the backlog, without a log line; with httpd.lru_purge_enable the least recently used session is closed',
    source: 'components/esp_http_server/src/httpd_main.c and httpd_sess.c',
  },
  {
    name: 'backlog :PORT',
    about: 'connections of a listener that are being made, or made and not accepted',
    size: 'httpd.backlog_conn (5); on the W800 SOMAXCONN (3)',
    exhausted: 'further SYNs are dropped without a word; the client tries again',
    source: 'lwip/src/core/tcp_in.c, tcp_listen_input',
  },
  {
    name: 'accept mbox :PORT',
    about: "the mailbox in which a listener's new connections wait for accept()",
    size: 'DEFAULT_ACCEPTMBOX_SIZE; on ESP-IDF CONFIG_LWIP_TCP_ACCEPTMBOX_SIZE (6), on the W800 5',
    exhausted: 'the handshake completes, then RST; reached only with a larger backlog',
    source: 'lwip/src/api/api_msg.c, accept_function',
  },
  {
    name: 'recv mbox CLIENT',
    about: 'the mailbox in which received segments wait for recv(), or datagrams of a UDP socket',
    size: 'DEFAULT_TCP_RECVMBOX_SIZE and DEFAULT_UDP_RECVMBOX_SIZE, or their Kconfig names',
    exhausted:
      'TCP: one more segment is held, further ones are dropped without an ACK; UDP: datagrams are lost',
    source: 'lwip/src/api/api_msg.c, recv_tcp and recv_udp',
  },
  {
    name: 'MEMP_POOL',
    about: "lwIP's static pools (MEMP_TCP_PCB, MEMP_NETCONN, MEMP_TCP_SEG …); profile lwip-pools only",
    size: 'MEMP_NUM_…',
    exhausted: 'no netconn: connected, then RST, accept() fails with 113; no TCP PCB: the SYN is dropped',
    source: 'lwip/src/core/memp.c',
  },
  {
    name: 'heap',
    about: 'the heap of the device',
    size: 'device.heap_limit (no limit unless set)',
    exhausted:
      'whatever needs memory fails: SYNs are dropped, calls return ENOMEM, logs tell of failed allocations',
    source: 'the allocator; sizes as measured on the 32-bit target',
  },
  {
    name: 'link',
    about: 'the network between clients and device: latency, lost packets',
    size: 'link.latency, link.drop',
    exhausted: 'segments are lost and sent again',
    source: 'the scenario',
  },
  {
    name: 'task NAME',
    about: 'a task of the device that waits for one client and serves nobody else meanwhile',
    size: 'httpd.recv_wait_timeout and httpd.send_wait_timeout (5 s each)',
    exhausted: 'everybody else waits',
    source: 'components/esp_http_server/src/httpd_main.c, httpd_server',
  },
  {
    name: 'listener :PORT',
    about: 'a server that listens on a port',
    size: 'one a port',
    exhausted: 'RST to the SYN: the server did not start, or was stopped',
    source: 'lwip/src/core/tcp_in.c, tcp_input',
  },
];
