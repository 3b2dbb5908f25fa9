/** Bytes of esp_https_server's own blocks, on the 32-bit target. */

import { isEcKey, type Certificate } from '../../sim/tls/certificates.js';

/** `httpd_ssl_ctx_t`: three pointers. */
export const SSL_CONTEXT_BYTES = 12;
/** `httpd_ssl_transport_ctx_t`, as the reference traces count it. */
export const TRANSPORT_CONTEXT_BYTES = 4;
/** `esp_tls_cfg_server_t`. */
const TLS_CONFIG_BYTES = 44;
/** What `esp_tls_cfg_server_session_tickets_init` leaves allocated: its context, generators, keys. */
export const TICKET_CONTEXT_BYTES: readonly number[] = [2496];

const BASE64_GROUP_BYTES = 3;
const BASE64_GROUP_CHARS = 4;
const PEM_LINE_CHARS = 64;
/** DER lengths of the private keys. */
const RSA_KEY_DER_BYTES = 1218;
const EC_KEY_DER_BYTES = 121;

/** Length of a PEM text with its NUL. */
function pemBytes(derBytes: number, label: string): number {
  const text = Math.ceil(derBytes / BASE64_GROUP_BYTES) * BASE64_GROUP_CHARS;
  const lines = Math.ceil(text / PEM_LINE_CHARS);
  return text + lines + `-----BEGIN ${label}-----\n-----END ${label}-----\n`.length + 1;
}

/** The configuration with copies of certificate and key, both PEM. */
export function credentialBytes(certificate: Certificate): number[] {
  const ec = isEcKey(certificate.key);
  return [
    TLS_CONFIG_BYTES,
    pemBytes(certificate.derBytes, 'CERTIFICATE'),
    ec ? pemBytes(EC_KEY_DER_BYTES, 'EC PRIVATE KEY') : pemBytes(RSA_KEY_DER_BYTES, 'PRIVATE KEY'),
  ];
}
