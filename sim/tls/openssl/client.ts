/**
 * OpenSSL 3.0 as a client: the TLS client of the reference traces, and of simulated browsers and scripts.
 *
 * Modelled: what it offers (so that its ClientHello has the right length), its flights, resumption by session id and
 * ticket, its alerts and the words of its errors; False Start, which browsers have. Absent: HelloRetryRequest, PSK resumption of TLS 1.3, early data.
 */

import { sameBytes } from '../../codec/bytes.js';
import { Alert } from '../alerts.js';
import { groupById, X25519, type Group } from '../groups.js';
import { RecordProtection } from '../protection.js';
import { suiteById, type CipherSuite } from '../suites.js';
import {
  buildClientKeyExchange,
  fillerHandshake,
  HANDSHAKE_HEAD_BYTES,
  HandshakeType,
  readNewSessionTicket,
  readKeyExchangeGroup,
  VERIFY_DATA_BYTES,
} from '../wire/handshake.js';
import { TLS_1_1, TLS_1_2, TLS_1_3, versionText } from '../wire/record.js';
import { readServerHello, type ServerHello } from '../wire/server-hello.js';
import {
  clientHello,
  renegotiationHello,
  sessionIdOf,
  type ClientOffer,
  type ClientSession,
} from './client-offer.js';
import { OpensslPeer } from './peer.js';
import type { OutputLimits, PeerEnvironment, PeerSink } from './peer-events.js';

/** What a client is told to do, beside what it offers. */
export interface ClientOptions extends ClientOffer, OutputLimits {
  /** Checks the certificate; nobody is trusted, so that it always fails. */
  readonly verify?: boolean | undefined;
  /** Whether data goes out before the server's Finished has come (RFC 7918), as browsers do; OpenSSL does not. */
  readonly falseStart?: 'never' | 'with-alpn' | 'always' | undefined;
}

const FRAGMENT_BASE = 256;
/** Bytes of a premaster secret, encrypted for a 2048-bit RSA key. */
const RSA_PREMASTER_BYTES = 256;
/** Bytes of the id under which a session with a ticket is kept. */
const TICKET_ID_BYTES = 32;

export class OpensslClient extends OpensslPeer {
  private suite: CipherSuite | undefined;
  private group: Group | undefined;
  private hello: ServerHello | undefined;
  private resumed = false;
  private ticket: readonly number[] = [];
  private renegotiating = false;
  /** The session id of the hello. */
  private sentId: readonly number[] = [];

  constructor(
    env: PeerEnvironment,
    sink: PeerSink,
    private readonly options: ClientOptions,
    /** The session to offer; `session` tells of the new one. */
    private readonly offered: ClientSession | undefined,
  ) {
    super(env, sink, options);
  }

  /** The session to remember; undefined without one that could be resumed. */
  get session(): ClientSession | undefined {
    const { hello, suite } = this;
    if (hello === undefined || suite === undefined || this.version === TLS_1_3) return undefined;
    if (this.resumed && this.ticket.length === 0) return this.offered;
    return { sessionId: [...hello.sessionId], ticket: this.ticket, suite: suite.id };
  }

  /** Sends the ClientHello. */
  start(): void {
    this.sentId = sessionIdOf(this.options, this.offered);
    this.say(clientHello(this.options, this.offered));
    this.flush();
    this.advance('hello-done');
  }

  /** Asks for a renegotiation; TLS 1.2 only. */
  renegotiate(): void {
    if (!this.isEstablished || this.version === TLS_1_3) return;
    this.renegotiating = true;
    this.say(renegotiationHello(this.options));
    this.flush();
  }

  protected handleHandshake(type: number, body: Uint8Array): void {
    if (this.isEstablished) {
      if (type === HandshakeType.newSessionTicket) return;
      if (type === HandshakeType.helloRequest) return;
      this.unexpected();
      return;
    }
    switch (type) {
      case HandshakeType.serverHello:
        this.hearHello(body);
        return;
      case HandshakeType.certificate:
        if (this.options.verify === true) this.fail(Alert.unknownCa, 'certificate verify failed');
        return;
      case HandshakeType.serverKeyExchange:
        this.hearKeyExchange(body);
        return;
      case HandshakeType.encryptedExtensions:
      case HandshakeType.certificateRequest:
      case HandshakeType.certificateVerify:
        return;
      case HandshakeType.serverHelloDone:
        if (this.hello === undefined) this.unexpected();
        else this.sayLastFlight();
        return;
      case HandshakeType.newSessionTicket:
        this.ticket = [...(readNewSessionTicket(body) ?? [])];
        return;
      case HandshakeType.finished:
        this.hearFinished();
        return;
      default:
        this.unexpected();
    }
  }

  protected handleChangeCipherSpec(): void {
    if (this.version !== TLS_1_3 && this.suite !== undefined) this.incoming = this.protection();
  }

  protected handleWarning(description: number): void {
    if (description === Alert.noRenegotiation && this.renegotiating) {
      this.fail(Alert.handshakeFailure, 'no renegotiation');
    }
  }

  private unexpected(): void {
    this.fail(Alert.unexpectedMessage, 'unexpected message');
  }

  private hearHello(body: Uint8Array): void {
    const hello = readServerHello(body);
    const suite = hello === undefined ? undefined : suiteById(hello.suite);
    if (hello === undefined || suite === undefined) {
      this.fail(Alert.decodeError, 'bad packet');
      return;
    }
    const offersOld = this.options.version === undefined || this.options.version === TLS_1_1;
    if (hello.version < TLS_1_2 && !offersOld) {
      this.fail(Alert.protocolVersion, 'unsupported protocol');
      return;
    }
    this.hello = hello;
    this.suite = suite;
    this.version = hello.version;
    if (hello.maxFragmentCode !== undefined) {
      this.incomingLimit = this.outgoingLimit = FRAGMENT_BASE << hello.maxFragmentCode;
    }
    if (hello.keyShare !== undefined) this.group = groupById(hello.keyShare);
    const { offered } = this;
    this.resumed =
      hello.version !== TLS_1_3 &&
      offered !== undefined &&
      hello.sessionId.length > 0 &&
      sameBytes(hello.sessionId, this.sentId);
    if (hello.version === TLS_1_3) this.incoming = this.protection();
  }

  private hearKeyExchange(body: Uint8Array): void {
    const groupId = readKeyExchangeGroup(body);
    this.group = groupId === undefined ? undefined : groupById(groupId);
    if (this.group === undefined) this.fail(Alert.illegalParameter, 'wrong curve');
  }

  /** ClientKeyExchange, ChangeCipherSpec, Finished. */
  private sayLastFlight(): void {
    const { group, suite } = this;
    const exchange =
      suite!.keyExchange === 'rsa'
        ? buildClientKeyExchange('rsa', RSA_PREMASTER_BYTES)
        : buildClientKeyExchange('ecdhe', (group ?? X25519).shareBytes);
    this.advance('server-flight-done');
    this.say(exchange);
    this.sayFinished();
    this.flush();
    this.advance('client-flight-done');
    if (this.mayStartFalse()) this.startFalse();
  }

  /** With forward secrecy and AEAD only (BoringSSL ssl_can_false_start, Firefox CanFalseStartCallback). */
  private mayStartFalse(): boolean {
    const { hello, suite, options } = this;
    const { falseStart = 'never' } = options;
    if (falseStart === 'never' || (falseStart === 'with-alpn' && hello?.alpn === undefined)) return false;
    return !this.renegotiating && suite!.keyExchange === 'ecdhe' && suite!.macBytes === 0;
  }

  private sayFinished(): void {
    const bytes = this.version === TLS_1_3 ? this.suite!.hashBytes : VERIFY_DATA_BYTES;
    this.changeCipherSpec();
    this.outgoing = this.protection();
    this.say(fillerHandshake(HandshakeType.finished, bytes + HANDSHAKE_HEAD_BYTES));
  }

  private hearFinished(): void {
    const answers = this.resumed || this.version === TLS_1_3;
    if (answers) {
      this.advance('server-flight-done');
      this.sayFinished();
      this.flush();
    }
    if (this.version === TLS_1_3) {
      this.incoming = this.protection();
      this.outgoing = this.protection();
    }
    this.establishNow();
  }

  private establishNow(): void {
    const hello = this.hello!;
    this.establish({
      version: versionText(this.version),
      cipher: this.suite!.name,
      group: this.resumed ? '' : (this.group?.traceName ?? ''),
      resumed: this.resumed ? 1 : 0,
      ems: hello.extendedMasterSecret ? 1 : 0,
      renego: hello.secureRenegotiation ? 1 : 0,
      alpn: hello.alpn ?? 'none',
      ticket: this.ticket.length > 0 || (this.resumed && this.offered!.ticket.length > 0) ? 1 : 0,
      sidlen: this.version === TLS_1_3 ? 0 : this.sessionIdBytes(hello),
    });
  }

  /** Bytes of the session's id: a ticket's is made by the client itself. */
  private sessionIdBytes(hello: ServerHello): number {
    return hello.sessionId.length === 0 && this.ticket.length > 0 ? TICKET_ID_BYTES : hello.sessionId.length;
  }

  private protection(): RecordProtection {
    return new RecordProtection({
      suite: this.suite!,
      version: this.version,
      encryptThenMac: this.hello?.encryptThenMac === true,
      paddingBytes: 1,
    });
  }
}
