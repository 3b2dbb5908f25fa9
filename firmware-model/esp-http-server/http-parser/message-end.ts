/** End of the headers, start and end of the message. Source: http_parser.c s_headers_almost_done, s_headers_done, s_message_done, s_dead. */
import { CR, LF } from './characters.js';
import { HttpErrno } from './errors.js';
import { Flag } from './flags.js';
import { HttpMethod } from './methods.js';
import { Phase } from './phases.js';
import { fail, Next, settle, type Scan, type Step } from './scan.js';

const UPGRADE_FLAGS = Flag.upgrade | Flag.connectionUpgrade;
const AMBIGUOUS_LENGTH = Flag.chunked | Flag.contentLength;

const has = (scan: Scan, flag: number): boolean => (scan.flags & flag) !== 0;

/**
 * May another request follow on this connection? Source: http_should_keep_alive semantics, requests only: HTTP/1.0 rules
 * hold for every version with a 0 in it, so for "HTTP/2.0" too.
 */
export function keepsAlive(scan: Scan): boolean {
  return scan.major > 0 && scan.minor > 0 ? !has(scan, Flag.close) : has(scan, Flag.keepAlive);
}

/** Reports the end of the message; the byte in hand is its last. */
function completeMessage(scan: Scan): Next {
  scan.phase = keepsAlive(scan) ? Phase.awaitRequest : Phase.closed;
  const result = scan.callbacks.onMessageComplete?.() ?? 0;
  return settle(scan, result, HttpErrno.CB_message_complete, scan.position + 1, Next.advance);
}

/** Leaves `execute` behind the byte in hand: what follows is of another protocol. */
function leaveForUpgrade(scan: Scan): Next {
  scan.consumed = scan.position + 1 - scan.base;
  return Next.stop;
}

const headersLf: Step = (scan, byte) => {
  if (byte !== LF) return fail(scan, HttpErrno.STRICT);
  if (has(scan, Flag.trailing)) {
    scan.phase = Phase.messageDone;
    const result = scan.callbacks.onChunkComplete?.() ?? 0;
    return settle(scan, result, HttpErrno.CB_chunk_complete, scan.position, Next.again);
  }
  if ((scan.flags & AMBIGUOUS_LENGTH) === AMBIGUOUS_LENGTH) {
    return fail(scan, HttpErrno.UNEXPECTED_CONTENT_LENGTH);
  }
  scan.phase = Phase.headersDone;
  scan.upgrade = (scan.flags & UPGRADE_FLAGS) === UPGRADE_FLAGS || scan.method === HttpMethod.CONNECT;

  let result = scan.callbacks.onHeadersComplete?.() ?? 0;
  if (result === 1 || result === 2) {
    scan.flags |= Flag.skipBody;
    if (result === 2) scan.upgrade = true;
    result = 0;
  }
  return settle(scan, result, HttpErrno.CB_headers_complete, scan.position, Next.again);
};

const headersDone: Step = (scan, byte) => {
  if (byte !== LF) return fail(scan, HttpErrno.STRICT);
  scan.headerBytes = 0;

  const { bodyLength } = scan;
  const hasBody = has(scan, Flag.chunked) || !(bodyLength.isZero || bodyLength.isAbsent);
  const bodyExpected = hasBody && !has(scan, Flag.skipBody);
  if (scan.upgrade && (scan.method === HttpMethod.CONNECT || !bodyExpected)) {
    return completeMessage(scan) === Next.stop ? Next.stop : leaveForUpgrade(scan);
  }
  if (!bodyExpected) return completeMessage(scan);
  scan.phase = has(scan, Flag.chunked) ? Phase.chunkSizeFirst : Phase.body;
  return Next.advance;
};

const messageDone: Step = (scan) => {
  const outcome = completeMessage(scan);
  return outcome === Next.advance && scan.upgrade ? leaveForUpgrade(scan) : outcome;
};

const closed: Step = (scan, byte) =>
  byte === CR || byte === LF ? Next.advance : fail(scan, HttpErrno.CLOSED_CONNECTION);

export const messageEndSteps = {
  [Phase.closed]: closed,
  [Phase.headersLf]: headersLf,
  [Phase.headersDone]: headersDone,
  [Phase.messageDone]: messageDone,
} as const;
