/**
 * lwIP's options as ESP-IDF v5.3.5 sets them, from Kconfig.
 *
 * Sources: components/lwip/Kconfig (defaults), components/lwip/port/include/lwipopts.h (which option takes which
 * Kconfig value), esp-lwip src/include/lwip/opt.h (what is derived), sizes measured on the 32-bit target
 * (test/conformance/README.md).
 */

import type { ElementBytes, PoolSizes } from '../../sim/lwip/core/memory.js';
import type { LwipOptions } from '../../sim/lwip/core/options.js';

/** Values of Kconfig or lwipopts.h names; what is absent has its default. */
export type OptionOverrides = Readonly<Record<string, number | boolean>>;

/** FD_SETSIZE of ESP-IDF's newlib: the last fds belong to sockets. */
const FD_SETSIZE = 64;
/** TCP_TMR_INTERVAL twice is the slow timer; TCP_SYN_RCVD_TIMEOUT and the keep-alive defaults: tcp_priv.h. */
const TCP_SYN_RCVD_TIMEOUT_MS = 20_000;
const TCP_KEEPIDLE_MS = 7_200_000;
const TCP_KEEPINTVL_MS = 75_000;
const TCP_KEEPCNT = 9;
/** pbuf.h with IPv6 compiled in: link 14 + 2 (ETH_PAD), IP 40, TCP 20. */
const PBUF_IP_ROOM = 56;
const PBUF_TRANSPORT_ROOM = 76;
const NETIF_MTU = 1500;
/** tcp_next_iss in tcp.c. */
const INITIAL_SEQUENCE = 6510;
/** TCP_LOCAL_PORT_RANGE_START (tcp.h). */
const TCP_LOCAL_PORT_RANGE_START = 0xc000;

/** Bytes of lwIP's objects on the ESP32. */
const ELEMENT_BYTES: ElementBytes = {
  TCP_PCB: 208,
  TCP_PCB_LISTEN: 76,
  TCP_SEG: 16,
  UDP_PCB: 80,
  NETCONN: 52,
  NETBUF: 36,
  TCPIP_MSG_API: 16,
  TCPIP_MSG_INPKT: 16,
  SYS_TIMEOUT: 16,
};

/** Reads an option under its lwIP name or its Kconfig name. */
class Overrides {
  /** Kconfig names of the options read so far, but for those that are set under lwIP's. */
  readonly names: Record<string, string> = {};

  constructor(
    private readonly sdkconfig: OptionOverrides,
    private readonly lwipopts: OptionOverrides,
  ) {}

  number(lwipName: string, kconfigName: string | undefined, initial: number): number {
    if (kconfigName !== undefined && this.lwipopts[lwipName] === undefined)
      this.names[lwipName] = kconfigName;
    const value =
      this.lwipopts[lwipName] ?? (kconfigName === undefined ? undefined : this.sdkconfig[kconfigName]);
    return value === undefined ? initial : Number(value);
  }

  flag(lwipName: string, kconfigName: string | undefined, initial: boolean): boolean {
    return this.number(lwipName, kconfigName, initial ? 1 : 0) !== 0;
  }
}

/** Pool sizes of the profile `lwip-pools`; the last three are opt.h's defaults. */
function poolSizes(o: Overrides, sockets: number): PoolSizes {
  return {
    NETCONN: sockets,
    TCP_PCB: o.number('MEMP_NUM_TCP_PCB', 'CONFIG_LWIP_MAX_ACTIVE_TCP', 8),
    TCP_PCB_LISTEN: o.number('MEMP_NUM_TCP_PCB_LISTEN', 'CONFIG_LWIP_MAX_LISTENING_TCP', 4),
    UDP_PCB: o.number('MEMP_NUM_UDP_PCB', 'CONFIG_LWIP_MAX_UDP_PCBS', 6),
    NETBUF: o.number('MEMP_NUM_NETBUF', undefined, 2),
    TCP_SEG: o.number('MEMP_NUM_TCP_SEG', undefined, 16),
    SYS_TIMEOUT: o.number('MEMP_NUM_SYS_TIMEOUT', undefined, 4),
    TCPIP_MSG_API: o.number('MEMP_NUM_TCPIP_MSG_API', undefined, 8),
    TCPIP_MSG_INPKT: o.number('MEMP_NUM_TCPIP_MSG_INPKT', undefined, 8),
  };
}

/** What decides lwIP's options on an ESP-IDF device. */
export interface EspLwipInput {
  /** Elements come from static pools (`MEMP_MEM_MALLOC 0`). */
  readonly staticPools: boolean;
  readonly sdkconfig: OptionOverrides;
  readonly lwipopts: OptionOverrides;
  /** Bytes; `Infinity` without a limit. */
  readonly heapLimitBytes: number;
}

/** lwIP's options for an ESP-IDF device. */
export function espLwipOptions(input: EspLwipInput): LwipOptions {
  const o = new Overrides(input.sdkconfig, input.lwipopts);
  const sockets = o.number('MEMP_NUM_NETCONN', 'CONFIG_LWIP_MAX_SOCKETS', input.staticPools ? 8 : 10);
  const mss = o.number('TCP_MSS', 'CONFIG_LWIP_TCP_MSS', 1440);
  const wnd = o.number('TCP_WND', 'CONFIG_LWIP_TCP_WND_DEFAULT', 5760);
  const sndBuf = o.number('TCP_SND_BUF', 'CONFIG_LWIP_TCP_SND_BUF_DEFAULT', 5760);
  // opt.h: (4 * TCP_SND_BUF + TCP_MSS - 1) / TCP_MSS, and the low-water marks from it.
  const queueLength = o.number('TCP_SND_QUEUELEN', undefined, Math.floor((4 * sndBuf + mss - 1) / mss));
  return {
    MEMP_NUM_NETCONN: sockets,
    LWIP_SOCKET_OFFSET: FD_SETSIZE - sockets,
    TCP_MSS: mss,
    TCP_WND: wnd,
    TCP_SND_BUF: sndBuf,
    TCP_SND_QUEUELEN: queueLength,
    TCP_SNDLOWAT: Math.min(Math.max(Math.floor(sndBuf / 2), 2 * mss + 1), sndBuf - 1),
    TCP_SNDQUEUELOWAT: Math.max(Math.floor(queueLength / 2), 5),
    TCP_WND_UPDATE_THRESHOLD: Math.min(Math.floor(wnd / 4), mss * 4),
    TCP_OVERSIZE: mss,
    TCP_MAXRTX: o.number('TCP_MAXRTX', 'CONFIG_LWIP_TCP_MAXRTX', 12),
    TCP_SYNMAXRTX: o.number('TCP_SYNMAXRTX', 'CONFIG_LWIP_TCP_SYNMAXRTX', 12),
    LWIP_TCP_RTO_TIME: o.number('LWIP_TCP_RTO_TIME', 'CONFIG_LWIP_TCP_RTO_TIME', 1500),
    TCP_TMR_INTERVAL: o.number('TCP_TMR_INTERVAL', 'CONFIG_LWIP_TCP_TMR_INTERVAL', 250),
    TCP_MSL: o.number('TCP_MSL', 'CONFIG_LWIP_TCP_MSL', 60_000),
    TCP_FIN_WAIT_TIMEOUT: o.number('TCP_FIN_WAIT_TIMEOUT', 'CONFIG_LWIP_TCP_FIN_WAIT_TIMEOUT', 20_000),
    TCP_SYN_RCVD_TIMEOUT: o.number('TCP_SYN_RCVD_TIMEOUT', undefined, TCP_SYN_RCVD_TIMEOUT_MS),
    TCP_QUEUE_OOSEQ: o.flag('TCP_QUEUE_OOSEQ', 'CONFIG_LWIP_TCP_QUEUE_OOSEQ', true),
    TCP_OOSEQ_MAX_PBUFS: o.number('TCP_OOSEQ_MAX_PBUFS', 'CONFIG_LWIP_TCP_OOSEQ_MAX_PBUFS', 4),
    TCP_OOSEQ_MAX_BYTES: o.number('TCP_OOSEQ_MAX_BYTES', undefined, 0),
    TCP_OOSEQ_TIMEOUT: o.number('TCP_OOSEQ_TIMEOUT', 'CONFIG_LWIP_TCP_OOSEQ_TIMEOUT', 6),
    TCP_KEEPIDLE_DEFAULT: TCP_KEEPIDLE_MS,
    TCP_KEEPINTVL_DEFAULT: TCP_KEEPINTVL_MS,
    TCP_KEEPCNT_DEFAULT: TCP_KEEPCNT,
    TCP_LOCAL_PORT_START: TCP_LOCAL_PORT_RANGE_START,
    DEFAULT_ACCEPTMBOX_SIZE: o.number('DEFAULT_ACCEPTMBOX_SIZE', 'CONFIG_LWIP_TCP_ACCEPTMBOX_SIZE', 6),
    DEFAULT_TCP_RECVMBOX_SIZE: o.number('DEFAULT_TCP_RECVMBOX_SIZE', 'CONFIG_LWIP_TCP_RECVMBOX_SIZE', 6),
    DEFAULT_UDP_RECVMBOX_SIZE: o.number('DEFAULT_UDP_RECVMBOX_SIZE', 'CONFIG_LWIP_UDP_RECVMBOX_SIZE', 6),
    LWIP_SO_LINGER: o.flag('LWIP_SO_LINGER', 'CONFIG_LWIP_SO_LINGER', false),
    SO_REUSE: o.flag('SO_REUSE', 'CONFIG_LWIP_SO_REUSE', true),
    LWIP_NETCONN_FULLDUPLEX: true,
    TCPIP_THREAD_PRIO: o.number('TCPIP_THREAD_PRIO', 'CONFIG_LWIP_TCPIP_TASK_PRIO', 18),
    ESP_LWIP: true,
    MBOX_TRYFETCH_TICKS: 0,
    LWIP_NETIF_TX_SINGLE_PBUF: true,
    // tcp_backoff in tcp.c.
    TCP_BACKOFF: [1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7, 7, 7],
    PBUF_TRANSPORT_ROOM,
    PBUF_IP_ROOM,
    netifMtu: NETIF_MTU,
    INITIAL_SEQUENCE,
    elementBytes: ELEMENT_BYTES,
    poolSizes: input.staticPools ? poolSizes(o, sockets) : undefined,
    heapLimitBytes: input.heapLimitBytes,
    optionNames: o.names,
  };
}
