/** What a client keeps of a session to resume it later (`mbedtls_ssl_session`), and what its sessions are given. */

import type { Certificate, Issuer, KeyKind } from '../certificates.js';
import type { Group } from '../groups.js';
import type { Block } from './blocks.js';
import type { CertificateFault } from './verify-chain.js';

/** A session that can be offered again. */
export interface SavedSession {
  /** Empty for one that has a ticket. */
  readonly sessionId: readonly number[];
  readonly ticket: readonly number[];
  readonly suite: number;
  /** The server's certificate, and what was wrong with its chain. */
  readonly peer: readonly Certificate[];
  readonly faults: ReadonlySet<CertificateFault>;
}

/** `MBEDTLS_SSL_VERIFY_…`: a bad certificate ends the handshake, is remembered, or is not looked for. */
export type VerifyMode = 'required' | 'optional' | 'none';

/** What a client allocates beside the plan of its build, as far as it depends on the server. */
export interface ClientBlocks {
  /** The list of protocols for ALPN. */
  alpn(protocols: readonly string[]): readonly Block[];
  /** A certificate of the server, which stays as long as the session. */
  certificate(certificate: Certificate): readonly Block[];
  /** The public value in the server's key exchange. */
  serverShare(group: Group): readonly Block[];
  /** Checking a signature in a chain, made with a key. */
  chainSignature(key: KeyKind): readonly Block[];
  /** Checking the signature of the key exchange, made with a key. */
  exchangeSignature(key: KeyKind): readonly Block[];
  /** What a key of the server keeps from its first use on. */
  keyUse(key: KeyKind): readonly Block[];
}

/** What a client's session has beside the build. */
export interface MbedtlsClientSettings {
  /** `mbedtls_ssl_set_hostname`: sent as server_name, and the name that is checked; undefined: none. */
  readonly hostName: string | undefined;
  readonly verify: VerifyMode;
  readonly trusted: readonly Issuer[];
  readonly blocks: ClientBlocks;
  /** A root's key is used; false without memory for what it keeps. */
  readonly useRoot: (root: Issuer) => boolean;
  /** Protocols offered by ALPN. */
  readonly alpn: readonly string[];
  /** Unix seconds of the device's clock. */
  readonly nowSecs: () => number;
  /** The session to resume. */
  readonly resume: SavedSession | undefined;
}
