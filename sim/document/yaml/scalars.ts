/** Scalars of YAML 1.2 with the core schema, as the package `yaml` reads them: plain words, and what quotes hold. */

const HEX_RADIX = 16;
const OCTAL_RADIX = 8;
/** `0x`, `0o` */
const PREFIX = 2;

const NULL = /^(?:~|[Nn]ull|NULL)?$/;
const BOOLEAN = /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/;
const OCTAL = /^0o[0-7]+$/;
const INTEGER = /^[-+]?[0-9]+$/;
const HEX = /^0x[0-9a-fA-F]+$/;
const INFINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/;
const EXPONENT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/;
/** First characters of everything that is not text. */
const NOT_TEXT = /^[-+.0-9~nNtTfF]/;

/** A value that is no collection. */
export type ScalarValue = string | number | boolean | null;

/** What a plain scalar stands for. */
export function plainValue(text: string): ScalarValue {
  if (!NOT_TEXT.test(text)) return text === '' ? null : text;
  if (NULL.test(text)) return null;
  if (BOOLEAN.test(text)) return text[0] === 't' || text[0] === 'T';
  if (OCTAL.test(text)) return parseInt(text.slice(PREFIX), OCTAL_RADIX);
  if (INTEGER.test(text)) return parseInt(text, 10);
  if (HEX.test(text)) return parseInt(text.slice(PREFIX), HEX_RADIX);
  if (INFINITE.test(text)) {
    if (/nan$/i.test(text)) return NaN;
    return text[0] === '-' ? -Infinity : Infinity;
  }
  if (EXPONENT.test(text) || FLOAT.test(text)) return parseFloat(text);
  return text;
}

/** Characters behind a backslash that stand for one other character. */
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
};
/** Hexadecimal digits behind a backslash and a letter. */
const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const MAX_CODE_POINT = 0x10ffff;

/** What one line between double quotes stands for; undefined if it is not right. */
export function unescaped(text: string): string | undefined {
  if (!text.includes('\\')) return text;
  let out = '';
  let from = 0;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', from)) {
    out += text.slice(from, at);
    const letter = text[at + 1] ?? '';
    const digits = DIGITS[letter];
    if (digits === undefined) {
      const char = ESCAPES[letter];
      if (char === undefined) return undefined;
      out += char;
      from = at + 2;
    } else {
      const hex = text.slice(at + 2, at + 2 + digits);
      const code = /^[0-9a-fA-F]+$/.test(hex) ? parseInt(hex, HEX_RADIX) : NaN;
      if (hex.length !== digits || !(code <= MAX_CODE_POINT)) return undefined;
      out += String.fromCodePoint(code);
      from = at + 2 + digits;
    }
  }
  return out + text.slice(from);
}
