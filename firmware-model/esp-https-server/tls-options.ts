/** Options of TLS on ESP-IDF. */

import type { Certificate } from '../../sim/tls/certificates.js';

/** What of ESP-IDF's configuration decides about TLS. */
export interface EspTlsOptions {
  /** CONFIG_MBEDTLS_SSL_PROTO_TLS1_3. */
  readonly tls13: boolean;
  /** CONFIG_MBEDTLS_DYNAMIC_BUFFER. */
  readonly dynamicBuffers: boolean;
  /** CONFIG_ESP_TLS_SERVER_SESSION_TICKETS and `httpd_ssl_config.session_tickets`. */
  readonly tickets: boolean;
  /** CONFIG_MBEDTLS_SSL_IN_CONTENT_LEN and …OUT_CONTENT_LEN. */
  readonly inContentBytes: number;
  readonly outContentBytes: number;
  /** The server's certificate. */
  readonly certificate: Certificate;
}
