/**
 * The header parser of both sides (`lws_parse`, lib/roles/http/parsers.c:1018): bytes in, a filled header table out.
 *
 * It is lenient: lines may end in LF alone, a broken header name swallows what follows up to the next colon.
 */

import type { LwsLog } from '../context/lws-log.js';
import type { HeaderTable } from './header-table.js';
import { METHOD_TOKENS, type HeaderToken } from './header-tokens.js';
import { decodeUriByte, upOneLevel } from './uri-decode.js';

/** `ok`: all taken, or the headers are complete. `fail`: drop the connection. `forbidden`: answer 403, then drop it. */
export type ParseResult = 'ok' | 'fail' | 'forbidden';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;
const SLASH = 0x2f;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const TO_LOWER = 0x20;
/** Bookkeeping in front of each unknown header's name (`UHO_NAME`). */
const UNKNOWN_HEADER_ROOM = 8;

const METHODS: ReadonlySet<string> = new Set(METHOD_TOKENS);

/** Parses up to `length` bytes; `used` says how many were taken. Stops behind the empty line that ends the headers. */
export function parseHeaders(
  ah: HeaderTable,
  log: LwsLog,
  isServer: boolean,
  buffer: Uint8Array,
  offset: number,
  length: number,
): { readonly result: ParseResult; readonly used: number; readonly complete: boolean } {
  let used = 0;
  while (used < length) {
    const byte = buffer[offset + used++]!;
    const outcome = takeByte(ah, log, isServer, byte);
    if (outcome === 'go-on') continue;
    return { result: outcome === 'complete' ? 'ok' : outcome, used, complete: outcome === 'complete' };
  }
  return { result: 'ok', used, complete: false };
}

type ByteResult = 'go-on' | 'complete' | 'fail' | 'forbidden';

function takeByte(ah: HeaderTable, log: LwsLog, isServer: boolean, byte: number): ByteResult {
  switch (ah.state) {
    case 'unknown-value':
      return unknownValueByte(ah, byte);
    case 'name-part':
      return nameByte(ah, log, isServer, byte);
    case 'skipping':
      if (byte === LF) ah.restartParsing();
      if (byte === CR) ah.state = 'saw-cr';
      return 'go-on';
    case 'saw-cr':
      if (ah.escape !== 'idle') return 'forbidden';
      if (byte === LF) ah.restartParsing();
      else ah.state = 'skipping';
      return 'go-on';
    case 'complete':
      return 'go-on';
    default:
      return valueByte(ah, log, ah.state, byte);
  }
}

/** In the value of a known header, or in the URI behind a method. */
function valueByte(ah: HeaderTable, log: LwsLog, token: HeaderToken, raw: number): ByteResult {
  let byte = raw;
  if (byte === SPACE && (ah.firstFragment(token)?.length ?? 0) === 0) return 'go-on';
  if (METHODS.has(token)) {
    if (byte === SPACE) return endOfUri(ah);
    const decoded = decodeUriByte(ah, log, byte);
    if (decoded === 'swallow') return 'go-on';
    if (decoded === 'forbidden' || decoded === 'fail') return decoded;
    byte = decoded;
  }
  if (byte === CR || byte === LF) {
    if (ah.escape !== 'idle') return 'forbidden';
    if (byte === LF) ah.restartParsing();
    else ah.state = 'saw-cr';
    byte = 0;
  }
  if (!ah.append(byte)) return 'fail';
  if (byte === 0 && ah.state !== 'HTTP_URI_ARGS') ah.current.length--;
  return 'go-on';
}

function endOfUri(ah: HeaderTable): ByteResult {
  if (ah.current.length === 0 && !ah.append(SLASH)) return 'fail';
  if (ah.path === 'seen-slash-dot-dot') upOneLevel(ah);
  if (!ah.terminate()) return 'fail';
  ah.state = 'HTTP';
  return ah.beginFragment('HTTP') ? 'go-on' : 'fail';
}

function unknownValueByte(ah: HeaderTable, byte: number): ByteResult {
  if (byte === CR) return 'go-on';
  if (byte === LF) {
    ah.restartParsing();
    return 'go-on';
  }
  const leading = ah.pos === ah.unknownValuePos && (byte === SPACE || byte === TAB);
  if (leading) return 'go-on';
  if (!ah.hasRoom()) return 'fail';
  ah.data[ah.pos++] = byte;
  return 'go-on';
}

/** In a name: of a header, or a method. It is stored for the case that it is unknown, and taken back if it is not. */
function nameByte(ah: HeaderTable, log: LwsLog, isServer: boolean, raw: number): ByteResult {
  if (ah.unknownPos === 0 && raw === LF) return complete(ah);
  const byte = raw >= UPPER_A && raw <= UPPER_Z ? raw + TO_LOWER : raw;
  if (ah.unknownPos === 0) {
    ah.unknownPos = ah.pos;
    for (let i = 0; i < UNKNOWN_HEADER_ROOM; i++) if (ah.hasRoom()) ah.data[ah.pos++] = 0;
  }
  if (!ah.hasRoom()) return 'fail';
  ah.data[ah.pos++] = byte;
  if (ah.name === undefined) {
    if (byte === COLON) {
      ah.unknownValuePos = ah.pos;
      ah.state = 'unknown-value';
    }
    return 'go-on';
  }
  ah.name = ah.name.next.get(String.fromCharCode(byte));
  if (ah.name === undefined) {
    const hasMethod = METHOD_TOKENS.some((method) => ah.has(method));
    return isServer && !hasMethod ? 'forbidden' : 'go-on';
  }
  if (ah.name.token === undefined) return 'go-on';
  return knownName(ah, log, ah.name.token);
}

function knownName(ah: HeaderTable, log: LwsLog, known: HeaderToken): ByteResult {
  if (METHODS.has(known) && ah.has(known)) {
    log.warn('Duplicated method\n');
    ah.trouble ??= 'Duplicated method';
    return 'fail';
  }
  ah.pos = ah.unknownPos;
  ah.unknownPos = 0;
  const token = known === 'SWORIGIN' ? 'ORIGIN' : known;
  ah.state = token;
  ah.path = 'idle';
  if (token === 'CHALLENGE') return complete(ah);
  return ah.beginFragment(token) ? 'go-on' : 'fail';
}

function complete(ah: HeaderTable): ByteResult {
  if (ah.escape !== 'idle') return 'forbidden';
  ah.state = 'complete';
  return 'complete';
}
