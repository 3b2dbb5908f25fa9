/** Records: the five bytes in front, and cutting a stream into them (RFC 8446 section 5.1). */

export const RECORD_HEAD_BYTES = 5;

/** Content types. */
export const ContentType = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
} as const;

/** Versions as on the wire. */
export const TLS_1_0 = 0x0301;
export const TLS_1_1 = 0x0302;
export const TLS_1_2 = 0x0303;
export const TLS_1_3 = 0x0304;

/** Versions by the names that scenarios use. */
export const VERSION_OF_NAME: Readonly<Record<string, number>> = {
  '1.0': TLS_1_0,
  '1.1': TLS_1_1,
  '1.2': TLS_1_2,
  '1.3': TLS_1_3,
};

/** `TLSv1.2`, as traces name it. */
export function versionText(version: number): string {
  const name = Object.keys(VERSION_OF_NAME).find((key) => VERSION_OF_NAME[key] === version);
  return name === '1.0' ? 'TLSv1' : `TLSv${name ?? '?'}`;
}

/** Largest plaintext of a record. */
export const MAX_PLAINTEXT = 16_384;
/** Largest payload of a record: room for any protection (RFC 5246 section 6.2.3). */
export const MAX_CIPHERTEXT = MAX_PLAINTEXT + 2048;

const LENGTH_AT = 3;
const BYTE_BITS = 8;
const BYTE_MASK = 0xff;

/** A record's head. */
export interface RecordHead {
  readonly type: number;
  readonly version: number;
  /** Bytes of payload that follow. */
  readonly length: number;
}

/** Reads the five bytes at `offset`. */
export function readRecordHead(bytes: Uint8Array, offset = 0): RecordHead {
  return {
    type: bytes[offset]!,
    version: (bytes[offset + 1]! << BYTE_BITS) | bytes[offset + 2]!,
    length: (bytes[offset + LENGTH_AT]! << BYTE_BITS) | bytes[offset + LENGTH_AT + 1]!,
  };
}

/** A record with its head. */
export function buildRecord(type: number, version: number, payload: Uint8Array): Uint8Array {
  const out = new Uint8Array(RECORD_HEAD_BYTES + payload.length);
  out[0] = type;
  out[1] = version >> BYTE_BITS;
  out[2] = version & BYTE_MASK;
  out[LENGTH_AT] = payload.length >> BYTE_BITS;
  out[LENGTH_AT + 1] = payload.length & BYTE_MASK;
  out.set(payload, RECORD_HEAD_BYTES);
  return out;
}
