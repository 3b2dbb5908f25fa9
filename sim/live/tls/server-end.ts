/** One device's end: a server's `TLSSocket` of Node's over a stream of records. */

import { constants } from 'node:crypto';
import { Duplex } from 'node:stream';
import tls from 'node:tls';

import { TLS_1_3 } from '../../tls/wire/record.js';
import type { RealOutput, RealTerms } from '../../tls/real/real-end.js';
import { joined } from '../../codec/bytes.js';
import { RecordCutter } from '../../tls/real/record-cutter.js';
import type { Identity } from './identity.js';

/** Turns of the event loop without anything new after which an end is through. Its cryptography is in this thread. */
const QUIET_TURNS = 3;
/** openssl/ssl.h SSL_OP_NO_EXTENDED_MASTER_SECRET, which Node has no name for. */
const NO_EXTENDED_MASTER_SECRET = 1;
/** Sessions are resumed only among ends with the same. */
const SESSION_CONTEXT = 'lwip-twin';

export class ServerEnd {
  private readonly cutter = new RecordCutter();
  private readonly wire: Duplex;
  private readonly socket: tls.TLSSocket;
  private records: Uint8Array[] = [];
  private plain: Uint8Array[] = [];
  private isSecured = false;
  private isEnded = false;
  private error: string | undefined;
  /** Counts whatever the end does. */
  private doings = 0;

  constructor(terms: RealTerms, identity: Identity, ticketKeys: Buffer) {
    this.wire = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        this.doings++;
        this.records.push(...this.cutter.take(chunk));
        done();
      },
    });
    this.socket = new tls.TLSSocket(this.wire, {
      isServer: true,
      allowHalfOpen: true,
      secureContext: contextOf(terms, identity, ticketKeys),
      ...(terms.alpn === undefined ? {} : { ALPNProtocols: [terms.alpn] }),
    } as tls.TLSSocketOptions);
    this.socket.on('secure', () => {
      this.doings++;
      this.isSecured = true;
    });
    this.socket.on('data', (bytes: Buffer) => {
      this.doings++;
      this.plain.push(new Uint8Array(bytes));
    });
    this.socket.on('end', () => {
      this.doings++;
      this.isEnded = true;
    });
    const failed = (error: Error): void => {
      this.doings++;
      this.error ??= error.message;
    };
    this.socket.on('error', failed);
    this.socket.on('_tlsError', failed);
    this.wire.on('error', failed);
  }

  /** Takes a record of the client. */
  async take(record: Uint8Array): Promise<RealOutput> {
    this.wire.push(record);
    await this.quiet();
    return this.output();
  }

  /** Protects data. */
  async write(plain: Uint8Array): Promise<RealOutput> {
    if (this.socket.writable) this.socket.write(plain);
    await this.quiet();
    return this.output();
  }

  async closeNotify(): Promise<RealOutput> {
    if (this.socket.writable) this.socket.end();
    await this.quiet();
    return this.output();
  }

  release(): void {
    this.socket.destroy();
    this.wire.destroy();
  }

  private async quiet(): Promise<void> {
    for (let turns = 0, seen = this.doings; turns < QUIET_TURNS; turns++) {
      await new Promise(setImmediate);
      if (this.doings !== seen) turns = 0;
      seen = this.doings;
    }
  }

  private output(): RealOutput {
    const { records, plain, isSecured, isEnded, error } = this;
    this.records = [];
    this.plain = [];
    this.isSecured = this.isEnded = false;
    return { records, plain: joined(plain), isSecured, isEnded, error };
  }
}

function contextOf(terms: RealTerms, identity: Identity, ticketKeys: Buffer): tls.SecureContext {
  const { suite, version, group, extendedMasterSecret, encryptThenMac, tickets } = terms;
  const only = version === TLS_1_3 ? 'TLSv1.3' : 'TLSv1.2';
  return tls.createSecureContext({
    key: identity.key,
    cert: identity.certificate,
    minVersion: only,
    maxVersion: only,
    ciphers: version === TLS_1_3 ? suite.name : `${suite.name}:@SECLEVEL=0`,
    ecdhCurve: group.traceName,
    sessionIdContext: SESSION_CONTEXT,
    ticketKeys,
    secureOptions:
      constants.SSL_OP_CIPHER_SERVER_PREFERENCE |
      constants.SSL_OP_NO_RENEGOTIATION |
      (extendedMasterSecret ? 0 : NO_EXTENDED_MASTER_SECRET) |
      (encryptThenMac ? 0 : constants.SSL_OP_NO_ENCRYPT_THEN_MAC) |
      (tickets ? 0 : constants.SSL_OP_NO_TICKET),
  });
}
