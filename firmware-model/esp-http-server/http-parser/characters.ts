/**
 * Byte classes of the request grammar, as lookup tables over 0 ... 255.
 *
 * Source: http_parser.c `tokens`, `normal_url_char`, `unhex`, IS_USERINFO_CHAR, IS_HOST_CHAR, IS_HEADER_CHAR, all with
 * HTTP_PARSER_STRICT = 1 (the component's CMakeLists.txt does not override the default).
 */
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const COMMA = 0x2c;
export const ZERO = 0x30;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';

/** 1 for every byte in `members`. */
export function byteClass(members: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const member of members) table[member.charCodeAt(0)] = 1;
  return table;
}

function bytesWhere(test: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (test(byte) ? 1 : 0));
}

export const isLetter = byteClass(LETTERS);
export const isDigit = byteClass(DIGITS);
export const isHexDigit = byteClass(DIGITS + 'abcdefABCDEF');
export const isUserinfo = byteClass(LETTERS + DIGITS + "-_.!~*'()" + '%;:&=+$,');
export const isHostName = byteClass(LETTERS + DIGITS + '.-');
export const isZoneId = byteClass(LETTERS + DIGITS + '%.-_~');

/** Path, query and fragment: visible ASCII but `#` and `?`. No space, no control, nothing above 0x7e. */
export const isUrlByte = bytesWhere((byte) => byte > SPACE && byte < 0x7f && byte !== 0x23 && byte !== 0x3f);

/** Bytes a header value may hold where it is checked: TAB, CR, LF, visible ASCII and everything above it. */
export const isValueByte = bytesWhere(
  (byte) => byte === TAB || byte === LF || byte === CR || (byte >= SPACE && byte !== 0x7f),
);

const isToken = byteClass(LETTERS + DIGITS + "!#$%&'*+-.^_`|~");

/** Header-name byte in lower case; 0 for bytes that no header name may hold. */
export const lowerToken = Uint8Array.from(isToken, (is, byte) =>
  is === 0 ? 0 : String.fromCharCode(byte).toLowerCase().charCodeAt(0),
);

/**
 * Value of a chunk-size digit, -1 for bytes that are none. The C table has 256 entries but initialises only 128:
 * bytes from 0x80 up count as the digit 0.
 */
export const hexValue = Int8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x80 ? 0 : isHexDigit[byte] === 1 ? parseInt(String.fromCharCode(byte), 16) : -1,
);

/** The parser's lower case of header values: bit 5 set, whatever the byte (so TAB becomes `)`). */
export function looseLower(byte: number): number {
  return byte | 0x20;
}
