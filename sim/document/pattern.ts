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

/** How often a pattern is in a stream that goes on, without overlaps; what has been looked at is let go. */
export class FoundInStream {
  private readonly found: { push(text: string): void; readonly count: number };

  constructor(pattern: Pattern) {
    this.found = typeof pattern === 'string' ? new TextCount(pattern) : pattern.counter();
  }

  /** Takes what has come. */
  push(text: string): void {
    this.found.push(text);
  }

  /** How often it is there by now. */
  get count(): number {
    return this.found.count;
  }
}

/** Counts a text. */
class TextCount {
  count = 0;
  private rest = '';

  constructor(private readonly wanted: string) {}

  push(text: string): void {
    const { wanted } = this;
    const step = Math.max(1, wanted.length);
    this.rest += text;
    let at = 0;
    for (
      let found = this.rest.indexOf(wanted);
      found >= 0 && found < this.rest.length;
      found = this.rest.indexOf(wanted, at)
    ) {
      this.count++;
      at = found + step;
    }
    this.rest = this.rest.slice(Math.max(at, this.rest.length - step + 1));
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
