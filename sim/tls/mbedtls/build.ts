/** How a device's mbedtls is built and set up: everything that decides what its TLS does, as data. */

import type { Blocking } from '../../kernel/task.js';
import type { Group } from '../groups.js';
import type { CipherSuite } from '../suites.js';
import type { Block, MbedtlsBlocks } from './blocks.js';

export interface MbedtlsBuild {
  readonly version: '3.4' | '3.6';
  /** TLS 1.3 is built in. */
  readonly tls13: boolean;
  /** Suites, preferred first: the server's order counts. */
  readonly suites: readonly number[];
  /** Groups, preferred first. */
  readonly groups: readonly number[];
  /** Signature schemes of a client's hello. */
  readonly signatureSchemes: readonly number[];
  readonly extendedMasterSecret: boolean;
  readonly encryptThenMac: boolean;
  /** Protocols of ALPN; undefined when none are configured and the extension is ignored. */
  readonly alpn: readonly string[] | undefined;
  /** A server name that comes is looked at. */
  readonly serverNames: boolean;
  /** MBEDTLS_SSL_ALL_ALERT_MESSAGES: a record that does not decrypt is answered by an alert. */
  readonly allAlerts: boolean;
  /** A server gives out session tickets. */
  readonly tickets: boolean;
  /** Largest plaintext of a record in and out (MBEDTLS_SSL_IN/OUT_CONTENT_LEN). */
  readonly inContentBytes: number;
  readonly outContentBytes: number;
  /** Inner plaintexts of TLS 1.3 are padded to a multiple of this. */
  readonly paddingBytes: number;
  /** CONFIG_MBEDTLS_DYNAMIC_BUFFER of ESP-IDF. */
  readonly dynamicBuffers: boolean;
  /** What it allocates. */
  readonly blocks: MbedtlsBlocks;
  /** What depends on the handshake: the client's list of groups, ECDH, the ciphers. */
  readonly groupListBlock: (groups: number) => Block;
  readonly ecdhBlocks: (group: Group) => readonly Block[];
  readonly cipherBlocks: (suite: CipherSuite) => readonly Block[];
}

/** Work for the CPU. */
export type CryptoWork = 'key-share' | 'shared-secret' | 'sign' | 'verify' | 'record' | 'hash';

/** Charges work to the calling task; `bytes`: how much of it there is, for records. */
export type ChargeWork = (work: CryptoWork, bytes?: number) => Blocking<void>;
