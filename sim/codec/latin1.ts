/** Strings of one character a byte (ISO 8859-1), as scenarios and traces hold them. */

/** Bytes of a Latin-1 string; of a character above 255 its low byte. */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'latin1');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** One character a byte. */
export function latin1Text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** Two lower-case hex digits a byte. */
export function hexText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
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
