/**
 * lwIP's options as the W800 SDK 2.4 sets them. Sources, in components/lwip of the SDK: P = port/lwipopts.h, K = Kconfig,
 * O = src/include/lwip/opt.h, T = src/include/lwip/priv/tcp_priv.h; S = components/wm_system/include/wm_task_config.h.
 */

import type { ElementBytes } from '../../sim/lwip/core/memory.js';
import type { LwipOptions } from '../../sim/lwip/core/options.js';
import type { W800Kconfig } from './w800-kconfig.js';

/** Values under lwIP's own names; what is absent has the SDK's. */
export type LwipOverrides = Readonly<Record<string, number | boolean | undefined>>;

/** Approximate: the traces of this device carry no heap. */
const ELEMENT_BYTES: ElementBytes = {
  TCP_PCB: 164,
  TCP_PCB_LISTEN: 32,
  TCP_SEG: 20,
  UDP_PCB: 40,
  NETCONN: 52,
  NETBUF: 16,
  TCPIP_MSG_API: 16,
  TCPIP_MSG_INPKT: 16,
  SYS_TIMEOUT: 16,
};

/** The SDK's own names; a listener's backlog is what libwebsockets passes to listen(). */
const OPTION_NAMES = {
  DEFAULT_TCP_RECVMBOX_SIZE: 'CONFIG_LWIP_TCP_RECVMBOX_SIZE',
  DEFAULT_UDP_RECVMBOX_SIZE: 'CONFIG_LWIP_UDP_RECVMBOX_SIZE',
  backlog_conn: 'SOMAXCONN',
};

/** lwIP's options for a W800. */
export function w800LwipOptions(kconfig: W800Kconfig, lwipopts: LwipOverrides): LwipOptions {
  const number = (name: string, initial: number): number => Number(lwipopts[name] ?? initial);
  const flag = (name: string, initial: boolean): boolean => number(name, initial ? 1 : 0) !== 0;
  const mss = number('TCP_MSS', kconfig.int('CONFIG_LWIP_TCP_MSS')); // P:44, K:40
  const wnd = number('TCP_WND', kconfig.int('CONFIG_LWIP_TCP_WND_DEFAULT') * mss); // P:66, K:51
  const sndBuf = number('TCP_SND_BUF', kconfig.int('CONFIG_LWIP_TCP_SND_BUF_DEFAULT') * mss); // P:67, K:64
  const queueLength = number('TCP_SND_QUEUELEN', 30); // P:46
  return {
    MEMP_NUM_NETCONN: number('MEMP_NUM_NETCONN', 8), // P:89
    LWIP_SOCKET_OFFSET: number('LWIP_SOCKET_OFFSET', 1), // P:146
    TCP_MSS: mss,
    TCP_WND: wnd,
    TCP_SND_BUF: sndBuf,
    TCP_SND_QUEUELEN: queueLength,
    TCP_SNDLOWAT: Math.min(Math.max(Math.floor(sndBuf / 2), 2 * mss + 1), sndBuf - 1), // O:1331
    TCP_SNDQUEUELOWAT: Math.max(Math.floor(queueLength / 2), 5), // O:1340
    TCP_WND_UPDATE_THRESHOLD: Math.min(Math.floor(wnd / 4), mss * 4), // O:1438
    TCP_OVERSIZE: mss, // O:1420
    TCP_MAXRTX: number('TCP_MAXRTX', kconfig.int('CONFIG_LWIP_TCP_MAXRTX')), // P:64, K:26
    TCP_SYNMAXRTX: number('TCP_SYNMAXRTX', kconfig.int('CONFIG_LWIP_TCP_SYNMAXRTX')), // P:65, K:33
    LWIP_TCP_RTO_TIME: 3000, // src/core/tcp.c:1901, a constant in this version
    TCP_TMR_INTERVAL: number('TCP_TMR_INTERVAL', 250), // T:120
    TCP_MSL: number('TCP_MSL', 2000), // P:48
    TCP_FIN_WAIT_TIMEOUT: number('TCP_FIN_WAIT_TIMEOUT', 20_000), // T:131
    TCP_SYN_RCVD_TIMEOUT: number('TCP_SYN_RCVD_TIMEOUT', 20_000), // T:132
    TCP_QUEUE_OOSEQ: flag('TCP_QUEUE_OOSEQ', true), // O:1261
    TCP_OOSEQ_MAX_PBUFS: number('TCP_OOSEQ_MAX_PBUFS', 0), // O:1372
    TCP_OOSEQ_MAX_BYTES: number('TCP_OOSEQ_MAX_BYTES', 0), // O:1349
    TCP_OOSEQ_TIMEOUT: number('TCP_OOSEQ_TIMEOUT', 6), // T:134
    TCP_KEEPIDLE_DEFAULT: 7_200_000, // T:141
    TCP_KEEPINTVL_DEFAULT: 75_000, // T:145
    TCP_KEEPCNT_DEFAULT: 9, // T:149
    TCP_LOCAL_PORT_START: 0xc000, // src/core/tcp.c:159; LWIP_RAND is rand() (P:93)
    DEFAULT_ACCEPTMBOX_SIZE: number('DEFAULT_ACCEPTMBOX_SIZE', 5), // P:79
    DEFAULT_TCP_RECVMBOX_SIZE: number(
      'DEFAULT_TCP_RECVMBOX_SIZE',
      kconfig.int('CONFIG_LWIP_TCP_RECVMBOX_SIZE'),
    ), // P:76, K:80
    DEFAULT_UDP_RECVMBOX_SIZE: number(
      'DEFAULT_UDP_RECVMBOX_SIZE',
      kconfig.int('CONFIG_LWIP_UDP_RECVMBOX_SIZE'),
    ), // P:77, K:108
    LWIP_SO_LINGER: true, // P:42
    SO_REUSE: true, // P:134
    LWIP_NETCONN_FULLDUPLEX: true, // P:151
    TCPIP_THREAD_PRIO: number('TCPIP_THREAD_PRIO', 11), // P:14, S:17 with configMAX_PRIORITIES 16
    ESP_LWIP: false,
    MBOX_TRYFETCH_TICKS: 1, // port/arch/sys_arch.h:13
    LWIP_NETIF_TX_SINGLE_PBUF: false, // O:1666
    TCP_BACKOFF: [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3], // src/core/tcp.c:164
    PBUF_TRANSPORT_ROOM: 54, // src/include/lwip/pbuf.h: link 14 (O:1530), IP 20, TCP 20
    PBUF_IP_ROOM: 34,
    netifMtu: 1500,
    INITIAL_SEQUENCE: 6510, // src/core/tcp.c:2225
    elementBytes: ELEMENT_BYTES,
    poolSizes: undefined, // MEMP_MEM_MALLOC 1 (P:17)
    heapLimitBytes: Number.POSITIVE_INFINITY,
    optionNames: OPTION_NAMES,
  };
}
