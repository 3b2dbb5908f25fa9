/**
 * A server's session: the handshake in TLS 1.2 (library/ssl_tls12_server.c), and the choice between 1.2 and 1.3.
 *
 * Absent: client certificates, PSK, ECJPAKE, DHE, DTLS, renegotiation (refused as mbedtls does by default).
 */

import type { Blocking } from '../../kernel/task.js';
import { Alert } from '../alerts.js';
import { buildCertificate, curveOf, isEcKey, RSA_SIGNATURE_BYTES } from '../certificates.js';
import { suiteById, type CipherSuite } from '../suites.js';
import { readClientHello, type ClientHello } from '../wire/client-hello.js';
import type { ExtensionField } from '../wire/extensions.js';
import { filler, uint } from '../wire/bytes.js';
import {
  buildHandshake,
  buildNewSessionTicket,
  buildServerKeyExchange,
  fillerHandshake,
  HANDSHAKE_HEAD_BYTES,
  HandshakeType,
  readHandshakeHead,
  VERIFY_DATA_BYTES,
} from '../wire/handshake.js';
import { ContentType, readRecordHead, RECORD_HEAD_BYTES, TLS_1_2, TLS_1_3 } from '../wire/record.js';
import { buildServerHello, select } from '../wire/server-hello.js';
import { RecordProtection } from '../protection.js';
import { MbedtlsError } from './errors.js';
import { ServerSession } from './server-session.js';
import type { HandshakeStep } from './session.js';
import { serverSteps13 } from './server-handshake-13.js';

const SESSION_ID_BYTES = 32;
/** ServerKeyExchange beside public value and signature: head, curve, lengths, scheme. */
const KEY_EXCHANGE_FIXED_BYTES = 12;
const UNCOMPRESSED = 0;
const FRAGMENT_BASE = 256;
const MAX_FRAGMENT_CODE = 4;
/** Signature schemes that TLS 1.2 can use with each kind of key. */
const ECDSA_SCHEMES: readonly number[] = [0x0403, 0x0503, 0x0603];
const RSA_SCHEMES: readonly number[] = [0x0401, 0x0501, 0x0601];

export class MbedtlsServer extends ServerSession {
  /** The session id that this session has, or echoes. */
  private sessionId: readonly number[] = [];
  private givesTicket = false;

  protected firstSteps(): HandshakeStep[] {
    return [() => this.parseClientHello()];
  }

  /** `ssl_parse_client_hello`: reads the record itself, without the checks of later ones. */
  private *parseClientHello(): Blocking<number> {
    const { records } = this;
    let result = yield* records.prepareRead();
    if (result === 0) result = yield* records.fetch(RECORD_HEAD_BYTES);
    if (result !== 0) return result;
    const head = readRecordHead(records.fetched);
    if (head.type !== ContentType.handshake) return MbedtlsError.unexpectedMessage;
    if (head.length > this.build.inContentBytes) return MbedtlsError.illegalParameter;
    result = yield* records.fetch(RECORD_HEAD_BYTES + head.length);
    if (result !== 0) return result;
    const message = records.fetched.slice(RECORD_HEAD_BYTES);
    records.discard();
    records.consume();
    if (message.length < HANDSHAKE_HEAD_BYTES) return MbedtlsError.decodeError;
    if (message[0] !== HandshakeType.clientHello) return MbedtlsError.unexpectedMessage;
    if (readHandshakeHead(message).length !== message.length - HANDSHAKE_HEAD_BYTES)
      return MbedtlsError.decodeError;
    const hello = readClientHello(message.subarray(HANDSHAKE_HEAD_BYTES));
    if (hello === undefined) return yield* this.refuse(Alert.decodeError, MbedtlsError.decodeError);
    this.hello = hello;
    this.records.real = this.env.real?.();
    return yield* this.considerHello(hello);
  }

  private *considerHello(hello: ClientHello): Blocking<number> {
    if (this.build.tls13 && hello.versions.includes(TLS_1_3)) {
      this.agreed.version = TLS_1_3;
      this.records.version = TLS_1_3;
      const [choose, ...others] = serverSteps13(this, hello);
      const refused = yield* choose!();
      if (refused !== 0) return refused;
      this.to('hello-done');
      this.follow(...others);
      return 0;
    }
    if (hello.legacyVersion !== TLS_1_2) {
      return yield* this.refuse(Alert.protocolVersion, MbedtlsError.badProtocolVersion);
    }
    this.agreed.version = TLS_1_2;
    const listed = hello.groups?.length;
    let full = listed === undefined ? 0 : this.memory.take(this.build.groupListBlock(listed));
    if (full !== 0) return full;
    if (hello.serverName !== undefined && this.build.serverNames) {
      this.settings.onServerName?.(hello.serverName);
      full = this.memory.enter('server-name');
      if (full !== 0) return full;
    }
    if (!this.chooseAlpn(hello)) {
      return yield* this.refuse(Alert.noApplicationProtocol, MbedtlsError.noApplicationProtocol);
    }
    const chosen = this.chooseSuite(hello);
    if (chosen === undefined)
      return yield* this.refuse(Alert.handshakeFailure, MbedtlsError.handshakeFailure);
    this.agreed.suite = chosen;
    this.agreed.extendedMasterSecret = this.build.extendedMasterSecret && hello.extendedMasterSecret;
    this.agreed.encryptThenMac =
      this.build.encryptThenMac && hello.encryptThenMac && chosen.cipher === 'aes-cbc';
    const code = hello.maxFragmentCode;
    if (code !== undefined && code >= 1 && code <= MAX_FRAGMENT_CODE) {
      this.records.maxFragmentBytes = FRAGMENT_BASE << code;
    }
    if (!this.beginReal()) return yield* this.refuse(Alert.internalError, MbedtlsError.handshakeFailure);
    this.considerTicket(hello);
    this.to('hello-done');
    const noMemory = this.memory.enter('hello');
    if (noMemory !== 0) return noMemory;
    this.follow(...(this.agreed.resumed === true ? this.resumedSteps() : this.fullSteps()));
    return 0;
  }

  /** `ssl_ciphersuite_match` over our list, in our order. */
  private chooseSuite(hello: ClientHello): CipherSuite | undefined {
    const group = this.chooseGroup(hello.groups ?? []);
    const ec = isEcKey(this.settings.certificate.key);
    const usable = ec ? ECDSA_SCHEMES : RSA_SCHEMES;
    const canSign = hello.signatureSchemes?.some((scheme) => usable.includes(scheme)) === true;
    if (group === undefined || !canSign) return undefined;
    // `ssl_check_key_curve`: the key's own curve is to be among the client's groups as well
    const curve = curveOf(this.settings.certificate.key);
    if (curve !== undefined && hello.groups?.includes(curve.id) !== true) return undefined;
    this.agreed.group = group;
    const id = this.build.suites.find((wanted) => {
      const suite = suiteById(wanted);
      return (
        suite?.keyExchange === 'ecdhe' &&
        (suite.authentication === 'ecdsa') === ec &&
        hello.suites.includes(wanted)
      );
    });
    return id === undefined ? undefined : suiteById(id);
  }

  private considerTicket(hello: ClientHello): void {
    const { tickets } = this.settings;
    const { real } = this.records;
    if (tickets === undefined || hello.ticket === undefined) return;
    const isOurs = real?.isResumed ?? (hello.ticket.length > 0 && tickets.accepts(hello.ticket));
    if (isOurs) {
      this.agreed.resumed = true;
      this.agreed.group = undefined;
    } else {
      this.givesTicket = real?.givesTicket ?? true;
    }
  }

  private fullSteps(): HandshakeStep[] {
    const steps: HandshakeStep[] = [
      () => this.sayHello(),
      () => this.sayCertificate(),
      () => this.sayKeyExchange(),
      () => this.sayHelloDone(),
      () => this.hearKeyExchange(),
      () => this.hearChangeCipherSpec(),
      () => this.hearFinished('client-flight-done'),
    ];
    if (this.givesTicket) steps.push(() => this.sayTicket());
    return [
      ...steps,
      () => this.sayChangeCipherSpec(),
      () => this.sayFinished(undefined),
      () => this.wrapUp(),
    ];
  }

  private resumedSteps(): HandshakeStep[] {
    return [
      () => this.sayHello(),
      () => this.deriveKeys(),
      () => this.sayChangeCipherSpec(),
      () => this.sayFinished('server-flight-done'),
      () => this.hearChangeCipherSpec(),
      () => this.hearFinished(undefined),
      () => this.wrapUp(),
    ];
  }

  private *sayHello(): Blocking<number> {
    const { agreed, build } = this;
    const hello = this.hello!;
    if (agreed.resumed === true) this.sessionId = [...hello.sessionId];
    else this.sessionId = this.givesTicket ? [] : this.newSessionId();
    const fields: ExtensionField[] = [];
    if (hello.secureRenegotiation) fields.push(select.renegotiationInfo());
    if (this.records.maxFragmentBytes < Number.POSITIVE_INFINITY) {
      fields.push(select.maxFragment(hello.maxFragmentCode!));
    }
    if (agreed.encryptThenMac === true) fields.push(select.encryptThenMac());
    if (agreed.extendedMasterSecret === true) fields.push(select.extendedMasterSecret());
    if (this.givesTicket) fields.push(select.ticket());
    if (hello.pointFormats && build.groups.length > 0) fields.push(select.pointFormats([UNCOMPRESSED]));
    if (agreed.alpn !== undefined) fields.push(select.alpn(agreed.alpn));
    return yield* this.say(buildServerHello(this.sessionId, agreed.suite!.id, fields));
  }

  /** Random in the device; here it has to differ from others. */
  private newSessionId(): number[] {
    return [...uint(this.env.serial, 4), ...filler(SESSION_ID_BYTES - 4, 9)];
  }

  private *sayCertificate(): Blocking<number> {
    const noMemory = this.memory.enter('certificate');
    if (noMemory !== 0) return noMemory;
    return yield* this.say(buildCertificate([this.settings.certificate]));
  }

  private *sayKeyExchange(): Blocking<number> {
    let noMemory = this.memory.enter('key-share');
    if (noMemory !== 0) return noMemory;
    yield* this.env.work('key-share');
    const group = this.agreed.group!;
    noMemory = this.memory.takeMany(this.build.ecdhBlocks(group));
    if (noMemory === 0) noMemory = this.memory.enter('key-exchange');
    if (noMemory !== 0) return noMemory;
    yield* this.env.work('sign');
    const { key } = this.settings.certificate;
    const length = isEcKey(key)
      ? this.settings.nextKeyExchangeBytes(group)
      : KEY_EXCHANGE_FIXED_BYTES + group.shareBytes + RSA_SIGNATURE_BYTES[key];
    return yield* this.say(buildServerKeyExchange(group.id, group.shareBytes, length));
  }

  private *sayHelloDone(): Blocking<number> {
    this.to('server-flight-done');
    return yield* this.say(buildHandshake(HandshakeType.serverHelloDone, []));
  }

  private *hearKeyExchange(): Blocking<number> {
    const result = yield* this.expect(HandshakeType.clientKeyExchange);
    if (result !== 0) return result;
    this.records.consume();
    const noMemory = this.memory.enter('shared-secret');
    if (noMemory !== 0) return noMemory;
    yield* this.env.work('shared-secret');
    return yield* this.deriveKeys();
  }

  /** `mbedtls_ssl_derive_keys`: the transform is ready, not yet used. */
  private *deriveKeys(): Blocking<number> {
    yield* this.env.work('hash');
    const noMemory = this.memory.takeMany(this.build.cipherBlocks(this.agreed.suite!));
    return noMemory === 0 ? this.memory.enter('keys') : noMemory;
  }

  private *hearChangeCipherSpec(): Blocking<number> {
    const result = yield* this.expectChangeCipherSpec();
    if (result === 0) this.records.incoming = this.protection();
    return result;
  }

  private *hearFinished(event: 'client-flight-done' | undefined): Blocking<number> {
    const result = yield* this.expect(HandshakeType.finished);
    if (result !== 0) return result;
    this.records.consume();
    if (event !== undefined) this.to(event);
    return this.memory.enter('peer-finished');
  }

  private *sayTicket(): Blocking<number> {
    const { tickets } = this.settings;
    return yield* this.say(buildNewSessionTicket(tickets!.lifetimeSecs, tickets!.issue()));
  }

  private *sayChangeCipherSpec(): Blocking<number> {
    const result = yield* this.records.changeCipherSpec();
    this.records.outgoing = this.protection();
    return result;
  }

  private *sayFinished(event: 'server-flight-done' | undefined): Blocking<number> {
    if (event !== undefined) this.to(event);
    return yield* this.say(fillerHandshake(HandshakeType.finished, VERIFY_DATA_BYTES + HANDSHAKE_HEAD_BYTES));
  }

  private *wrapUp(): Blocking<number> {
    this.to('handshake-done');
    return this.memory.enter('done');
  }

  private protection(): RecordProtection {
    return new RecordProtection({
      suite: this.agreed.suite!,
      version: TLS_1_2,
      encryptThenMac: this.agreed.encryptThenMac === true,
      paddingBytes: 1,
    });
  }
}
