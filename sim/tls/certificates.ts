/**
 * Certificates by name: DER lengths and what a check would look at. The lengths are those of the reference traces
 * (docs/fidelity.md, "TLS"); the bytes on the wire hold the name and filler.
 */

import { P256, P384, type Group } from './groups.js';
import { ascii, ByteReader, filler, textOf, uint, vector } from './wire/bytes.js';
import { buildHandshake, HandshakeType } from './wire/handshake.js';

/** Kind of key in a certificate. */
export type KeyKind = 'ec-p256' | 'ec-p384' | 'rsa-1024' | 'rsa-2048' | 'rsa-4096';

/** Who signed a certificate: one of two roots, an intermediate, itself, or somebody whom nobody knows. */
export type Issuer = 'root-ec' | 'root-rsa' | 'intermediate' | 'self' | 'unknown';

export interface Certificate {
  readonly name: string;
  /** Bytes of the DER encoding. */
  readonly derBytes: number;
  readonly key: KeyKind;
  /** Hash of its signature. */
  readonly hash: 'sha1' | 'sha256';
  readonly issuer: Issuer;
  /** Compared only where there are no alternative names of any kind. */
  readonly commonName: string;
  /** Alternative DNS names. */
  readonly dnsNames: readonly string[];
  /** Alternative IP addresses. */
  readonly ipNames: readonly string[];
  /** Validity, unix seconds. */
  readonly from: number;
  readonly to: number;
}

const Y2020 = 1_577_836_800;
const Y2024 = 1_704_067_200;
const JUNE_2024 = 1_717_200_000;
const Y2026 = 1_767_225_600;
const Y2044 = 2_335_219_200;
const DEVICE_ADDRESS = '192.168.4.100';
const OTHER = 'other.example.test';
const INTERMEDIATE = 'intermediate';

const certificate = (name: string, derBytes: number, facts: Partial<Certificate> = {}): Certificate => ({
  name,
  derBytes,
  key: 'ec-p256',
  hash: 'sha256',
  issuer: 'root-ec',
  commonName: DEVICE_ADDRESS,
  dnsNames: [],
  ipNames: [],
  from: Y2024,
  to: Y2044,
  ...facts,
});
const named = (
  name: string,
  derBytes: number,
  dnsName: string,
  facts: Partial<Certificate> = {},
): Certificate => certificate(name, derBytes, { commonName: dnsName, dnsNames: [dnsName], ...facts });

const TABLE: readonly Certificate[] = [
  // the devices' own
  certificate('ec-p256', 524, { issuer: 'self', commonName: 'device.local' }),
  certificate('rsa-2048', 831, { key: 'rsa-2048', issuer: 'self', commonName: 'device.local' }),
  // those of scripted servers
  certificate('ec', 377),
  certificate('ec-self', 375, { issuer: 'self' }),
  certificate('ec-unknown', 376, { issuer: 'unknown' }),
  certificate('ec-ipsan', 396, { commonName: 'device server', ipNames: [DEVICE_ADDRESS] }),
  certificate('ec-dnssan', 404, { commonName: 'device server', dnsNames: [DEVICE_ADDRESS] }),
  named('ec-name', 407, 'ws.example.test'),
  named('ec-wild', 406, '*.example.test'),
  named('ec-wrong', 413, OTHER),
  certificate('ec-expired', 377, { from: Y2020, to: JUNE_2024 }),
  certificate('ec-expired-wrong', 384, { commonName: OTHER, from: Y2020, to: JUNE_2024 }),
  certificate('ec-future', 377, { from: Y2026 }),
  certificate('ec-sha1', 352, { hash: 'sha1' }),
  certificate('ec-chain', 383, { issuer: 'intermediate' }),
  certificate('ec-nochain', 383, { issuer: 'intermediate' }),
  certificate(INTERMEDIATE, 406, { commonName: INTERMEDIATE }),
  certificate('p384', 407, { key: 'ec-p384' }),
  certificate('rsa', 775, { key: 'rsa-2048', issuer: 'root-rsa' }),
  certificate('rsa-4096', 1031, { key: 'rsa-4096', issuer: 'root-rsa' }),
  certificate('rsa-1024', 643, { key: 'rsa-1024', issuer: 'root-rsa' }),
];

const BY_NAME: ReadonlyMap<string, Certificate> = new Map(TABLE.map((entry) => [entry.name, entry]));

export function certificateNamed(name: string): Certificate | undefined {
  return BY_NAME.get(name);
}

/** Names of the certificates that a device may have. */
export const DEVICE_CERTIFICATES: readonly string[] = ['ec-p256', 'rsa-2048'];

/** Names of the certificates that a scripted server may have. */
export const SERVER_CERTIFICATES: readonly string[] = TABLE.map((entry) => entry.name).filter(
  (name) => !DEVICE_CERTIFICATES.includes(name) && name !== INTERMEDIATE,
);

/** What a server sends: its own certificate, and the intermediate CA's if it is set up so. */
export function chainOf(name: string): Certificate[] {
  const own = BY_NAME.get(name);
  if (own === undefined) return [];
  return name === 'ec-chain' ? [own, BY_NAME.get(INTERMEDIATE)!] : [own];
}

/** True for keys of elliptic curves. */
export function isEcKey(key: KeyKind): boolean {
  return key === 'ec-p256' || key === 'ec-p384';
}

/** The key with which an issuer signs; undefined where nobody can check what it has signed. */
export function signingKey(issuer: Issuer): KeyKind | undefined {
  if (issuer === 'self' || issuer === 'unknown') return undefined;
  return issuer === 'root-rsa' ? 'rsa-2048' : 'ec-p256';
}

/** The curve of a key; undefined for RSA. */
export function curveOf(key: KeyKind): Group | undefined {
  if (key === 'ec-p256') return P256;
  return key === 'ec-p384' ? P384 : undefined;
}

/** Bytes of an RSA signature; 0 for keys of elliptic curves, whose length is random. */
export const RSA_SIGNATURE_BYTES: Readonly<Record<KeyKind, number>> = {
  'ec-p256': 0,
  'ec-p384': 0,
  'rsa-1024': 128,
  'rsa-2048': 256,
  'rsa-4096': 512,
};

const MARK = 'twin:';

function der(entry: Certificate): number[] {
  const text = ascii(`${MARK}${entry.name};`);
  return [...text, ...filler(entry.derBytes - text.length, 3)];
}

/** A Certificate message of TLS 1.2. */
export function buildCertificate(chain: readonly Certificate[]): Uint8Array {
  return buildHandshake(HandshakeType.certificate, vector(3, ...chain.map((entry) => vector(3, der(entry)))));
}

/** A Certificate message of TLS 1.3: a request context in front, extensions behind each certificate. */
export function buildCertificate13(chain: readonly Certificate[]): Uint8Array {
  const entries = chain.map((entry) => [...vector(3, der(entry)), ...uint(0, 2)]);
  return buildHandshake(HandshakeType.certificate, [0, ...vector(3, ...entries)]);
}

/** Longest name of a certificate, and what stands around it in the bytes. */
const NAME_FIELD_BYTES = 32;

/** The certificates of a message of TLS 1.2, in order; undefined when it is malformed or holds one unknown here. */
export function readCertificates(body: Uint8Array): Certificate[] | undefined {
  const list = new ByteReader(body).vector(3);
  if (list === undefined) return undefined;
  const reader = new ByteReader(list);
  const chain: Certificate[] = [];
  while (reader.left > 0) {
    const bytes = reader.vector(3);
    if (bytes === undefined) return undefined;
    const text = textOf(bytes.subarray(0, MARK.length + NAME_FIELD_BYTES));
    const entry = text.startsWith(MARK) ? BY_NAME.get(text.slice(MARK.length, text.indexOf(';'))) : undefined;
    if (entry === undefined) return undefined;
    chain.push(entry);
  }
  return chain;
}
