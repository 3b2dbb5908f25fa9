/** Where options stand in `idf.py menuconfig` (the prompts of Kconfig, ESP-IDF v5.3). */

const LWIP = 'Component config → LWIP';
const SERVER = 'Component config → HTTP Server';
const MBEDTLS = 'Component config → mbedTLS';

const MENUS: Readonly<Record<string, string>> = {
  CONFIG_LWIP_MAX_SOCKETS: `${LWIP} → Max number of open sockets`,
  CONFIG_LWIP_SO_REUSE: `${LWIP} → Enable SO_REUSEADDR option`,
  CONFIG_LWIP_SO_LINGER: `${LWIP} → Enable SO_LINGER processing`,
  CONFIG_LWIP_TCP_ACCEPTMBOX_SIZE: `${LWIP} → TCP → Default TCP accept mail box size`,
  CONFIG_LWIP_TCP_RECVMBOX_SIZE: `${LWIP} → TCP → Default TCP receive mail box size`,
  CONFIG_LWIP_UDP_RECVMBOX_SIZE: `${LWIP} → UDP → Default UDP receive mail box size`,
  CONFIG_LWIP_MAX_ACTIVE_TCP: `${LWIP} → TCP → Maximum active TCP Connections`,
  CONFIG_LWIP_TCP_MSL: `${LWIP} → TCP → Maximum segment lifetime (MSL)`,
  CONFIG_LWIP_TCP_SND_BUF_DEFAULT: `${LWIP} → TCP → Default send buffer size`,
  CONFIG_LWIP_TCP_WND_DEFAULT: `${LWIP} → TCP → Default receive window size`,
  CONFIG_HTTPD_MAX_REQ_HDR_LEN: `${SERVER} → Max HTTP Request Header Length`,
  CONFIG_HTTPD_MAX_URI_LEN: `${SERVER} → Max HTTP URI Length`,
  CONFIG_HTTPD_QUEUE_WORK_BLOCKING: `${SERVER} → httpd_queue_work as blocking API`,
  CONFIG_MBEDTLS_DYNAMIC_BUFFER: `${MBEDTLS} → Using dynamic TX/RX buffer`,
  CONFIG_MBEDTLS_SSL_IN_CONTENT_LEN: `${MBEDTLS} → TLS maximum incoming fragment length`,
};

/** The way to an option; undefined for one whose prompt is not known here. */
export function menuOf(option: string): string | undefined {
  return MENUS[option];
}
