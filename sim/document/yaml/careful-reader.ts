/** Reads any YAML by the package `yaml`, with a node for every value: slow, and able to say what is wrong and where. */

import { firstLine } from '../printable.js';
import { scalarText } from '../value-text.js';
import { Composer, Lexer, Parser, isAlias, isCollection, isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Alias, CST, Document, Node } from 'yaml';

import type { ErrorCode } from '../diagnostic.js';
import type { EntryPart, ValuePath } from '../place.js';
import { readValues } from './document-values.js';
import { MERGE_KEY } from './merge-key.js';
import type { FoundStretch } from './offsets.js';

/** Collections within collections; a scenario needs less than ten. */
export const MAX_DEPTH = 64;
/** Pieces of YAML in a file, blanks and punctuation included. */
export const MAX_TOKENS = 4_000_000;

/** A complaint about a stretch of the text. */
export interface YamlProblem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** A text that is not one YAML document within the limits. */
export class YamlError extends Error {
  constructor(readonly problems: readonly [YamlProblem, ...YamlProblem[]]) {
    super(problems[0].message);
  }
}

/** Values of a file, and the nodes that they come from. */
export class CarefulRead {
  private constructor(
    readonly value: unknown,
    private readonly root: Node | null,
    private readonly targets: ReadonlyMap<Alias, Node>,
  ) {}

  /** Reads a text; throws {@link YamlError}. */
  static read(text: string): CarefulRead {
    const fail = (code: ErrorCode, message: string, start: number, end: number, hint?: string): never => {
      throw new YamlError([{ code, message, hint, start, end }]);
    };
    const tokens = tokenize(text, (code, message, offset) => fail(code, message, offset, offset + 1));
    const root = compose(tokens, text, fail).contents;
    const { value, targets, problems } = readValues(root);
    const [first, ...rest] = problems.map(({ code, message, hint, node }): YamlProblem => {
      const [start, end] = node?.range ?? [0, 0];
      return { code, message, hint, start, end };
    });
    if (first) throw new YamlError([first, ...rest]);
    return new CarefulRead(value, root, targets);
  }

  /** The value (or its key) at a path; the nearest enclosing value where it is missing. */
  find(path: ValuePath, part: EntryPart): FoundStretch {
    let node: unknown = this.resolved(this.root);
    let key: unknown;
    for (const step of path) {
      const next = this.child(node, step);
      if (next === undefined) return stretchOf(node, isCollection(node));
      key = next.key;
      node = this.resolved(next.value);
    }
    return stretchOf(
      part === 'key' && key !== undefined ? key : node,
      part === 'value' && isCollection(node),
    );
  }

  private child(
    node: unknown,
    step: PropertyKey,
  ): { readonly key?: unknown; readonly value: unknown } | undefined {
    if (isSeq(node)) {
      const value = node.items[Number(step)];
      return value === undefined ? undefined : { value };
    }
    if (!isMap(node)) return undefined;
    const pair = node.items.find((p) => isScalar(p.key) && scalarText(p.key.value) === step);
    if (pair !== undefined) return { key: pair.key, value: pair.value ?? pair.key };
    for (const { key, value } of node.items) {
      if (!isScalar(key) || key.source !== MERGE_KEY || key.type !== 'PLAIN') continue;
      const source = this.resolved(value);
      for (const map of isSeq(source) ? source.items : [source]) {
        const found = this.child(this.resolved(map), step);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  private resolved(node: unknown): unknown {
    return isAlias(node) ? this.resolved(this.targets.get(node)) : node;
  }
}

function stretchOf(node: unknown, isWhole: boolean): FoundStretch {
  const [start, end] = isNode(node) && node.range ? node.range : [0, 0];
  return { start, end, isCollection: isWhole };
}

type Fail = (code: ErrorCode, message: string, offset: number) => never;
type FailRange = (code: ErrorCode, message: string, start: number, end: number, hint?: string) => never;

/** The parser itself does not recurse; depth and number of tokens are limited here, before anything that does. */
function tokenize(text: string, fail: Fail): CST.Token[] {
  const parser = new Parser();
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
