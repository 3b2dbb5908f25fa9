/** Cipher suites: IANA numbers, OpenSSL's names, and what a suite decides about lengths. */

/** How the keys come about. */
export type KeyExchange = 'ecdhe' | 'dhe' | 'rsa' | 'ecdh' | 'tls13' | 'signal';
/** The key that the certificate must have. */
export type Authentication = 'ecdsa' | 'rsa' | 'any';
/** How records are protected. */
export type RecordCipher = 'chacha20-poly1305' | 'aes-gcm' | 'aes-cbc';

export interface CipherSuite {
  readonly id: number;
  /** OpenSSL's name. */
  readonly name: string;
  readonly keyExchange: KeyExchange;
  readonly authentication: Authentication;
  readonly cipher: RecordCipher;
  /** Bytes of the MAC of CBC suites; 0 for AEADs. */
  readonly macBytes: 0 | 20 | 32 | 48;
  /** Bytes of the handshake hash, and so of a TLS 1.3 Finished. */
  readonly hashBytes: 32 | 48;
}

const SHA1_BYTES = 20;
const SHA256_BYTES = 32;
const SHA384_BYTES = 48;

/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746). */
export const RENEGOTIATION_SCSV = 0x00ff;

function parse(id: number, name: string): CipherSuite {
  const tls13 = name.startsWith('TLS_');
  const keyExchange: KeyExchange = tls13
    ? 'tls13'
    : name.startsWith('ECDHE-')
      ? 'ecdhe'
      : name.startsWith('ECDH-')
        ? 'ecdh'
        : name.startsWith('DHE-')
          ? 'dhe'
          : 'rsa';
  const authentication = tls13 ? 'any' : name.includes('ECDSA') ? 'ecdsa' : 'rsa';
  const cipher = name.includes('CHACHA20')
    ? 'chacha20-poly1305'
    : name.includes('GCM')
      ? 'aes-gcm'
      : 'aes-cbc';
  const hash = name.endsWith('SHA384') ? SHA384_BYTES : SHA256_BYTES;
  const cbcMac = name.endsWith('SHA384') ? SHA384_BYTES : name.endsWith('SHA256') ? SHA256_BYTES : SHA1_BYTES;
  return {
    id,
    name,
    keyExchange,
    authentication,
    cipher,
    macBytes: cipher === 'aes-cbc' ? cbcMac : 0,
    hashBytes: hash,
  };
}

/** The suites that anybody here knows, by number. */
const NAMES: Readonly<Record<number, string>> = {
  0x1301: 'TLS_AES_128_GCM_SHA256',
  0x1302: 'TLS_AES_256_GCM_SHA384',
  0x1303: 'TLS_CHACHA20_POLY1305_SHA256',
  0xcca8: 'ECDHE-RSA-CHACHA20-POLY1305',
  0xcca9: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  0xccaa: 'DHE-RSA-CHACHA20-POLY1305',
  0xc02c: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  0xc030: 'ECDHE-RSA-AES256-GCM-SHA384',
  0x009f: 'DHE-RSA-AES256-GCM-SHA384',
  0xc02b: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  0xc02f: 'ECDHE-RSA-AES128-GCM-SHA256',
  0x009e: 'DHE-RSA-AES128-GCM-SHA256',
  0xc024: 'ECDHE-ECDSA-AES256-SHA384',
  0xc028: 'ECDHE-RSA-AES256-SHA384',
  0x006b: 'DHE-RSA-AES256-SHA256',
  0xc023: 'ECDHE-ECDSA-AES128-SHA256',
  0xc027: 'ECDHE-RSA-AES128-SHA256',
  0x0067: 'DHE-RSA-AES128-SHA256',
  0xc00a: 'ECDHE-ECDSA-AES256-SHA',
  0xc014: 'ECDHE-RSA-AES256-SHA',
  0x0039: 'DHE-RSA-AES256-SHA',
  0xc009: 'ECDHE-ECDSA-AES128-SHA',
  0xc013: 'ECDHE-RSA-AES128-SHA',
  0x0033: 'DHE-RSA-AES128-SHA',
  0x009d: 'AES256-GCM-SHA384',
  0x009c: 'AES128-GCM-SHA256',
  0x003d: 'AES256-SHA256',
  0x003c: 'AES128-SHA256',
  0x0035: 'AES256-SHA',
  0x002f: 'AES128-SHA',
  0xc02e: 'ECDH-ECDSA-AES256-GCM-SHA384',
  0xc032: 'ECDH-RSA-AES256-GCM-SHA384',
  0xc026: 'ECDH-ECDSA-AES256-SHA384',
  0xc02a: 'ECDH-RSA-AES256-SHA384',
  0xc005: 'ECDH-ECDSA-AES256-SHA',
  0xc00f: 'ECDH-RSA-AES256-SHA',
  0xc02d: 'ECDH-ECDSA-AES128-GCM-SHA256',
  0xc031: 'ECDH-RSA-AES128-GCM-SHA256',
  0xc025: 'ECDH-ECDSA-AES128-SHA256',
  0xc029: 'ECDH-RSA-AES128-SHA256',
  0xc004: 'ECDH-ECDSA-AES128-SHA',
  0xc00e: 'ECDH-RSA-AES128-SHA',
};

const BY_ID: ReadonlyMap<number, CipherSuite> = new Map(
  Object.entries(NAMES).map(([id, name]) => [Number(id), parse(Number(id), name)]),
);
const BY_NAME: ReadonlyMap<string, CipherSuite> = new Map(
  [...BY_ID.values()].map((suite) => [suite.name, suite]),
);

export function suiteById(id: number): CipherSuite | undefined {
  return BY_ID.get(id);
}

/** A suite by OpenSSL's name. */
export function suiteByName(name: string): CipherSuite | undefined {
  return BY_NAME.get(name);
}

/** Every name that scenarios may give. */
export function suiteNames(): string[] {
  return [...BY_NAME.keys()];
}

/** Numbers of suites given by their names. Throws for an unknown one: tables are checked when they are loaded. */
export function suiteIds(names: readonly string[]): number[] {
  return names.map((name) => {
    const suite = BY_NAME.get(name);
    if (suite === undefined) throw new TypeError(`unknown cipher suite ${name}`);
    return suite.id;
  });
}
