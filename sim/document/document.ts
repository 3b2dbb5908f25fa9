/** YAML text to plain values, with the limits that keep hostile input harmless, and places for every value. */

import {
  Composer,
  Lexer,
  LineCounter,
  Parser,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
} from 'yaml';
import type { Alias, CST, Document, Node } from 'yaml';

import { locateOrigin } from './origin.js';
import type { Origin, Place } from './origin.js';
import { ScenarioError } from './diagnostic.js';
import type { Diagnostic, ErrorCode } from './diagnostic.js';
import type { Position } from './place.js';
import { readValues } from './document-values.js';
import type { EntryPart, SourceText, ValuePath } from './place.js';

/** Collections within collections; a scenario needs less than ten. */
export const MAX_DEPTH = 64;
/** Pieces of YAML in a file, blanks and punctuation included: some 100,000 steps. */
export const MAX_TOKENS = 4_000_000;

/** A parsed YAML file: its values, and where each of them stands. */
export class ScenarioDocument {
  private constructor(
    readonly source: SourceText,
    readonly value: unknown,
    private readonly root: Node | null,
    private readonly targets: ReadonlyMap<Alias, Node>,
    private readonly lines: LineCounter,
    private readonly origin?: Origin,
  ) {}

  /** Parses; throws `ScenarioError` for anything that is not one YAML document within the limits. */
  static parse(source: SourceText): ScenarioDocument {
    const lines = new LineCounter();
    const problem = (
      code: ErrorCode,
      message: string,
      start: number,
      end: number,
      hint?: string,
    ): Diagnostic => ({
      code,
      message,
      hint,
      position: positionOf(lines, start),
      text: firstLine(source.text.slice(start, end)),
    });
    const fail = (first: Diagnostic, ...rest: Diagnostic[]): never => {
      throw new ScenarioError(source.file, [first, ...rest], source.text);
    };
    const tokens = tokenize(source.text, lines, (code, message, offset) =>
      fail(problem(code, message, offset, offset + 1)),
    );
    const document = compose(tokens, source.text, (code, message, start, end, hint) =>
      fail(problem(code, message, start, end, hint)),
    );
    const root = document.contents;
    const { value, targets, problems } = readValues(root);
    const [first, ...rest] = problems.map((p) => {
      const [start, end] = p.node?.range ?? [0, 0];
      return problem(p.code, p.message, start, end, p.hint);
    });
    if (first) fail(first, ...rest);
    return new ScenarioDocument(source, value, root, targets, lines);
  }

  /** The same file with a value put together from it and others; `origin` says what comes from where. */
  composed(value: unknown, origin: Origin): ScenarioDocument {
    return new ScenarioDocument(this.source, value, this.root, this.targets, this.lines, origin);
  }

  /** Place and text of the value (or of its key) at a path; of the nearest enclosing value where it is missing. */
  locate(path: ValuePath, part: EntryPart = 'value'): Place {
    if (this.origin !== undefined) {
      const place = locateOrigin(this.origin, path, part);
      return place.source === this.source ? { ...place, source: undefined } : place;
    }
    let node: unknown = this.resolved(this.root);
    let key: unknown;
    for (const step of path) {
      let next: unknown;
      if (isSeq(node)) {
        next = node.items[Number(step)];
        key = undefined;
      } else if (isMap(node)) {
        const pair = node.items.find((p) => isScalar(p.key) && String(p.key.value) === step);
        next = pair?.value ?? pair?.key;
        key = pair?.key;
      }
      if (next === undefined) return this.place(node, isCollection(node));
      node = this.resolved(next);
    }
    return this.place(
      part === 'key' && key !== undefined ? key : node,
      part === 'value' && isCollection(node),
    );
  }

  /** An error about the values at paths of this document, in file order. */
  error(diagnostics: readonly Diagnostic[]): ScenarioError {
    const line = (d: Diagnostic): number => d.position?.line ?? 0;
    const column = (d: Diagnostic): number => d.position?.column ?? 0;
    const elsewhere = (d: Diagnostic): number => (d.source === undefined ? 0 : 1);
    const sorted = [...diagnostics].sort(
      (a, b) => elsewhere(a) - elsewhere(b) || line(a) - line(b) || column(a) - column(b),
    );
    const [first, ...rest] = sorted;
    if (!first) throw new TypeError('an error needs a diagnostic');
    return new ScenarioError(this.source.file, [first, ...rest], this.source.text);
  }

  private resolved(node: unknown): unknown {
    return isAlias(node) ? this.targets.get(node) : node;
  }

  /** A collection is marked at its first character only: its text is long and says little. */
  private place(node: unknown, startOnly: boolean): Place {
    const [start, end] = isNode(node) && node.range ? node.range : [0, 0];
    const text = startOnly ? '' : firstLine(this.source.text.slice(start, end));
    return { position: positionOf(this.lines, start), text };
  }
}

type Fail = (code: ErrorCode, message: string, offset: number) => never;
type FailRange = (code: ErrorCode, message: string, start: number, end: number, hint?: string) => never;

/** The parser itself does not recurse; depth and number of tokens are limited here, before anything that does. */
function tokenize(text: string, lines: LineCounter, fail: Fail): CST.Token[] {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    count += 1;
    if (parser.stack.length > MAX_DEPTH) {
      fail('too-deep', `nested deeper than ${String(MAX_DEPTH)} levels`, Math.max(0, parser.offset - 1));
    }
    if (count > MAX_TOKENS) fail('too-large', `more than ${String(MAX_TOKENS)} YAML tokens`, parser.offset);
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function compose(tokens: CST.Token[], text: string, fail: FailRange): Document.Parsed {
  let document: Document.Parsed | undefined;
  let another: Document.Parsed | undefined;
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, version: '1.2', schema: 'core' });
  for (const next of composer.compose(tokens, true, text.length)) {
    if (document) {
      another = next;
      break;
    }
    document = next;
  }
  if (!document) return fail('not-one-document', 'the file is empty', 0, 0, 'see scenarios/ for examples');
  const complaint = document.errors[0] ?? another?.errors[0] ?? document.warnings[0];
  if (complaint) {
    const [start, end] = complaint.pos;
    return fail('syntax', `YAML: ${firstLine(complaint.message)}`, start, Math.max(start, end));
  }
  if (document.directives.yaml.version !== '1.2') {
    return fail('syntax', 'only YAML 1.2 is understood', 0, 0, 'remove the %YAML directive');
  }
  if (another) {
    const start = another.contents?.range[0] ?? another.range[0];
    return fail(
      'not-one-document',
      'a second YAML document begins here',
      start,
      start,
      'one scenario a file',
    );
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    return fail('not-one-document', 'the file is empty', 0, 0, 'a scenario has the keys device and timeline');
  }
  return document;
}

function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function firstLine(text: string): string {
  const end = text.search(/[\r\n]/);
  return end < 0 ? text : text.slice(0, end);
}
