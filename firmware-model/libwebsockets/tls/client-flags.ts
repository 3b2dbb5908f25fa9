/** Bits of `lws_client_connect_info.ssl_connection` (lws-client.h). */

export const LCCSCF_USE_SSL = 1 << 0;
export const LCCSCF_ALLOW_SELFSIGNED = 1 << 1;
export const LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK = 1 << 2;
export const LCCSCF_ALLOW_EXPIRED = 1 << 3;
export const LCCSCF_ALLOW_INSECURE = 1 << 4;
