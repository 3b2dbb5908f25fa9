/** Reading a scenario file: its size, its encoding, and nothing else. */

import { hexText } from '../codec/latin1.js';
import { ScenarioError } from './diagnostic.js';
import { thrownText } from './value-text.js';
import type { Diagnostic, ErrorCode } from './diagnostic.js';
import type { Files } from './files.js';
import type { SourceText } from './place.js';

const MEBIBYTE = 1024 * 1024;
const MAX_FILE_MEBIBYTES = 64;
/** Larger files are refused before they are parsed. */
export const MAX_FILE_BYTES = MAX_FILE_MEBIBYTES * MEBIBYTE;
const FIRST_BYTES_OF_UTF16 = new Set(['fffe', 'feff']);
const LINE_FEED = 0x0a;
/** UTF-8 (RFC 3629 section 3): the first byte of a character tells its length, further ones begin with 10. */
const CONTINUATION_BITS = 0xc0;
const CONTINUATION = 0x80;
const FIRST_LEAD = 0xc0;
const THREE_BYTES = 0xe0;
const FOUR_BYTES = 0xf0;
const MAX_UTF8_BYTES = 4;

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a directory, not a file',
  ENOTDIR: 'a part of the path is not a directory',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
};

/** Reads a file as UTF-8 text; throws `ScenarioError` for one that is unreadable, too large or not text. */
export function readSource(files: Files, path: string): SourceText {
  const why = files.whyNotRead(path);
  if (why !== undefined) throw failure(path, 'unreadable', `can't read the file: ${why}`);
  let bytes: Uint8Array;
  try {
    bytes = files.read(path, MAX_FILE_BYTES + 1);
  } catch (error) {
    const code =
      error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
    const why = SYSTEM_ERRORS[code] ?? thrownText(error);
    throw failure(path, 'unreadable', `can't read the file: ${why}`);
  }
  if (bytes.length > MAX_FILE_BYTES) throw tooLarge(path);
  return { file: path, text: decodeUtf8(bytes, path), files };
}

/** What kinds of files are known by, and what is said of one that has none of it. */
const KINDS = {
  scenario: {
    sign: /(?:^|[{,])[ \t]*["']?(?:device|until|link|timeline|groups|expect|parameters|matrix|extends|imports|explore|seed|stack)["']?[ \t]*:/m,
    idle: /^\s*(?:#.*)?$/,
    otherwise: "not a scenario: it has none of a scenario's keys",
  },
  kconfig: {
    sign: /^\s*(?:#\s*)?CONFIG_\w+(?:\s*=|\s+is not set)/m,
    idle: /^\s*(?:#.*)?$/,
    otherwise: 'not a Kconfig file: no line of it is CONFIG_NAME=value',
  },
  header: {
    sign: /^\s*#\s*(?:define|undef|if|include|pragma)/m,
    idle: /^\s*$/,
    otherwise: 'not a C header: it has no #define',
  },
} as const;

/**
 * Reads a file that another one names. Of a file of another kind nothing is shown: a stranger's scenario may name whatever
 * its reader may read. Throws `ScenarioError`, of the code `unreadable` where nothing of the file is in it.
 */
export function readNamedSource(files: Files, path: string, kind: keyof typeof KINDS): SourceText {
  const { sign, idle, otherwise } = KINDS[kind];
  let source: SourceText;
  try {
    source = readSource(files, path);
  } catch (error) {
    if (!(error instanceof ScenarioError) || error.code !== 'not-utf8') throw error;
    throw failure(path, 'unreadable', "can't read the file: it is no UTF-8 text");
  }
  const isIdle = (): boolean => source.text.split('\n').every((line) => idle.test(line));
  if (!sign.test(source.text) && !isIdle()) throw failure(path, 'unreadable', otherwise);
  return source;
}

/** Checks text that did not come from a file against the same limit. */
export function sourceFromText(text: string, file: string, files?: Files): SourceText {
  if (text.length > MAX_FILE_BYTES) throw tooLarge(file);
  return { file, text: text.startsWith('\uFEFF') ? text.slice(1) : text, files };
}

function decodeUtf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const valid = validPrefix(bytes);
    const before = bytes.subarray(0, valid);
    const lastLine = before.lastIndexOf(LINE_FEED);
    let line = 1;
    for (let i = before.indexOf(LINE_FEED); i >= 0; i = before.indexOf(LINE_FEED, i + 1)) line += 1;
    const column = utf8Text(before.subarray(lastLine + 1)).length + 1;
    const utf16 = FIRST_BYTES_OF_UTF16.has(hexText(bytes.subarray(0, 2)));
    const byte = (bytes[valid] ?? 0).toString(16).padStart(2, '0');
    throw failure(
      file,
      'not-utf8',
      `not UTF-8 text: byte 0x${byte} can't stand here`,
      {
        hint: utf16 ? 'the file looks like UTF-16; save it as UTF-8' : 'save the file as UTF-8',
        position: { line, column },
      },
      utf8Text(before),
    );
  }
}

function utf8Text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/**
 * Length of the longest prefix of whole characters, by bisection: a prefix of valid text is valid or ends within a
 * character. One that can't be completed is to blame from its first byte.
 */
function validPrefix(bytes: Uint8Array): number {
  const isValid = (end: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isValid(middle)) low = middle;
    else high = middle - 1;
  }
  let start = low;
  while (
    start > 0 &&
    start > low - MAX_UTF8_BYTES &&
    (bytes[start - 1]! & CONTINUATION_BITS) === CONTINUATION
  )
    start--;
  const lead = start === 0 ? 0 : bytes[start - 1]!;
  return lead >= FIRST_LEAD && low - start + 1 < characterBytes(lead) ? start - 1 : low;
}

/** Bytes of the character that begins with this one. */
function characterBytes(lead: number): number {
  return lead < THREE_BYTES ? 2 : lead < FOUR_BYTES ? 3 : MAX_UTF8_BYTES;
}

function tooLarge(file: string): ScenarioError {
  return failure(file, 'too-large', `larger than ${String(MAX_FILE_MEBIBYTES)} MiB`, {
    hint: 'a scenario is a script; generate long payloads with fill + length',
  });
}

function failure(
  file: string,
  code: ErrorCode,
  message: string,
  more: Partial<Diagnostic> = {},
  source = '',
): ScenarioError {
  return new ScenarioError(file, [{ code, message, text: '', ...more }], source);
}
