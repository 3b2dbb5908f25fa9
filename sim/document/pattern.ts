/** Text to find: a part of it as it stands, or a regular expression between slashes. */

import * as z from 'zod';

import { LinearPattern } from './linear-pattern.js';

const BETWEEN_SLASHES = /^\/(.+)\/([imsu]*)$/s;

/** What to look for. */
export type Pattern = string | LinearPattern;

/** Whether a text has what a pattern asks for. */
export function isFound(pattern: Pattern, text: string): boolean {
  return typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text);
}

/** Longest match of a pattern in a stream, bytes; of what came before that, nothing is looked at again. */
const MOST_MATCH = 8192;

/** How often a pattern is in a stream that goes on, without overlaps; what has been looked at is let go. */
export class FoundInStream {
  private text = '';
  /** Where in `text` is looked on, and what was found before. */
  private from = 0;
  private before = 0;
  private counted: number | undefined = 0;

  constructor(
    private readonly pattern: Pattern,
    private readonly mostMatch = MOST_MATCH,
  ) {}

  /** Takes what has come. */
  push(text: string): void {
    this.text += text;
    this.counted = undefined;
  }

  /** How often it is there by now. */
  get count(): number {
    this.counted ??=
      typeof this.pattern === 'string' ? this.countText(this.pattern) : this.countMatches(this.pattern);
    return this.counted;
  }

  private countText(wanted: string): number {
    const step = Math.max(1, wanted.length);
    let rest = 0;
    for (
      let at = this.text.indexOf(wanted);
      at >= 0 && at < this.text.length;
      at = this.text.indexOf(wanted, rest)
    ) {
      this.before++;
      rest = at + step;
    }
    this.text = this.text.slice(Math.max(rest, this.text.length - step + 1));
    return this.before;
  }

  private countMatches(wanted: LinearPattern): number {
    const { text } = this;
    const settledUntil = text.length - this.mostMatch;
    let { from } = this;
    let open = 0;
    let openStart = text.length;
    for (let at = from; at <= text.length;) {
      const found = wanted.next(text, at);
      if (found === undefined) break;
      at = found.next;
      if (at <= settledUntil) {
        // Nothing that comes can make another match of it.
        from = at;
        this.before++;
      } else {
        openStart = Math.min(openStart, found.start);
        open++;
      }
    }
    from = Math.max(from, Math.min(settledUntil, openStart));
    // One character more is kept: whether it is there, and what it is, decides about ^ and \b.
    const dropped = text.length > 2 * this.mostMatch ? Math.max(0, from - 1) : 0;
    this.text = text.slice(dropped);
    this.from = from - dropped;
    return this.before + open;
  }
}

/** `"text"` or `/pattern/i`. */
export function patternText(pattern: Pattern): string {
  return typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern);
}

/** A pattern, or the error of one that is none. */
export function parsePattern(text: string): Pattern | SyntaxError {
  const match = BETWEEN_SLASHES.exec(text);
  if (match === null) return text;
  try {
    return new LinearPattern(match[1] ?? '', match[2] ?? '');
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

/** A pattern in the schema. */
export function pattern(description: string) {
  return z
    .unknown()
    .transform((value, context): Pattern => {
      const isText = typeof value === 'string' && value !== '';
      const parsed = isText ? parsePattern(value) : undefined;
      if (parsed !== undefined && !(parsed instanceof SyntaxError)) return parsed;
      const message = parsed === undefined ? 'expected text (in quotes) or /pattern/' : parsed.message;
      context.issues.push({ code: 'custom', input: value, message, params: { code: 'wrong-type' } });
      return z.NEVER;
    })
    .meta({ description, type: 'string' });
}
