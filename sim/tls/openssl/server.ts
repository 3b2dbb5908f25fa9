/**
 * OpenSSL 3.0 as a server: the TLS server of the reference traces, to which the device's own client connects.
 *
 * Modelled: its choices (version, suite, group, ALPN), its flights, tickets and the session cache, requests for a client's
 * certificate, HelloRequest, its alerts and the words of its errors. Absent: TLS 1.3, DHE, client certificates that are not
 * empty, renegotiation.
 */

import { Alert } from '../alerts.js';
import { buildCertificate, isEcKey } from '../certificates.js';
import { groupById, type Group } from '../groups.js';
import { RecordProtection } from '../protection.js';
import { suiteById, type CipherSuite } from '../suites.js';
import { readClientHello, type ClientHello } from '../wire/client-hello.js';
import type { ExtensionField } from '../wire/extensions.js';
import {
  buildCertificateRequest,
  buildHandshake,
  buildNewSessionTicket,
  buildServerKeyExchange,
  fillerHandshake,
  HANDSHAKE_HEAD_BYTES,
  HandshakeType,
  VERIFY_DATA_BYTES,
} from '../wire/handshake.js';
import { TLS_1_2, TLS_1_3, versionText } from '../wire/record.js';
import { buildServerHello, select } from '../wire/server-hello.js';
import { GROUPS_12, SUITES_12 } from './client-offer.js';
import { OpensslPeer } from './peer.js';
import type { PeerEnvironment, PeerSink } from './peer-events.js';
import type { ServerContext, ServerSession } from './server-settings.js';

const SHA1_BYTES = 20;
/** Lifetime of a session of TLS 1.2, seconds. */
const SESSION_SECS = 7200;
const POINT_FORMATS: readonly number[] = [0, 1, 2];
/** Bytes of an empty list of certificates. */
const NO_CERTIFICATE_BYTES = 3;

/** What is agreed on in one handshake. */
interface Agreement {
  readonly hello: ClientHello;
  readonly suite: CipherSuite;
  readonly group: Group | undefined;
  readonly alpn: string | undefined;
  readonly sessionId: readonly number[];
  readonly resumed: boolean;
  readonly givesTicket: boolean;
}

export class OpensslServer extends OpensslPeer {
  private agreed: Agreement | undefined;
  /** The message of the client's that is due. */
  private awaited: number = HandshakeType.clientHello;

  constructor(
    env: PeerEnvironment,
    sink: PeerSink,
    private readonly context: ServerContext,
  ) {
    super(env, sink, context.options);
  }

  /** Asks the client for a renegotiation. */
  renegotiate(): void {
    if (!this.isEstablished) return;
    this.say(buildHandshake(HandshakeType.helloRequest, []));
    this.flush();
  }

  protected handleHandshake(type: number, body: Uint8Array): void {
    if (this.isEstablished || type !== this.awaited) {
      this.fail(Alert.unexpectedMessage, 'unexpected message');
      return;
    }
    switch (type) {
      case HandshakeType.clientHello:
        this.hearHello(body);
        return;
      case HandshakeType.certificate:
        this.hearCertificate(body);
        return;
      case HandshakeType.clientKeyExchange:
        this.awaited = HandshakeType.finished;
        return;
      default:
        this.hearFinished();
    }
  }

  protected handleChangeCipherSpec(): void {
    if (this.awaited === HandshakeType.finished && this.incoming === undefined) {
      this.incoming = this.protection();
      return;
    }
    this.fail(Alert.unexpectedMessage, 'unexpected message');
  }

  protected handleWarning(description: number): void {
    if (description === Alert.noRenegotiation) this.fail(Alert.handshakeFailure, 'no renegotiation');
  }

  protected override forgetSession(): void {
    if (this.agreed !== undefined) this.context.forget(this.agreed.sessionId);
  }

  /** What is swallowed is traced all the same. */
  protected override tracesFlight(): boolean {
    return true;
  }

  private hearHello(body: Uint8Array): void {
    const hello = readClientHello(body);
    if (hello === undefined) {
      this.fail(Alert.decodeError, 'bad packet');
      return;
    }
    const { options } = this.context;
    if (options.version === TLS_1_3 || hello.legacyVersion < (options.version ?? TLS_1_2)) {
      this.fail(Alert.protocolVersion, 'unsupported protocol');
      return;
    }
    this.version = options.version ?? TLS_1_2;
    const known = this.knownSession(hello);
    const suite = known === undefined ? this.chooseSuite(hello) : suiteById(known.suite);
    if (suite === undefined) {
      this.fail(Alert.handshakeFailure, 'no shared cipher');
      return;
    }
    if (options.alpn !== undefined && hello.alpn.length > 0 && !hello.alpn.includes(options.alpn)) {
      this.fail(Alert.noApplicationProtocol, 'no application protocol');
      return;
    }
    this.advance('hello-done');
    this.agreed = this.agree(hello, suite, known !== undefined);
    if (known === undefined) this.sayFullFlight();
    else this.sayResumedFlight();
  }

  private knownSession(hello: ClientHello): ServerSession | undefined {
    const { context } = this;
    const byTicket = context.givesTickets && hello.ticket !== undefined && hello.ticket.length > 0;
    if (byTicket) return context.find(hello.ticket);
    return context.remembers && hello.sessionId.length > 0 ? context.find(hello.sessionId) : undefined;
  }

  private agree(hello: ClientHello, suite: CipherSuite, resumed: boolean): Agreement {
    const { context } = this;
    const { alpn } = context.options;
    const givesTicket = !resumed && context.givesTickets && hello.ticket !== undefined;
    let sessionId: readonly number[] = [];
    if (resumed) sessionId = [...hello.sessionId];
    else if (!givesTicket && context.remembers) sessionId = context.issueId({ suite: suite.id });
    return {
      hello,
      suite,
      group: !resumed && suite.keyExchange === 'ecdhe' ? this.chooseGroup(hello) : undefined,
      alpn: alpn !== undefined && hello.alpn.includes(alpn) ? alpn : undefined,
      sessionId,
      resumed,
      givesTicket,
    };
  }

  /** The first suite of the client's list, or of ours, that both can use. */
  private chooseSuite(hello: ClientHello): CipherSuite | undefined {
    const { options } = this.context;
    const ours = options.suites ?? SUITES_12;
    const [first, second] = options.serverOrder === true ? [ours, hello.suites] : [hello.suites, ours];
    for (const id of first) {
      const suite = second.includes(id) ? suiteById(id) : undefined;
      if (suite !== undefined && this.canUse(suite, hello)) return suite;
    }
    return undefined;
  }

  private canUse(suite: CipherSuite, hello: ClientHello): boolean {
    const ec = isEcKey(this.context.certificate.key);
    if (this.version < TLS_1_2 && suite.macBytes !== SHA1_BYTES) return false;
    if ((suite.authentication === 'ecdsa') !== ec) return false;
    if (suite.keyExchange === 'ecdhe') return this.chooseGroup(hello) !== undefined;
    return suite.keyExchange === 'rsa';
  }

  /** The client's first group that we have, too. */
  private chooseGroup(hello: ClientHello): Group | undefined {
    const ours = this.context.options.groups ?? GROUPS_12;
    const id = hello.groups?.find((wanted) => ours.includes(wanted));
    return id === undefined ? undefined : groupById(id);
  }

  private sayHello(agreed: Agreement): void {
    const { hello, suite, resumed } = agreed;
    const fields: ExtensionField[] = [];
    if (hello.secureRenegotiation) fields.push(select.renegotiationInfo());
    const usesCurves = suite.keyExchange === 'ecdhe' || suite.authentication === 'ecdsa';
    if (usesCurves && hello.pointFormats && !resumed) fields.push(select.pointFormats(POINT_FORMATS));
    if (agreed.givesTicket) fields.push(select.ticket());
    if (agreed.alpn !== undefined) fields.push(select.alpn(agreed.alpn));
    this.say(buildServerHello(agreed.sessionId, suite.id, fields, this.version));
  }

  private sayFullFlight(): void {
    const { context } = this;
    const agreed = this.agreed!;
    this.sayHello(agreed);
    this.say(buildCertificate(context.chain));
    const { group } = agreed;
    if (group !== undefined) {
      this.say(buildServerKeyExchange(group.id, group.shareBytes, context.nextKeyExchangeBytes(group)));
    }
    const asks = context.options.clientAuth !== undefined;
    if (asks) this.say(buildCertificateRequest());
    this.say(buildHandshake(HandshakeType.serverHelloDone, []));
    this.awaited = asks ? HandshakeType.certificate : HandshakeType.clientKeyExchange;
    this.flush();
    this.advance('server-flight-done');
  }

  private sayResumedFlight(): void {
    this.sayHello(this.agreed!);
    this.sayFinished();
    this.flush();
    this.awaited = HandshakeType.finished;
    this.advance('server-flight-done');
  }

  private hearCertificate(body: Uint8Array): void {
    if (body.length <= NO_CERTIFICATE_BYTES && this.context.options.clientAuth === 'require') {
      this.fail(Alert.handshakeFailure, 'peer did not return a certificate');
      return;
    }
    this.awaited = HandshakeType.clientKeyExchange;
  }

  private hearFinished(): void {
    if (this.incoming === undefined) {
      this.fail(Alert.unexpectedMessage, 'unexpected message');
      return;
    }
    const agreed = this.agreed!;
    this.advance('client-flight-done');
    if (!agreed.resumed) {
      if (agreed.givesTicket) {
        const ticket = this.context.issueTicket({ suite: agreed.suite.id }, agreed.alpn);
        this.say(buildNewSessionTicket(SESSION_SECS, ticket));
      }
      this.sayFinished();
      this.flush();
    }
    this.establish({
      version: versionText(this.version),
      cipher: agreed.suite.name,
      group: agreed.group?.traceName ?? '',
      resumed: agreed.resumed ? 1 : 0,
      ems: 0,
      renego: agreed.hello.secureRenegotiation ? 1 : 0,
      alpn: agreed.alpn ?? 'none',
      ticket: agreed.givesTicket ? 1 : 0,
      sni: agreed.resumed ? 'none' : (agreed.hello.serverName ?? 'none'),
    });
  }

  private sayFinished(): void {
    this.changeCipherSpec();
    this.outgoing = this.protection();
    this.say(fillerHandshake(HandshakeType.finished, VERIFY_DATA_BYTES + HANDSHAKE_HEAD_BYTES));
  }

  private protection(): RecordProtection {
    return new RecordProtection({
      suite: this.agreed!.suite,
      version: this.version,
      encryptThenMac: false,
      paddingBytes: 1,
    });
  }
}
