/**
 * lwIP's options as the W800 SDK 2.4 sets them. Sources, in components/lwip of the SDK: P = port/lwipopts.h, K = Kconfig,
 * O = src/include/lwip/opt.h, T = src/include/lwip/priv/tcp_priv.h; S = components/wm_system/include/wm_task_config.h.
 */

import type { ElementBytes } from '../../sim/lwip/core/memory.js';
import type { LwipOptions } from '../../sim/lwip/core/options.js';
import {
  byLwipName,
  kconfigNames,
  OptionReader,
  type Build,
  type OptionOverrides,
  type Row,
} from './options/row.js';
import type { OptionValue } from '../../sim/document/firmware.js';
import { W800_LWIP_ROWS } from './options/w800.js';

/** Approximate: the traces of this device carry no heap. */
const ELEMENT_BYTES: ElementBytes = {
  TCP_PCB: 164,
  TCP_PCB_LISTEN: 32,
  TCP_SEG: 16,
  UDP_PCB: 40,
  NETCONN: 52,
  NETBUF: 16,
  TCPIP_MSG_API: 16,
  TCPIP_MSG_INPKT: 16,
  SYS_TIMEOUT: 16,
};

const ROWS = Object.values(W800_LWIP_ROWS) as readonly Row<OptionValue>[];
const BY_LWIP_NAME = byLwipName(ROWS);
const BUILD: Build = { staticPools: false };

/** lwIP's options for a W800. */
export function w800LwipOptions(kconfig: OptionOverrides, lwipopts: OptionOverrides): LwipOptions {
  const reader = new OptionReader(BY_LWIP_NAME, BUILD, kconfig, lwipopts);
  const given = reader.fields(W800_LWIP_ROWS);
  const { TCP_MSS, TCP_WND, TCP_SND_BUF, TCP_SND_QUEUELEN } = given;
  return {
    LWIP_SOCKET_OFFSET: 1, // P:146
    TCP_SNDLOWAT: Math.min(Math.max(Math.floor(TCP_SND_BUF / 2), 2 * TCP_MSS + 1), TCP_SND_BUF - 1), // O:1331
    TCP_SNDQUEUELOWAT: Math.max(Math.floor(TCP_SND_QUEUELEN / 2), 5), // O:1340
    TCP_WND_UPDATE_THRESHOLD: Math.min(Math.floor(TCP_WND / 4), TCP_MSS * 4), // O:1438
    TCP_OVERSIZE: TCP_MSS, // O:1420
    LWIP_TCP_RTO_TIME: 3000, // src/core/tcp.c:1901, a constant in this version
    TCP_OOSEQ_MAX_BYTES: 0, // O:1349
    TCP_OOSEQ_TIMEOUT: 6, // T:134
    TCP_KEEPIDLE_DEFAULT: 7_200_000, // T:141
    TCP_KEEPINTVL_DEFAULT: 75_000, // T:145
    TCP_KEEPCNT_DEFAULT: 9, // T:149
    TCP_LOCAL_PORT_START: 0xc000, // src/core/tcp.c:159; LWIP_RAND is rand() (P:93)
    LWIP_SO_LINGER: true, // P:42
    SO_REUSE: true, // P:134
    TCPIP_THREAD_PRIO: 11, // P:14, S:17 with configMAX_PRIORITIES 16
    ESP_LWIP: false,
    SYN_ACK_BACKS_OFF: true, // src/core/tcp.c, tcp_slowtmr
    OOSEQ_TRIMS_FIN: false, // src/core/tcp_in.c, tcp_receive
    SEMAPHORE_WAITS_ROUND_UP: false, // port/arch/sys_arch.c
    TCP_PCB_LIMIT: Number.POSITIVE_INFINITY,
    LWIP_ASSERTS: true, // port/arch/cc.h: LWIP_PLATFORM_ASSERT ends in assert(0)
    MBOX_TRYFETCH_TICKS: 1, // port/arch/sys_arch.h:13
    LWIP_NETIF_TX_SINGLE_PBUF: false, // O:1666
    TCP_BACKOFF: [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3], // src/core/tcp.c:164
    PBUF_TRANSPORT_ROOM: 54, // src/include/lwip/pbuf.h: link 14 (O:1530), IP 20, TCP 20
    PBUF_IP_ROOM: 34,
    RX_BUFFER_OVERHEAD_BYTES: 16, // struct pbuf
    netifMtu: 1500,
    INITIAL_SEQUENCE: 6510, // src/core/tcp.c:2225
    elementBytes: ELEMENT_BYTES,
    poolSizes: undefined, // MEMP_MEM_MALLOC 1 (P:17)
    heapLimitBytes: Number.POSITIVE_INFINITY, // unless the scenario gives one
    // A listener's backlog is what libwebsockets passes to listen().
    optionNames: { ...kconfigNames(ROWS, BUILD, lwipopts), backlog_conn: 'SOMAXCONN' },
    ...given,
  };
}
