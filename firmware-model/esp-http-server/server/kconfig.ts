/**
 * Compile-time options of the component (`menuconfig`), by their Kconfig names: names, types and values are those of the
 * option table (devices/options/esp-httpd.ts).
 */

import type { ESP_HTTPD_ROWS } from '../../devices/options/esp-httpd.js';
import type { ValueOf } from '../../devices/options/row.js';
import type { FirmwareTraits } from '../../releases/index.js';

/** The component's own options, and those of others that it looks at. */
export type HttpdKconfig = {
  readonly [K in keyof typeof ESP_HTTPD_ROWS]: ValueOf<(typeof ESP_HTTPD_ROWS)[K]>;
} & {
  /** Messages that a UDP socket holds: the count that senders of work reserve. */
  readonly CONFIG_LWIP_UDP_RECVMBOX_SIZE: number;
  /** Size of the socket table, of which the server wants `max_open_sockets` + 3. */
  readonly CONFIG_LWIP_MAX_SOCKETS: number;
  readonly CONFIG_LWIP_IPV6: boolean;
};

/** How long the requests of an instance may be, bytes. */
export interface RequestLimits {
  /** Header lines with their ends and the empty line. */
  readonly headerBytes: number;
  readonly uriBytes: number;
  /** The buffer that requests are read into, at its longest. */
  readonly bufferBytes: number;
}

/**
 * The limits of an instance. The static buffer of old holds a terminator besides, which requests may fill, too; the
 * one that grows has limits of its own for URI and headers, which `httpd_config_t` can set.
 */
export function requestLimits(
  kconfig: HttpdKconfig,
  firmware: FirmwareTraits,
  config: { readonly max_req_hdr_len: number; readonly max_uri_len: number },
): RequestLimits {
  if (!firmware.growingScratch) {
    const bufferBytes = scratchBytes(kconfig) + 1;
    return { headerBytes: bufferBytes, uriBytes: kconfig.CONFIG_HTTPD_MAX_URI_LEN, bufferBytes };
  }
  const headerBytes = config.max_req_hdr_len || kconfig.CONFIG_HTTPD_MAX_REQ_HDR_LEN;
  const uriBytes = config.max_uri_len || kconfig.CONFIG_HTTPD_MAX_URI_LEN;
  return { headerBytes, uriBytes, bufferBytes: Math.max(headerBytes, uriBytes) };
}

/** Size of the buffer that requests are read into, without its terminator (HTTPD_SCRATCH_BUF). */
export function scratchBytes(kconfig: HttpdKconfig): number {
  return Math.max(kconfig.CONFIG_HTTPD_MAX_REQ_HDR_LEN, kconfig.CONFIG_HTTPD_MAX_URI_LEN);
}
