/** Bodies, of known length and in chunks. Source: http_parser.c s_body_identity, s_chunk_size_start ... s_chunk_data_done semantics. */
import { CR, hexValue, LF, SEMICOLON, SPACE } from './characters.js';
import { HttpErrno } from './errors.js';
import { Flag } from './flags.js';
import { Phase } from './phases.js';
import { collect, deliver, Element, fail, Next, settle, type Scan, type Step } from './scan.js';

/** Moves to the last byte in this block of the body or chunk; true if it is the last one of all. */
function takeBytes(scan: Scan): boolean {
  collect(scan, Element.body);
  scan.position += scan.bodyLength.take(scan.end - scan.position) - 1;
  return scan.bodyLength.isZero;
}

/** The last byte is delivered at once but looked at again: a pause in the callback leaves it unconsumed. */
const body: Step = (scan) => {
  if (!takeBytes(scan)) return Next.advance;
  scan.phase = Phase.messageDone;
  return deliver(scan, scan.position + 1, scan.position, Next.again);
};

const chunkSizeFirst: Step = (scan, byte) => {
  const digit = hexValue[byte] as number;
  if (digit < 0) return fail(scan, HttpErrno.INVALID_CHUNK_SIZE);
  scan.bodyLength.set(digit);
  scan.phase = Phase.chunkSize;
  return Next.advance;
};

const chunkSize: Step = (scan, byte) => {
  if (byte === CR) {
    scan.phase = Phase.chunkSizeLf;
    return Next.advance;
  }
  if (byte === SEMICOLON || byte === SPACE) {
    scan.phase = Phase.chunkExtension;
    return Next.advance;
  }
  const digit = hexValue[byte] as number;
  if (digit < 0) return fail(scan, HttpErrno.INVALID_CHUNK_SIZE);
  return scan.bodyLength.appendHex(digit) ? Next.advance : fail(scan, HttpErrno.INVALID_CONTENT_LENGTH);
};

const chunkExtension: Step = (scan, byte) => {
  if (byte === CR) scan.phase = Phase.chunkSizeLf;
  return Next.advance;
};

const chunkSizeLf: Step = (scan, byte) => {
  if (byte !== LF) return fail(scan, HttpErrno.STRICT);
  scan.headerBytes = 0;
  if (scan.bodyLength.isZero) {
    scan.flags |= Flag.trailing;
    scan.phase = Phase.fieldStart;
  } else {
    scan.phase = Phase.chunkData;
  }
  const result = scan.callbacks.onChunkHeader?.() ?? 0;
  return settle(scan, result, HttpErrno.CB_chunk_header, scan.position + 1, Next.advance);
};

/** Unlike a body of known length, a chunk is only delivered when the byte behind it, or the block's end, is seen. */
const chunkData: Step = (scan) => {
  if (takeBytes(scan)) scan.phase = Phase.chunkDataCr;
  return Next.advance;
};

const chunkDataCr: Step = (scan, byte) => {
  if (byte !== CR) return fail(scan, HttpErrno.STRICT);
  scan.phase = Phase.chunkDataLf;
  return deliver(scan, scan.position, scan.position + 1, Next.advance);
};

const chunkDataLf: Step = (scan, byte) => {
  if (byte !== LF) return fail(scan, HttpErrno.STRICT);
  scan.headerBytes = 0;
  scan.phase = Phase.chunkSizeFirst;
  const result = scan.callbacks.onChunkComplete?.() ?? 0;
  return settle(scan, result, HttpErrno.CB_chunk_complete, scan.position + 1, Next.advance);
};

export const bodySteps = {
  [Phase.body]: body,
  [Phase.chunkSizeFirst]: chunkSizeFirst,
  [Phase.chunkSize]: chunkSize,
  [Phase.chunkExtension]: chunkExtension,
  [Phase.chunkSizeLf]: chunkSizeLf,
  [Phase.chunkData]: chunkData,
  [Phase.chunkDataCr]: chunkDataCr,
  [Phase.chunkDataLf]: chunkDataLf,
} as const;
