/**
 * Reading the macros of a C header such as lwipopts.h: comments, continued lines, `#define`, `#undef` and conditions.
 *
 * Not followed: `#include`, macros with parameters. What is no directive (declarations, functions) is passed over.
 */

import type { SourceText } from '../../document/place.js';
import { ConfigText } from './config-file.js';
import type { Span } from './config-file.js';
import { ExpressionError, evaluate, namesIn } from './c-expression.js';
import type { Names } from './c-expression.js';

/** An object-like macro. */
export interface Macro {
  readonly name: string;
  readonly body: string;
  readonly nameSpan: Span;
  readonly bodySpan: Span;
  /** Names in the conditions around it. */
  readonly conditions: readonly string[];
}

/** A header's macros, and how to get numbers out of them. */
export interface Header {
  readonly text: ConfigText;
  readonly macros: ReadonlyMap<string, Macro>;
  /** The value of a macro's body; throws `ScenarioError`. */
  valueOf(macro: Macro): number;
}

interface Condition {
  readonly span: Span;
  readonly names: readonly string[];
  active: boolean;
  /** A branch of it has been active. */
  taken: boolean;
  hasElse: boolean;
}

const MAX_EXPANSION = 64;
const DIRECTIVE = /^(\s*)#\s*(\w*)/;
const DEFINE = /^(\s*#\s*define\s+)([A-Za-z_]\w*)(\()?/;

/** Reads a header. `outside` gives the values of names that it does not define (Kconfig's), undefined for the others. */
export function readHeader(source: SourceText, outside: (name: string) => number | undefined): Header {
  const text = new ConfigText(source);
  const reader = new HeaderReader(text, outside);
  reader.read(withoutComments(text));
  return { text, macros: reader.macros, valueOf: (macro) => reader.valueOf(macro) };
}

class HeaderReader implements Names {
  readonly macros = new Map<string, Macro>();
  private readonly conditions: Condition[] = [];
  private depth = 0;

  constructor(
    private readonly text: ConfigText,
    private readonly outside: (name: string) => number | undefined,
  ) {}

  read(code: string): void {
    let start = 0;
    while (start < code.length) {
      let end = code.indexOf('\n', start);
      while (end >= 0 && /\\\r?$/.test(code.slice(start, end))) end = code.indexOf('\n', end + 1);
      if (end < 0) end = code.length;
      // A continuation becomes two blanks, so that offsets stay.
      const line = code.slice(start, end).replace(/\\\r?\n/g, (all) => ' '.repeat(all.length));
      if (DIRECTIVE.test(line)) this.directive(line.trimEnd(), start);
      start = end + 1;
    }
    const open = this.conditions.at(-1);
    if (open) throw this.text.error(open.span, 'this condition has no #endif');
  }

  value(name: string): number | undefined {
    const macro = this.macros.get(name);
    if (macro === undefined) return this.outside(name);
    if (macro.body === '') return undefined;
    if (this.depth > MAX_EXPANSION) throw new ExpressionError(`${name} refers to itself`);
    this.depth += 1;
    try {
      return evaluate(macro.body, this);
    } finally {
      this.depth -= 1;
    }
  }

  isDefined(name: string): boolean {
    return this.macros.has(name) || this.outside(name) !== undefined;
  }

  valueOf(macro: Macro): number {
    return this.number(macro.body, macro.bodySpan, macro.name, this);
  }

  private directive(line: string, start: number): void {
    const [head = '', indent = '', word = ''] = DIRECTIVE.exec(line) ?? [];
    const span = { start: start + indent.length, end: start + line.length };
    const rest = line.slice(head.length).trim();
    const restStart = start + line.length - line.slice(head.length).trimStart().length;
    const restSpan = { start: restStart, end: start + line.length };
    if (word === 'if') this.open(span, namesIn(rest), () => this.condition(rest, restSpan));
    else if (word === 'ifdef' || word === 'ifndef') {
      this.open(span, [rest], () => this.isDefined(rest.split(/\s/, 1)[0] ?? '') === (word === 'ifdef'));
    } else if (word === 'elif' || word === 'else' || word === 'endif') {
      this.next(word, span, rest, restSpan);
    } else if (!this.isActive()) return;
    else if (word === 'define') this.define(line, start);
    else if (word === 'undef') this.macros.delete(rest);
    else if (word === 'error') throw this.text.error(span, `the header stops here: ${rest}`);
  }

  private define(line: string, start: number): void {
    const [head, before = '', name = '', parameters] = DEFINE.exec(line) ?? [];
    if (head === undefined)
      throw this.text.error({ start, end: start + line.length }, '#define without a name');
    if (parameters !== undefined) return;
    const body = line.slice(head.length);
    const bodyStart = start + head.length + (body.length - body.trimStart().length);
    const nameStart = start + before.length;
    const nameSpan = { start: nameStart, end: nameStart + name.length };
    const bodySpan = body.trim() === '' ? nameSpan : { start: bodyStart, end: start + line.length };
    const conditions = this.conditions.flatMap(({ names }) => names);
    this.macros.set(name, { name, body: body.trim(), nameSpan, bodySpan, conditions });
  }

  private open(span: Span, names: readonly string[], test: () => boolean): void {
    const active = this.isActive() && test();
    // Within an inactive part no branch may become active.
    this.conditions.push({ span, names, active, taken: active || !this.isActive(), hasElse: false });
  }

  private next(word: 'elif' | 'else' | 'endif', span: Span, rest: string, restSpan: Span): void {
    const condition = this.conditions.at(-1);
    if (condition === undefined || (condition.hasElse && word !== 'endif')) {
      throw this.text.error(span, `#${word} without #if`);
    }
    if (word === 'endif') {
      this.conditions.pop();
      return;
    }
    condition.active = !condition.taken && (word === 'else' || this.condition(rest, restSpan));
    condition.taken ||= condition.active;
    condition.hasElse = word === 'else';
  }

  private isActive(): boolean {
    return this.conditions.every(({ active }) => active);
  }

  /** In a condition, what is not defined counts as 0. */
  private condition(expression: string, span: Span): boolean {
    const names: Names = {
      value: (name) => this.value(name) ?? 0,
      isDefined: (name) => this.isDefined(name),
    };
    return this.number(expression, span, 'this condition', names) !== 0;
  }

  private number(expression: string, span: Span, what: string, names: Names): number {
    try {
      return evaluate(expression, names);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw this.text.error(
        span,
        `${what} is no whole number that can be told from this file: ${error.message}`,
      );
    }
  }
}

/** Comments become blanks, so that offsets stay; text in quotes is left alone. */
function withoutComments(text: ConfigText): string {
  const code = text.source.text;
  const blank = (comment: string): string => comment.replace(/[^\n]/g, ' ');
  return code.replace(
    /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g,
    (found: string, offset: number) => {
      if (!found.startsWith('/')) return found;
      if (found.startsWith('/*') && (found.length < 4 || !found.endsWith('*/'))) {
        throw text.error({ start: offset, end: offset + 2 }, 'this comment does not end');
      }
      return blank(found);
    },
  );
}
