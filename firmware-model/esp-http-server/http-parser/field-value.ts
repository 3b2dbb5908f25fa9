/**
 * Reads the values of Connection, Transfer-Encoding and Upgrade a byte at a time: a small automaton.
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

/** Where in a word the value is: a state for each letter behind the first, and one for the whole word. */
interface InWord {
  /** The next letter; undefined behind the last. */
  readonly wanted: number | undefined;
  readonly flag: number;
  readonly otherwise: number;
}

const FIRST_WORD_STATE = FOREIGN_TOKEN + 1;
const IN_WORD: InWord[] = [];

/** State behind the first letter of each word. */
const AFTER_FIRST = WORDS.map(({ word, flag, otherwise }) => {
  const state = FIRST_WORD_STATE + IN_WORD.length;
  for (let matched = 1; matched < word.length; matched++)
    IN_WORD.push({ wanted: word.charCodeAt(matched), flag, otherwise });
  IN_WORD.push({ wanted: undefined, flag, otherwise });
  return state;
});

/** State behind the first byte of a Connection token, which may be one of ours. */
function firstOfConnectionToken(byte: number, otherwise: number): number {
  const lower = looseLower(byte);
  const found = WORDS.findIndex(({ word, flag }) => flag !== Flag.chunked && word.charCodeAt(0) === lower);
  return AFTER_FIRST[found] ?? otherwise;
}

const FIRST_OF_CHUNKED = 'chunked'.charCodeAt(0);
const CHUNKED_BEGUN = AFTER_FIRST[WORDS.findIndex(({ flag }) => flag === Flag.chunked)] as number;

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
  if (before === FOREIGN_TOKEN) return byte === COMMA ? LIST_MEMBER_START : FOREIGN_TOKEN;
  if (before === LIST_MEMBER_START) {
    const lower = looseLower(byte);
    if (lower === SPACE) return LIST_MEMBER_START;
    return firstOfConnectionToken(byte, lowerToken[lower] === 0 ? UNREAD : FOREIGN_TOKEN);
  }
  const place = IN_WORD[before - FIRST_WORD_STATE];
  if (place === undefined) return UNREAD;
  const { wanted, flag, otherwise } = place;
  if (wanted !== undefined) return looseLower(byte) === wanted ? before + 1 : otherwise;
  if (byte === SPACE) return before;
  return byte === COMMA && flag !== Flag.chunked ? LIST_MEMBER_START : otherwise;
}

/** Flag (or 0) that holds if a value, or a member of a list, ends in this state. */
export function flagAtEnd(ended: number): number {
  const place = IN_WORD[ended - FIRST_WORD_STATE];
  return place === undefined || place.wanted !== undefined ? 0 : place.flag;
}

/** Does the step to `next` end a member of a Connection list? */
export function endsMember(next: number): boolean {
  return next === LIST_MEMBER_START;
}
