/**
 * What the headers said about the message, as bits.
 *
 * Source: components/http_parser/http_parser.h `enum flags` (ESP-IDF v5.3.5).
 */
export const Flag = {
  chunked: 0x01,
  keepAlive: 0x02,
  close: 0x04,
  connectionUpgrade: 0x08,
  /** Behind the last chunk: the headers that come now are trailers. */
  trailing: 0x10,
  upgrade: 0x20,
  skipBody: 0x40,
  contentLength: 0x80,
} as const;
