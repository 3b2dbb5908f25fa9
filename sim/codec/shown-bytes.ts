/** Bytes as records and traces show them: as text where all of it is plain, else in hex. */

import { hexBytes } from './bytes.js';
import { hexText, isPlainText, latin1Bytes, latin1Text } from './latin1.js';

/** What a record has of some bytes: they themselves, or how they are shown. */
export interface ShownBytes {
  readonly bytes?: Uint8Array | undefined;
  readonly text?: string | undefined;
  readonly hex?: string | undefined;
}

/** The bytes of a record. */
export function bytesShown(record: ShownBytes): Uint8Array {
  // One after the other: text and hex may have to be made first.
  if (record.bytes !== undefined) return record.bytes;
  return record.text === undefined ? hexBytes(record.hex ?? '') : latin1Bytes(record.text);
}

/** The bytes of a record, one character each. */
export function textShown(record: ShownBytes): string {
  return record.text ?? latin1Text(bytesShown(record));
}

/** Bytes that are shown only when somebody asks how. */
export abstract class BytesToShow implements ShownBytes {
  private isPlain: boolean | undefined;

  /** Takes the array over: nobody writes to it any more. */
  constructor(readonly bytes: Uint8Array) {}

  /** Their number. */
  get len(): number {
    return this.bytes.length;
  }

  /** As text; undefined where something in it is not plain. */
  get text(): string | undefined {
    return this.looksPlain() ? latin1Text(this.bytes) : undefined;
  }

  /** In hex, where there is no text. */
  get hex(): string | undefined {
    return this.looksPlain() ? undefined : hexText(this.bytes);
  }

  private looksPlain(): boolean {
    return (this.isPlain ??= isPlainText(this.bytes));
  }
}
