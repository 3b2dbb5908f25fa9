/**
 * Compile-time options of the component (`menuconfig`), by their Kconfig names.
 *
 * Source of the defaults: components/esp_http_server/Kconfig, components/lwip/Kconfig (ESP-IDF v5.3.5), with
 * CONFIG_HTTPD_WS_SUPPORT as the websocket examples set it.
 */

export interface HttpdKconfig {
  /** Bytes of request headers. */
  readonly CONFIG_HTTPD_MAX_REQ_HDR_LEN: number;
  /** Bytes of request URI. */
  readonly CONFIG_HTTPD_MAX_URI_LEN: number;
  /** Turn TCP_NODELAY on while an error answer is sent. */
  readonly CONFIG_HTTPD_ERR_RESP_NO_DELAY: boolean;
  /** Bytes read at a time when the rest of a request is thrown away. */
  readonly CONFIG_HTTPD_PURGE_BUF_LEN: number;
  readonly CONFIG_HTTPD_WS_SUPPORT: boolean;
  /** `httpd_queue_work` waits for room in the control socket's mailbox. */
  readonly CONFIG_HTTPD_QUEUE_WORK_BLOCKING: boolean;
  /** Messages that a UDP socket holds: the count that the blocking variant waits on. */
  readonly CONFIG_LWIP_UDP_RECVMBOX_SIZE: number;
  /** Size of the socket table, of which the server wants `max_open_sockets` + 3. */
  readonly CONFIG_LWIP_MAX_SOCKETS: number;
  readonly CONFIG_LWIP_IPV6: boolean;
}

export const HTTPD_KCONFIG_DEFAULTS: HttpdKconfig = {
  CONFIG_HTTPD_MAX_REQ_HDR_LEN: 512,
  CONFIG_HTTPD_MAX_URI_LEN: 512,
  CONFIG_HTTPD_ERR_RESP_NO_DELAY: true,
  CONFIG_HTTPD_PURGE_BUF_LEN: 32,
  CONFIG_HTTPD_WS_SUPPORT: true,
  CONFIG_HTTPD_QUEUE_WORK_BLOCKING: false,
  CONFIG_LWIP_UDP_RECVMBOX_SIZE: 6,
  CONFIG_LWIP_MAX_SOCKETS: 10,
  CONFIG_LWIP_IPV6: true,
};

/** Size of the buffer that requests are read into, without its terminator (HTTPD_SCRATCH_BUF). */
export function scratchBytes(kconfig: HttpdKconfig): number {
  return Math.max(kconfig.CONFIG_HTTPD_MAX_REQ_HDR_LEN, kconfig.CONFIG_HTTPD_MAX_URI_LEN);
}
