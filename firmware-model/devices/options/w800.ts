/**
 * Options of the W800 SDK 2.4. Sources, in components/lwip of the SDK: P = port/lwipopts.h, K = Kconfig, O =
 * src/include/lwip/opt.h, T = src/include/lwip/priv/tcp_priv.h.
 */

import type { LwipOptions } from '../../../sim/lwip/core/options.js';
import type { OptionValue } from '../../../sim/document/firmware.js';
import { FIXED_LWIP_ROWS, fixedLwip } from './esp-fixed.js';
import { SWITCH, whole, type Row } from './row.js';

const KCONFIG = 'components/lwip/Kconfig';
const PORT = 'components/lwip/port/lwipopts.h';
const OPT_H = 'components/lwip/src/include/lwip/opt.h';
const TCP_PRIV_H = 'components/lwip/src/include/lwip/priv/tcp_priv.h';
const WND_SEGMENTS = 8;
const SND_BUF_SEGMENTS = 6;
const FROM_HEAP = 'objects come from the heap, whatever their number';

/** Options that are fields of {@link LwipOptions}, by field. */
export const W800_LWIP_ROWS = {
  // P:89
  MEMP_NUM_NETCONN: {
    lwip: 'MEMP_NUM_NETCONN',
    type: whole(1, 253),
    initial: 8,
    about: 'size of the socket table',
    source: PORT,
  },
  // P:44, K:40
  TCP_MSS: {
    lwip: 'TCP_MSS',
    kconfig: 'CONFIG_LWIP_TCP_MSS',
    type: whole(536, 1460),
    initial: 1460,
    about: 'largest segment, bytes',
    source: KCONFIG,
  },
  // P:66, K:51
  TCP_WND: {
    lwip: 'TCP_WND',
    kconfig: 'CONFIG_LWIP_TCP_WND_DEFAULT',
    inSegments: true,
    type: whole(1072, 65_535),
    kconfigType: whole(2, 44),
    initial: (numberOf) => WND_SEGMENTS * numberOf('TCP_MSS'),
    about: 'receive window of a connection, bytes (by Kconfig in segments, × MSS)',
    source: KCONFIG,
  },
  // P:67, K:64
  TCP_SND_BUF: {
    lwip: 'TCP_SND_BUF',
    kconfig: 'CONFIG_LWIP_TCP_SND_BUF_DEFAULT',
    inSegments: true,
    type: whole(1072, 1_024_000),
    kconfigType: whole(2, 44),
    initial: (numberOf) => SND_BUF_SEGMENTS * numberOf('TCP_MSS'),
    about: 'send buffer of a connection, bytes (by Kconfig in segments, × MSS)',
    source: KCONFIG,
  },
  // P:46
  TCP_SND_QUEUELEN: {
    lwip: 'TCP_SND_QUEUELEN',
    type: whole(2, 65_535),
    initial: 30,
    about: 'buffers in the send queue',
    source: PORT,
  },
  // P:64, K:26
  TCP_MAXRTX: {
    lwip: 'TCP_MAXRTX',
    kconfig: 'CONFIG_LWIP_TCP_MAXRTX',
    type: whole(3, 12),
    initial: 3,
    about: 'retransmissions of data before giving up',
    source: KCONFIG,
  },
  // P:65, K:33
  TCP_SYNMAXRTX: {
    lwip: 'TCP_SYNMAXRTX',
    kconfig: 'CONFIG_LWIP_TCP_SYNMAXRTX',
    type: whole(3, 12),
    initial: 4,
    about: 'retransmissions of a SYN or SYN-ACK before giving up',
    source: KCONFIG,
  },
  // T:120
  TCP_TMR_INTERVAL: {
    lwip: 'TCP_TMR_INTERVAL',
    type: whole(10, 10_000),
    initial: 250,
    about: 'interval of the TCP timer, milliseconds',
    source: TCP_PRIV_H,
  },
  // P:48
  TCP_MSL: {
    lwip: 'TCP_MSL',
    type: whole(1, 600_000),
    initial: 2000,
    about: 'maximum segment lifetime, milliseconds; TIME_WAIT lasts two',
    source: PORT,
  },
  // T:131
  TCP_FIN_WAIT_TIMEOUT: {
    lwip: 'TCP_FIN_WAIT_TIMEOUT',
    type: whole(1, 600_000),
    initial: 20_000,
    about: 'time in FIN_WAIT_2, milliseconds',
    source: TCP_PRIV_H,
  },
  // T:132
  TCP_SYN_RCVD_TIMEOUT: {
    lwip: 'TCP_SYN_RCVD_TIMEOUT',
    type: whole(1, 600_000),
    initial: 20_000,
    about: 'time in SYN_RCVD, milliseconds',
    source: TCP_PRIV_H,
  },
  // O:1261
  TCP_QUEUE_OOSEQ: {
    lwip: 'TCP_QUEUE_OOSEQ',
    type: SWITCH,
    initial: true,
    about: 'segments out of order are kept',
    source: OPT_H,
  },
  // O:1372
  TCP_OOSEQ_MAX_PBUFS: {
    lwip: 'TCP_OOSEQ_MAX_PBUFS',
    type: whole(0, 1024),
    initial: 0,
    about: 'buffers that segments out of order may hold; 0: no limit',
    source: OPT_H,
  },
  // P:79
  DEFAULT_ACCEPTMBOX_SIZE: {
    lwip: 'DEFAULT_ACCEPTMBOX_SIZE',
    type: whole(1, 255),
    initial: 5,
    about: 'connections that wait for accept()',
    source: PORT,
  },
  // P:76, K:80
  DEFAULT_TCP_RECVMBOX_SIZE: {
    lwip: 'DEFAULT_TCP_RECVMBOX_SIZE',
    kconfig: 'CONFIG_LWIP_TCP_RECVMBOX_SIZE',
    type: whole(1, 1024),
    kconfigType: whole(6, 64),
    initial: 10,
    about: 'received segments that wait for recv()',
    source: KCONFIG,
  },
  // P:77, K:108
  DEFAULT_UDP_RECVMBOX_SIZE: {
    lwip: 'DEFAULT_UDP_RECVMBOX_SIZE',
    kconfig: 'CONFIG_LWIP_UDP_RECVMBOX_SIZE',
    type: whole(1, 1024),
    kconfigType: whole(6, 64),
    initial: 6,
    about: 'datagrams that wait in a UDP socket',
    source: KCONFIG,
  },
} as const satisfies { readonly [K in keyof LwipOptions]?: Row<Extract<LwipOptions[K], number | boolean>> };

/** Switches and texts, beside those that are lwIP's. The examples' prj.config sets what is not the SDK's own default. */
export const W800_SWITCHES = [
  {
    kconfig: 'CONFIG_COMPONENT_LWIP_ENABLED',
    type: SWITCH,
    initial: true,
    about: 'the TCP/IP stack; y in the examples',
    source: KCONFIG,
  },
  {
    kconfig: 'CONFIG_LWIP_TCP',
    type: SWITCH,
    initial: true,
    about: 'TCP',
    source: KCONFIG,
    needs: 'CONFIG_COMPONENT_LWIP_ENABLED',
  },
  {
    kconfig: 'CONFIG_LWIP_ENABLE_IPV4',
    type: SWITCH,
    initial: true,
    about: 'IPv4',
    source: KCONFIG,
    needs: 'CONFIG_COMPONENT_LWIP_ENABLED',
  },
  {
    kconfig: 'CONFIG_LWIP_ENABLE_IPV6',
    type: SWITCH,
    initial: false,
    about: 'IPv6',
    source: KCONFIG,
    needs: 'CONFIG_COMPONENT_LWIP_ENABLED',
  },
  {
    kconfig: 'CONFIG_COMPONENT_WEBSOCKET_ENABLED',
    type: SWITCH,
    initial: true,
    about: 'libwebsockets; y in the examples',
    source: 'components/websockets/Kconfig',
  },
  {
    kconfig: 'CONFIG_WEBSOCKET_SECURITY',
    type: SWITCH,
    initial: true,
    about: 'TLS is compiled in',
    source: 'components/websockets/Kconfig',
    needs: 'CONFIG_COMPONENT_WEBSOCKET_ENABLED',
  },
  {
    kconfig: 'CONFIG_EXAMPLE_PORT',
    type: whole(0, 65_535),
    initial: 80,
    about: "the example server's port",
    source: 'examples/network/*/main/Kconfig',
  },
] as const satisfies readonly Row<OptionValue>[];

const pool = (name: string, initial: number, about: string): Row<OptionValue> => ({
  lwip: name,
  type: whole(1, 4096),
  initial,
  about,
  source: PORT,
  withoutEffect: FROM_HEAP,
});

/** Sizes of pools that are none here. */
export const W800_POOL_ROWS: readonly Row<OptionValue>[] = [
  pool('MEMP_NUM_TCP_PCB', 16, 'TCP connections'),
  pool('MEMP_NUM_TCP_PCB_LISTEN', 16, 'listeners'),
  pool('MEMP_NUM_UDP_PCB', 16, 'UDP sockets'),
  pool('MEMP_NUM_TCP_SEG', 32, 'segments queued to be sent'),
];

/** What the model has with one value only. */
export const W800_FIXED_ROWS: readonly Row<OptionValue>[] = [
  ...FIXED_LWIP_ROWS,
  fixedLwip('MEMP_MEM_MALLOC', 1, 'objects come from the heap', 'static pools: profile lwip-pools'),
  fixedLwip('LWIP_SOCKET_OFFSET', 1, 'the first socket is 1'),
  fixedLwip('LWIP_SO_LINGER', 1, 'SO_LINGER is honoured'),
  fixedLwip('SO_REUSE', 1, 'SO_REUSEADDR is honoured'),
];
