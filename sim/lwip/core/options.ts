/**
 * lwIP's compile-time options, by lwIP's own names (lwipopts.h). A device profile gives each a value with its source;
 * see firmware-model/devices/.
 */

import type { ElementBytes, HeapBlockCost, PoolSizes } from './memory.js';

/** Everything that configures the simulated stack. Bytes, milliseconds and counts as lwIP has them. */
export interface LwipOptions {
  /** Size of the socket table (NUM_SOCKETS). */
  readonly MEMP_NUM_NETCONN: number;
  /** Number of the first fd: FD_SETSIZE - MEMP_NUM_NETCONN on ESP-IDF. */
  readonly LWIP_SOCKET_OFFSET: number;
  readonly TCP_MSS: number;
  readonly TCP_WND: number;
  readonly TCP_SND_BUF: number;
  readonly TCP_SND_QUEUELEN: number;
  readonly TCP_SNDLOWAT: number;
  readonly TCP_SNDQUEUELOWAT: number;
  readonly TCP_WND_UPDATE_THRESHOLD: number;
  /** Bytes that a new segment's buffer is made larger for data to come (TCP_MSS, TCP_MSS / 4 or 0). */
  readonly TCP_OVERSIZE: number;
  readonly TCP_MAXRTX: number;
  readonly TCP_SYNMAXRTX: number;
  /** First retransmission time-out, milliseconds. */
  readonly LWIP_TCP_RTO_TIME: number;
  readonly TCP_TMR_INTERVAL: number;
  readonly TCP_MSL: number;
  readonly TCP_FIN_WAIT_TIMEOUT: number;
  readonly TCP_SYN_RCVD_TIMEOUT: number;
  readonly TCP_QUEUE_OOSEQ: boolean;
  /** 0: no limit. */
  readonly TCP_OOSEQ_MAX_PBUFS: number;
  readonly TCP_OOSEQ_MAX_BYTES: number;
  readonly TCP_OOSEQ_TIMEOUT: number;
  readonly TCP_KEEPIDLE_DEFAULT: number;
  readonly TCP_KEEPINTVL_DEFAULT: number;
  readonly TCP_KEEPCNT_DEFAULT: number;
  /** First port of the ephemeral range in use, as LWIP_RAND left it. */
  readonly TCP_LOCAL_PORT_START: number;
  readonly DEFAULT_ACCEPTMBOX_SIZE: number;
  readonly DEFAULT_TCP_RECVMBOX_SIZE: number;
  readonly DEFAULT_UDP_RECVMBOX_SIZE: number;
  readonly LWIP_SO_LINGER: boolean;
  readonly SO_REUSE: boolean;
  readonly TCPIP_THREAD_PRIO: number;
  /** ESP-IDF's patches (`ESP_LWIP`) that all its releases have: on-demand timers … */
  readonly ESP_LWIP: boolean;
  /** The interval of unanswered SYN-ACKs doubles (lwIP; ESP-IDF patched it away). */
  readonly SYN_ACK_BACKS_OFF: boolean;
  /** A segment with FIN that is cut for queued data loses a byte for the FIN, too (patched in by ESP-IDF). */
  readonly OOSEQ_TRIMS_FIN: boolean;
  /** `sys_arch_sem_wait` waits at least as long as it is told: rounded up, and one tick more. */
  readonly SEMAPHORE_WAITS_ROUND_UP: boolean;
  /** TCP pcbs of all kinds together (ESP-IDF's lwIP 2.1.2); `Infinity` where nobody counts them. */
  readonly TCP_PCB_LIMIT: number;
  /** Failed assertions (`LWIP_ASSERT`) crash the device; without them it goes on (LWIP_NOASSERT). */
  readonly LWIP_ASSERTS: boolean;
  /** `sys_arch_mbox_tryfetch` waits so many ticks for a message (0 on ESP-IDF, 1 on the W800 SDK). */
  readonly MBOX_TRYFETCH_TICKS: number;
  /** A sent segment is one contiguous buffer (ESP-IDF), so data is never chained onto a queued one. */
  readonly LWIP_NETIF_TX_SINGLE_PBUF: boolean;
  /** Shift of the retransmission time-out after each retransmission (`tcp_backoff` in tcp.c). */
  readonly TCP_BACKOFF: readonly number[];
  /** Bytes of header room in front of a transport payload (link + IP + TCP) and of an IP payload. */
  readonly PBUF_TRANSPORT_ROOM: number;
  readonly PBUF_IP_ROOM: number;
  /** Bytes that the driver's buffer and its pbuf take besides a received packet. */
  readonly RX_BUFFER_OVERHEAD_BYTES: number;
  /** MTU of the interface; the MSS sent and used is at most MTU - 40. */
  readonly netifMtu: number;
  /** Base of the initial sequence number: lwIP's 6510 plus `tcp_ticks` at each new connection. */
  readonly INITIAL_SEQUENCE: number;
  readonly elementBytes: ElementBytes;
  /** Pool sizes with MEMP_MEM_MALLOC 0, undefined with 1. */
  readonly poolSizes: PoolSizes | undefined;
  readonly heapLimitBytes: number;
  /**
   * What the firmware's configuration calls options that it has under another name (`CONFIG_LWIP_MAX_SOCKETS` for
   * MEMP_NUM_NETCONN), for reports.
   */
  readonly optionNames: Readonly<Record<string, string>>;
  /** What a block of the heap costs beside its bytes; absent: nothing. */
  readonly heapBlock?: HeapBlockCost | undefined;
}
