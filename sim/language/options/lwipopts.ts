/** lwIP's own options (lwipopts.h) that scenarios may set. */

import { PROFILE_NAMES } from '../device/profiles.js';
import type { ProfileName } from '../device/profiles.js';
import { SWITCH, whole } from './option.js';
import type { BoolOption, IntOption, OptionEntry } from './option.js';

const OPT_H = 'lwip/src/include/lwip/opt.h';
const ESP32: readonly ProfileName[] = ['esp32-idf-v5.3', 'lwip-pools', 'esp32-idf-v4.2'];
const POOLS_ONLY: readonly ProfileName[] = ['lwip-pools'];

type Row = readonly [name: string, type: IntOption | BoolOption, initial: string, about: string];

const ROWS: readonly Row[] = [
  [
    'MEMP_NUM_NETCONN',
    whole(1, 253),
    'ESP32 10, pools 8, W800 8',
    'size of the socket table; with pools also the netconns',
  ],
  ['MEMP_NUM_TCP_PCB', whole(1, 1024), 'ESP32 16, pools 8', 'TCP connections; enforced with pools only'],
  ['MEMP_NUM_TCP_PCB_LISTEN', whole(1, 1024), 'ESP32 16, pools 4', 'listeners; enforced with pools only'],
  ['MEMP_NUM_UDP_PCB', whole(1, 1024), 'ESP32 16, pools 6', 'UDP sockets; enforced with pools only'],
  [
    'MEMP_NUM_TCP_SEG',
    whole(1, 4096),
    'pools 16, W800 32',
    'segments queued to be sent; enforced with pools only',
  ],
  ['TCP_MSS', whole(536, 1460), 'ESP32 1440, W800 1460', 'largest segment, bytes'],
  ['TCP_WND', whole(1072, 65_535), 'ESP32 5760, W800 8 × MSS', 'receive window, bytes'],
  ['TCP_SND_BUF', whole(1072, 1_024_000), 'ESP32 5760, W800 6 × MSS', 'send buffer, bytes'],
  ['TCP_SND_QUEUELEN', whole(2, 65_535), 'ESP32 from TCP_SND_BUF, W800 30', 'buffers in the send queue'],
  ['TCP_MAXRTX', whole(3, 12), 'ESP32 12, W800 3', 'retransmissions of data before giving up'],
  ['TCP_SYNMAXRTX', whole(3, 12), 'ESP32 12, W800 4', 'retransmissions of a SYN before giving up'],
  ['TCP_TMR_INTERVAL', whole(10, 10_000), '250', 'interval of the TCP timer, milliseconds'],
  ['TCP_MSL', whole(1, 600_000), 'ESP32 60000, W800 2000', 'maximum segment lifetime, milliseconds'],
  ['TCP_FIN_WAIT_TIMEOUT', whole(1, 600_000), '20000', 'time in FIN_WAIT_2, milliseconds'],
  ['TCP_SYN_RCVD_TIMEOUT', whole(1, 600_000), '20000', 'time in SYN_RCVD, milliseconds'],
  ['TCP_QUEUE_OOSEQ', SWITCH, '1', 'segments out of order are kept'],
  ['TCP_OOSEQ_MAX_PBUFS', whole(0, 1024), 'ESP32 4', 'buffers that they may hold; 0: no limit'],
  ['DEFAULT_ACCEPTMBOX_SIZE', whole(1, 255), 'ESP32 6, W800 5', 'connections that wait for accept()'],
  ['DEFAULT_TCP_RECVMBOX_SIZE', whole(1, 1024), 'ESP32 6, W800 10', 'received segments that wait for recv()'],
  ['DEFAULT_UDP_RECVMBOX_SIZE', whole(1, 1024), '6', 'datagrams that wait in a UDP socket'],
];

/** Constants on the W800. */
const ESP32_ROWS: readonly Row[] = [
  ['LWIP_TCP_RTO_TIME', whole(1, 60_000), '1500', 'first retransmission time-out, milliseconds'],
  ['LWIP_SO_LINGER', SWITCH, '0', 'SO_LINGER is honoured'],
  ['SO_REUSE', SWITCH, '1', 'SO_REUSEADDR is honoured'],
];

const POOL_ROWS: readonly Row[] = [
  ['MEMP_NUM_NETBUF', whole(1, 4096), '2', "received datagrams: also the control socket's messages"],
  ['MEMP_NUM_SYS_TIMEOUT', whole(1, 1024), '4', "lwIP's timers"],
  ['MEMP_NUM_TCPIP_MSG_API', whole(1, 4096), '8', 'API calls under way'],
  ['MEMP_NUM_TCPIP_MSG_INPKT', whole(1, 4096), '8', 'received packets on the way to the tcpip task'],
];

const table = (rows: readonly Row[], profiles: readonly ProfileName[]): OptionEntry[] =>
  rows.map(([name, type, initial, about]) => ({ name, profiles, type, initial, about, source: OPT_H }));

/** lwIP's options, by lwIP's names. */
export const LWIP_OPTIONS: readonly OptionEntry[] = [
  ...table(ROWS, PROFILE_NAMES),
  ...table(ESP32_ROWS, ESP32),
  ...table(POOL_ROWS, POOLS_ONLY),
];

/** Kconfig names that set the same thing as an lwIP option: both with different values contradict each other. */
export const SAME_OPTION: Readonly<Record<string, string>> = {
  CONFIG_LWIP_MAX_SOCKETS: 'MEMP_NUM_NETCONN',
  CONFIG_LWIP_MAX_ACTIVE_TCP: 'MEMP_NUM_TCP_PCB',
  CONFIG_LWIP_MAX_LISTENING_TCP: 'MEMP_NUM_TCP_PCB_LISTEN',
  CONFIG_LWIP_MAX_UDP_PCBS: 'MEMP_NUM_UDP_PCB',
  CONFIG_LWIP_TCP_MSS: 'TCP_MSS',
  CONFIG_LWIP_TCP_MAXRTX: 'TCP_MAXRTX',
  CONFIG_LWIP_TCP_SYNMAXRTX: 'TCP_SYNMAXRTX',
  CONFIG_LWIP_TCP_MSL: 'TCP_MSL',
  CONFIG_LWIP_TCP_FIN_WAIT_TIMEOUT: 'TCP_FIN_WAIT_TIMEOUT',
  CONFIG_LWIP_TCP_RECVMBOX_SIZE: 'DEFAULT_TCP_RECVMBOX_SIZE',
  CONFIG_LWIP_TCP_ACCEPTMBOX_SIZE: 'DEFAULT_ACCEPTMBOX_SIZE',
  CONFIG_LWIP_UDP_RECVMBOX_SIZE: 'DEFAULT_UDP_RECVMBOX_SIZE',
  CONFIG_LWIP_SO_LINGER: 'LWIP_SO_LINGER',
  CONFIG_LWIP_SO_REUSE: 'SO_REUSE',
};
