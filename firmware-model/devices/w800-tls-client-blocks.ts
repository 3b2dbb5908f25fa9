/**
 * What lws's wrapper and mbedtls 3.4 allocate for the websocket client's TLS on the W800, in their order; bytes requested.
 *
 * Sizes of structures are those of the 32-bit build; where a comment says so they are fitted to the reference traces.
 */

import {
  isEcKey,
  RSA_SIGNATURE_BYTES,
  type Certificate,
  type Issuer,
  type KeyKind,
} from '../../sim/tls/certificates.js';
import { X25519, X448, type Group } from '../../sim/tls/groups.js';
import type { Block, MbedtlsBlocks } from '../../sim/tls/mbedtls/blocks.js';
import type { ClientBlocks, SavedSession } from '../../sim/tls/mbedtls/client-session.js';
import { HANDSHAKE, MPI_ALLOC_FAILED, w800Blocks } from './w800-tls-blocks.js';

const X509_ALLOC_FAILED = -0x2880;
const LIMB_BYTES = 4;
const POINTER_BYTES = 4;

/** `SSL_new`: SSL, its session with the peer's X509, CERT with key and X509, the CA's X509; each X509 and key has a part of its own. */
const WRAPPER_BYTES = [88, 12, 8, 8, 12, 8, 12, 8, 8, 8, 8];
const SSL_PM_BYTES = 1420;

/** Allocations by phase; the setup is the server's. */
export function w800ClientPhases(): MbedtlsBlocks {
  return {
    init: { take: [...WRAPPER_BYTES, SSL_PM_BYTES].map((bytes) => ({ bytes })) },
    setup: w800Blocks().setup!,
    done: { free: [HANDSHAKE] },
  };
}

const CRT_BYTES = 344;
/** Parts of issuer and subject behind the first of each: two each in every certificate of the traces. */
const NAME_BYTES = [32, 32, 32, 32];
const KEYPAIR_BYTES = 172;
const RSA_CONTEXT_BYTES = 180;
const COORDINATE_BYTES: Readonly<Partial<Record<KeyKind, number>>> = { 'ec-p256': 32, 'ec-p384': 48 };

/** The public key of a certificate: a point with its third coordinate, or modulus and exponent. */
function keyBytes(key: KeyKind): number[] {
  const coordinate = COORDINATE_BYTES[key];
  if (coordinate !== undefined) return [KEYPAIR_BYTES, coordinate, coordinate, LIMB_BYTES];
  return [RSA_CONTEXT_BYTES, RSA_SIGNATURE_BYTES[key], LIMB_BYTES];
}

/** A parsed certificate. */
function certificateBytes({ derBytes, key }: Pick<Certificate, 'derBytes' | 'key'>): number[] {
  return [CRT_BYTES, derBytes, ...NAME_BYTES, ...keyBytes(key)];
}

/** What an RSA key keeps from its first use on (RN): modulus twice, and a bit. */
function reductionBytes(key: KeyKind): number[] {
  return isEcKey(key) ? [] : [2 * RSA_SIGNATURE_BYTES[key] + 4 * LIMB_BYTES];
}

/** Peaks of temporary numbers in signature checks; fitted to the heap at which they fail. */
const CHAIN_TEMPORARY: Readonly<Record<KeyKind, number>> = {
  'ec-p256': 4736,
  'ec-p384': 4736,
  'rsa-1024': 2200,
  'rsa-2048': 4400,
  'rsa-4096': 7000,
};
const EXCHANGE_TEMPORARY: Readonly<Record<KeyKind, number>> = {
  ...CHAIN_TEMPORARY,
  'ec-p256': 4520,
  'ec-p384': 4520,
};

const temporary = (bytes: number): Block[] => [{ bytes, temporary: true }];

/** What a client's handshake allocates beside the phases. */
export function w800ClientBlocks(): ClientBlocks {
  return {
    alpn: (protocols) => [{ bytes: alpnBytes(protocols) }],
    certificate: (entry) => certificateBytes(entry).map((bytes) => ({ bytes, error: X509_ALLOC_FAILED })),
    serverShare: (group) => handshake(serverShareBytes(group)),
    chainSignature: (key) => temporary(CHAIN_TEMPORARY[key]),
    exchangeSignature: (key) => temporary(EXCHANGE_TEMPORARY[key]),
    keyUse: (key) => reductionBytes(key).map((bytes) => ({ bytes, error: MPI_ALLOC_FAILED })),
  };
}

/** Curves whose constants are numbers on the heap and whose points have one coordinate. */
const MONTGOMERY: readonly Group[] = [X25519, X448];
/** What a handshake keeps of ECDH on the other curves, by the length of a coordinate; fitted to P-256 and P-384. */
const WEIERSTRASS_FACTOR = 9.5;
const WEIERSTRASS_OFFSET = 48;
/** The shared secret's number on X448, whose reduction leaves more limbs; fitted. */
const X448_SECRET_BYTES = 136;

/** `openssl_alpn_to_mbedtls`: pointers to the names, one more that ends them, and the names. */
function alpnBytes(protocols: readonly string[]): number {
  return protocols.reduce((sum, name) => sum + POINTER_BYTES + name.length + 1, POINTER_BYTES);
}

/** The group and the server's point. */
function serverShareBytes(group: Group): number[] {
  if (MONTGOMERY.includes(group)) {
    return [group.shareBytes, LIMB_BYTES, LIMB_BYTES, LIMB_BYTES, LIMB_BYTES];
  }
  const coordinate = coordinateBytes(group);
  return [coordinate, coordinate, LIMB_BYTES];
}

/** The client's own key, its point and the shared secret. */
function clientShareBytes(group: Group): number[] {
  if (!MONTGOMERY.includes(group)) return [coordinateBytes(group) * WEIERSTRASS_FACTOR + WEIERSTRASS_OFFSET];
  const { shareBytes } = group;
  const secret = group === X448 ? X448_SECRET_BYTES : 2 * shareBytes;
  return [LIMB_BYTES, shareBytes, shareBytes, shareBytes, secret];
}

/** An uncompressed point is a byte and two coordinates. */
function coordinateBytes({ shareBytes }: Group): number {
  return (shareBytes - 1) / 2;
}

/** ECDH of the client. */
export function w800ClientEcdhBlocks(group: Group): Block[] {
  return handshake(clientShareBytes(group));
}

function handshake(sizes: readonly number[]): Block[] {
  return sizes.map((bytes) => ({ name: HANDSHAKE, bytes, error: MPI_ALLOC_FAILED }));
}

/** Contexts, and the objects around a CA; fitted to the sum that the traces show. */
const CLIENT_CONTEXT_BYTES = 424;
const CA_WRAPPER_BYTES = [8, 8];
const CA_CRT_EXTRA_BYTES = 80;
/** Lengths of the roots; as the traces show them to within 8. */
const ROOTS: Readonly<Partial<Record<Issuer, Pick<Certificate, 'derBytes' | 'key'>>>> = {
  'root-ec': { derBytes: 344, key: 'ec-p256' },
  'root-rsa': { derBytes: 736, key: 'rsa-2048' },
};

/** The vhost's client context, with the roots that it trusts. */
export function w800ClientContextBlocks(trusted: readonly Issuer[]): number[] {
  return [
    CLIENT_CONTEXT_BYTES,
    ...trusted.flatMap((name) => {
      const [crt, ...others] = certificateBytes(ROOTS[name]!);
      return [...CA_WRAPPER_BYTES, crt! + CA_CRT_EXTRA_BYTES, ...others];
    }),
  ];
}

/** What a root's key keeps from its first use on. */
export function w800RootUseBlocks(root: Issuer): number[] {
  return reductionBytes(ROOTS[root]!.key);
}

/** A copy of a session: the server's own certificate, parsed anew, and the ticket. */
export function w800SessionBlocks({ peer, ticket }: SavedSession): number[] {
  return [...peer.flatMap(certificateBytes), ...(ticket.length > 0 ? [ticket.length] : [])];
}
