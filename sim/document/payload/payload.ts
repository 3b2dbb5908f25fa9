/** Bytes from `text`, `hex`, or `fill` + `length`. */

import { hexText } from '../../codec/latin1.js';
import { hexBytes, utf8Bytes } from '../../codec/bytes.js';
import type { ErrorCode } from '../diagnostic.js';
import { MAX_PAYLOAD_BYTES } from '../fields.js';
import type { WrittenBody, WrittenPayload } from './schema.js';

/** What is wrong with a payload; `field` is the key to point at, undefined: the step. */
export interface PayloadProblem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly field?: keyof WrittenPayload;
}

const MAX_BYTE = 0xff;
const HEX_RADIX = 16;
const HEX = /^(?:[0-9a-fA-F]{2})*$/;
const NOT_HEX = /[^0-9a-fA-F]/;
const SOURCES = ['text', 'hex', 'fill'] as const;
const EMPTY = new Uint8Array(0);

/** The bytes, undefined if no field is given, or what is wrong. */
export function payloadBytes(written: WrittenPayload): Uint8Array | undefined | PayloadProblem {
  const given =
    Number(written.text !== undefined) +
    Number(written.hex !== undefined) +
    Number(written.fill !== undefined);
  if (given > 1) return conflict(written);
  if (written.length !== undefined && written.fill === undefined) {
    const hint = 'add fill: "x", the character to repeat';
    return { code: 'bad-payload', message: 'length goes with fill', hint, field: 'length' };
  }
  if (written.text !== undefined) return latin1(written.text, 'text');
  if (written.hex !== undefined) return hexPayload(written.hex);
  if (written.fill !== undefined) return repeated(written.fill, written.length);
  return undefined;
}

function conflict(written: WrittenPayload): PayloadProblem {
  const given = SOURCES.filter((field) => written[field] !== undefined);
  const hint = 'give text, or hex, or fill + length';
  return { code: 'conflict', message: `${given.join(' and ')} can't stand together`, hint, field: given[1]! };
}

/** Bytes of a request's body: text, or `fill` + `length`. */
export function bodyBytes(body: WrittenBody | undefined): Uint8Array | undefined | PayloadProblem {
  if (typeof body !== 'string') {
    if (body === undefined) return undefined;
    const hint = 'write { fill: "x", length: 1000 }';
    return payloadBytes(body) ?? { code: 'missing-key', message: 'the body needs fill and length', hint };
  }
  const bytes = latin1(body);
  if (bytes instanceof Uint8Array) return bytes;
  const { code, message, hint } = bytes;
  return { code, message: `body: ${message}`, ...(hint === undefined ? {} : { hint }) };
}

/** One byte per character; characters past U+00FF have none. */
function latin1(text: string, field: keyof WrittenPayload = 'text'): Uint8Array | PayloadProblem {
  if (text.length > MAX_PAYLOAD_BYTES) {
    return { code: 'out-of-range', message: `longer than ${String(MAX_PAYLOAD_BYTES)} bytes`, field };
  }
  const bytes = text.length === 0 ? EMPTY : new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > MAX_BYTE) return notLatin1(text, i, field);
    bytes[i] = code;
  }
  return bytes;
}

function notLatin1(text: string, index: number, field: keyof WrittenPayload): PayloadProblem {
  const point = text.codePointAt(index) ?? 0;
  const char = String.fromCodePoint(point);
  const utf8 = hexText(utf8Bytes(char)).replace(/../g, '\\x$&');
  const name = `U+${point.toString(HEX_RADIX).toUpperCase().padStart(4, '0')}`;
  const hint = `one character is one byte (Latin-1); for UTF-8 write "${utf8}"`;
  return {
    code: 'bad-payload',
    message: `character ${String(index + 1)} (${name}) is not a byte`,
    hint,
    field,
  };
}

/** Two digits a byte; blanks between them do not count. */
export function hexPayload(hex: string): Uint8Array | PayloadProblem {
  const digits = hex.replace(/\s+/g, '');
  if (digits.length > 2 * MAX_PAYLOAD_BYTES) {
    return { code: 'out-of-range', message: `longer than ${String(MAX_PAYLOAD_BYTES)} bytes`, field: 'hex' };
  }
  if (!HEX.test(digits)) {
    const wrong = NOT_HEX.exec(digits);
    const message = wrong
      ? `"${wrong[0]}" is not a hexadecimal digit`
      : 'an odd number of hexadecimal digits';
    return { code: 'bad-payload', message, hint: 'two digits a byte, as in "00ff10"', field: 'hex' };
  }
  return hexBytes(digits);
}

function repeated(fill: string, length: number | undefined): Uint8Array | PayloadProblem {
  if (length === undefined) {
    return { code: 'bad-payload', message: 'needs a length', hint: 'add length: 1000', field: 'fill' };
  }
  const byte = latin1(fill, 'fill');
  if (!(byte instanceof Uint8Array)) return byte;
  if (byte.length !== 1) {
    return {
      code: 'bad-payload',
      message: 'must be one character',
      hint: 'for more use text',
      field: 'fill',
    };
  }
  return new Uint8Array(length).fill(byte[0] ?? 0);
}
