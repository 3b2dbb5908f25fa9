/** A client's hello, and what it makes of the server's (library/ssl_client.c, ssl_tls12_client.c). */

import { Alert } from '../alerts.js';
import { RENEGOTIATION_SCSV, suiteById } from '../suites.js';
import { buildClientHello, offer } from '../wire/client-hello.js';
import { HANDSHAKE_HEAD_BYTES, HandshakeType } from '../wire/handshake.js';
import { TLS_1_2 } from '../wire/record.js';
import { readServerHello, type ServerHello } from '../wire/server-hello.js';
import type { MbedtlsBuild } from './build.js';
import type { MbedtlsClientSettings } from './client-session.js';
import { MbedtlsError } from './errors.js';

/** Shortest ServerHello that is looked at, without its head. */
const LEAST_HELLO_BYTES = 38;
const UNCOMPRESSED = 0;

/** Why a message is refused. */
export interface Refusal {
  readonly alert: number;
  readonly code: number;
}

/** The ClientHello, which offers a session by its id or ticket. */
export function mbedtlsClientHello(
  build: MbedtlsBuild,
  { hostName, alpn }: MbedtlsClientSettings,
  sessionId: readonly number[],
  ticket: readonly number[],
): Uint8Array {
  return buildClientHello(
    sessionId,
    [...build.suites, RENEGOTIATION_SCSV],
    [
      ...(hostName === undefined ? [] : [offer.serverName(hostName)]),
      ...(alpn.length === 0 ? [] : [offer.alpn(alpn)]),
      offer.groups(build.groups),
      offer.signatures(build.signatureSchemes),
      offer.pointFormats([UNCOMPRESSED]),
      offer.ticket(ticket),
    ],
  );
}

/** The ServerHello in a message of the handshake, or why it is refused. Extensions that this build does not know are ignored. */
export function judgeServerHello(
  message: Uint8Array,
  build: MbedtlsBuild,
  alpn: readonly string[],
): ServerHello | Refusal {
  const body = message.subarray(HANDSHAKE_HEAD_BYTES);
  const isHello = message[0] === HandshakeType.serverHello && body.length >= LEAST_HELLO_BYTES;
  const hello = isHello ? readServerHello(body) : undefined;
  if (hello === undefined) return { alert: Alert.decodeError, code: MbedtlsError.decodeError };
  if (hello.version !== TLS_1_2) {
    return { alert: Alert.protocolVersion, code: MbedtlsError.badProtocolVersion };
  }
  if (suiteById(hello.suite) === undefined) {
    return { alert: Alert.internalError, code: MbedtlsError.badInputData };
  }
  if (!build.suites.includes(hello.suite) || hello.maxFragmentCode !== undefined) {
    return { alert: Alert.illegalParameter, code: MbedtlsError.illegalParameter };
  }
  if (hello.alpn !== undefined && !alpn.includes(hello.alpn)) {
    return { alert: Alert.handshakeFailure, code: MbedtlsError.handshakeFailure };
  }
  return hello;
}
