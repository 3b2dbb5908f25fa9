/**
 * lwIP's options as ESP-IDF sets them, release by release.
 *
 * Sources: components/lwip/Kconfig (defaults and ranges at each tag), components/lwip/port/…/lwipopts.h (which option takes
 * which Kconfig value), esp-lwip src/include/lwip/opt.h and priv/tcp_priv.h (what neither sets).
 */

import type { LwipOptions } from '../../../sim/lwip/core/options.js';
import type { PoolSizes } from '../../../sim/lwip/core/memory.js';
import type { ReleaseRange } from '../../releases/index.js';
import { SWITCH, whole, type Row } from './row.js';

const KCONFIG = 'components/lwip/Kconfig';
const OPT_H = 'lwip/src/include/lwip/opt.h';
const TCP_PRIV_H = 'lwip/src/include/lwip/priv/tcp_priv.h';

/** Where out-of-order limits became options and windows grew to four segments. */
const BEFORE_OOSEQ_LIMITS: ReleaseRange = { until: ['v4.4.7', 'v5.0.6', 'v5.1.3', 'v5.2'] };
const SINCE_OOSEQ_LIMITS: ReleaseRange = { since: ['v4.4.7', 'v5.0.6', 'v5.1.3', 'v5.2'] };
/** CONFIG_LWIP_MAX_SOCKETS: Kconfig's range. */
const SOCKETS = [{ until: ['v5.2.4', 'v5.3.2'], value: whole(1, 16) }, { value: whole(1, 253) }] as const;
const WINDOW = [{ ...BEFORE_OOSEQ_LIMITS, value: 5744 }, { value: 5760 }] as const;
const FROM_HEAP = 'objects come from the heap, whatever their number';

/** Options that are fields of {@link LwipOptions}, by field. */
export const ESP_LWIP_ROWS = {
  MEMP_NUM_NETCONN: {
    lwip: 'MEMP_NUM_NETCONN',
    kconfig: 'CONFIG_LWIP_MAX_SOCKETS',
    type: whole(1, 253),
    kconfigType: SOCKETS,
    initial: 10,
    poolsInitial: 8,
    about: 'size of the socket table; with pools also the netconns',
    source: KCONFIG,
  },
  TCP_MSS: {
    lwip: 'TCP_MSS',
    kconfig: 'CONFIG_LWIP_TCP_MSS',
    type: whole(536, 1460),
    initial: 1440,
    about: 'largest segment, bytes',
    source: KCONFIG,
  },
  TCP_WND: {
    lwip: 'TCP_WND',
    kconfig: 'CONFIG_LWIP_TCP_WND_DEFAULT',
    type: whole(1072, 65_535),
    kconfigType: whole(2440, 1_024_000),
    initial: WINDOW,
    about: 'receive window of a connection, bytes',
    source: KCONFIG,
  },
  TCP_SND_BUF: {
    lwip: 'TCP_SND_BUF',
    kconfig: 'CONFIG_LWIP_TCP_SND_BUF_DEFAULT',
    type: whole(1072, 1_024_000),
    kconfigType: whole(2440, 1_024_000),
    initial: WINDOW,
    about: 'send buffer of a connection, bytes',
    source: KCONFIG,
  },
  TCP_SND_QUEUELEN: {
    lwip: 'TCP_SND_QUEUELEN',
    type: whole(2, 65_535),
    initial: (numberOf) =>
      Math.floor((4 * numberOf('TCP_SND_BUF') + numberOf('TCP_MSS') - 1) / numberOf('TCP_MSS')),
    about: 'buffers in the send queue; unless given, from TCP_SND_BUF and TCP_MSS',
    source: OPT_H,
  },
  TCP_MAXRTX: {
    lwip: 'TCP_MAXRTX',
    kconfig: 'CONFIG_LWIP_TCP_MAXRTX',
    type: whole(3, 12),
    initial: 12,
    about: 'retransmissions of data before giving up',
    source: KCONFIG,
  },
  TCP_SYNMAXRTX: {
    lwip: 'TCP_SYNMAXRTX',
    kconfig: 'CONFIG_LWIP_TCP_SYNMAXRTX',
    type: whole(3, 12),
    initial: 12,
    about: 'retransmissions of a SYN or SYN-ACK before giving up',
    source: KCONFIG,
  },
  LWIP_TCP_RTO_TIME: {
    lwip: 'LWIP_TCP_RTO_TIME',
    kconfig: 'CONFIG_LWIP_TCP_RTO_TIME',
    type: whole(1, 60_000),
    initial: 1500,
    about: 'first retransmission time-out, milliseconds',
    source: KCONFIG,
  },
  TCP_TMR_INTERVAL: {
    lwip: 'TCP_TMR_INTERVAL',
    kconfig: 'CONFIG_LWIP_TCP_TMR_INTERVAL',
    type: whole(10, 10_000),
    initial: 250,
    about: 'interval of the TCP timer, milliseconds',
    source: KCONFIG,
  },
  TCP_MSL: {
    lwip: 'TCP_MSL',
    kconfig: 'CONFIG_LWIP_TCP_MSL',
    type: whole(1, 600_000),
    initial: 60_000,
    about: 'maximum segment lifetime, milliseconds; TIME_WAIT lasts two',
    source: KCONFIG,
  },
  TCP_FIN_WAIT_TIMEOUT: {
    lwip: 'TCP_FIN_WAIT_TIMEOUT',
    kconfig: 'CONFIG_LWIP_TCP_FIN_WAIT_TIMEOUT',
    kconfigIn: { since: ['v4.4.4', 'v5.0'] },
    type: whole(1, 600_000),
    initial: 20_000,
    about: 'time in FIN_WAIT_2, milliseconds',
    source: KCONFIG,
  },
  TCP_SYN_RCVD_TIMEOUT: {
    lwip: 'TCP_SYN_RCVD_TIMEOUT',
    type: whole(1, 600_000),
    initial: 20_000,
    about: 'time in SYN_RCVD, milliseconds',
    source: TCP_PRIV_H,
  },
  TCP_QUEUE_OOSEQ: {
    lwip: 'TCP_QUEUE_OOSEQ',
    kconfig: 'CONFIG_LWIP_TCP_QUEUE_OOSEQ',
    type: SWITCH,
    initial: true,
    about: 'segments out of order are kept',
    source: KCONFIG,
  },
  TCP_OOSEQ_MAX_PBUFS: {
    lwip: 'TCP_OOSEQ_MAX_PBUFS',
    kconfig: 'CONFIG_LWIP_TCP_OOSEQ_MAX_PBUFS',
    kconfigIn: SINCE_OOSEQ_LIMITS,
    type: whole(0, 1024),
    kconfigType: whole(0, 12),
    initial: [{ ...BEFORE_OOSEQ_LIMITS, value: 0 }, { value: 4 }],
    about: 'buffers that segments out of order may hold; 0: no limit',
    source: KCONFIG,
  },
  TCP_OOSEQ_TIMEOUT: {
    kconfig: 'CONFIG_LWIP_TCP_OOSEQ_TIMEOUT',
    kconfigIn: SINCE_OOSEQ_LIMITS,
    type: whole(1, 30),
    initial: 6,
    about: 'time that segments out of order are kept, in retransmission time-outs',
    source: KCONFIG,
  },
  DEFAULT_ACCEPTMBOX_SIZE: {
    lwip: 'DEFAULT_ACCEPTMBOX_SIZE',
    kconfig: 'CONFIG_LWIP_TCP_ACCEPTMBOX_SIZE',
    kconfigIn: { since: ['v5.3'] },
    type: whole(1, 255),
    initial: 6,
    about: 'connections that wait for accept()',
    source: KCONFIG,
  },
  DEFAULT_TCP_RECVMBOX_SIZE: {
    lwip: 'DEFAULT_TCP_RECVMBOX_SIZE',
    kconfig: 'CONFIG_LWIP_TCP_RECVMBOX_SIZE',
    type: whole(1, 1024),
    kconfigType: whole(6, 1024),
    initial: 6,
    about: 'received segments that wait for recv()',
    source: KCONFIG,
  },
  DEFAULT_UDP_RECVMBOX_SIZE: {
    lwip: 'DEFAULT_UDP_RECVMBOX_SIZE',
    kconfig: 'CONFIG_LWIP_UDP_RECVMBOX_SIZE',
    type: whole(1, 1024),
    kconfigType: whole(6, 64),
    initial: 6,
    about: "datagrams that wait in a UDP socket: the control socket's queue",
    source: KCONFIG,
  },
  LWIP_SO_LINGER: {
    lwip: 'LWIP_SO_LINGER',
    kconfig: 'CONFIG_LWIP_SO_LINGER',
    type: SWITCH,
    initial: false,
    about: 'SO_LINGER is honoured',
    source: KCONFIG,
  },
  SO_REUSE: {
    lwip: 'SO_REUSE',
    kconfig: 'CONFIG_LWIP_SO_REUSE',
    type: SWITCH,
    initial: true,
    about: 'SO_REUSEADDR is honoured',
    source: KCONFIG,
  },
  LWIP_ASSERTS: {
    kconfig: 'CONFIG_LWIP_ESP_LWIP_ASSERT',
    type: SWITCH,
    initial: true,
    about: 'a failed assertion of lwIP restarts the device',
    source: KCONFIG,
  },
  TCPIP_THREAD_PRIO: {
    kconfig: 'CONFIG_LWIP_TCPIP_TASK_PRIO',
    kconfigIn: { since: ['v4.4.7', 'v5.0.5', 'v5.1.2', 'v5.2'] },
    type: whole(1, 24),
    initial: 18,
    about: 'priority of the tcpip task',
    source: KCONFIG,
  },
} as const satisfies { readonly [K in keyof LwipOptions]?: Row<Extract<LwipOptions[K], number | boolean>> };

/** Sizes of lwIP's pools, by pool. */
export const ESP_POOL_ROWS = {
  TCP_PCB: {
    lwip: 'MEMP_NUM_TCP_PCB',
    kconfig: 'CONFIG_LWIP_MAX_ACTIVE_TCP',
    type: whole(1, 1024),
    initial: 16,
    poolsInitial: 8,
    about: 'TCP connections; in lwIP 2.1.2-esp with listeners and TIME_WAIT',
    source: KCONFIG,
    withoutEffect: [{ until: ['v5.0'], value: undefined }, { value: FROM_HEAP }],
  },
  TCP_PCB_LISTEN: {
    lwip: 'MEMP_NUM_TCP_PCB_LISTEN',
    kconfig: 'CONFIG_LWIP_MAX_LISTENING_TCP',
    type: whole(1, 1024),
    initial: 16,
    poolsInitial: 4,
    about: 'listeners',
    source: KCONFIG,
    withoutEffect: FROM_HEAP,
  },
  UDP_PCB: {
    lwip: 'MEMP_NUM_UDP_PCB',
    kconfig: 'CONFIG_LWIP_MAX_UDP_PCBS',
    type: whole(1, 1024),
    initial: 16,
    poolsInitial: 6,
    about: 'UDP sockets',
    source: KCONFIG,
    withoutEffect: FROM_HEAP,
  },
  TCP_SEG: {
    lwip: 'MEMP_NUM_TCP_SEG',
    type: whole(1, 4096),
    initial: 16,
    about: 'segments queued to be sent',
    source: OPT_H,
    withoutEffect: FROM_HEAP,
  },
  NETBUF: {
    lwip: 'MEMP_NUM_NETBUF',
    poolsOnly: true,
    type: whole(1, 4096),
    initial: 2,
    about: "received datagrams: also the control socket's messages",
    source: OPT_H,
  },
  SYS_TIMEOUT: {
    lwip: 'MEMP_NUM_SYS_TIMEOUT',
    poolsOnly: true,
    // With fewer, lwIP does not compile (init.c): TCP, ARP, DHCP, ND6.
    type: whole(4, 1024),
    initial: 4,
    about: "lwIP's timers",
    source: OPT_H,
  },
  TCPIP_MSG_API: {
    lwip: 'MEMP_NUM_TCPIP_MSG_API',
    poolsOnly: true,
    type: whole(1, 4096),
    initial: 8,
    about: 'API calls under way',
    source: OPT_H,
  },
  TCPIP_MSG_INPKT: {
    lwip: 'MEMP_NUM_TCPIP_MSG_INPKT',
    poolsOnly: true,
    type: whole(1, 4096),
    initial: 8,
    about: 'received packets on the way to the tcpip task',
    source: OPT_H,
  },
} as const satisfies { readonly [K in Exclude<keyof PoolSizes, 'NETCONN'>]: Row<number> };
