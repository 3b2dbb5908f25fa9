/**
 * Why the parser stopped. The server logs the number (`... with parser error = 22`), so position in this list is
 * the number.
 *
 * Source: components/http_parser/http_parser.h, HTTP_ERRNO_MAP (ESP-IDF v5.3.5, http_parser 2.7.0).
 */
export const HTTP_ERRNO_NAMES = [
  'OK',
  'CB_message_begin',
  'CB_url',
  'CB_header_field',
  'CB_header_value',
  'CB_headers_complete',
  'CB_body',
  'CB_message_complete',
  'CB_status',
  'CB_chunk_header',
  'CB_chunk_complete',
  'INVALID_EOF_STATE',
  'HEADER_OVERFLOW',
  'CLOSED_CONNECTION',
  'INVALID_VERSION',
  'INVALID_STATUS',
  'INVALID_METHOD',
  'INVALID_URL',
  'INVALID_HOST',
  'INVALID_PORT',
  'INVALID_PATH',
  'INVALID_QUERY_STRING',
  'INVALID_FRAGMENT',
  'LF_EXPECTED',
  'INVALID_HEADER_TOKEN',
  'INVALID_CONTENT_LENGTH',
  'UNEXPECTED_CONTENT_LENGTH',
  'INVALID_CHUNK_SIZE',
  'INVALID_CONSTANT',
  'INVALID_INTERNAL_STATE',
  'STRICT',
  'PAUSED',
  'UNKNOWN',
] as const;

/** Name of a parser error, without the C prefix `HPE_`. */
export type HttpErrno = (typeof HTTP_ERRNO_NAMES)[number];

/** The errors by name: `HttpErrno.PAUSED === 31`. */
export const HttpErrno = Object.fromEntries(
  HTTP_ERRNO_NAMES.map((name, number) => [name, number]),
) as Readonly<Record<HttpErrno, number>>;

/** Name of error `number` (0 ... 32). */
export function errnoName(number: number): HttpErrno {
  const name = HTTP_ERRNO_NAMES[number];
  if (name === undefined) throw new RangeError(`no parser error has the number ${String(number)}`);
  return name;
}
