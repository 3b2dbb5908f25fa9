/** Text of strangers (names, files, payloads) on its way to a terminal: no control character gets there as it is. */

/** C0 without line feed and tab, DEL, C1, line separators, and the marks that turn the direction of writing. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const HEX = 16;
const LAST_BYTE = 0xff;

/** Up to the first line's end. */
export function firstLine(text: string): string {
  const end = text.search(/[\r\n]/);
  return end < 0 ? text : text.slice(0, end);
}

/** In one line, with every control character as `\x1b` or `\u202e`. */
export function printableLine(text: string): string {
  return printable(text.replace(/[\n\t]/g, ' '));
}

/** The text with every control character as `\x1b` or `\u202e`; line feeds and tabs stay. */
export function printable(text: string): string {
  return text.replace(CONTROL, (char) => {
    const code = char.charCodeAt(0);
    return code <= LAST_BYTE
      ? `\\x${code.toString(HEX).padStart(2, '0')}`
      : `\\u${code.toString(HEX).padStart(4, '0')}`;
  });
}

/** A value as the text of a JSON file. */
export function printableJson(value: unknown): string {
  return `${escapedJson(JSON.stringify(value, undefined, 2))}\n`;
}

/** JSON that may be looked at on a terminal: control characters are escaped, the value is the same. */
export function escapedJson(text: string): string {
  return text.replace(CONTROL, (char) => `\\u${char.charCodeAt(0).toString(HEX).padStart(4, '0')}`);
}
