/** Kconfig options of ESP-IDF that the model honours. Ranges and defaults: components/lwip/Kconfig, components/esp_http_server/Kconfig. */

import type { ProfileName } from '../device/profiles.js';
import { SWITCH, whole } from './option.js';
import type { BoolOption, IntOption, OptionEntry } from './option.js';

const ESP32: readonly ProfileName[] = ['esp32-idf-v5.3', 'lwip-pools', 'esp32-idf-v4.2'];
const LWIP = 'components/lwip/Kconfig';
const HTTPD = 'components/esp_http_server/Kconfig';
const ASYNC = 'examples/protocols/http_server/async_handlers/main/Kconfig.projbuild';

type Row = readonly [name: string, type: IntOption | BoolOption, initial: string, about: string];

const LWIP_ROWS: readonly Row[] = [
  [
    'CONFIG_LWIP_MAX_SOCKETS',
    whole(1, 253),
    '10',
    'size of the socket table (on lwip-pools also MEMP_NUM_NETCONN, default 8)',
  ],
  ['CONFIG_LWIP_SO_LINGER', SWITCH, 'n', 'SO_LINGER is honoured'],
  ['CONFIG_LWIP_SO_REUSE', SWITCH, 'y', 'SO_REUSEADDR is honoured'],
  [
    'CONFIG_LWIP_MAX_ACTIVE_TCP',
    whole(1, 1024),
    '16',
    'TCP connections; not enforced while memory comes from the heap',
  ],
  [
    'CONFIG_LWIP_MAX_LISTENING_TCP',
    whole(1, 1024),
    '16',
    'listeners; not enforced while memory comes from the heap',
  ],
  [
    'CONFIG_LWIP_MAX_UDP_PCBS',
    whole(1, 1024),
    '16',
    'UDP sockets; not enforced while memory comes from the heap',
  ],
  ['CONFIG_LWIP_TCP_MAXRTX', whole(3, 12), '12', 'retransmissions of data before giving up'],
  ['CONFIG_LWIP_TCP_SYNMAXRTX', whole(3, 12), '12', 'retransmissions of a SYN or SYN-ACK before giving up'],
  ['CONFIG_LWIP_TCP_MSS', whole(536, 1460), '1440', 'largest segment, bytes'],
  ['CONFIG_LWIP_TCP_TMR_INTERVAL', whole(10, 10_000), '250', 'interval of the TCP timer, milliseconds'],
  [
    'CONFIG_LWIP_TCP_MSL',
    whole(1, 600_000),
    '60000',
    'maximum segment lifetime, milliseconds; TIME_WAIT lasts two',
  ],
  ['CONFIG_LWIP_TCP_FIN_WAIT_TIMEOUT', whole(1, 600_000), '20000', 'time in FIN_WAIT_2, milliseconds'],
  ['CONFIG_LWIP_TCP_SND_BUF_DEFAULT', whole(2440, 1_024_000), '5760', 'send buffer of a connection, bytes'],
  ['CONFIG_LWIP_TCP_WND_DEFAULT', whole(2440, 1_024_000), '5760', 'receive window of a connection, bytes'],
  ['CONFIG_LWIP_TCP_RECVMBOX_SIZE', whole(6, 1024), '6', 'received segments that wait for recv()'],
  ['CONFIG_LWIP_TCP_ACCEPTMBOX_SIZE', whole(1, 255), '6', 'connections that wait for accept()'],
  ['CONFIG_LWIP_TCP_QUEUE_OOSEQ', SWITCH, 'y', 'segments out of order are kept'],
  [
    'CONFIG_LWIP_TCP_OOSEQ_TIMEOUT',
    whole(1, 30),
    '6',
    'time that they are kept, in retransmission time-outs',
  ],
  ['CONFIG_LWIP_TCP_OOSEQ_MAX_PBUFS', whole(0, 12), '4', 'buffers that they may hold; 0: no limit'],
  ['CONFIG_LWIP_TCP_RTO_TIME', whole(1, 60_000), '1500', 'first retransmission time-out, milliseconds'],
  [
    'CONFIG_LWIP_UDP_RECVMBOX_SIZE',
    whole(6, 64),
    '6',
    "datagrams that wait in a UDP socket: the control socket's queue",
  ],
  ['CONFIG_LWIP_TCPIP_TASK_PRIO', whole(1, 24), '18', 'priority of the tcpip task'],
];

const HTTPD_ROWS: readonly Row[] = [
  [
    'CONFIG_HTTPD_MAX_REQ_HDR_LEN',
    whole(1, 65_535),
    '512',
    'longest header section of a request, bytes; beyond: 431',
  ],
  ['CONFIG_HTTPD_MAX_URI_LEN', whole(1, 65_535), '512', 'longest URI, bytes; beyond: 414'],
  ['CONFIG_HTTPD_ERR_RESP_NO_DELAY', SWITCH, 'y', 'TCP_NODELAY while an error is answered'],
  [
    'CONFIG_HTTPD_PURGE_BUF_LEN',
    whole(1, 65_535),
    '32',
    'buffer for discarding what a handler left unread, bytes',
  ],
  ['CONFIG_HTTPD_WS_SUPPORT', SWITCH, 'y in the websocket examples', 'websockets'],
  ['CONFIG_HTTPD_QUEUE_WORK_BLOCKING', SWITCH, 'n', 'httpd_queue_work waits for room in the control socket'],
];

/**
 * Whole milliseconds a tick: portTICK_PERIOD_MS rounds down, so that with others lwIP's clock would drift. Up to the
 * 100 ms with which httpd_stop looks for its task's end: with longer ticks it spins.
 */
const WHOLE_MS_HZ: IntOption = {
  kind: 'int',
  min: 10,
  max: 1000,
  only: [10, 20, 25, 40, 50, 100, 125, 200, 250, 500, 1000],
};

const FREERTOS_ROWS: readonly Row[] = [
  ['CONFIG_FREERTOS_HZ', WHOLE_MS_HZ, '100', 'RTOS ticks a second; timeouts end on tick edges'],
];

const ASYNC_ROWS: readonly Row[] = [
  ['CONFIG_EXAMPLE_MAX_ASYNC_REQUESTS', whole(1, 1024), '2', 'workers of the app async'],
  ['CONFIG_EXAMPLE_ASYNC_WORKER_TASK_STACK_SIZE', whole(1024, 65_536), '2560', 'stack of each worker, bytes'],
];

const table = (rows: readonly Row[], source: string): OptionEntry[] =>
  rows.map(([name, type, initial, about]) => ({ name, profiles: ESP32, type, initial, about, source }));

/** The options of ESP-IDF's profiles. */
export const ESP32_KCONFIG: readonly OptionEntry[] = [
  ...table(LWIP_ROWS, LWIP),
  ...table(HTTPD_ROWS, HTTPD),
  ...table(FREERTOS_ROWS, 'components/freertos/Kconfig'),
  ...table(ASYNC_ROWS, ASYNC),
];
