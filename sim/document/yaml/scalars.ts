/** Scalars of YAML 1.2 with the core schema, as the package `yaml` reads them: plain words, and what quotes hold. */

const HEX_RADIX = 16;
const OCTAL_RADIX = 8;
/** `0x`, `0o` */
const PREFIX = 2;

const OCTAL = /^0o[0-7]+$/;
const INTEGER = /^[-+]?[0-9]+$/;
const HEX = /^0x[0-9a-fA-F]+$/;
const EXPONENT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/;
/** Numbers of all these forms end so. Most of what begins like one is a time, with its unit. */
const NUMBER_ENDS = '0123456789abcdefABCDEF.';

/** Words that stand for something else than their letters. */
const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, NaN] as const),
  ...['.inf', '.Inf', '.INF'].flatMap((word) => [
    [word, Infinity] as const,
    [`+${word}`, Infinity] as const,
    [`-${word}`, -Infinity] as const,
  ]),
]);
const LONGEST_WORD = 5;

/** What the first character of a scalar says: text, perhaps a word, perhaps a number. */
const Start = { text: 0, word: 1, number: 2, either: 3 } as const;
const STARTS = new Uint8Array(128);
for (const char of '~nNtTfF') STARTS[char.charCodeAt(0)] = Start.word;
for (const char of '0123456789') STARTS[char.charCodeAt(0)] = Start.number;
for (const char of '-+.') STARTS[char.charCodeAt(0)] = Start.either;
const ENDS = new Uint8Array(128);
for (const char of NUMBER_ENDS) ENDS[char.charCodeAt(0)] = 1;

/** A value that is no collection. */
export type ScalarValue = string | number | boolean | null;

/** What a plain scalar stands for. */
export function plainValue(text: string): ScalarValue {
  if (text === '') return null;
  const start = STARTS[text.charCodeAt(0)] ?? Start.text;
  if (start === Start.text) return text;
  if ((start & Start.word) !== 0 && text.length <= LONGEST_WORD) {
    const meant = WORDS.get(text);
    if (meant !== undefined) return meant;
  }
  const mayBeNumber = (start & Start.number) !== 0 && ENDS[text.charCodeAt(text.length - 1)] === 1;
  return mayBeNumber ? numberOrText(text) : text;
}

function numberOrText(text: string): number | string {
  if (OCTAL.test(text)) return parseInt(text.slice(PREFIX), OCTAL_RADIX);
  if (INTEGER.test(text)) return parseInt(text, 10);
  if (HEX.test(text)) return parseInt(text.slice(PREFIX), HEX_RADIX);
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
