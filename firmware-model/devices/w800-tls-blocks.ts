/** What lws's wrapper and mbedtls 3.4 allocate for a session on the W800, in their order; bytes requested. */

import { P256, type Group } from '../../sim/tls/groups.js';
import type { Block, MbedtlsBlocks } from '../../sim/tls/mbedtls/blocks.js';
import type { CipherSuite } from '../../sim/tls/suites.js';

/** Name of what is freed with the handshake. */
export const HANDSHAKE = 'handshake';
const MD_ALLOC_FAILED = -0x5180;
export const MPI_ALLOC_FAILED = -0x0010;

const blocks = (sizes: readonly number[], more: Omit<Block, 'bytes'> = {}): Block[] =>
  sizes.map((bytes) => ({ bytes, ...more }));

/** Small objects of the wrapper; fitted to the sum that the reference traces show. */
const WRAPPER_OBJECTS = 12;
const WRAPPER_OBJECT_BYTES = 8;

export function w800Blocks(): MbedtlsBlocks {
  return {
    // SSL, what it points to (session, certificates, keys, each with a part of its own), ssl_pm
    init: { take: blocks([88, ...Array<number>(WRAPPER_OBJECTS).fill(WRAPPER_OBJECT_BYTES), 1420]) },
    setup: {
      take: [
        ...blocks([16_765, 4477]),
        ...blocks([340, 120]),
        { name: HANDSHAKE, bytes: 1008 },
        { name: HANDSHAKE, bytes: 108, error: MD_ALLOC_FAILED },
        { name: HANDSHAKE, bytes: 212, error: MD_ALLOC_FAILED },
      ],
    },
    // the wrapper picks the certificate for the name, while the handshake lasts
    'server-name': { take: blocks([16], { name: HANDSHAKE }) },
    hello: { take: blocks([16]) },
    'key-share': { take: blocks([32], { name: HANDSHAKE, error: MPI_ALLOC_FAILED }) },
    'shared-secret': { take: blocks([64], { name: HANDSHAKE, error: MPI_ALLOC_FAILED }) },
    done: { free: [HANDSHAKE] },
  };
}

/** ECDH of a handshake: X25519, P-256. */
export function w800EcdhBlocks(group: Group): Block[] {
  const sizes = group === P256 ? [32, 32, 32, 32] : [4, 32, 32, 64];
  return blocks(sizes, { name: HANDSHAKE, error: MPI_ALLOC_FAILED });
}

const CHACHA_POLY_BYTES = [228];
const GCM_BYTES = [392, 280];
const AES_BYTES = [280];
/** A hash's context and the HMAC's pads, by the MAC's length. */
const HMAC_BYTES: Readonly<Record<number, readonly number[]>> = {
  20: [92, 128],
  32: [108, 128],
  48: [212, 256],
};

/** Contexts of both directions. */
export function w800CipherBlocks({ cipher, macBytes }: CipherSuite): Block[] {
  if (cipher === 'aes-cbc') {
    const mac = HMAC_BYTES[macBytes]!;
    return blocks([...mac, ...mac, ...AES_BYTES, ...AES_BYTES]);
  }
  const one = cipher === 'aes-gcm' ? GCM_BYTES : CHACHA_POLY_BYTES;
  return blocks([...one, ...one]);
}

/** The client's groups, while the handshake lasts. */
export function w800GroupListBlock(groups: number): Block {
  const most = 14;
  return { name: HANDSHAKE, bytes: 2 * Math.min(groups + 1, most) };
}
