/** The request line: method, URL, version. Source: http_parser.c s_start_req ... s_req_line_almost_done semantics. */
import { CR, isDigit, isLetter, LF, SPACE, ZERO } from './characters.js';
import { HttpErrno } from './errors.js';
import { HttpMethod, methodAt, methodTree } from './methods.js';
import { Phase } from './phases.js';
import { NO_WORD, ROOT } from './prefix-tree.js';
import {
  collect,
  countHeaderBytes,
  deliver,
  Element,
  fail,
  Next,
  settle,
  type Scan,
  type Step,
} from './scan.js';
import { mayEnd, nextUrlPart, UrlPart } from './url-grammar.js';

const FIRST_BYTE_OF_PROTOCOL = 0x48;
const REST_OF_PROTOCOL = Array.from('TTP/', (letter) => letter.charCodeAt(0));
const MAX_VERSION_NUMBER = 999;

const awaitRequest: Step = (scan, byte) => {
  if (byte === CR || byte === LF) return Next.advance;
  scan.flags = 0;
  scan.bodyLength.setAbsent();
  if (isLetter[byte] === 0) return fail(scan, HttpErrno.INVALID_METHOD);

  scan.method = 0;
  scan.matched = methodTree.step(ROOT, byte);
  if (scan.matched === NO_WORD) return fail(scan, HttpErrno.INVALID_METHOD);
  scan.method = methodAt(scan.matched);
  scan.phase = Phase.method;
  const result = scan.callbacks.onMessageBegin?.() ?? 0;
  return settle(scan, result, HttpErrno.CB_message_begin, scan.position + 1, Next.advance);
};

const method: Step = (scan, byte) => {
  if (byte === SPACE && methodTree.word(scan.matched) >= 0) {
    scan.phase = Phase.beforeUrl;
    return Next.advance;
  }
  const matched = methodTree.step(scan.matched, byte);
  if (matched === NO_WORD) return fail(scan, HttpErrno.INVALID_METHOD);
  scan.matched = matched;
  scan.method = methodAt(matched);
  return Next.advance;
};

const beforeUrl: Step = (scan, byte) => {
  if (byte === SPACE) return Next.advance;
  collect(scan, Element.url);
  scan.urlPart = nextUrlPart(
    scan.method === HttpMethod.CONNECT ? UrlPart.authorityStart : UrlPart.start,
    byte,
  );
  if (scan.urlPart === UrlPart.invalid) return fail(scan, HttpErrno.INVALID_URL);
  scan.phase = Phase.url;
  return Next.advance;
};

/** Runs over the URL. The byte in hand is counted already, the others are counted here, each before it is looked at. */
const url: Step = (scan, first) => {
  const { block, end } = scan;
  let part = scan.urlPart;
  let at = scan.position;
  for (let byte = first; ; byte = block[at] as number) {
    const next = nextUrlPart(part, byte);
    if (next === UrlPart.invalid) {
      scan.position = at;
      return endUrl(scan, part, byte);
    }
    part = next;
    if (at + 1 === end) break;
    at++;
    if (!countHeaderBytes(scan, 1)) {
      scan.position = at;
      return fail(scan, HttpErrno.HEADER_OVERFLOW);
    }
  }
  scan.position = at;
  scan.urlPart = part;
  return Next.advance;
};

/** A URL without a version is a request of HTTP/0.9, which still goes on with headers. */
function endUrl(scan: Scan, part: UrlPart, byte: number): Next {
  const lineEnds = byte === CR || byte === LF;
  if (!mayEnd(part) || !(lineEnds || byte === SPACE)) return fail(scan, HttpErrno.INVALID_URL);
  if (lineEnds) {
    scan.major = 0;
    scan.minor = 9;
    scan.phase = byte === CR ? Phase.requestLineLf : Phase.fieldStart;
  } else {
    scan.phase = Phase.beforeProtocol;
  }
  return deliver(scan, scan.position, scan.position + 1, Next.advance);
}

const beforeProtocol: Step = (scan, byte) => {
  if (byte === SPACE) return Next.advance;
  if (byte !== FIRST_BYTE_OF_PROTOCOL) return fail(scan, HttpErrno.INVALID_CONSTANT);
  scan.matched = 0;
  scan.phase = Phase.protocol;
  return Next.advance;
};

const protocol: Step = (scan, byte) => {
  if (byte !== REST_OF_PROTOCOL[scan.matched]) return fail(scan, HttpErrno.STRICT);
  scan.matched++;
  if (scan.matched === REST_OF_PROTOCOL.length) scan.phase = Phase.majorFirst;
  return Next.advance;
};

const majorFirst: Step = (scan, byte) => {
  if (isDigit[byte] === 0 || byte === ZERO) return fail(scan, HttpErrno.INVALID_VERSION);
  scan.major = byte - ZERO;
  scan.phase = Phase.major;
  return Next.advance;
};

const major: Step = (scan, byte) => {
  if (byte === 0x2e) {
    scan.phase = Phase.minorFirst;
    return Next.advance;
  }
  if (isDigit[byte] === 0) return fail(scan, HttpErrno.INVALID_VERSION);
  scan.major = scan.major * 10 + byte - ZERO;
  return scan.major > MAX_VERSION_NUMBER ? fail(scan, HttpErrno.INVALID_VERSION) : Next.advance;
};

const minorFirst: Step = (scan, byte) => {
  if (isDigit[byte] === 0) return fail(scan, HttpErrno.INVALID_VERSION);
  scan.minor = byte - ZERO;
  scan.phase = Phase.minor;
  return Next.advance;
};

const minor: Step = (scan, byte) => {
  if (byte === CR || byte === LF) {
    scan.phase = byte === CR ? Phase.requestLineLf : Phase.fieldStart;
    return Next.advance;
  }
  if (isDigit[byte] === 0) return fail(scan, HttpErrno.INVALID_VERSION);
  scan.minor = scan.minor * 10 + byte - ZERO;
  return scan.minor > MAX_VERSION_NUMBER ? fail(scan, HttpErrno.INVALID_VERSION) : Next.advance;
};

const requestLineLf: Step = (scan, byte) => {
  if (byte !== LF) return fail(scan, HttpErrno.LF_EXPECTED);
  scan.phase = Phase.fieldStart;
  return Next.advance;
};

export const requestLineSteps = {
  [Phase.awaitRequest]: awaitRequest,
  [Phase.method]: method,
  [Phase.beforeUrl]: beforeUrl,
  [Phase.url]: url,
  [Phase.beforeProtocol]: beforeProtocol,
  [Phase.protocol]: protocol,
  [Phase.majorFirst]: majorFirst,
  [Phase.major]: major,
  [Phase.minorFirst]: minorFirst,
  [Phase.minor]: minor,
  [Phase.requestLineLf]: requestLineLf,
} as const;
