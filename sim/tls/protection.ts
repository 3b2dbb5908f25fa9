/**
 * Protection of records: the lengths of every cipher, and contents that only the right key, direction and sequence number
 * would have.
 *
 * Modelled: explicit nonces and IVs, tags, MACs, padding, encrypt-then-MAC, TLS 1.3's hidden content type and its
 * padding. Absent: any cryptography. The plaintext lies in the record as it is; where a real record has its tag or MAC
 * lie bytes that depend on the sequence number alone, which is enough to find records that nobody here has made.
 */

import type { CipherSuite } from './suites.js';
import { ContentType, TLS_1_3 } from './wire/record.js';

const AEAD_TAG_BYTES = 16;
const GCM_NONCE_BYTES = 8;
const BLOCK_BYTES = 16;
const SEAL = 0x5a;
const BYTE_MASK = 0xff;

/** One direction of a connection whose keys are set. */
export interface ProtectionOptions {
  readonly suite: CipherSuite;
  readonly version: number;
  readonly encryptThenMac: boolean;
  /** TLS 1.3: inner plaintexts are padded to a multiple of this (mbedtls: 16). */
  readonly paddingBytes: number;
}

/** What a record held. */
export interface Opened {
  readonly type: number;
  readonly plain: Uint8Array;
}

/** Protects the records of one direction, or takes the protection off again. */
export class RecordProtection {
  private sequence = 0;

  constructor(readonly options: ProtectionOptions) {}

  /** Bytes of the payload that protects `length` bytes of plaintext. */
  sealedLength(length: number): number {
    const { front, pad, back } = this.layout(length);
    return front + length + pad + back;
  }

  /** The payload for `plain`. */
  seal(type: number, plain: Uint8Array): Uint8Array {
    const { front, pad, back } = this.layout(plain.length);
    const out = new Uint8Array(front + plain.length + pad + back);
    out.set(plain, front);
    // behind the plaintext: the content type of TLS 1.3, or how much of it is padding
    out[front + plain.length] = this.isTls13 ? type : BYTE_MASK;
    out.fill(0, front + plain.length + 1, front + plain.length + pad);
    if (pad > 0 && !this.isTls13) out[front + plain.length + pad - 1] = pad;
    const mark = this.mark(type);
    out.fill(mark, 0, front);
    out.fill(mark, front + plain.length + pad);
    this.sequence++;
    return out;
  }

  /** Takes the protection off; undefined for a payload that was not sealed for this place in this stream. */
  open(outerType: number, payload: Uint8Array): Opened | undefined {
    const { front, back } = this.layout(0);
    const minPad = this.hasPadding ? 1 : 0;
    if (payload.length < front + minPad + back) return undefined;
    const inner = payload.subarray(front, payload.length - back);
    const opened = this.unpad(outerType, inner);
    if (opened === undefined) return undefined;
    const mark = this.mark(opened.type);
    for (let i = payload.length - back; i < payload.length; i++) if (payload[i] !== mark) return undefined;
    this.sequence++;
    return opened;
  }

  private unpad(outerType: number, inner: Uint8Array): Opened | undefined {
    if (this.isTls13) {
      let end = inner.length;
      while (end > 0 && inner[end - 1] === 0) end--;
      if (end === 0) return undefined;
      return { type: inner[end - 1]!, plain: inner.subarray(0, end - 1) };
    }
    if (!this.hasPadding) return { type: outerType, plain: inner };
    const pad = inner.at(-1)!;
    return pad > inner.length ? undefined : { type: outerType, plain: inner.subarray(0, inner.length - pad) };
  }

  private get isTls13(): boolean {
    return this.options.version === TLS_1_3;
  }

  private get hasPadding(): boolean {
    return this.isTls13 || this.options.suite.cipher === 'aes-cbc';
  }

  /** Bytes in front of the plaintext, of padding (with the content type), and behind. */
  private layout(length: number): { readonly front: number; readonly pad: number; readonly back: number } {
    const { suite, encryptThenMac, paddingBytes } = this.options;
    if (this.isTls13) {
      const padded = roundUp(length + 1, paddingBytes);
      return { front: 0, pad: padded - length, back: AEAD_TAG_BYTES };
    }
    switch (suite.cipher) {
      case 'chacha20-poly1305':
        return { front: 0, pad: 0, back: AEAD_TAG_BYTES };
      case 'aes-gcm':
        return { front: GCM_NONCE_BYTES, pad: 0, back: AEAD_TAG_BYTES };
      case 'aes-cbc': {
        const mac = suite.macBytes;
        const blocks = roundUp(length + 1 + (encryptThenMac ? 0 : mac), BLOCK_BYTES);
        return { front: BLOCK_BYTES, pad: blocks - length - (encryptThenMac ? 0 : mac), back: mac };
      }
    }
  }

  private mark(type: number): number {
    const content = type === ContentType.changeCipherSpec ? 0 : type;
    return (SEAL + content + this.sequence * 3) & BYTE_MASK;
  }
}

function roundUp(length: number, to: number): number {
  return Math.ceil(length / to) * to;
}
