/** Header lines, of the head and of trailers. Source: http_parser.c s_header_field_start ... s_header_value_lws semantics. */
import { COLON, CR, isDigit, isValueByte, LF, lowerToken, SPACE, TAB, ZERO } from './characters.js';
import { HttpErrno } from './errors.js';
import { FieldKind, fieldKindAt, fieldNameTree } from './field-name.js';
import {
  continueFolded,
  DIGITS,
  endsMember,
  flagAtEnd,
  nextValueState,
  startValue,
  UNREAD,
} from './field-value.js';
import { Flag } from './flags.js';
import { Phase } from './phases.js';
import { NO_WORD, ROOT } from './prefix-tree.js';
import {
  collect,
  countHeaderBytes,
  deliver,
  Element,
  fail,
  MAX_HEADER_BYTES,
  Next,
  type Scan,
  type Step,
} from './scan.js';

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB;

const fieldStart: Step = (scan, byte) => {
  if (byte === CR || byte === LF) {
    scan.phase = Phase.headersLf;
    return byte === CR ? Next.advance : Next.again;
  }
  const lower = lowerToken[byte] as number;
  if (lower === 0) return fail(scan, HttpErrno.INVALID_HEADER_TOKEN);
  collect(scan, Element.fieldName);
  scan.matched = fieldNameTree.step(ROOT, lower);
  scan.phase = Phase.fieldName;
  return Next.advance;
};

const fieldName: Step = (scan) => {
  const { block, end, position: start } = scan;
  let matched = scan.matched;
  let at = start;
  for (; at < end; at++) {
    const lower = lowerToken[block[at] as number] as number;
    if (lower === 0) break;
    if (matched === NO_WORD) continue;
    matched = fieldNameTree.step(matched, lower);
    if (fieldKindAt(matched) === FieldKind.contentLength) {
      // noted as soon as the name fits, even if it goes on: "Content-LengthX" counts as one
      scan.position = at;
      if ((scan.flags & Flag.contentLength) !== 0) return fail(scan, HttpErrno.UNEXPECTED_CONTENT_LENGTH);
      scan.flags |= Flag.contentLength;
    }
  }
  scan.matched = matched;
  scan.position = at;
  if (!countHeaderBytes(scan, at - start)) return fail(scan, HttpErrno.HEADER_OVERFLOW);
  if (at === end) return stayInElement(scan);
  if (block[at] !== COLON) return fail(scan, HttpErrno.INVALID_HEADER_TOKEN);
  scan.phase = Phase.beforeValue;
  return deliver(scan, at, at + 1, Next.advance);
};

/** The block ends inside a name or a value. */
function stayInElement(scan: Scan): Next {
  scan.position = scan.end - 1;
  return Next.advance;
}

const beforeValue: Step = (scan, byte) => {
  if (isBlank(byte)) return Next.advance;
  if (byte === CR || byte === LF) {
    scan.phase = byte === CR ? Phase.emptyValueLf : Phase.emptyValueEnd;
    return Next.advance;
  }
  const kind = fieldKindAt(scan.matched);
  if (kind === FieldKind.upgrade) scan.flags |= Flag.upgrade;
  return enterValue(scan, byte, startValue(kind, byte));
};

function enterValue(scan: Scan, byte: number, state: number): Next {
  collect(scan, Element.fieldValue);
  scan.phase = Phase.fieldValue;
  scan.valueState = state;
  if (state === DIGITS) {
    if (isDigit[byte] === 0) return fail(scan, HttpErrno.INVALID_CONTENT_LENGTH);
    scan.bodyLength.set(byte - ZERO);
  }
  return Next.advance;
}

const emptyValueLf: Step = (scan, byte) => {
  if (byte !== LF) return fail(scan, HttpErrno.STRICT);
  scan.phase = Phase.emptyValueEnd;
  return Next.advance;
};

const emptyValueEnd: Step = (scan, byte) => {
  if (isBlank(byte)) {
    scan.phase = Phase.beforeValue;
    return Next.advance;
  }
  collect(scan, Element.fieldValue);
  scan.phase = Phase.fieldStart;
  return deliver(scan, scan.position, scan.position, Next.again);
};

/**
 * Runs over a value. Bytes are only checked until the value turns out to be of no interest; from there on everything up
 * to the line end passes, so a control character is found or not depending on where the blocks happen to end.
 */
const fieldValue: Step = (scan) => {
  const { block, end, position: start } = scan;
  let state = scan.valueState;
  let at = start;
  for (; at < end; at++) {
    const byte = block[at] as number;
    if (byte === CR || byte === LF) break;
    if (isValueByte[byte] === 0) return failInValue(scan, at, HttpErrno.INVALID_HEADER_TOKEN);
    if (state === UNREAD) {
      at = lineEnd(block, at, end) - 1;
    } else if (state === DIGITS) {
      if (byte === SPACE) continue;
      if (isDigit[byte] === 0 || !scan.bodyLength.appendDecimal(byte - ZERO)) {
        return failInValue(scan, at, HttpErrno.INVALID_CONTENT_LENGTH);
      }
    } else {
      const next = nextValueState(state, byte);
      if (endsMember(next)) scan.flags |= flagAtEnd(state);
      state = next;
    }
  }
  scan.valueState = state;
  scan.position = at;
  return at < end ? endValue(scan, start) : endBlockInValue(scan, start);
};

function failInValue(scan: Scan, at: number, error: number): Next {
  scan.position = at;
  return fail(scan, error);
}

function endBlockInValue(scan: Scan, start: number): Next {
  if (!countHeaderBytes(scan, scan.position - start)) return fail(scan, HttpErrno.HEADER_OVERFLOW);
  return stayInElement(scan);
}

/** A CR is consumed with the value and its bytes are counted after the callback; a bare LF is looked at again. */
function endValue(scan: Scan, start: number): Next {
  const at = scan.position;
  scan.phase = Phase.fieldLf;
  if (scan.block[at] === LF) {
    scan.byte = LF;
    if (!countHeaderBytes(scan, at - start)) return fail(scan, HttpErrno.HEADER_OVERFLOW);
    return deliver(scan, at, at, Next.again);
  }
  if (deliver(scan, at, at + 1, Next.advance) === Next.stop) return Next.stop;
  return countHeaderBytes(scan, at - start) ? Next.advance : fail(scan, HttpErrno.HEADER_OVERFLOW);
}

/** First CR or LF from `from` on; `end` if there is none, or none within the most bytes that headers may have. */
function lineEnd(block: Uint8Array, from: number, end: number): number {
  const limit = Math.min(end, from + MAX_HEADER_BYTES);
  for (let at = from; at < limit; at++) {
    const byte = block[at];
    if (byte === CR || byte === LF) return at;
  }
  return end;
}

const fieldLf: Step = (scan, byte) => {
  if (byte !== LF) return fail(scan, HttpErrno.LF_EXPECTED);
  scan.phase = Phase.fieldEnd;
  return Next.advance;
};

const fieldEnd: Step = (scan, byte) => {
  if (isBlank(byte)) return enterValue(scan, byte, continueFolded(scan.valueState));
  scan.flags |= flagAtEnd(scan.valueState);
  scan.phase = Phase.fieldStart;
  return Next.again;
};

export const headerFieldSteps = {
  [Phase.fieldStart]: fieldStart,
  [Phase.fieldName]: fieldName,
  [Phase.beforeValue]: beforeValue,
  [Phase.emptyValueLf]: emptyValueLf,
  [Phase.emptyValueEnd]: emptyValueEnd,
  [Phase.fieldValue]: fieldValue,
  [Phase.fieldLf]: fieldLf,
  [Phase.fieldEnd]: fieldEnd,
} as const;
