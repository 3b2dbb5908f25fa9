/**
 * A request's URI, byte by byte (`lws_parse_urldecode`, lib/roles/http/parsers.c:794): `%xx`, `//`, `/./`, `/../`, and
 * the split of the arguments behind `?`.
 */

import type { LwsLog } from '../lws-log.js';
import { MAX_FRAGMENTS } from './header-tokens.js';
import type { HeaderTable } from './header-table.js';

/** What becomes of the byte: stored (perhaps changed), swallowed, or the request is refused or dropped. */
export type UriByte =
  | { readonly kind: 'store'; readonly byte: number }
  | { readonly kind: 'swallow' | 'forbidden' | 'too-many' | 'fail' };

const SWALLOW: UriByte = { kind: 'swallow' };
const FORBIDDEN: UriByte = { kind: 'forbidden' };
const FAIL: UriByte = { kind: 'fail' };
const TOO_MANY: UriByte = { kind: 'too-many' };

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
      return SWALLOW;
    }
  } else {
    const digit = hexDigit(byte);
    if (digit < 0) return FORBIDDEN;
    if (ah.escape === 'seen-percent') {
      ah.escapeHighDigit = digit;
      ah.escape = 'seen-percent-h1';
      return SWALLOW;
    }
    byte = (ah.escapeHighDigit << NIBBLE_BITS) | digit;
    escaped = true;
    ah.escape = 'idle';
  }
  if (byte === 0 && !(ah.has('HTTP_URI_ARGS') && ah.seenLiteralEquals)) {
    log.warn('lws_parse_urldecode: saw NUL outside of uri args\n');
    return FAIL;
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
      if (byte === SLASH) return SWALLOW;
      if (byte === DOT) {
        ah.path = 'seen-slash-dot';
        return SWALLOW;
      }
      ah.path = 'idle';
      break;
    case 'seen-slash-dot':
      if (byte === DOT) {
        ah.path = 'seen-slash-dot-dot';
        return SWALLOW;
      }
      if (byte === SLASH) {
        ah.path = 'seen-slash';
        return SWALLOW;
      }
      ah.path = 'idle';
      if (!ah.append(DOT)) return FAIL;
      break;
    case 'seen-slash-dot-dot':
      if (byte === SLASH || byte === QUESTION) {
        upOneLevel(ah);
        ah.path = 'seen-slash';
        if (ah.current.length > 1) break;
        return SWALLOW;
      }
      if (!ah.append(DOT) || !ah.append(DOT)) return FAIL;
      ah.path = 'idle';
      break;
  }
  if (byte === QUESTION && !escaped && !ah.has('HTTP_URI_ARGS')) return firstArgument(ah);
  return { kind: 'store', byte };
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
  if (!ah.terminate()) return FAIL;
  ah.current.next = ah.fragmentCount + 1;
  ah.fragmentCount++;
  if (ah.fragmentCount >= MAX_FRAGMENTS) return TOO_MANY;
  ah.seenLiteralEquals = false;
  Object.assign(ah.current, { offset: ++ah.pos, length: 0, next: 0 });
  return SWALLOW;
}

function firstArgument(ah: HeaderTable): UriByte {
  if (!ah.terminate()) return FAIL;
  ah.fragmentCount++;
  if (ah.fragmentCount >= MAX_FRAGMENTS) return TOO_MANY;
  Object.assign(ah.current, { offset: ++ah.pos, length: 0, next: 0 });
  ah.seenLiteralEquals = false;
  ah.setFirst('HTTP_URI_ARGS');
  ah.path = 'idle';
  return SWALLOW;
}

function hexDigit(byte: number): number {
  const digit = Number.parseInt(String.fromCharCode(byte), HEX_RADIX);
  return Number.isNaN(digit) ? -1 : digit;
}
