/** Fields of a websocket frame's first two bytes (RFC 6455 section 5.2). */

/** First byte: the final fragment of a message. */
export const FIN_BIT = 0x80;
/** First byte: RSV1 to RSV3. */
export const RESERVED_BITS = 0x70;
/** First byte: RSV1, that of compression. */
export const RSV1_BIT = 0x40;
/** First byte: the opcode. */
export const OPCODE_BITS = 0x0f;
/** Second byte: a masking key follows. */
export const MASK_BIT = 0x80;
/** Second byte: the length, or one of the codes below. */
export const LENGTH_BITS = 0x7f;
/** Length code: 16 bits of length follow. */
export const LENGTH_16 = 126;
/** Length code: 64 bits of length follow. */
export const LENGTH_64 = 127;
/** Bytes of a masking key. */
export const MASK_BYTES = 4;
