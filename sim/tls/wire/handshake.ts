/** Handshake messages: their four-byte head, their names, and those that have no file of their own. */

import { ByteReader, uint, uint16List, vector, filler } from './bytes.js';

export const HANDSHAKE_HEAD_BYTES = 4;

export const HandshakeType = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;

const NAMES: Readonly<Record<number, string>> = {
  [HandshakeType.helloRequest]: 'HelloRequest',
  [HandshakeType.clientHello]: 'ClientHello',
  [HandshakeType.serverHello]: 'ServerHello',
  [HandshakeType.newSessionTicket]: 'NewSessionTicket',
  [HandshakeType.encryptedExtensions]: 'EncryptedExtensions',
  [HandshakeType.certificate]: 'Certificate',
  [HandshakeType.serverKeyExchange]: 'ServerKeyExchange',
  [HandshakeType.certificateRequest]: 'CertificateRequest',
  [HandshakeType.serverHelloDone]: 'ServerHelloDone',
  [HandshakeType.certificateVerify]: 'CertificateVerify',
  [HandshakeType.clientKeyExchange]: 'ClientKeyExchange',
  [HandshakeType.finished]: 'Finished',
};

/** Bytes of a Finished's verify_data in TLS 1.2. */
export const VERIFY_DATA_BYTES = 12;

/** A message as traces name it: `ClientHello(292)`, the length with its head. */
export function handshakeText(message: Uint8Array): string {
  const { type, length } = readHandshakeHead(message);
  return `${NAMES[type] ?? `Unknown${type}`}(${length + HANDSHAKE_HEAD_BYTES})`;
}

/** Reads the head of a message of at least four bytes. */
export function readHandshakeHead(message: Uint8Array): { readonly type: number; readonly length: number } {
  return { type: message[0]!, length: new ByteReader(message, 1).uint(3) ?? 0 };
}

/** A message with its head. */
export function buildHandshake(type: number, body: readonly number[]): Uint8Array {
  return Uint8Array.from([type, ...vector(3, body)]);
}

/** A message of `length` bytes, head included, whose content is of no consequence. */
export function fillerHandshake(type: number, length: number): Uint8Array {
  return buildHandshake(type, filler(length - HANDSHAKE_HEAD_BYTES, type));
}

/** ClientKeyExchange: an elliptic point, or a premaster secret encrypted with the server's RSA key. */
export function buildClientKeyExchange(kind: 'ecdhe' | 'rsa', bytes: number): Uint8Array {
  return buildHandshake(
    HandshakeType.clientKeyExchange,
    kind === 'ecdhe' ? vector(1, filler(bytes)) : vector(2, filler(bytes)),
  );
}

const NAMED_CURVE = 3;
const KEY_EXCHANGE_FIXED_BYTES = 12;
/** Bytes that a ServerKeyExchange has beside the public value and the signature. */
const SIGNATURE_SCHEME = 0x0403;

/** ServerKeyExchange of `length` bytes for a named group; the rest of its length is the signature. */
export function buildServerKeyExchange(groupId: number, shareBytes: number, length: number): Uint8Array {
  const signature = Math.max(0, length - KEY_EXCHANGE_FIXED_BYTES - shareBytes);
  return buildHandshake(HandshakeType.serverKeyExchange, [
    NAMED_CURVE,
    ...uint(groupId, 2),
    ...vector(1, filler(shareBytes)),
    ...uint(SIGNATURE_SCHEME, 2),
    ...vector(2, filler(signature, 1)),
  ]);
}

/** The group of a ServerKeyExchange; undefined when it is malformed. */
export function readKeyExchangeGroup(body: Uint8Array): number | undefined {
  const reader = new ByteReader(body);
  const curveType = reader.uint(1);
  const groupId = reader.uint(2);
  reader.vector(1);
  reader.uint(2);
  const signature = reader.vector(2);
  return curveType === NAMED_CURVE && signature !== undefined ? groupId : undefined;
}

/** What OpenSSL asks a client for: kinds of keys (RSA, DSA, ECDSA), and every signature scheme that it knows. */
const CERTIFICATE_TYPES: readonly number[] = [1, 2, 64];
const REQUESTED_SCHEMES: readonly number[] = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501,
  0x0601, 0x0303, 0x0203, 0x0301, 0x0201, 0x0302, 0x0202, 0x0402, 0x0502, 0x0602,
];

/** A CertificateRequest of TLS 1.2 that names no CA. */
export function buildCertificateRequest(): Uint8Array {
  return buildHandshake(HandshakeType.certificateRequest, [
    ...vector(1, CERTIFICATE_TYPES),
    ...uint16List(REQUESTED_SCHEMES),
    ...vector(2),
  ]);
}

/** NewSessionTicket of TLS 1.2: a lifetime and the ticket. */
export function buildNewSessionTicket(lifetimeSecs: number, ticket: readonly number[]): Uint8Array {
  return buildHandshake(HandshakeType.newSessionTicket, [...uint(lifetimeSecs, 4), ...vector(2, ticket)]);
}

/** The ticket of a NewSessionTicket; undefined when it is malformed. */
export function readNewSessionTicket(body: Uint8Array): Uint8Array | undefined {
  const reader = new ByteReader(body);
  reader.uint(4);
  return reader.vector(2);
}
