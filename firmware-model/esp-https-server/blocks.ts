/**
 * What ESP-TLS and mbedtls 3.6 allocate for a session on the ESP32, in their order.
 *
 * Measured: Mbed TLS 3.6.5 built for 32 bit with ESP-IDF's configuration, every calloc logged; sums fitted to the reference
 * traces where they differ from that build (marked). Bytes requested, without allocator heads.
 */

import { isEcKey, type Certificate } from '../../sim/tls/certificates.js';
import { P256, type Group } from '../../sim/tls/groups.js';
import type { Block, MbedtlsBlocks } from '../../sim/tls/mbedtls/blocks.js';
import type { CipherSuite } from '../../sim/tls/suites.js';
import type { EspTlsOptions } from './tls-options.js';

/** Errors of failed allocations, by what they were for. */
const ENTROPY_FAILED = -0x0034;
const PEM_ALLOC_FAILED = -0x1180;
const X509_ALLOC_FAILED = -0x2880;
const PK_ALLOC_FAILED = -0x3f80;
const RSA_KEY_FAILED = -0x4090;
const MD_ALLOC_FAILED = -0x5180;
const MPI_ALLOC_FAILED = -0x0010;

/** Name of the blocks that the end of the handshake frees. */
const HANDSHAKE = 'handshake';

/** `esp_tls_t` and its error storage. */
const ESP_TLS: readonly Block[] = [{ bytes: 2008 }, { bytes: 20 }];
const SEED: readonly Block[] = [{ bytes: 212, error: ENTROPY_FAILED }];
/** Beside the raw certificate: RSA key and modulus, or curve and point. */
const RSA_CERTIFICATE = [120, 260, 4];
const EC_CERTIFICATE = [128, 32, 4, 32];
const RSA_KEY = [120, 256, 4, 256, 128, 128, 128, 128, 128];
const EC_KEY = [128, 32, 32, 4, 32];
/** DER of the private key while it is parsed. */
const RSA_KEY_DER_BYTES = 1218;
const EC_KEY_DER_BYTES = 121;
/** `mbedtls_ssl_key_cert`. */
const OWN_CERTIFICATE_BYTES = 12;

const TRANSFORM_BYTES = 220;
const SESSION_BYTES = 140;
const HANDSHAKE_BYTES = 584;
/** SHA-256 and SHA-384 of the handshake. */
const HASHES: readonly Block[] = [
  { name: HANDSHAKE, bytes: 108, error: MD_ALLOC_FAILED },
  { name: HANDSHAKE, bytes: 212, error: MD_ALLOC_FAILED },
];
/** Fitted: a block that a full handshake leaves larger by so much. */
const GROWN_BYTES = 256;
/** ECDH of the handshake: X25519, P-256. */
const ECDH_X25519 = [4, 32, 32, 4, 4, 32, 64, 64];
const ECDH_P256 = [32, 68, 68, 68];
/** What the key keeps after its first signature: blinding values and the like. */
const RSA_SIGNING = [256, 256, 256, 128, 128];
/** Big numbers of a signature, all at once. */
const RSA_SIGNING_PEAK_BYTES = 5500;
const EC_SIGNING_PEAK_BYTES = 3028;
/** The client's public value and the shared secret. */
const SHARED_SECRET = [32, 4, 32];
/** Contexts of both directions: AES-GCM, or AES and HMAC for CBC. */
const GCM_CONTEXTS = [400, 400, 280, 280];
const CBC_CONTEXTS = [92, 128, 92, 128, 280, 280];

/** TLS 1.3 has larger structures and keeps those of the handshake; fitted as a whole. */
const SESSION_13_BYTES = 464;
const HANDSHAKE_13_BYTES = 1372;
const KEYS_13 = [704, TRANSFORM_BYTES, ...GCM_CONTEXTS];
const APPLICATION_KEYS_13_BYTES = 1172;
const FINISHED_13_BYTES = 4;
/** What psa_crypto_init() leaves allocated, once. */
export const PSA_BYTES = 2328;

const blocks = (sizes: readonly number[], more: Omit<Block, 'bytes'> = {}): Block[] =>
  sizes.map((bytes) => ({ bytes, ...more }));

/** Blocks of a configuration with a certificate. */
export function espBlocks(options: EspTlsOptions, certificate: Certificate): MbedtlsBlocks {
  const ec = isEcKey(certificate.key);
  const der = certificate.derBytes;
  const keyDer = ec ? EC_KEY_DER_BYTES : RSA_KEY_DER_BYTES;
  const signing = ec
    ? blocks([EC_SIGNING_PEAK_BYTES], { temporary: true, error: MPI_ALLOC_FAILED })
    : [
        ...blocks([RSA_SIGNING_PEAK_BYTES], { temporary: true, error: MPI_ALLOC_FAILED }),
        ...blocks(RSA_SIGNING, { error: MPI_ALLOC_FAILED }),
      ];
  return {
    init: { take: ESP_TLS },
    seed: { take: SEED },
    'own-certificate': {
      take: [
        { bytes: der, temporary: true, error: PEM_ALLOC_FAILED },
        { bytes: der, error: X509_ALLOC_FAILED },
        ...blocks(ec ? EC_CERTIFICATE : RSA_CERTIFICATE, { error: X509_ALLOC_FAILED }),
      ],
    },
    'own-key': {
      take: [
        { bytes: keyDer, temporary: true, error: PEM_ALLOC_FAILED },
        ...blocks(ec ? EC_KEY : RSA_KEY, { error: ec ? PK_ALLOC_FAILED : RSA_KEY_FAILED }),
        { bytes: OWN_CERTIFICATE_BYTES },
      ],
    },
    setup: { take: setupBlocks(options) },
    ...(options.tls13 ? phases13(signing) : phases12(signing)),
  };
}

function setupBlocks(options: EspTlsOptions): Block[] {
  const expansion = 333;
  const buffers = options.dynamicBuffers
    ? []
    : blocks([options.inContentBytes + expansion, options.outContentBytes + expansion]);
  return [
    ...buffers,
    { bytes: TRANSFORM_BYTES },
    { bytes: options.tls13 ? SESSION_13_BYTES : SESSION_BYTES },
    { name: HANDSHAKE, bytes: options.tls13 ? HANDSHAKE_13_BYTES : HANDSHAKE_BYTES },
    ...HASHES,
  ];
}

function phases12(signing: readonly Block[]): MbedtlsBlocks {
  return {
    certificate: { grow: [{ bytes: GROWN_BYTES }] },
    'key-exchange': { take: signing },
    'shared-secret': { take: blocks(SHARED_SECRET, { name: HANDSHAKE, error: MPI_ALLOC_FAILED }) },
    done: { free: [HANDSHAKE] },
  };
}

function phases13(signing: readonly Block[]): MbedtlsBlocks {
  return {
    'key-exchange': { take: [...blocks(KEYS_13), ...signing] },
    keys: { take: blocks([APPLICATION_KEYS_13_BYTES]) },
    done: { grow: [{ bytes: FINISHED_13_BYTES }] },
  };
}

/** ECDH of a TLS 1.2 handshake. */
export function espEcdhBlocks(group: Group): Block[] {
  return blocks(group === P256 ? ECDH_P256 : ECDH_X25519, { name: HANDSHAKE, error: MPI_ALLOC_FAILED });
}

/** The contexts that protect the records of a session. */
export function espCipherBlocks(suite: CipherSuite): Block[] {
  return blocks(suite.cipher === 'aes-cbc' ? CBC_CONTEXTS : GCM_CONTEXTS);
}

/** The client's groups, while the handshake lasts: two bytes each and a zero, up to the curves that mbedtls knows. */
export function espGroupListBlock(groups: number): Block {
  const most = 14;
  return { name: HANDSHAKE, bytes: 2 * Math.min(groups + 1, most) };
}
