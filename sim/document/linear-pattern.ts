/**
 * Regular expressions that run in time proportional to text times pattern, whatever they are: all ways to match are
 * followed at once, one character after the other (Thompson 1968, with Pike's priorities), instead of one after the other.
 *
 * Understood: all of JavaScript's but references to groups, looking ahead or behind, and \p; the flags i, m, s (and u,
 * which changes nothing for texts of bytes).
 */

import { MatchCount } from './match-count.js';
import { follow, type Instruction, type Test } from './pattern-program.js';

/** Largest program: counted repetitions are written out. */
const MOST_INSTRUCTIONS = 5000;
const BYTES = 256;
const QUANTIFIER = /(?:[*+?]|\{(\d+)(,(\d*))?\})\??/y;
const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}|c[A-Za-z]|[^])/y;
const CLASS = /\[(?:\\[^]|[^\]\\])*\]/y;
const GROUP = /\((?:\?:|\?<[A-Za-z_$][\w$]*>|(?!\?))/y;
const NOT_LINEAR = /^\\[1-9kpP]/;

/** A compiled pattern. */
export class LinearPattern {
  private readonly program: readonly Instruction[];

  /** Throws `SyntaxError` for what is no pattern, or one that can't run in linear time. */
  constructor(
    readonly source: string,
    readonly flags: string,
  ) {
    // Its words for what is wrong are known.
    new RegExp(source, flags);
    this.program = new Compiler(source, flags.replace('u', '')).compile();
  }

  /** Whether it is somewhere in a text. */
  test(text: string): boolean {
    const { program } = this;
    const seen = new Int32Array(program.length).fill(-1);
    let ways: number[] = [];
    for (let at = 0; at <= text.length; at++) {
      const next: number[] = [];
      // No way is preferred: whichever matches, it is found.
      for (const first of [...ways, 0]) {
        const hasMatched = follow(program, first, text, at, (here, takesCharacter) => {
          if (seen[here] === at) return true;
          seen[here] = at;
          if (takesCharacter) next.push(here);
          return false;
        });
        if (hasMatched) return true;
      }
      ways = [];
      for (const here of next) {
        const one = program[here]!;
        if (one.kind === 'char' && at < text.length && one.fits(text, at)) ways.push(here + 1);
      }
    }
    return false;
  }

  /** Matches without overlaps. */
  count(text: string): number {
    const counter = this.counter();
    counter.push(text);
    return counter.count;
  }

  /** For a text that comes piece by piece. */
  counter(): MatchCount {
    return new MatchCount(this.program);
  }

  toString(): string {
    return `/${this.source}/${this.flags}`;
  }
}

/** From the pattern's text to the program. */
class Compiler {
  private readonly program: Instruction[] = [];
  private at = 0;
  private readonly isMultiline: boolean;
  private readonly atomFlags: string;

  constructor(
    private readonly source: string,
    flags: string,
  ) {
    this.isMultiline = flags.includes('m');
    this.atomFlags = flags.replace('m', '');
  }

  compile(): readonly Instruction[] {
    this.alternatives();
    this.add({ kind: 'match' });
    return this.program;
  }

  private add(instruction: Instruction): number {
    if (this.program.length >= MOST_INSTRUCTIONS) throw new SyntaxError('the pattern is too large');
    return this.program.push(instruction) - 1;
  }

  private fork(): { readonly kind: 'fork'; first: number; second: number } {
    const fork = { kind: 'fork' as const, first: 0, second: 0 };
    this.add(fork);
    return fork;
  }

  /** `a|b`, up to a `)` or the end. */
  private alternatives(): void {
    const jumps: { first: number; second: number }[] = [];
    for (;;) {
      const fork = this.hasAnother() ? this.fork() : undefined;
      if (fork !== undefined) fork.first = this.program.length;
      this.sequence();
      if (fork === undefined) break;
      jumps.push(this.fork());
      this.at++;
      fork.second = this.program.length;
    }
    for (const jump of jumps) jump.first = jump.second = this.program.length;
  }

  /** Whether a `|` of this level comes. */
  private hasAnother(): boolean {
    let depth = 0;
    for (let i = this.at; i < this.source.length; i++) {
      const char = this.source[i];
      if (char === '\\') i++;
      else if (char === '[') {
        CLASS.lastIndex = i;
        i += (CLASS.exec(this.source)?.[0].length ?? 1) - 1;
      } else if (char === '(') depth++;
      else if (char === ')' && depth-- === 0) return false;
      else if (char === '|' && depth === 0) return true;
    }
    return false;
  }

  private sequence(): void {
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at]!)) {
      const start = this.at;
      const begin = this.program.length;
      this.atom();
      const end = this.at;
      const quantifier = this.take(QUANTIFIER);
      if (quantifier === undefined) continue;
      this.program.length = begin;
      const after = this.at;
      this.repeat(quantifier, () => {
        this.at = start;
        this.atom();
        this.at = end;
      });
      this.at = after;
    }
  }

  private repeat([text, low, comma, high]: RegExpExecArray, once: () => void): void {
    const isLazy = text.length > 1 && text.endsWith('?');
    const least = low === undefined ? (text.startsWith('+') ? 1 : 0) : Number(low);
    const isOpen = low === undefined ? !text.startsWith('?') : comma !== undefined && high === '';
    const most = low === undefined ? 1 : comma === undefined ? least : Number(high);
    for (let n = 0; n < least; n++) once();
    const branch = (body: () => void): void => {
      const fork = this.fork();
      const inside = this.program.length;
      body();
      const outside = this.program.length;
      [fork.first, fork.second] = isLazy ? [outside, inside] : [inside, outside];
    };
    if (isOpen) {
      const head = this.program.length;
      branch(() => {
        once();
        const back = this.fork();
        back.first = back.second = head;
      });
      return;
    }
    for (let n = least; n < most; n++) branch(once);
  }

  private atom(): void {
    const char = this.source[this.at]!;
    if (char === '(') this.group();
    else if (char === '^' || char === '$') {
      this.at++;
      this.add({ kind: 'if', holds: this.edge(char) });
    } else if (/^\\[bB]/.test(this.source.slice(this.at, this.at + 2))) {
      this.at += 2;
      const wanted = this.source[this.at - 1] === 'b';
      this.add({ kind: 'if', holds: (text, at) => (isWord(text, at - 1) !== isWord(text, at)) === wanted });
    } else {
      this.add({ kind: 'char', fits: this.character(this.single(char)) });
    }
  }

  private group(): void {
    if (this.take(GROUP) === undefined) throw notLinear('looks ahead or behind');
    this.alternatives();
    this.at++;
  }

  /** Text of an atom that takes one character. */
  private single(char: string): string {
    if (char === '\\') {
      const escape = this.take(ESCAPE)?.[0] ?? char;
      if (NOT_LINEAR.test(escape)) throw notLinear(`has ${escape}`);
      return escape;
    }
    if (char === '[') return this.take(CLASS)?.[0] ?? char;
    this.at++;
    return char;
  }

  private edge(char: string): Test {
    const { isMultiline } = this;
    const isLineEnd = (text: string, at: number): boolean =>
      isMultiline && /[\n\r\u2028\u2029]/.test(text[at] ?? '');
    return char === '^'
      ? (text, at) => at === 0 || isLineEnd(text, at - 1)
      : (text, at) => at === text.length || isLineEnd(text, at);
  }

  /** JavaScript itself says which characters an atom takes; bytes are asked about once. */
  private character(atom: string): Test {
    const one = new RegExp(`^${/^[{}\]]$/.test(atom) ? `\\${atom}` : atom}$`, this.atomFlags);
    const table = Uint8Array.from({ length: BYTES }, (_, code) =>
      one.test(String.fromCharCode(code)) ? 1 : 0,
    );
    return (text, at) => {
      const code = text.charCodeAt(at);
      return code < BYTES ? table[code] === 1 : one.test(text[at]!);
    };
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found === null) return undefined;
    this.at += found[0].length;
    return found;
  }
}

function isWord(text: string, at: number): boolean {
  return /\w/.test(text[at] ?? '');
}

function notLinear(what: string): SyntaxError {
  return new SyntaxError(`the pattern ${what}: patterns here run in linear time, without that`);
}
