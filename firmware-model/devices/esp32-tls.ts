/** The TLS of an ESP-IDF device: `device.tls` and sdkconfig become the configuration of its TLS servers. */

import { ModelError } from '../../sim/kernel/errors.js';
import { certificateNamed } from '../../sim/tls/certificates.js';
import { KeyExchangeLengths } from '../../sim/tls/mbedtls/key-exchange-lengths.js';
import { TicketKeys } from '../../sim/tls/mbedtls/tickets.js';
import type { RealTls } from '../../sim/tls/real/real-tls.js';
import { PSA_BYTES } from '../esp-https-server/blocks.js';
import { espTlsBuild } from '../esp-https-server/build.js';
import type { EspTlsServerConfig } from '../esp-https-server/esp-tls.js';
import type { DeviceTls } from '../../sim/document/device-tls.js';
import { ESP_TLS_ROWS } from './options/esp-tls.js';
import { tlsWork, type TlsTimes } from './tls-work.js';
import { OptionReader, type Build, type OptionOverrides } from './options/row.js';

/** The example's certificate. */
export const ESP_CERTIFICATE = 'rsa-2048';

/** What all TLS servers of a device have in common. */
export function espTlsServerConfig(
  times: TlsTimes,
  tls: DeviceTls,
  build: Build,
  sdkconfig: OptionOverrides,
  realTls?: RealTls,
): EspTlsServerConfig {
  const certificate = certificateNamed(tls.certificate ?? ESP_CERTIFICATE);
  if (certificate === undefined) throw new ModelError('unknown certificate', { name: tls.certificate ?? '' });
  const reader = new OptionReader(new Map(), build, sdkconfig);
  const rows = ESP_TLS_ROWS;
  const tickets = reader.value<boolean>(rows.CONFIG_ESP_TLS_SERVER_SESSION_TICKETS) && tls.sessionTickets;
  const lengths = new KeyExchangeLengths(tls.keyExchangeBytes);
  let serial = 0;
  const tls13 = reader.value<boolean>(rows.CONFIG_MBEDTLS_SSL_PROTO_TLS1_3);
  let needsCrypto = tls13;
  return {
    build: espTlsBuild({
      tls13,
      dynamicBuffers: reader.value<boolean>(rows.CONFIG_MBEDTLS_DYNAMIC_BUFFER),
      tickets,
      inContentBytes: reader.value<number>(rows.CONFIG_MBEDTLS_SSL_IN_CONTENT_LEN),
      outContentBytes: reader.value<number>(rows.CONFIG_MBEDTLS_SSL_OUT_CONTENT_LEN),
      certificate,
    }),
    certificate,
    nextKeyExchangeBytes: (group) => lengths.next(group),
    tickets: tickets
      ? new TicketKeys(
          () => times.kernel.nowUs,
          reader.value<number>(rows.CONFIG_ESP_TLS_SERVER_SESSION_TICKET_TIMEOUT),
        )
      : undefined,
    work: tlsWork(times, certificate, 0),
    initialiseCrypto(heap) {
      if (needsCrypto) heap.malloc(PSA_BYTES);
      needsCrypto = false;
    },
    nextSerial: () => serial++,
    realTls,
  };
}
