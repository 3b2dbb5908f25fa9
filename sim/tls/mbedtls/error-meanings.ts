/** What mbedtls's error codes mean on a device, for `explain`: a name in C and what has happened. */

import { errorText, MbedtlsError } from './errors.js';

interface Meaning {
  /** Without `MBEDTLS_ERR_`. */
  readonly constant: string;
  readonly about: string;
}

const MEANINGS: Readonly<Record<keyof typeof MbedtlsError, Meaning>> = {
  netRecvFailed: {
    constant: 'NET_RECV_FAILED',
    about:
      'the socket can no longer be read: a peer that has vanished was given up (keep-alive, retransmissions)',
  },
  netSendFailed: { constant: 'NET_SEND_FAILED', about: 'the socket can no longer be written' },
  netConnReset: { constant: 'NET_CONN_RESET', about: 'the peer sent RST' },
  badInputData: {
    constant: 'SSL_BAD_INPUT_DATA',
    about: 'a record that is longer than the input buffer, or a suite that the library does not know',
  },
  wantRead: { constant: 'SSL_WANT_READ', about: 'no error: nothing to read yet' },
  wantWrite: { constant: 'SSL_WANT_WRITE', about: 'no error: the socket takes nothing now' },
  handshakeFailure: {
    constant: 'SSL_HANDSHAKE_FAILURE',
    about:
      'nothing in common: suites, groups, signature schemes or versions (a client of TLS 1.3 only, or of RSA key exchange)',
  },
  badProtocolVersion: {
    constant: 'SSL_BAD_PROTOCOL_VERSION',
    about: 'the peer speaks TLS 1.1 at most; alert protocol version',
  },
  noApplicationProtocol: {
    constant: 'SSL_NO_APPLICATION_PROTOCOL',
    about: 'none of the protocols that the client offers by ALPN; alert no application protocol',
  },
  illegalParameter: { constant: 'SSL_ILLEGAL_PARAMETER', about: 'a field that must not have this value' },
  internalError: {
    constant: 'SSL_INTERNAL_ERROR',
    about: 'the library has come to a place that it should not come to',
  },
  decodeError: { constant: 'SSL_DECODE_ERROR', about: 'a message of the handshake whose lengths do not fit' },
  featureUnavailable: {
    constant: 'SSL_FEATURE_UNAVAILABLE',
    about: 'something that is not built in; a message of the handshake in more than one record',
  },
  invalidMac: { constant: 'SSL_INVALID_MAC', about: 'a record that does not decrypt' },
  invalidRecord: {
    constant: 'SSL_INVALID_RECORD',
    about: 'no record of TLS: an unknown type, a wrong version, no length',
  },
  connEof: {
    constant: 'SSL_CONN_EOF',
    about: 'the peer sent FIN without close_notify: during a handshake, it gave up',
  },
  unexpectedMessage: {
    constant: 'SSL_UNEXPECTED_MESSAGE',
    about: 'a message out of place; a plain HTTP request on a port of TLS is the commonest',
  },
  fatalAlertMessage: {
    constant: 'SSL_FATAL_ALERT_MESSAGE',
    about: 'the peer sent a fatal alert: often a client that does not trust the certificate',
  },
  peerCloseNotify: {
    constant: 'SSL_PEER_CLOSE_NOTIFY',
    about: 'the peer has ended the session in good order',
  },
  allocFailed: {
    constant: 'SSL_ALLOC_FAILED',
    about: 'no memory, most of the time for the input buffer of 16 KB when a session is set up',
  },
  mdAllocFailed: { constant: 'MD_ALLOC_FAILED', about: 'no memory for a hash' },
  mpiAllocFailed: {
    constant: 'MPI_ALLOC_FAILED',
    about:
      'no memory for a number, within the handshake (added to another code: -0x4310 is RSA_PRIVATE_FAILED with it)',
  },
  x509AllocFailed: { constant: 'X509_ALLOC_FAILED', about: 'no memory for a certificate' },
  certVerifyFailed: {
    constant: 'X509_CERT_VERIFY_FAILED',
    about: "the peer's certificate was refused: name, validity, key, hash, or nobody trusted who signed it",
  },
  badCertificate: { constant: 'SSL_BAD_CERTIFICATE', about: 'a certificate that cannot be read' },
};

/** A code, its name in C, and what has happened. */
export interface ErrorMeaning extends Meaning {
  /** `-0x7280`. */
  readonly text: string;
}

/** All codes that the model has. */
export const MBEDTLS_ERRORS: readonly ErrorMeaning[] = (
  Object.keys(MEANINGS) as (keyof typeof MbedtlsError)[]
).map((name) => ({ ...MEANINGS[name], text: errorText(MbedtlsError[name]) }));
