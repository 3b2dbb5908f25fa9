/**
 * The server's handshake in TLS 1.3 (library/ssl_tls13_server.c).
 *
 * Absent: HelloRetryRequest (a client without a share of a common group is refused), PSK and tickets, early data, client
 * certificates.
 */

import type { Blocking } from '../../kernel/task.js';
import { Alert } from '../alerts.js';
import { buildCertificate13, isEcKey, RSA_SIGNATURE_BYTES } from '../certificates.js';
import { groupById } from '../groups.js';
import { RecordProtection } from '../protection.js';
import { suiteById } from '../suites.js';
import { filler, uint, vector } from '../wire/bytes.js';
import type { ClientHello } from '../wire/client-hello.js';
import { buildHandshake, fillerHandshake, HANDSHAKE_HEAD_BYTES, HandshakeType } from '../wire/handshake.js';
import { TLS_1_3 } from '../wire/record.js';
import { buildServerHello, select } from '../wire/server-hello.js';
import { MbedtlsError } from './errors.js';
import type { ServerSession } from './server-session.js';
import type { HandshakeStep } from './session.js';

const ECDSA_P256_SHA256 = 0x0403;
const RSA_PSS_SHA256 = 0x0804;
/** A DER ECDSA signature of P-256, as long as most are. */
const ECDSA_SIGNATURE_BYTES = 71;

/** The steps; the first looks at the hello that has been read. */
export function serverSteps13(server: ServerSession, hello: ClientHello): HandshakeStep[] {
  return [
    () => choose(server, hello),
    () => sayHello(server, hello),
    () => sayChangeCipherSpec(server, hello),
    () => sayEncryptedExtensions(server),
    () => sayCertificate(server),
    () => sayCertificateVerify(server),
    () => sayFinished(server),
    () => hearFinished(server),
    () => wrapUp(server),
  ];
}

function* choose(server: ServerSession, hello: ClientHello): Blocking<number> {
  const id = server.build.suites.find(
    (wanted) => suiteById(wanted)?.keyExchange === 'tls13' && hello.suites.includes(wanted),
  );
  const shared = server.build.groups.find((group) => hello.keyShares.includes(group));
  if (id === undefined || shared === undefined) {
    return yield* server.fail(Alert.handshakeFailure, MbedtlsError.handshakeFailure);
  }
  if (!server.chooseAlpn(hello)) {
    return yield* server.fail(Alert.noApplicationProtocol, MbedtlsError.noApplicationProtocol);
  }
  server.agreed.suite = suiteById(id)!;
  server.agreed.group = groupById(shared);
  if (!server.beginReal()) return yield* server.fail(Alert.internalError, MbedtlsError.handshakeFailure);
  return server.memory.enter('hello');
}

function* sayHello(server: ServerSession, hello: ClientHello): Blocking<number> {
  const group = server.agreed.group!;
  yield* server.env.work('key-share');
  yield* server.env.work('shared-secret');
  const noMemory = server.memory.enter('key-exchange');
  if (noMemory !== 0) return noMemory;
  const fields = [select.version(TLS_1_3), select.keyShare(group.id, group.shareBytes)];
  return yield* server.say(buildServerHello([...hello.sessionId], server.agreed.suite!.id, fields));
}

/** The compatible form: a ChangeCipherSpec that means nothing, if the client sent a session id. */
function* sayChangeCipherSpec(server: ServerSession, hello: ClientHello): Blocking<number> {
  const result = hello.sessionId.length > 0 ? yield* server.records.changeCipherSpec() : 0;
  const noMemory = server.memory.enter('keys');
  if (noMemory !== 0) return noMemory;
  server.records.outgoing = protection(server, server.build.paddingBytes);
  // what the client sends may be padded differently: it says where its content ends
  server.records.incoming = protection(server, 1);
  return result;
}

function* sayEncryptedExtensions(server: ServerSession): Blocking<number> {
  const { alpn } = server.agreed;
  const fields = alpn === undefined ? [] : [select.alpn(alpn)];
  const content = fields.flatMap(({ id, content }) => [...uint(id, 2), ...vector(2, content)]);
  return yield* server.say(buildHandshake(HandshakeType.encryptedExtensions, vector(2, content)));
}

function* sayCertificate(server: ServerSession): Blocking<number> {
  const noMemory = server.memory.enter('certificate');
  if (noMemory !== 0) return noMemory;
  return yield* server.say(buildCertificate13([server.settings.certificate]));
}

function* sayCertificateVerify(server: ServerSession): Blocking<number> {
  yield* server.env.work('sign');
  const { key } = server.settings.certificate;
  const ec = isEcKey(key);
  const signature = ec ? ECDSA_SIGNATURE_BYTES : RSA_SIGNATURE_BYTES[key];
  return yield* server.say(
    buildHandshake(HandshakeType.certificateVerify, [
      ...uint(ec ? ECDSA_P256_SHA256 : RSA_PSS_SHA256, 2),
      ...vector(2, filler(signature)),
    ]),
  );
}

function finishedBytes(server: ServerSession): number {
  return server.agreed.suite!.hashBytes + HANDSHAKE_HEAD_BYTES;
}

function* sayFinished(server: ServerSession): Blocking<number> {
  server.advance('server-flight-done');
  return yield* server.say(fillerHandshake(HandshakeType.finished, finishedBytes(server)));
}

function* hearFinished(server: ServerSession): Blocking<number> {
  const result = yield* server.await(HandshakeType.finished);
  if (result !== 0) return result;
  server.records.consume();
  server.advance('client-flight-done');
  return server.memory.enter('peer-finished');
}

function* wrapUp(server: ServerSession): Blocking<number> {
  server.records.outgoing = protection(server, server.build.paddingBytes);
  server.records.incoming = protection(server, 1);
  server.advance('handshake-done');
  return server.memory.enter('done');
}

function protection(server: ServerSession, paddingBytes: number): RecordProtection {
  return new RecordProtection({
    suite: server.agreed.suite!,
    version: TLS_1_3,
    encryptThenMac: false,
    paddingBytes,
  });
}
