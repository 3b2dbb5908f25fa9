/** The TLS of a W800: `device.tls` becomes what the SDK's examples built with security give to lws. */

import { ModelError } from '../../sim/kernel/errors.js';
import { certificateNamed } from '../../sim/tls/certificates.js';
import type { MbedtlsBuild } from '../../sim/tls/mbedtls/build.js';
import { KeyExchangeLengths } from '../../sim/tls/mbedtls/key-exchange-lengths.js';
import type { RealTls } from '../../sim/tls/real/real-tls.js';
import { suiteIds } from '../../sim/tls/suites.js';
import type { W800App } from '../apps/lws/lws-app.js';
import type { DeviceTls } from '../../sim/document/device-tls.js';
import { tlsWork, type TlsTimes } from './tls-work.js';
import { w800Blocks, w800CipherBlocks, w800EcdhBlocks, w800GroupListBlock } from './w800-tls-blocks.js';

/** The SDK's examples' certificate. */
export const W800_CERTIFICATE = 'ec-p256';
/** Contexts, certificate and key of a server; fitted to the sum that the reference traces show. */
const SERVER_CONTEXT_BLOCKS: readonly number[] = [3040];
const IN_CONTENT_BYTES = 16_384;
const OUT_CONTENT_BYTES = 4096;

/** In mbedtls's order of preference; there is no DHE and no CCM in this build. */
const SUITES = suiteIds([
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'AES256-GCM-SHA384',
  'AES256-SHA256',
  'AES256-SHA',
  'ECDH-ECDSA-AES256-GCM-SHA384',
  'ECDH-RSA-AES256-GCM-SHA384',
  'ECDH-ECDSA-AES256-SHA384',
  'ECDH-RSA-AES256-SHA384',
  'ECDH-ECDSA-AES256-SHA',
  'ECDH-RSA-AES256-SHA',
  'AES128-GCM-SHA256',
  'AES128-SHA256',
  'AES128-SHA',
  'ECDH-ECDSA-AES128-GCM-SHA256',
  'ECDH-RSA-AES128-GCM-SHA256',
  'ECDH-ECDSA-AES128-SHA256',
  'ECDH-RSA-AES128-SHA256',
  'ECDH-ECDSA-AES128-SHA',
  'ECDH-RSA-AES128-SHA',
]);
/** x25519, P-256, P-384, x448, P-521 and three Brainpool curves (ssl_preset_default_groups). */
const GROUPS: readonly number[] = [0x001d, 0x0017, 0x0018, 0x001e, 0x0019, 0x001a, 0x001b, 0x001c];

/** mbedtls 3.4.0 as the SDK builds it (components/mbedtls/port/wm_mbedtls_config.h). */
export function w800MbedtlsBuild(): MbedtlsBuild {
  return {
    version: '3.4',
    tls13: false,
    suites: SUITES,
    groups: GROUPS,
    signatureSchemes: [0x0603, 0x0601, 0x0503, 0x0501, 0x0403, 0x0401],
    extendedMasterSecret: false,
    encryptThenMac: false,
    // lws's default list of protocols without HTTP/2
    alpn: ['http/1.1'],
    serverNames: true,
    allAlerts: false,
    tickets: false,
    inContentBytes: IN_CONTENT_BYTES,
    outContentBytes: OUT_CONTENT_BYTES,
    paddingBytes: 1,
    dynamicBuffers: false,
    blocks: w800Blocks(),
    groupListBlock: w800GroupListBlock,
    ecdhBlocks: w800EcdhBlocks,
    cipherBlocks: w800CipherBlocks,
  };
}

/** What a server example with security puts into the creation info. */
export function w800Security(
  times: TlsTimes,
  tls: DeviceTls | undefined,
  realTls?: RealTls,
): W800App['security'] {
  if (tls === undefined) return {};
  const certificate = certificateNamed(tls.certificate ?? W800_CERTIFICATE);
  if (certificate === undefined) throw new ModelError('unknown certificate', { name: tls.certificate ?? '' });
  const lengths = new KeyExchangeLengths(tls.keyExchangeBytes);
  let serial = 0;
  return {
    tls: {
      build: w800MbedtlsBuild(),
      certificate,
      contextBlocks: SERVER_CONTEXT_BLOCKS,
      nextKeyExchangeBytes: (group) => lengths.next(group),
      work: tlsWork(times, certificate, tls.ecdhMs),
      nextSerial: () => serial++,
      realTls,
    },
    simultaneous_ssl_restriction: tls.sessionRestriction,
    simultaneous_ssl_handshake_restriction: tls.handshakeRestriction,
  };
}
