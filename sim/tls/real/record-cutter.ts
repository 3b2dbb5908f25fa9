/** Cuts a stream of bytes into TLS records. */

import { joined } from '../../codec/bytes.js';
import { MAX_CIPHERTEXT, readRecordHead, RECORD_HEAD_BYTES } from '../wire/record.js';
import { ContentType } from '../wire/record.js';

const MAJOR_VERSION = 3;
const CONTENT_TYPES: ReadonlySet<number> = new Set(Object.values(ContentType));

/** True for bytes that begin as a record of the handshake does. */
export function beginsTls(bytes: Uint8Array): boolean {
  return bytes[0] === ContentType.handshake && (bytes.length < 2 || bytes[1] === MAJOR_VERSION);
}

/** One direction of a connection. */
export class RecordCutter {
  /** What has come is no TLS: nothing more is cut. */
  isLost = false;
  private rest: Uint8Array = new Uint8Array(0);

  /** Records that are whole with these bytes, heads included. */
  take(bytes: Uint8Array): Uint8Array[] {
    if (this.isLost) return [];
    const all = this.rest.length === 0 ? bytes : joined([this.rest, bytes]);
    const records: Uint8Array[] = [];
    let at = 0;
    while (all.length - at >= RECORD_HEAD_BYTES) {
      const { type, version, length } = readRecordHead(all, at);
      if (!CONTENT_TYPES.has(type) || version >> 8 !== MAJOR_VERSION || length > MAX_CIPHERTEXT) {
        this.isLost = true;
        return records;
      }
      const end = at + RECORD_HEAD_BYTES + length;
      if (all.length < end) break;
      records.push(all.slice(at, end));
      at = end;
    }
    this.rest = all.slice(at);
    return records;
  }
}
