/**
 * The stack's options on an ESP-IDF device: what the table and a scenario give, what lwIP derives from that, and what is
 * the same on all of them.
 *
 * Sources: esp-lwip src/include/lwip/opt.h (what is derived), sizes measured on the 32-bit target
 * (test/conformance/README.md).
 */

import type { ElementBytes } from '../../sim/lwip/core/memory.js';
import type { LwipOptions } from '../../sim/lwip/core/options.js';
import type { FirmwareTraits } from '../releases/index.js';
import { ESP_LWIP_ROWS, ESP_POOL_ROWS } from './options/esp-lwip.js';
import {
  byLwipName,
  kconfigNames,
  OptionReader,
  type Build,
  type OptionOverrides,
  type Row,
} from './options/row.js';
import type { OptionValue } from '../../sim/document/firmware.js';

/** FD_SETSIZE of ESP-IDF's newlib: the last fds belong to sockets. */
const FD_SETSIZE = 64;
/** The keep-alive defaults: tcp_priv.h. */
const TCP_KEEPIDLE_MS = 7_200_000;
const TCP_KEEPINTVL_MS = 75_000;
const TCP_KEEPCNT = 9;
/** pbuf.h with IPv6 compiled in: link 14 + 2 (ETH_PAD), IP 40, TCP 20. */
const PBUF_IP_ROOM = 56;
const PBUF_TRANSPORT_ROOM = 76;
/** `esp_pbuf` and the driver's buffer (test/conformance/README.md). */
const RX_BUFFER_OVERHEAD_BYTES = 28;
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

/** What decides lwIP's options on an ESP-IDF device. */
export interface EspLwipInput extends Build {
  readonly firmware: FirmwareTraits;
  readonly sdkconfig: OptionOverrides;
  readonly lwipopts: OptionOverrides;
  /** Bytes; `Infinity` without a limit. */
  readonly heapLimitBytes: number;
}

const ROWS = [
  ...Object.values(ESP_LWIP_ROWS),
  ...Object.values(ESP_POOL_ROWS),
] as readonly Row<OptionValue>[];
const BY_LWIP_NAME = byLwipName(ROWS);

/** lwIP's options for an ESP-IDF device. */
export function espLwipOptions(input: EspLwipInput): LwipOptions {
  const { firmware, staticPools, heapLimitBytes } = input;
  const reader = new OptionReader(BY_LWIP_NAME, input, input.sdkconfig, input.lwipopts);
  const given = reader.fields(ESP_LWIP_ROWS);
  const pools = reader.fields(ESP_POOL_ROWS);
  const { MEMP_NUM_NETCONN, TCP_MSS, TCP_WND, TCP_SND_BUF, TCP_SND_QUEUELEN } = given;
  return {
    LWIP_SOCKET_OFFSET: FD_SETSIZE - MEMP_NUM_NETCONN,
    TCP_SNDLOWAT: Math.min(Math.max(Math.floor(TCP_SND_BUF / 2), 2 * TCP_MSS + 1), TCP_SND_BUF - 1),
    TCP_SNDQUEUELOWAT: Math.max(Math.floor(TCP_SND_QUEUELEN / 2), 5),
    TCP_WND_UPDATE_THRESHOLD: Math.min(Math.floor(TCP_WND / 4), TCP_MSS * 4),
    TCP_OVERSIZE: TCP_MSS,
    TCP_OOSEQ_MAX_BYTES: 0,
    TCP_KEEPIDLE_DEFAULT: TCP_KEEPIDLE_MS,
    TCP_KEEPINTVL_DEFAULT: TCP_KEEPINTVL_MS,
    TCP_KEEPCNT_DEFAULT: TCP_KEEPCNT,
    TCP_LOCAL_PORT_START: TCP_LOCAL_PORT_RANGE_START,
    ESP_LWIP: true,
    SYN_ACK_BACKS_OFF: !firmware.steadySynAcks,
    OOSEQ_TRIMS_FIN: firmware.keepsTrimmedFin,
    SEMAPHORE_WAITS_ROUND_UP: firmware.waitsAtLeast,
    TCP_PCB_LIMIT: firmware.countsAllPcbs ? pools.TCP_PCB : Number.POSITIVE_INFINITY,
    MBOX_TRYFETCH_TICKS: 0,
    LWIP_NETIF_TX_SINGLE_PBUF: true,
    // tcp_backoff in tcp.c.
    TCP_BACKOFF: [1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7, 7, 7],
    PBUF_TRANSPORT_ROOM,
    PBUF_IP_ROOM,
    RX_BUFFER_OVERHEAD_BYTES,
    netifMtu: NETIF_MTU,
    INITIAL_SEQUENCE,
    elementBytes: ELEMENT_BYTES,
    poolSizes: staticPools ? { NETCONN: MEMP_NUM_NETCONN, ...pools } : undefined,
    heapLimitBytes,
    optionNames: kconfigNames(ROWS, input, input.lwipopts),
    ...given,
  };
}
