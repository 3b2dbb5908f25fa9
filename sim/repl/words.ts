/** Splitting what was typed: into commands, into words, with quotes and escapes as in JSON. */

import { UserError } from './user-error.js';

/** One word; `quoted` tells `"5"` from `5`. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
  /** Characters in front of the first quote: in `text="a b"` five. All of them when absent. */
  readonly bare?: number;
}

const QUOTES = new Set(['"', "'"]);
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };
const HEX_RADIX = 16;
const HEX_DIGITS = 2;

/** The commands of a line, separated by `;` outside quotes and regular expressions. Empty ones are left out. */
export function splitCommands(line: string): string[] {
  const commands: string[] = [];
  let from = 0;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (quote !== '') {
      if (char === '\\') i++;
      else if (char === quote) quote = '';
    } else if (QUOTES.has(char) || (char === '/' && startsPattern(line, i))) {
      quote = char;
    } else if (char === ';' || isComment(line, i)) {
      commands.push(line.slice(from, i));
      if (char === '#') return commands.map((command) => command.trim()).filter((command) => command !== '');
      from = i + 1;
    }
  }
  commands.push(line.slice(from));
  return commands.map((command) => command.trim()).filter((command) => command !== '');
}

/** `#` begins a comment; `#12` is a step. */
function isComment(line: string, at: number): boolean {
  return line[at] === '#' && (at === 0 || line[at - 1] === ' ') && !/\d/.test(line[at + 1] ?? '');
}

/** A `/` that has another one behind it, followed by a blank or the end, begins a pattern. */
function startsPattern(line: string, at: number): boolean {
  return (at === 0 || line[at - 1] === ' ') && /^\/(?:[^/\\]|\\.)+\/[a-z]*(?=$|[ ;])/.test(line.slice(at));
}

/** The words of a command. Blanks separate; quotes hold together, also within a word (`text="a b"`). */
export function splitWords(command: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < command.length) {
    if (command[at] === ' ' || command[at] === '\t') {
      at++;
      continue;
    }
    const word = readWord(command, at);
    words.push(word);
    at = word.end;
  }
  return words;
}

function readWord(command: string, from: number): Word & { readonly end: number } {
  if (command[from] === '/' && startsPattern(command, from)) return readPattern(command, from);
  let text = '';
  let bare: number | undefined;
  let at = from;
  while (at < command.length && command[at] !== ' ' && command[at] !== '\t') {
    const char = command[at]!;
    if (!QUOTES.has(char)) {
      text += char;
      at++;
      continue;
    }
    bare ??= text.length;
    const inner = readQuoted(command, at);
    text += inner.text;
    at = inner.end;
  }
  return { text, quoted: bare !== undefined, bare: bare ?? text.length, end: at };
}

function readPattern(command: string, from: number): Word & { readonly end: number } {
  const found = /^\/(?:[^/\\]|\\.)+\/[a-z]*/.exec(command.slice(from))![0];
  return { text: found, quoted: false, end: from + found.length };
}

function readQuoted(command: string, from: number): { readonly text: string; readonly end: number } {
  const quote = command[from]!;
  let text = '';
  for (let at = from + 1; at < command.length; at++) {
    const char = command[at]!;
    if (char === quote) return { text, end: at + 1 };
    if (char !== '\\' || quote === "'") {
      text += char;
      continue;
    }
    const next = command[++at] ?? '';
    if (next === 'x') {
      const digits = command.slice(at + 1, at + 1 + HEX_DIGITS);
      if (!/^[0-9a-f]{2}$/i.test(digits)) throw new UserError('\\x needs two hexadecimal digits');
      text += String.fromCharCode(Number.parseInt(digits, HEX_RADIX));
      at += HEX_DIGITS;
    } else text += ESCAPES[next] ?? next;
  }
  throw new UserError(`a ${quote} is not closed`);
}
