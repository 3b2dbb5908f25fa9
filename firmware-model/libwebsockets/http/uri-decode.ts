/**
 * A request's URI, byte by byte (`lws_parse_urldecode`, lib/roles/http/parsers.c:794): `%xx`, `//`, `/./`, `/../`, and
 * the split of the arguments behind `?`.
 */

import type { LwsLog } from '../context/lws-log.js';
import { MAX_FRAGMENTS } from './header-tokens.js';
import type { HeaderTable } from './header-table.js';

/** What becomes of the byte: the byte to store, or it is swallowed, or the request is refused or dropped. */
export type UriByte = number | 'swallow' | 'forbidden' | 'fail';

const code = (c: string): number => c.charCodeAt(0);
const PERCENT = code('%');
const SLASH = code('/');
const DOT = code('.');
const QUESTION = code('?');
const AMPERSAND = code('&');
const SEMICOLON = code(';');
const EQUALS = code('=');
const PLUS = code('+');
const SPACE = code(' ');
const UNDERSCORE = code('_');
const HEX_RADIX = 16;
const NIBBLE_BITS = 4;

/** Takes one byte of a URI. */
export function decodeUriByte(ah: HeaderTable, log: LwsLog, raw: number): UriByte {
  let byte = raw;
  let escaped = false;
  if (ah.escape === 'idle') {
    if (byte === PERCENT) {
      ah.escape = 'seen-percent';
      return 'swallow';
    }
  } else {
    const digit = hexDigit(byte);
    if (digit < 0) return 'forbidden';
    if (ah.escape === 'seen-percent') {
      ah.escapeHighDigit = digit;
      ah.escape = 'seen-percent-h1';
      return 'swallow';
    }
    byte = (ah.escapeHighDigit << NIBBLE_BITS) | digit;
    escaped = true;
    ah.escape = 'idle';
  }
  if (byte === 0 && !(ah.has('HTTP_URI_ARGS') && ah.seenLiteralEquals)) {
    log.warn('lws_parse_urldecode: saw NUL outside of uri args\n');
    return 'fail';
  }
  switch (ah.path) {
    case 'idle': {
      if ((byte === AMPERSAND || byte === SEMICOLON) && !escaped) return nextArgument(ah);
      if (byte === EQUALS && escaped && ah.has('HTTP_URI_ARGS') && !ah.seenLiteralEquals) byte = UNDERSCORE;
      if (byte === EQUALS && !escaped) ah.seenLiteralEquals = true;
      if (byte === PLUS && !escaped) byte = SPACE;
      if (byte === SLASH && !ah.has('HTTP_URI_ARGS')) ah.path = 'seen-slash';
      break;
    }
    case 'seen-slash':
      if (byte === SLASH) return 'swallow';
      if (byte === DOT) {
        ah.path = 'seen-slash-dot';
        return 'swallow';
      }
      ah.path = 'idle';
      break;
    case 'seen-slash-dot':
      if (byte === DOT) {
        ah.path = 'seen-slash-dot-dot';
        return 'swallow';
      }
      if (byte === SLASH) {
        ah.path = 'seen-slash';
        return 'swallow';
      }
      ah.path = 'idle';
      if (!ah.append(DOT)) return 'fail';
      break;
    case 'seen-slash-dot-dot':
      if (byte === SLASH || byte === QUESTION) {
        upOneLevel(ah);
        ah.path = 'seen-slash';
        if (ah.current.length > 1) break;
        return 'swallow';
      }
      if (!ah.append(DOT) || !ah.append(DOT)) return 'fail';
      ah.path = 'idle';
      break;
  }
  if (byte === QUESTION && !escaped && !ah.has('HTTP_URI_ARGS')) return firstArgument(ah);
  return byte;
}

/** Drops the last directory of the path read so far. */
export function upOneLevel(ah: HeaderTable): void {
  const fragment = ah.current;
  if (fragment.length <= 2) return;
  ah.pos--;
  fragment.length--;
  do {
    ah.pos--;
    fragment.length--;
  } while (fragment.length > 1 && ah.data[ah.pos] !== SLASH);
}

function nextArgument(ah: HeaderTable): UriByte {
  if (!ah.terminate()) return 'fail';
  ah.current.next = ah.fragmentCount + 1;
  ah.fragmentCount++;
  if (ah.fragmentCount >= MAX_FRAGMENTS) {
    ah.tooManyFragments();
    return 'fail';
  }
  ah.seenLiteralEquals = false;
  Object.assign(ah.current, { offset: ++ah.pos, length: 0, next: 0 });
  return 'swallow';
}

function firstArgument(ah: HeaderTable): UriByte {
  if (!ah.terminate()) return 'fail';
  ah.fragmentCount++;
  if (ah.fragmentCount >= MAX_FRAGMENTS) {
    ah.tooManyFragments();
    return 'fail';
  }
  Object.assign(ah.current, { offset: ++ah.pos, length: 0, next: 0 });
  ah.seenLiteralEquals = false;
  ah.setFirst('HTTP_URI_ARGS');
  ah.path = 'idle';
  return 'swallow';
}

function hexDigit(byte: number): number {
  const digit = Number.parseInt(String.fromCharCode(byte), HEX_RADIX);
  return Number.isNaN(digit) ? -1 : digit;
}
