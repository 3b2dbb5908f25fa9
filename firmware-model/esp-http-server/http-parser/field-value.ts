/**
 * Reads the values of Connection, Transfer-Encoding and Upgrade a byte at a time: a small automaton in one table.
 *
 * Source: http_parser.c, header states of s_header_value_start and s_header_value. Faithful to its oddities: a token
 * that starts like a known one but isn't swallows the comma that ends it at once (`c,close` is not a close), an empty
 * list member or a tab behind a comma ends the list, and only the first coding of Transfer-Encoding is looked at.
 */
import { COMMA, looseLower, lowerToken, SPACE } from './characters.js';
import { FieldKind } from './field-name.js';
import { Flag } from './flags.js';

/** Nothing here can steer the parser any more; runs to the end of the line unread. */
export const UNREAD = 0;
/** Digits of Content-Length; what they mean is the parser's business. */
export const DIGITS = 1;
/** Connection, behind a comma. */
const LIST_MEMBER_START = 2;
/** Connection, inside a token that is none of ours. */
const FOREIGN_TOKEN = 3;

const WORDS = [
  { word: 'keep-alive', flag: Flag.keepAlive, otherwise: FOREIGN_TOKEN },
  { word: 'close', flag: Flag.close, otherwise: FOREIGN_TOKEN },
  { word: 'upgrade', flag: Flag.connectionUpgrade, otherwise: FOREIGN_TOKEN },
  { word: 'chunked', flag: Flag.chunked, otherwise: UNREAD },
] as const;

const FIRST_WORD_STATE = FOREIGN_TOKEN + 1;
const STATES = WORDS.reduce((count, { word }) => count + word.length, FIRST_WORD_STATE);

const NEXT = new Uint8Array(STATES * 256);
const FLAG_AT_END = new Uint8Array(STATES);

/** State behind the first letter of each word. */
const afterFirstLetter: Record<string, number> = {};

function fill(state: number, next: (byte: number) => number): void {
  for (let byte = 0; byte < 256; byte++) NEXT[state * 256 + byte] = next(byte);
}

let state = FIRST_WORD_STATE;
for (const { word, flag, otherwise } of WORDS) {
  afterFirstLetter[word] = state;
  for (let matched = 1; matched < word.length; matched++, state++) {
    const wanted = word.charCodeAt(matched);
    const matchedState = state + 1;
    fill(state, (byte) => (looseLower(byte) === wanted ? matchedState : otherwise));
  }
  const complete = state++;
  FLAG_AT_END[complete] = flag;
  const afterComma = flag === Flag.chunked ? otherwise : LIST_MEMBER_START;
  fill(complete, (byte) => (byte === SPACE ? complete : byte === COMMA ? afterComma : otherwise));
}

/** State behind the first byte of a Connection token that may be one of ours; 0 if it can't. */
const CONNECTION_WORD = new Uint8Array(256).map((_, byte) => {
  const word = WORDS.find(
    ({ word, flag }) => flag !== Flag.chunked && word.charCodeAt(0) === looseLower(byte),
  );
  return word === undefined ? 0 : (afterFirstLetter[word.word] as number);
});

function firstOfConnectionToken(byte: number, otherwise: number): number {
  return (CONNECTION_WORD[byte] as number) || otherwise;
}

fill(LIST_MEMBER_START, (byte) => {
  const lower = looseLower(byte);
  if (lower === SPACE) return LIST_MEMBER_START;
  return firstOfConnectionToken(byte, lowerToken[lower] === 0 ? UNREAD : FOREIGN_TOKEN);
});
fill(FOREIGN_TOKEN, (byte) => (byte === COMMA ? LIST_MEMBER_START : FOREIGN_TOKEN));

const FIRST_OF_CHUNKED = 'chunked'.charCodeAt(0);
const CHUNKED_BEGUN = afterFirstLetter['chunked'] as number;

/** State behind the first byte of a value. `Upgrade` steers by being there, whatever its value. */
export function startValue(kind: FieldKind, byte: number): number {
  switch (kind) {
    case FieldKind.connection:
      return firstOfConnectionToken(byte, FOREIGN_TOKEN);
    case FieldKind.transferEncoding:
      return looseLower(byte) === FIRST_OF_CHUNKED ? CHUNKED_BEGUN : UNREAD;
    case FieldKind.contentLength:
      return DIGITS;
    default:
      return UNREAD;
  }
}

/**
 * State behind the blank that continues a value on the next line: of a Connection list only one that was broken right
 * behind a comma is read on; everything else, even a complete `close`, is forgotten.
 */
export function continueFolded(before: number): number {
  return before === LIST_MEMBER_START || before === DIGITS ? before : UNREAD;
}

/** State behind one more byte. */
export function nextValueState(before: number, byte: number): number {
  return NEXT[before * 256 + byte] as number;
}

/** Flag (or 0) that holds if a value, or a member of a list, ends in this state. */
export function flagAtEnd(ended: number): number {
  return FLAG_AT_END[ended] as number;
}

/** Does the step to `next` end a member of a Connection list? */
export function endsMember(next: number): boolean {
  return next === LIST_MEMBER_START;
}
