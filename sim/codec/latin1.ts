/** Strings of one character a byte (ISO 8859-1), as scenarios and traces hold them. */

/**
 * Node's own conversions, where there are any: they are many times faster than loops, and payloads go through here. In a
 * browser loops do the same.
 */
const NodeBuffer = (globalThis as { Buffer?: typeof Buffer }).Buffer;

/**
 * Node's conversions of any bytes: making a Buffer of them first would take longer than the conversion. What stands in for
 * Buffer elsewhere has none.
 */
interface BytesAsText {
  latin1Slice(this: Uint8Array): string;
  hexSlice(this: Uint8Array): string;
}
const asText = NodeBuffer?.prototype as unknown as Partial<BytesAsText> | undefined;

/** Arguments of one call: browsers bound them. */
const CHARACTERS_AT_ONCE = 8192;
const HEX = 16;
const HEX_DIGITS = 2;

/** Bytes of a Latin-1 string; of a character above 255 its low byte. */
export function latin1Bytes(text: string): Uint8Array {
  if (NodeBuffer === undefined) return Uint8Array.from(text, (one) => one.charCodeAt(0));
  const bytes = NodeBuffer.from(text, 'latin1');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** One character a byte. */
export function latin1Text(bytes: Uint8Array): string {
  if (asText?.latin1Slice !== undefined) return asText.latin1Slice.call(bytes);
  let text = '';
  for (let at = 0; at < bytes.length; at += CHARACTERS_AT_ONCE)
    text += String.fromCharCode(...bytes.subarray(at, at + CHARACTERS_AT_ONCE));
  return text;
}

/** Two lower-case hex digits a byte. */
export function hexText(bytes: Uint8Array): string {
  if (asText?.hexSlice !== undefined) return asText.hexSlice.call(bytes);
  return Array.from(bytes, (byte) => byte.toString(HEX).padStart(HEX_DIGITS, '0')).join('');
}

const SPACE = 0x20;
const TILDE = 0x7e;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;

/** True when every byte is 32..126, CR, LF or TAB: such data is traced as `text`, other data as `hex`. */
export function isPlainText(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if ((byte < SPACE || byte > TILDE) && byte !== CR && byte !== LF && byte !== TAB) return false;
  }
  return true;
}
