/**
 * The device's key and certificate for real clients, made when they are first needed: self-signed, of the kind that the
 * scenario names, and about as long as the certificate of the reference traces.
 */

// The library builds its decorators on it.
import 'reflect-metadata';
import { webcrypto, KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';

import { isEcKey, type Certificate } from '../../tls/certificates.js';

/** What TLS needs of it, PEM. */
export interface Identity {
  readonly key: string;
  readonly certificate: string;
}

/** Names under which clients reach the device: in virtual time, over TUN, and over the bridge. */
const DNS_NAMES = ['device', 'device.local', 'esp32', 'esp32.local', 'w800', 'w800.local', 'localhost'];
const ADDRESSES = ['192.168.4.2', '127.0.0.1', '::1'];
/** Netscape's comment, which no client looks at. */
const COMMENT_OID = '2.16.840.1.113730.1.13';
const IA5_STRING = 0x16;
/** What the comment's extension takes beside its text: tags, lengths, the OID. */
const COMMENT_OVERHEAD = 20;
/** Longest text whose length is one byte. */
const MOST_COMMENT = 115;
const NOT_BEFORE = new Date('2020-01-01T00:00:00Z');
const NOT_AFTER = new Date('2049-12-31T00:00:00Z');

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
  hash: 'SHA-256',
};

/** Makes one of the kind of a certificate of the model. */
export async function makeIdentity(wanted: Certificate): Promise<Identity> {
  const algorithm = isEcKey(wanted.key) ? EC : RSA;
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const bare = await sign(wanted, keys, algorithm, []);
  const missing = wanted.derBytes - bare.rawData.byteLength - COMMENT_OVERHEAD;
  const certificate =
    missing <= 0 ? bare : await sign(wanted, keys, algorithm, [comment(Math.min(missing, MOST_COMMENT))]);
  return {
    key: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: certificate.toString('pem'),
  };
}

function sign(
  { commonName }: Certificate,
  keys: webcrypto.CryptoKeyPair,
  signingAlgorithm: typeof EC | typeof RSA,
  more: x509.Extension[],
): Promise<x509.X509Certificate> {
  return x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: `CN=${commonName}`,
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    keys,
    signingAlgorithm,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        ...DNS_NAMES.map((value) => ({ type: 'dns' as const, value })),
        ...ADDRESSES.map((value) => ({ type: 'ip' as const, value })),
      ]),
      ...more,
    ],
  });
}

function comment(length: number): x509.Extension {
  const text = 'A simulated device of lwip-twin. '.repeat(4).slice(0, length);
  return new x509.Extension(COMMENT_OID, false, Uint8Array.of(IA5_STRING, text.length, ...Buffer.from(text)));
}
