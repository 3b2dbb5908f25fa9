/** What reads checked keys into values: bytes, header fields, with complaints at their places. */

import { diagnosticAt } from './diagnostic-at.js';
import type { Diagnostic, ErrorCode } from './diagnostic.js';
import type { ScenarioDocument } from './document.js';
import { MAX_PAYLOAD_BYTES } from './fields.js';
import type { WrittenHeaders } from './http-fields.js';
import { bodyBytes, hexPayload, payloadBytes, type PayloadProblem } from './payload/payload.js';
import type { WrittenBody, WrittenPayload } from './payload/schema.js';
import type { EntryPart, SourcePlace, ValuePath } from './place.js';

const NO_BYTES = new Uint8Array(0);
const MEBIBYTE = 1024 * 1024;
/** Bytes that `fill` may make in one scenario, all together. */
const MOST_PAYLOAD_BYTES = 256 * MEBIBYTE;
/** Payloads of less than a part of the largest one are bounded by the size of files. */
const MANY = 4096;
/** Bytes that `fill` has made, by the scenario. */
const SPENT = new WeakMap<ScenarioDocument, number>();

/** Reads the map at one path of a document; complaints are added to `problems`. */
export class KeyReader {
  constructor(
    readonly document: ScenarioDocument,
    readonly path: ValuePath,
    readonly problems: Diagnostic[],
  ) {}

  /** A reader of a map within this one. */
  within(...path: ValuePath): KeyReader {
    return new KeyReader(this.document, [...this.path, ...path], this.problems);
  }

  /** Where the map stands. */
  get place(): SourcePlace {
    const { position, source } = this.document.locate(this.path);
    return { file: (source ?? this.document.source).file, position };
  }

  /** Bytes of `text`, `hex`, or `fill` + `length`; without any of them none, or `missing` is the complaint. */
  payload(written: WrittenPayload, missing?: string): Uint8Array {
    if (this.isTooMuch(written, [])) return NO_BYTES;
    const bytes = payloadBytes(written);
    if (bytes instanceof Uint8Array) return bytes;
    if (bytes !== undefined) this.badPayload(bytes, []);
    else if (missing !== undefined) {
      const hint = 'add text, or hex, or fill + length';
      this.badPayload({ code: 'missing-key', message: missing, hint }, []);
    }
    return NO_BYTES;
  }

  /** Bytes of the hexadecimal digits under a key. */
  hex(key: string, digits: string): Uint8Array {
    const bytes = hexPayload(digits);
    if (bytes instanceof Uint8Array) return bytes;
    this.complain([key], bytes.code, `${key}: ${bytes.message}`, bytes.hint);
    return NO_BYTES;
  }

  /** Bytes of the request's body under `body`. */
  body(written: WrittenBody | undefined): Uint8Array | undefined {
    if (typeof written === 'object' && this.isTooMuch(written, ['body'])) return undefined;
    const bytes = bodyBytes(written);
    if (bytes === undefined || bytes instanceof Uint8Array) return bytes;
    this.badPayload(bytes, ['body']);
    return undefined;
  }

  /** Header lines of the map under `headers`. A number must be written as it is sent: 1.10 is 1.1 to YAML. */
  headers(written: WrittenHeaders): readonly (readonly [name: string, value: string])[] {
    return Object.entries(written ?? {}).map(([name, value]) => {
      if (typeof value === 'string') return [name, value];
      const { text, note } = this.document.locate([...this.path, 'headers', name]);
      if (note === undefined && text !== String(value)) {
        const message = `${name}: a number that YAML reads as ${value}`;
        this.complain(['headers', name], 'wrong-type', message, `write it in quotes: "${text}"`);
      }
      return [name, String(value)];
    });
  }

  /** Complains about the value (or key) at a path within the map. */
  complain(path: ValuePath, code: ErrorCode, message: string, hint?: string, part?: EntryPart): void {
    this.problems.push(diagnosticAt(this.document, [...this.path, ...path], code, message, hint, part));
  }

  /** Repeated characters cost a file nothing, but memory: all payloads of a scenario together are bounded. */
  private isTooMuch({ fill, length = 0 }: WrittenPayload, owner: ValuePath): boolean {
    if (fill === undefined || length <= MAX_PAYLOAD_BYTES / MANY) return false;
    const spent = (SPENT.get(this.document) ?? 0) + length;
    SPENT.set(this.document, spent);
    if (spent <= MOST_PAYLOAD_BYTES) return false;
    if (spent - length <= MOST_PAYLOAD_BYTES) {
      const message = `length: payloads of more than ${MOST_PAYLOAD_BYTES / MEBIBYTE} MiB in one scenario`;
      this.complain([...owner, 'length'], 'too-large', message);
    }
    return true;
  }

  /** The field's place; the owner's own where the body is plain text. */
  private badPayload({ code, message, hint, field }: PayloadProblem, owner: ValuePath): void {
    if (field === undefined) this.complain(owner, code, message, hint);
    else this.complain([...owner, field], code, `${field}: ${message}`, hint);
  }
}
