/**
 * What the parser reports, in the order of the request. A missing callback is skipped.
 *
 * Each returns 0 to go on; anything else ends parsing with the error `CB_...` of that callback. Texts come in pieces:
 * one call for each block that holds a part (possibly of length 0), as `length` bytes of `block` from `start`; the
 * block is only valid during the call. Any callback may call `pause(true)`: `execute` then returns right after it.
 *
 * Source: http_parser.h http_parser_settings. esp_http_server sets all but the first and the last two.
 */
export interface HttpParserCallbacks {
  /** At the first letter of the method. */
  onMessageBegin?(): number;
  onUrl?(block: Uint8Array, start: number, length: number): number;
  onHeaderField?(block: Uint8Array, start: number, length: number): number;
  /** An empty value is reported from behind its line end: at the next line's first byte. */
  onHeaderValue?(block: Uint8Array, start: number, length: number): number;
  /** Besides 0: 1 means that no body follows, 2 that none does and that the connection changes protocol. */
  onHeadersComplete?(): number;
  /** Payload only; the framing of chunks is left out. */
  onBody?(block: Uint8Array, start: number, length: number): number;
  onMessageComplete?(): number;
  /** The chunk's size is the parser's `contentLength`; 0 for the last one. */
  onChunkHeader?(): number;
  onChunkComplete?(): number;
}
