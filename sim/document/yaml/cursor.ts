/** A place in a YAML text that moves on: blanks, comments, line ends, scalars. What it is not sure of it gives up. */

import { plainValue, unescaped, type ScalarValue } from './scalars.js';

/** Thrown where the fast reader gives up: the careful one decides. */
export const GIVE_UP = new Error('not plain');

export const LF = 0x0a;
export const SPACE = 0x20;
export const HASH = 0x23;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const COLON = 0x3a;
const CR = 0x0d;
const TAB = 0x09;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const BACKSLASH = 0x5c;

/** Longest key on one line is 1024 characters; longer ones are left to the careful reader. */
const LONGEST_KEY = 1000;
/** Words that are kept, and the longest of them. */
const WORDS = 1024;
const LONGEST_WORD = 32;
const NAME = /[A-Za-z0-9_-]+/y;
const MARKER = /(?:---|\.\.\.)(?=[\s]|$)/y;

/** Characters that a plain scalar may stop at, in a flow collection or outside of one. */
const STOPS_IN_FLOW = marked('\t\n\r :#,[]{}');
const STOPS = marked('\t\n\r :#');

/** A table with a 1 at the codes of some characters. */
function marked(set: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const char of set) table[char.charCodeAt(0)] = 1;
  return table;
}

const isIn = (set: string): ((code: number) => boolean) => {
  const table = marked(set);
  return (code) => code < 128 && table[code] === 1;
};
/** `,[]{}` */
export const isFlowMark = isIn(',[]{}');
/** No plain scalar begins with these; `-`, `?` and `:` are looked at by themselves. */
const isReserved = isIn(',[]{}#&*!|>\'"%@`?:');

/** A plain scalar and what it stands for. */
interface Word {
  readonly text: string;
  readonly value: ScalarValue;
}

function wordOf(text: string): Word {
  return { text, value: plainValue(text) };
}

export class Cursor {
  pos = 0;
  /** Offset at which the line begins. */
  lineStart = 0;
  /** End of the last thing read. */
  lastEnd = 0;
  /** Where the last scalar begins (its quotes included), and where it ends. */
  start = 0;
  end = 0;
  /** What stands between its quotes; undefined for a plain one. */
  quoted: string | undefined;
  private readonly words: (Word | undefined)[] = new Array<Word | undefined>(WORDS);

  constructor(readonly text: string) {}

  /** Character at the place; NaN at the end. */
  get code(): number {
    return this.text.charCodeAt(this.pos);
  }

  isAtEnd(): boolean {
    return this.pos >= this.text.length;
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  /** Whether the character at an offset separates: a space, a line end, or the end of the text. */
  isBlank(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === SPACE || code === LF || code !== code || (code === CR && this.isLineEnd(at));
  }

  spaces(): void {
    while (this.code === SPACE) this.pos++;
    if (this.code === TAB) throw GIVE_UP;
  }

  /** Whether the rest of the line, behind blanks, is empty or a comment. */
  isLineOver(): boolean {
    return this.isAtEnd() || this.isLineEnd(this.pos) || (this.code === HASH && this.isCommentStart());
  }

  /** To the next content, on a line behind this one. The rest of this line must be empty. */
  endLine(): void {
    this.spaces();
    if (!this.isLineOver()) throw GIVE_UP;
    this.nextContent();
  }

  /** Over empty lines and comments to what comes behind them; document markers are left to the careful reader. */
  nextContent(): void {
    for (;;) {
      this.spaces();
      if (this.isAtEnd()) return;
      if (this.code === HASH && this.isCommentStart()) this.toLineEnd();
      if (this.isAtEnd()) return;
      if (!this.isLineEnd(this.pos)) break;
      this.newLine();
    }
    if (this.column === 0 && this.matches(MARKER) !== undefined) throw GIVE_UP;
  }

  /** Over blanks, line ends and comments within a flow collection; its lines stand further right than `parent`. */
  flowBlank(parent: number): void {
    for (;;) {
      this.spaces();
      if (this.code === HASH && this.isCommentStart()) this.toLineEnd();
      if (this.isAtEnd()) throw GIVE_UP;
      if (!this.isLineEnd(this.pos)) return;
      this.newLine();
      while (this.code === SPACE) this.pos++;
      const isEmpty = this.isAtEnd() || this.isLineEnd(this.pos) || this.code === HASH;
      if (!isEmpty && this.column <= parent) throw GIVE_UP;
    }
  }

  /** Name of an anchor or an alias. */
  name(): string {
    const name = this.matches(NAME);
    if (name === undefined) throw GIVE_UP;
    this.pos += name.length;
    if (!this.isBlank(this.pos) && !isFlowMark(this.code)) throw GIVE_UP;
    return name;
  }

  /** Reads a scalar on one line, and returns it if it is quoted. Plain ones go up to `: `, ` #`, the line's end, and in flow up to `,[]{}`. */
  scalar(inFlow: boolean): string | undefined {
    const { code } = this;
    this.start = this.pos;
    this.quoted = undefined;
    if (code === DOUBLE_QUOTE) this.double();
    else if (code === SINGLE_QUOTE) this.single();
    else this.plain(inFlow);
    this.lastEnd = this.end = this.pos;
    return this.quoted;
  }

  /** Text of the last scalar. */
  get scalarText(): string {
    return this.quoted ?? this.word().text;
  }

  /** What the last scalar stands for. */
  get scalarValue(): ScalarValue {
    return this.quoted ?? this.word().value;
  }

  /** The last scalar, a plain one. */
  private word(): Word {
    return this.wordAt(this.start, this.end);
  }

  /** What stands in a stretch of the text. Short words that come again are one. */
  private wordAt(start: number, end: number): Word {
    const { text } = this;
    const length = end - start;
    if (length > LONGEST_WORD) return wordOf(text.slice(start, end));
    const slot = (text.charCodeAt(start) * 31 + text.charCodeAt(end - 1) * 7 + length) % WORDS;
    const known = this.words[slot];
    if (known?.text.length === length && text.startsWith(known.text, start)) return known;
    return (this.words[slot] = wordOf(text.slice(start, end)));
  }

  /** Whether the last scalar is a key: its `:` stands here, behind blanks. */
  isKeyEnd(inFlow: boolean): boolean {
    this.spaces();
    if (this.code !== COLON) return false;
    const next = this.pos + 1;
    if (
      !this.isBlank(next) &&
      !(inFlow && (this.quoted !== undefined || isFlowMark(this.text.charCodeAt(next))))
    )
      return false;
    if (this.end - this.start > LONGEST_KEY) throw GIVE_UP;
    return true;
  }

  /** Offset of the line end at or behind the place. */
  lineEnd(): number {
    const end = this.text.indexOf('\n', this.pos);
    if (end < 0) return this.text.length;
    return this.text.charCodeAt(end - 1) === CR ? end - 1 : end;
  }

  /** To the beginning of the next line. */
  newLine(): void {
    this.pos += this.code === CR ? 2 : 1;
    this.lineStart = this.pos;
  }

  toLineEnd(): void {
    this.pos = this.lineEnd();
  }

  private plain(inFlow: boolean): void {
    const { text, pos: start } = this;
    const first = this.code;
    if (isReserved(first) || first !== first) throw GIVE_UP;
    if (first === DASH) {
      const next = text.charCodeAt(start + 1);
      if (this.isBlank(start + 1) || (inFlow && isFlowMark(next))) throw GIVE_UP;
    }
    const table = inFlow ? STOPS_IN_FLOW : STOPS;
    let end = start;
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= table.length || table[code] === 0) {
        end = at + 1;
        continue;
      }
      if (code === LF || (code === CR && this.isLineEnd(at))) break;
      if (code === TAB || code === CR) throw GIVE_UP;
      if (code === SPACE) continue;
      if (code === HASH && text.charCodeAt(at - 1) === SPACE) break;
      if (inFlow && isFlowMark(code)) break;
      if (code === COLON) {
        if (this.isBlank(at + 1)) break;
        if (inFlow && isFlowMark(text.charCodeAt(at + 1))) throw GIVE_UP;
      }
      end = at + 1;
    }
    this.pos = end;
  }

  private double(): void {
    const { text, pos: start } = this;
    let at = start + 1;
    let hasEscapes = false;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === DOUBLE_QUOTE) break;
      if (code === BACKSLASH) {
        hasEscapes = true;
        at++;
      }
      if (code === LF || code === CR || at >= text.length) throw GIVE_UP;
    }
    const between = this.wordAt(start + 1, at).text;
    this.quoted = hasEscapes ? unescaped(between) : between;
    if (this.quoted === undefined) throw GIVE_UP;
    this.pos = at + 1;
  }

  private single(): void {
    const { text, pos: start } = this;
    let at = start + 1;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === LF || code === CR || code !== code) throw GIVE_UP;
      if (code !== SINGLE_QUOTE) continue;
      if (text.charCodeAt(at + 1) !== SINGLE_QUOTE) break;
      at++;
    }
    this.quoted = text.slice(start + 1, at).replaceAll("''", "'");
    this.pos = at + 1;
  }

  private isLineEnd(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === LF || (code === CR && this.text.charCodeAt(at + 1) === LF);
  }

  private isCommentStart(): boolean {
    return this.pos === this.lineStart || this.text.charCodeAt(this.pos - 1) === SPACE;
  }

  private matches(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.pos;
    return pattern.exec(this.text)?.[0];
  }
}
