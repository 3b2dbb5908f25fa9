/** Records of real ends in the model's words. */

import { Alert, ALERT_WARNING, alertText } from '../alerts.js';
import type { Opened } from '../protection.js';
import { fillerHandshake, HANDSHAKE_HEAD_BYTES, handshakeText, HandshakeType } from '../wire/handshake.js';
import { ContentType, RECORD_HEAD_BYTES } from '../wire/record.js';

/** Bytes that TLS 1.3 adds to a plaintext: the content type and the tag. */
const TLS_13_OVERHEAD = 17;

/** A record without its head. */
export function payloadOf(record: Uint8Array): Uint8Array {
  return record.subarray(RECORD_HEAD_BYTES);
}

/** A protected record that an end has taken without a word: nothing in it, a warning, or a wish to begin again. */
export function silentRecord(type: number): Opened {
  switch (type) {
    case ContentType.handshake:
      return { type, plain: fillerHandshake(HandshakeType.clientHello, HANDSHAKE_HEAD_BYTES) };
    case ContentType.alert:
      return { type, plain: Uint8Array.of(ALERT_WARNING, Alert.userCancelled) };
    default:
      return { type, plain: new Uint8Array(0) };
  }
}

/** What a record of the device holds, as traces name it; `plain` is the model's, `record` the real one. */
export function nameOf(
  type: number,
  plain: Uint8Array,
  record: Uint8Array,
  isProtected: boolean,
): string | undefined {
  const payload = payloadOf(record);
  if (type === ContentType.alert) return alertText(plain[0]!, plain[1]!);
  if (type !== ContentType.handshake) return undefined;
  if (!isProtected) return payload.length < HANDSHAKE_HEAD_BYTES ? undefined : handshakeText(payload);
  if (record[0] !== ContentType.applicationData) return handshakeText(plain);
  return handshakeText(plain).replace(/\d+/, `${payload.length - TLS_13_OVERHEAD}`);
}
