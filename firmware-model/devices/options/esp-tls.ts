/** Options of ESP-IDF's TLS: components/mbedtls/Kconfig, components/esp-tls/Kconfig. */

import type { OptionValue } from '../../../sim/document/firmware.js';
import { SWITCH, whole, type Row } from './row.js';

const MBEDTLS = 'components/mbedtls/Kconfig';
const ESP_TLS = 'components/esp-tls/Kconfig';
const CONTENT = whole(512, 16_384);

export const ESP_TLS_ROWS = {
  CONFIG_MBEDTLS_SSL_PROTO_TLS1_3: {
    kconfig: 'CONFIG_MBEDTLS_SSL_PROTO_TLS1_3',
    type: SWITCH,
    initial: false,
    about: 'TLS 1.3',
    source: MBEDTLS,
  },
  CONFIG_MBEDTLS_DYNAMIC_BUFFER: {
    kconfig: 'CONFIG_MBEDTLS_DYNAMIC_BUFFER',
    type: SWITCH,
    initial: false,
    about: "a TLS session's buffers exist only while they are in use",
    source: MBEDTLS,
  },
  CONFIG_MBEDTLS_SSL_IN_CONTENT_LEN: {
    kconfig: 'CONFIG_MBEDTLS_SSL_IN_CONTENT_LEN',
    type: CONTENT,
    initial: 16_384,
    about: 'largest TLS record that is received, bytes of content; its buffer is 333 bytes larger',
    source: MBEDTLS,
  },
  CONFIG_MBEDTLS_SSL_OUT_CONTENT_LEN: {
    kconfig: 'CONFIG_MBEDTLS_SSL_OUT_CONTENT_LEN',
    type: CONTENT,
    initial: 4096,
    about: 'largest TLS record that is sent, bytes of content; its buffer is 333 bytes larger',
    source: MBEDTLS,
  },
  CONFIG_ESP_TLS_SERVER_SESSION_TICKETS: {
    kconfig: 'CONFIG_ESP_TLS_SERVER_SESSION_TICKETS',
    type: SWITCH,
    initial: false,
    about: 'session tickets of TLS servers can be switched on',
    source: ESP_TLS,
  },
  CONFIG_ESP_TLS_SERVER_SESSION_TICKET_TIMEOUT: {
    kconfig: 'CONFIG_ESP_TLS_SERVER_SESSION_TICKET_TIMEOUT',
    type: whole(1, 604_800),
    initial: 86_400,
    about: 'lifetime of a TLS session ticket, seconds',
    source: ESP_TLS,
    needs: 'CONFIG_ESP_TLS_SERVER_SESSION_TICKETS',
  },
} as const satisfies Record<string, Row<OptionValue>>;
