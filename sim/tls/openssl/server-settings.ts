/** How a server of OpenSSL 3.0 is set up (its SSL_CTX), and what it remembers from one connection to the next. */

import { chainOf, isEcKey, RSA_SIGNATURE_BYTES, type Certificate } from '../certificates.js';
import type { Group } from '../groups.js';
import { uint, filler } from '../wire/bytes.js';
import type { OutputLimits } from './peer-events.js';

/** What a server is told; everything else is OpenSSL's default. */
export interface ServerOptions extends OutputLimits {
  /** Name of its certificate. */
  readonly certificate: string;
  /** The only version that it speaks. */
  readonly version?: number | undefined;
  /** Suites of TLS 1.2, by number. */
  readonly suites?: readonly number[] | undefined;
  readonly groups?: readonly number[] | undefined;
  /** Chooses by its own order of suites instead of the client's. */
  readonly serverOrder?: boolean | undefined;
  /** Gives out session tickets. Default true. */
  readonly ticket?: boolean | undefined;
  /** Remembers sessions by their ids. Default true. */
  readonly cache?: boolean | undefined;
  /** The protocol that it selects; whoever does not offer it is refused. */
  readonly alpn?: string | undefined;
  readonly clientAuth?: 'request' | 'require' | undefined;
  /** Length of the next ServerKeyExchange, where it is known; signatures of EC keys have random lengths. */
  readonly nextKeyExchangeBytes?: () => number | undefined;
}

/** A session that can be resumed. */
export interface ServerSession {
  readonly suite: number;
}

const SESSION_ID_BYTES = 32;
/** Key name, IV and MAC around the encrypted session. */
const TICKET_FRAME_BYTES = 64;
/** The session as OpenSSL serializes it (ASN.1), with a session id context of one byte and without ALPN. */
const SESSION_BYTES = 84;
/** What the protocol that was selected adds to its own length. */
const SESSION_ALPN_BYTES = 4;
const CIPHER_BLOCK_BYTES = 16;
/** A ServerKeyExchange beside public value and signature. */
const KEY_EXCHANGE_FIXED_BYTES = 12;
/** The commonest lengths of a DER signature of each curve. */
const P256_SIGNATURE_BYTES = 71;
const P384_SIGNATURE_BYTES = 104;

/** One listening server: its settings and its sessions. */
export class ServerContext {
  readonly chain: readonly Certificate[];
  private readonly sessions = new Map<string, ServerSession>();
  private issued = 0;

  constructor(readonly options: ServerOptions) {
    this.chain = chainOf(options.certificate);
  }

  get certificate(): Certificate {
    return this.chain[0]!;
  }

  get givesTickets(): boolean {
    return this.options.ticket !== false;
  }

  get remembers(): boolean {
    return this.options.cache !== false;
  }

  /** Length of the next ServerKeyExchange message. */
  nextKeyExchangeBytes(group: Group): number {
    return this.options.nextKeyExchangeBytes?.() ?? this.usualKeyExchangeBytes(group);
  }

  /** A new ticket for a session. */
  issueTicket(session: ServerSession, alpn: string | undefined): number[] {
    const plain = SESSION_BYTES + (alpn === undefined ? 0 : SESSION_ALPN_BYTES + alpn.length);
    const encrypted = (Math.floor(plain / CIPHER_BLOCK_BYTES) + 1) * CIPHER_BLOCK_BYTES;
    return this.remember(TICKET_FRAME_BYTES + encrypted, session);
  }

  /** A new session id for a session. */
  issueId(session: ServerSession): number[] {
    return this.remember(SESSION_ID_BYTES, session);
  }

  /** The session of a ticket or an id; undefined for one that this server has not given out. */
  find(handle: Uint8Array): ServerSession | undefined {
    return this.sessions.get(String(handle));
  }

  /** A session with this id can't be resumed any more; one with a ticket still can. */
  forget(sessionId: readonly number[]): void {
    this.sessions.delete(String(Uint8Array.from(sessionId)));
  }

  private remember(bytes: number, session: ServerSession): number[] {
    const handle = [...uint(++this.issued, 4), ...filler(bytes - 4, 13)];
    this.sessions.set(String(Uint8Array.from(handle)), session);
    return handle;
  }

  private usualKeyExchangeBytes(group: Group): number {
    const { key } = this.certificate;
    const ec = key === 'ec-p384' ? P384_SIGNATURE_BYTES : P256_SIGNATURE_BYTES;
    const signature = isEcKey(key) ? ec : RSA_SIGNATURE_BYTES[key];
    return KEY_EXCHANGE_FIXED_BYTES + group.shareBytes + signature;
  }
}
