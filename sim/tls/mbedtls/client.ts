/**
 * A client's session: the handshake in TLS 1.2 (library/ssl_client.c, ssl_tls12_client.c).
 *
 * Modelled: the ClientHello byte for byte, each message's checks in their order with the alert that refuses it, the check of
 * the chain, resumption by session id and by ticket, HelloRequest. Absent: TLS 1.3, client certificates (an empty one is
 * sent when the server asks), PSK, static ECDH, renegotiation (refused).
 */

import { sameBytes } from '../../codec/bytes.js';
import type { Blocking } from '../../kernel/task.js';
import { Alert, ALERT_WARNING } from '../alerts.js';
import { readCertificates, RSA_SIGNATURE_BYTES } from '../certificates.js';
import { groupById, type Group } from '../groups.js';
import { RecordProtection } from '../protection.js';
import { suiteById } from '../suites.js';
import { filler, uint } from '../wire/bytes.js';
import {
  buildClientKeyExchange,
  buildHandshake,
  fillerHandshake,
  HANDSHAKE_HEAD_BYTES,
  HandshakeType,
  readNewSessionTicket,
  readKeyExchangeGroup,
  VERIFY_DATA_BYTES,
} from '../wire/handshake.js';
import { ContentType, TLS_1_2 } from '../wire/record.js';
import type { ServerHello } from '../wire/server-hello.js';
import type { MbedtlsBuild } from './build.js';
import { judgeServerHello, mbedtlsClientHello } from './client-hello.js';
import type { MbedtlsClientSettings, SavedSession } from './client-session.js';
import { MbedtlsError } from './errors.js';
import { PeerCertificates } from './peer-certificates.js';
import type { TlsTransport } from './record-layer.js';
import { MbedtlsSession, type HandshakeStep, type MbedtlsEnvironment } from './session.js';

const SESSION_ID_BYTES = 32;
/** Name of what is held for the ticket. */
const TICKET = 'ticket';
/** An empty list of certificates. */
const NO_CERTIFICATE: readonly number[] = [0, 0, 0];
export class MbedtlsClient extends MbedtlsSession {
  readonly peer: PeerCertificates;
  private hello: ServerHello | undefined;
  private sessionId: readonly number[] = [];
  private ticket: readonly number[] = [];
  private asksForCertificate = false;

  constructor(
    env: MbedtlsEnvironment,
    build: MbedtlsBuild,
    private readonly settings: MbedtlsClientSettings,
    transport: TlsTransport,
  ) {
    super(env, build, transport);
    this.peer = new PeerCertificates(this.memory, settings);
  }

  /** `mbedtls_ssl_get_session`: what was agreed on; undefined before the handshake is done. */
  get saved(): SavedSession | undefined {
    if (!this.isEstablished) return undefined;
    const { sessionId, ticket, peer } = this;
    const { chain, faults } = peer;
    return { sessionId, ticket, suite: this.agreed.suite!.id, peer: chain.slice(0, 1), faults };
  }

  protected firstSteps(): HandshakeStep[] {
    return [() => this.sayHello(), () => this.hearHello()];
  }

  /** `mbedtls_ssl_set_session` and `mbedtls_ssl_set_hostname`, before the handshake: 0, or an error code. */
  prepare(): number {
    const { resume, hostName } = this.settings;
    if (resume !== undefined) {
      this.ticket = resume.ticket;
      // with a ticket the id is made up, for the server to echo
      this.sessionId = resume.ticket.length > 0 ? this.newSessionId() : resume.sessionId;
      const noMemory = this.peer.resume(resume.peer, resume.faults) || this.holdTicket(this.ticket.length);
      if (noMemory !== 0) return noMemory;
    }
    const name = hostName === undefined ? [] : [{ bytes: hostName.length + 1 }];
    return this.memory.takeMany([...name, ...this.settings.blocks.alpn(this.settings.alpn)]);
  }

  private *sayHello(): Blocking<number> {
    const { build, settings, sessionId, ticket } = this;
    this.to('hello-done');
    return yield* this.say(mbedtlsClientHello(build, settings, sessionId, ticket));
  }

  /** `ssl_parse_server_hello`. */
  private *hearHello(): Blocking<number> {
    const result = yield* this.records.read();
    if (result !== 0) return result;
    const { type, body } = this.records.message!;
    if (type !== ContentType.handshake) return yield* this.unexpected();
    const judged = judgeServerHello(body, this.build, this.settings.alpn);
    this.records.consume();
    if ('code' in judged) return yield* this.refuse(judged.alert, judged.code);
    const resumed = this.agree(judged);
    this.follow(...(resumed ? this.resumedSteps() : this.fullSteps()));
    return resumed ? yield* this.deriveKeys() : 0;
  }

  /** Takes over what the server has chosen; true when it resumes the session that was offered. */
  private agree(hello: ServerHello): boolean {
    const { resume } = this.settings;
    const resumed =
      resume?.suite === hello.suite &&
      hello.sessionId.length > 0 &&
      sameBytes(hello.sessionId, this.sessionId);
    this.hello = hello;
    this.agreed = { version: TLS_1_2, suite: suiteById(hello.suite)!, resumed, alpn: hello.alpn };
    if (!resumed) this.sessionId = [...hello.sessionId];
    return resumed;
  }

  private fullSteps(): HandshakeStep[] {
    return [
      () => this.hearCertificate(),
      ...(this.agreed.suite!.keyExchange === 'ecdhe' ? [() => this.hearKeyExchange()] : []),
      () => this.hearCertificateRequest(),
      () => this.hearHelloDone(),
      () => this.sayCertificate(),
      () => this.sayKeyExchange(),
      () => this.deriveKeys(),
      () => this.sayChangeCipherSpec(),
      () => this.sayFinished('client-flight-done'),
      ...this.serverFinish(undefined),
      () => this.wrapUp(),
    ];
  }

  private resumedSteps(): HandshakeStep[] {
    return [
      ...this.serverFinish('server-flight-done'),
      () => this.sayChangeCipherSpec(),
      () => this.sayFinished(undefined),
      () => this.wrapUp(),
    ];
  }

  private serverFinish(event: 'server-flight-done' | undefined): HandshakeStep[] {
    return [
      ...(this.hello!.ticket ? [() => this.hearTicket()] : []),
      () => this.hearChangeCipherSpec(),
      () => this.hearFinished(event),
    ];
  }

  /** `mbedtls_ssl_parse_certificate`: certificates that are refused are dropped at once. */
  private *hearCertificate(): Blocking<number> {
    const result = yield* this.expect(HandshakeType.certificate);
    if (result !== 0) return result;
    const chain = readCertificates(this.messageBody());
    this.records.consume();
    if (chain === undefined || chain.length === 0) {
      return yield* this.refuse(Alert.badCertificate, MbedtlsError.badCertificate);
    }
    const noMemory = this.peer.take(chain);
    if (noMemory !== 0) return yield* this.refuse(Alert.internalError, noMemory);
    yield* this.env.work('verify');
    const alert = this.peer.check();
    if (alert === undefined) return 0;
    this.peer.drop();
    return yield* this.refuse(alert, MbedtlsError.certVerifyFailed);
  }

  /** `ssl_parse_server_key_exchange`. */
  private *hearKeyExchange(): Blocking<number> {
    const result = yield* this.expect(HandshakeType.serverKeyExchange);
    if (result !== 0) return result;
    const groupId = readKeyExchangeGroup(this.messageBody());
    this.records.consume();
    const group = this.acceptableGroup(groupId);
    if (group === undefined) {
      return yield* this.refuse(Alert.handshakeFailure, MbedtlsError.handshakeFailure);
    }
    this.agreed.group = group;
    const noMemory = this.memory.takeMany(this.settings.blocks.serverShare(group));
    if (noMemory !== 0) return yield* this.refuse(Alert.handshakeFailure, noMemory);
    yield* this.env.work('verify');
    if (this.peer.canCheckExchange()) return 0;
    return yield* this.refuse(Alert.decryptError, MbedtlsError.mpiAllocFailed);
  }

  private acceptableGroup(id: number | undefined): Group | undefined {
    return id !== undefined && this.build.groups.includes(id) ? groupById(id) : undefined;
  }

  /** Optional: what else comes is left for the next step. */
  private *hearCertificateRequest(): Blocking<number> {
    const result = yield* this.records.read();
    if (result !== 0) return result;
    const { type, body } = this.records.message!;
    if (type !== ContentType.handshake) return yield* this.unexpected();
    this.asksForCertificate = body[0] === HandshakeType.certificateRequest;
    if (this.asksForCertificate) this.records.consume();
    return 0;
  }

  private *hearHelloDone(): Blocking<number> {
    const result = yield* this.expect(HandshakeType.serverHelloDone);
    if (result !== 0) return result;
    this.records.consume();
    this.to('server-flight-done');
    return 0;
  }

  private *sayCertificate(): Blocking<number> {
    if (!this.asksForCertificate) return 0;
    return yield* this.say(buildHandshake(HandshakeType.certificate, NO_CERTIFICATE));
  }

  private *sayKeyExchange(): Blocking<number> {
    const { group } = this.agreed;
    let noMemory = this.memory.enter('client-key');
    if (noMemory !== 0) return noMemory;
    if (group !== undefined) {
      yield* this.env.work('key-share');
      noMemory = this.memory.takeMany(this.build.ecdhBlocks(group));
      if (noMemory !== 0) return noMemory;
      yield* this.env.work('shared-secret');
      return yield* this.say(buildClientKeyExchange('ecdhe', group.shareBytes));
    }
    noMemory = this.peer.useKey();
    if (noMemory !== 0) return noMemory;
    const bytes = RSA_SIGNATURE_BYTES[this.peer.own.key];
    return yield* this.say(buildClientKeyExchange('rsa', bytes));
  }

  private *deriveKeys(): Blocking<number> {
    yield* this.env.work('hash');
    const noMemory = this.memory.takeMany(this.build.cipherBlocks(this.agreed.suite!));
    return noMemory === 0 ? this.memory.enter('keys') : noMemory;
  }

  private *sayChangeCipherSpec(): Blocking<number> {
    const result = yield* this.records.changeCipherSpec();
    this.records.outgoing = this.protection();
    return result;
  }

  private *sayFinished(event: 'client-flight-done' | undefined): Blocking<number> {
    if (event !== undefined) this.to(event);
    return yield* this.say(fillerHandshake(HandshakeType.finished, VERIFY_DATA_BYTES + HANDSHAKE_HEAD_BYTES));
  }

  /** `ssl_parse_new_session_ticket`: a session with a ticket has no id. */
  private *hearTicket(): Blocking<number> {
    const result = yield* this.expect(HandshakeType.newSessionTicket);
    if (result !== 0) return result;
    const ticket = readNewSessionTicket(this.messageBody());
    this.records.consume();
    if (ticket === undefined) return yield* this.refuse(Alert.decodeError, MbedtlsError.decodeError);
    if (ticket.length === 0) return 0;
    const noMemory = this.holdTicket(ticket.length);
    if (noMemory !== 0) return noMemory;
    this.ticket = [...ticket];
    this.sessionId = [];
    return 0;
  }

  private holdTicket(bytes: number): number {
    this.memory.release(TICKET);
    return bytes === 0 ? 0 : this.memory.take({ name: TICKET, bytes });
  }

  private *hearChangeCipherSpec(): Blocking<number> {
    const result = yield* this.expectChangeCipherSpec();
    if (result === 0) this.records.incoming = this.protection();
    return result;
  }

  private *hearFinished(event: 'server-flight-done' | undefined): Blocking<number> {
    const result = yield* this.expect(HandshakeType.finished);
    if (result !== 0) return result;
    this.records.consume();
    if (event !== undefined) this.to(event);
    return this.memory.enter('peer-finished');
  }

  private *wrapUp(): Blocking<number> {
    this.to('handshake-done');
    return this.memory.enter('done');
  }

  /** A HelloRequest is answered by a warning; anything else of a handshake is out of place. */
  protected *afterHandshake(message: Uint8Array): Blocking<number> {
    if (message[0] !== HandshakeType.helloRequest || message.length !== HANDSHAKE_HEAD_BYTES) {
      return MbedtlsError.unexpectedMessage;
    }
    return yield* this.records.alert(ALERT_WARNING, Alert.noRenegotiation);
  }

  private *say(message: Uint8Array): Blocking<number> {
    return yield* this.records.write(ContentType.handshake, message);
  }

  private *unexpected(): Blocking<number> {
    return yield* this.refuse(Alert.unexpectedMessage, MbedtlsError.unexpectedMessage);
  }

  /** Content of the message read last, without its head. */
  private messageBody(): Uint8Array {
    return this.records.message!.body.subarray(HANDSHAKE_HEAD_BYTES);
  }

  /** Random in the device; here it has to differ from others. */
  private newSessionId(): number[] {
    return [...uint(this.env.serial, 4), ...filler(SESSION_ID_BYTES - 4, 11)];
  }

  private protection(): RecordProtection {
    return new RecordProtection({
      suite: this.agreed.suite!,
      version: TLS_1_2,
      encryptThenMac: false,
      paddingBytes: 1,
    });
  }
}
