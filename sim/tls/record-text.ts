/** What a record holds, as traces name it. */

import { alertText } from './alerts.js';
import type { Opened } from './protection.js';
import { HANDSHAKE_HEAD_BYTES, handshakeText } from './wire/handshake.js';
import { ContentType } from './wire/record.js';

const ALERT_BYTES = 2;

/** Names of handshake messages, or the alert; undefined for data, and for what is cut short. */
export function contentText({ type, plain }: Opened): string | undefined {
  if (type === ContentType.handshake && plain.length >= HANDSHAKE_HEAD_BYTES) return handshakeText(plain);
  if (type === ContentType.alert && plain.length === ALERT_BYTES) return alertText(plain[0]!, plain[1]!);
  return undefined;
}
