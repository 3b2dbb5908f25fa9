/**
 * Alerts: numbers (RFC 8446 section 6), the words of OpenSSL for them in traces, and what OpenSSL calls a fatal one that
 * it receives.
 */

export const ALERT_WARNING = 1;
export const ALERT_FATAL = 2;

/** Descriptions by a name of ours. */
export const Alert = {
  closeNotify: 0,
  unexpectedMessage: 10,
  badRecordMac: 20,
  recordOverflow: 22,
  handshakeFailure: 40,
  badCertificate: 42,
  unsupportedCertificate: 43,
  certificateExpired: 45,
  certificateUnknown: 46,
  illegalParameter: 47,
  unknownCa: 48,
  decodeError: 50,
  decryptError: 51,
  protocolVersion: 70,
  insufficientSecurity: 71,
  internalError: 80,
  inappropriateFallback: 86,
  userCancelled: 90,
  noRenegotiation: 100,
  missingExtension: 109,
  unsupportedExtension: 110,
  unrecognizedName: 112,
  certificateRequired: 116,
  noApplicationProtocol: 120,
} as const;
export type Alert = (typeof Alert)[keyof typeof Alert];

interface AlertWords {
  /** `SSL_alert_desc_string_long`. */
  readonly words: string;
  /** Reason of the error that receiving it as fatal is to OpenSSL 3.0; default `tlsv1 alert WORDS`. */
  readonly reason?: string;
}

const WORDS: Readonly<Record<number, AlertWords>> = {
  [Alert.closeNotify]: { words: 'close notify', reason: 'sslv3 alert close notify' },
  [Alert.unexpectedMessage]: { words: 'unexpected_message', reason: 'sslv3 alert unexpected message' },
  [Alert.badRecordMac]: { words: 'bad record mac', reason: 'sslv3 alert bad record mac' },
  [Alert.recordOverflow]: { words: 'record overflow' },
  [Alert.handshakeFailure]: { words: 'handshake failure', reason: 'sslv3 alert handshake failure' },
  [Alert.badCertificate]: { words: 'bad certificate', reason: 'sslv3 alert bad certificate' },
  [Alert.unsupportedCertificate]: {
    words: 'unsupported certificate',
    reason: 'sslv3 alert unsupported certificate',
  },
  [Alert.certificateExpired]: { words: 'certificate expired', reason: 'sslv3 alert certificate expired' },
  [Alert.certificateUnknown]: { words: 'certificate unknown', reason: 'sslv3 alert certificate unknown' },
  [Alert.illegalParameter]: { words: 'illegal parameter', reason: 'sslv3 alert illegal parameter' },
  [Alert.unknownCa]: { words: 'unknown CA', reason: 'tlsv1 alert unknown ca' },
  [Alert.decodeError]: { words: 'decode error' },
  [Alert.decryptError]: { words: 'decrypt error' },
  [Alert.protocolVersion]: { words: 'protocol version' },
  [Alert.insufficientSecurity]: { words: 'insufficient security' },
  [Alert.internalError]: { words: 'internal error' },
  [Alert.inappropriateFallback]: { words: 'inappropriate fallback' },
  [Alert.userCancelled]: { words: 'user canceled' },
  [Alert.noRenegotiation]: { words: 'no renegotiation' },
  [Alert.missingExtension]: { words: 'missing extension', reason: 'tlsv13 alert missing extension' },
  [Alert.unsupportedExtension]: { words: 'unsupported extension', reason: 'tlsv1 unsupported extension' },
  [Alert.unrecognizedName]: { words: 'unrecognized name', reason: 'tlsv1 unrecognized name' },
  [Alert.certificateRequired]: { words: 'certificate required', reason: 'tlsv13 alert certificate required' },
  [Alert.noApplicationProtocol]: { words: 'no application protocol' },
};

/** An alert as traces name it: `warning:close notify`, `fatal:handshake failure`. */
export function alertText(level: number, description: number): string {
  const words = WORDS[description]?.words ?? 'unknown';
  return `${level === ALERT_FATAL ? 'fatal' : 'warning'}:${words}`;
}

/** What OpenSSL's error says when a peer sends this as a fatal alert. */
export function receivedAlertReason(description: number): string {
  const entry = WORDS[description];
  return entry?.reason ?? (entry === undefined ? 'unknown alert type' : `tlsv1 alert ${entry.words}`);
}
