/** mbedtls 3.6 as ESP-IDF v5.3 builds it (components/mbedtls/Kconfig, port/include/mbedtls/esp_config.h). */

import type { MbedtlsBuild } from '../../sim/tls/mbedtls/build.js';
import { suiteIds } from '../../sim/tls/suites.js';
import { espBlocks, espCipherBlocks, espEcdhBlocks, espGroupListBlock } from './blocks.js';
import type { EspTlsOptions } from './tls-options.js';

/** In mbedtls's order of preference. RSA key exchange needs a certificate for encryption, which the example's is not. */
const SUITES_12 = suiteIds([
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
]);
const SUITES_13 = suiteIds(['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256']);
/** X25519, P-256, P-384, P-521, secp256k1. */
const GROUPS: readonly number[] = [0x001d, 0x0017, 0x0018, 0x0019, 0x0016];
/** MBEDTLS_SSL_CID_TLS1_3_PADDING_GRANULARITY. */
const PADDING_BYTES = 16;

/** The build for a configuration. */
export function espTlsBuild(options: EspTlsOptions): MbedtlsBuild {
  return {
    version: '3.6',
    tls13: options.tls13,
    suites: options.tls13 ? [...SUITES_13, ...SUITES_12] : SUITES_12,
    groups: GROUPS,
    signatureSchemes: [],
    extendedMasterSecret: true,
    encryptThenMac: true,
    alpn: undefined,
    serverNames: false,
    allAlerts: true,
    tickets: options.tickets,
    inContentBytes: options.inContentBytes,
    outContentBytes: options.outContentBytes,
    paddingBytes: PADDING_BYTES,
    dynamicBuffers: options.dynamicBuffers,
    blocks: espBlocks(options, options.certificate),
    groupListBlock: espGroupListBlock,
    ecdhBlocks: espEcdhBlocks,
    cipherBlocks: espCipherBlocks,
  };
}
