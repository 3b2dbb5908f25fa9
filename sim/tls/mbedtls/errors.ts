/** mbedtls's error codes (include/mbedtls/ssl.h and net_sockets.h, 3.4 and 3.6). */

export const MbedtlsError = {
  netRecvFailed: -0x004c,
  netSendFailed: -0x004e,
  netConnReset: -0x0050,
  badInputData: -0x7100,
  wantRead: -0x6900,
  wantWrite: -0x6880,
  handshakeFailure: -0x6e00,
  badProtocolVersion: -0x6e80,
  noApplicationProtocol: -0x7580,
  illegalParameter: -0x6600,
  internalError: -0x6c00,
  decodeError: -0x7300,
  featureUnavailable: -0x7080,
  invalidMac: -0x7180,
  invalidRecord: -0x7200,
  connEof: -0x7280,
  unexpectedMessage: -0x7700,
  fatalAlertMessage: -0x7780,
  peerCloseNotify: -0x7880,
  allocFailed: -0x7f00,
  mdAllocFailed: -0x5180,
  mpiAllocFailed: -0x0010,
  x509AllocFailed: -0x2880,
  certVerifyFailed: -0x2700,
  badCertificate: -0x7a00,
} as const;

/** `-0x7280`, as the log lines of ESP-TLS have it. */
export function errorText(code: number): string {
  return `-0x${errorDigits(code)}`;
}

const HEX = 16;
const CODE_DIGITS = 4;

/** `7280`: the digits of `%04X`. */
export function errorDigits(code: number): string {
  return Math.abs(code).toString(HEX).toUpperCase().padStart(CODE_DIGITS, '0');
}
