/** `device.tls`: the device's servers (or its websocket client) speak TLS; `device.heap`: how its heap is counted. */

import * as z from 'zod';

import { DEVICE_CERTIFICATES } from '../../tls/certificates.js';
import { INT_MAX, flag, int, port, text, word } from '../../document/fields.js';

const MAX_HANDSHAKE_BYTES = 16_384;
const MIN_KEY_EXCHANGE_BYTES = 16;
const MAX_MS = 60_000;
const MAX_RESTRICTION = 30;
const MAX_RECONNECTS = 1000;
const MAX_BLOCK = 1024;

/** Flags of `lws_client_connect_info.ssl_connection`, without `LCCSCF_`. */
export const CLIENT_FLAGS = [
  'USE_SSL',
  'ALLOW_SELFSIGNED',
  'SKIP_SERVER_CERT_HOSTNAME_CHECK',
  'ALLOW_EXPIRED',
  'ALLOW_INSECURE',
] as const;

/** Roots that the W800's websocket client may be given. */
export const CLIENT_ROOTS = ['root-ec', 'root-rsa'] as const;

export const tlsSchema = () =>
  z
    .strictObject(
      {
        port: port('TCP port of the TLS server. Default 443').optional(),
        cert: word(
          DEVICE_CERTIFICATES as [string, ...string[]],
          "The server's certificate. Default rsa-2048 on ESP-IDF, ec-p256 on the W800 (which has no other)",
        ).optional(),
        ske: z
          .array(
            int(MIN_KEY_EXCHANGE_BYTES, MAX_HANDSHAKE_BYTES, 'Length of a ServerKeyExchange message, bytes.'),
            {
              error: () => 'expected a list of lengths, as in [114, 115]',
            },
          )
          .describe(
            'Lengths of the ServerKeyExchange messages, in their order: with an EC key a signature has a random length. Default 115 each',
          )
          .optional(),
        session_tickets: flag(
          'httpd_ssl_config.session_tickets; needs CONFIG_ESP_TLS_SERVER_SESSION_TICKETS. Default false',
        ).optional(),
        simultaneous_ssl_restriction: int(
          0,
          MAX_RESTRICTION,
          'lws: TLS sessions at once; the listener is not polled while so many exist. Default 0, no limit',
        ).optional(),
        simultaneous_ssl_handshake_restriction: int(
          0,
          MAX_RESTRICTION,
          'lws: TLS handshakes at once. Default 0, no limit',
        ).optional(),
        ecdh_ms: int(
          0,
          MAX_MS,
          'CPU time of each of the two ECDH operations of a handshake, milliseconds. Default 0',
        ).optional(),
        allow_self_signed: flag(
          "lws-ws-client: the example's EXAMPLE_ALLOW_SELF_SIGNED. Default true",
        ).optional(),
        ca: word(CLIENT_ROOTS, 'lws-ws-client: the CA certificate that is set. Default root-ec').optional(),
        flags: z
          .array(z.enum(CLIENT_FLAGS), { error: () => 'expected a list of flags, as in [USE_SSL]' })
          .describe('lws-ws-client: ssl_connection, names without LCCSCF_.')
          .optional(),
        host: text('lws-ws-client: Host header, server name and the name that is checked.').optional(),
        alpn: text('lws-ws-client: the protocol that is offered. Default http/1.1').optional(),
        reconnects: int(
          0,
          MAX_RECONNECTS,
          'lws-ws-client: connects again so often when its connection has ended. Default 0',
        ).optional(),
        clock: int(
          0,
          INT_MAX,
          'Wall clock of the device at boot, unix seconds. Default 2025-01-01',
        ).optional(),
      },
      { error: () => 'expected a map, {} for the defaults' },
    )
    .describe('TLS on the device: https and wss instead of http and ws. {} for the defaults.');

export const heapSchema = () =>
  z
    .strictObject(
      {
        total: int(1, INT_MAX, 'Bytes of heap at boot.').optional(),
        block: int(0, MAX_BLOCK, 'What every allocation costs beside its bytes. Default 0').optional(),
        kernel_objects: flag('FreeRTOS objects are charged. Default true').optional(),
      },
      { error: () => 'expected a map, as in { block: 4 }' },
    )
    .describe('How the heap is counted.');
