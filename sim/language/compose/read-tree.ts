/** A scenario file with everything that it extends and imports, as one tree. */

import type { FirmwareRegistry } from '../../document/firmware.js';
import { ScenarioError } from '../../document/diagnostic.js';
import { ScenarioDocument } from '../../document/document.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import { quoted } from '../../document/value-text.js';
import { explainIssues } from '../explain-issues.js';
import { readNamedSource } from '../../document/source.js';
import { ONCE } from '../../document/lazy-schema.js';
import { filesOf } from '../../document/place.js';
import type { SourceText } from '../../document/place.js';
import { mergeTrees, without } from './merge.js';
import { childOf, isMapValue, wholeFile, withChildren } from '../../document/origin.js';
import type { Origin, Tree } from '../../document/origin.js';
import { compositionSchema } from './schema-compose.js';
import type { Composition } from './schema-compose.js';

/** Files that one scenario may be made of. */
const MAX_FILES = 256;
/** Keys that belong to the file alone that has them. */
const OWN_KEYS = ['name', 'description', 'extends', 'imports'];

/** Composition keys that a base may have, and its variant not want. */
const TAKEN = ['matrix', 'parameters'];

/** A file and those that led to it. */
interface Chain {
  readonly file: string;
  readonly real: string;
  readonly above: Chain | undefined;
}

/** A scenario's own document, and the tree of it and all others. */
export interface ReadTree {
  readonly document: ScenarioDocument;
  readonly tree: Tree;
}

/** Reads a scenario's files; throws `ScenarioError`. */
export function readTree(firmware: FirmwareRegistry, source: SourceText): ReadTree {
  return new TreeReader(firmware).read(source, undefined);
}

class TreeReader {
  private files = 0;

  constructor(private readonly firmware: FirmwareRegistry) {}

  read(source: SourceText, above: Chain | undefined): ReadTree {
    const document = ScenarioDocument.parse(source);
    if (!isMapValue(document.value)) {
      if (above === undefined) return { document, tree: wholeFile(document) };
      const message = `expected a map of a scenario's keys, got ${quoted(document.value)}`;
      throw document.error([
        diagnosticAt(document, [], 'wrong-type', message, `${above.file} reads this file`),
      ]);
    }
    const checked = compositionSchema().safeParse(withoutTaken(document.value), ONCE);
    if (!checked.success) throw document.error(explainIssues(this.firmware, document, checked.error.issues));
    const chain: Chain = { file: source.file, real: filesOf(source).realName(source.file), above };
    const { value, origin } = withPlainParameters(wholeFile(document));
    let tree: Tree = { value, origin };
    const { extends: bases, imports } = checked.data;
    tree = this.merged(tree, this.others(document, 'imports', imports, chain), 'join');
    tree = this.merged(tree, this.others(document, 'extends', bases, chain), 'replace');
    return { document, tree };
  }

  /** Later files of a list lie over earlier ones, the file itself over all. */
  private merged(own: Tree, others: readonly Tree[], lists: 'join' | 'replace'): Tree {
    return [...others, own].reduce((lower, upper) => mergeTrees(lower, upper, lists));
  }

  private others(
    document: ScenarioDocument,
    key: 'extends' | 'imports',
    names: Composition['extends'],
    chain: Chain,
  ): Tree[] {
    if (names === undefined) return [];
    if (typeof names === 'string') return [this.other(document, [key], names, chain)];
    return names.map((name, index) => this.other(document, [key, index], name, chain));
  }

  private other(document: ScenarioDocument, path: readonly PropertyKey[], name: string, above: Chain): Tree {
    const files = filesOf(document.source);
    const file = files.beside(document.source.file, name);
    const fail = (code: 'circular-import' | 'too-large' | 'unreadable', message: string): never => {
      throw document.error([diagnosticAt(document, path, code, message)]);
    };
    const circle = circleTo(files.realName(file), above);
    if (circle !== undefined)
      fail('circular-import', `${file} is in a circle: ${[...circle, file].join(' → ')}`);
    this.files += 1;
    if (this.files > MAX_FILES) fail('too-large', `more than ${String(MAX_FILES)} files`);
    let source: SourceText;
    try {
      source = readNamedSource(files, file, 'scenario');
    } catch (error) {
      if (!(error instanceof ScenarioError) || error.code !== 'unreadable') throw error;
      return fail('unreadable', `${file}: ${error.diagnostics[0].message}`);
    }
    return without(this.read(source, above).tree, OWN_KEYS);
  }
}

/** What a file that extends others takes away from them, with an empty value, is not checked. */
function withoutTaken(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Object.hasOwn(value, 'extends')) return value;
  const isTaken = (key: string): boolean => TAKEN.includes(key) && value[key] === null;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !isTaken(key)));
}

/** The files from the one with this real name down to the last; undefined if it is not among them. */
function circleTo(real: string, last: Chain): string[] | undefined {
  const files: string[] = [];
  for (let one: Chain | undefined = last; one !== undefined; one = one.above) {
    files.unshift(one.file);
    if (one.real === real) return files;
  }
  return undefined;
}

/** Gives every parameter its long form, so that another file's default replaces the default only. */
function withPlainParameters(tree: Tree): Tree {
  const parameters = childOf(tree, 'parameters');
  if (!isMapValue(parameters.value)) return tree;
  const value: Record<string, unknown> = {};
  const children = new Map<string, Origin>();
  for (const name of Object.keys(parameters.value)) {
    const child = childOf(parameters, name);
    const isLong = isMapValue(child.value);
    value[name] = isLong ? child.value : { default: child.value };
    children.set(
      name,
      isLong ? child.origin : withChildren(child.origin, new Map([['default', child.origin]])),
    );
  }
  const origin = withChildren(parameters.origin, children);
  return {
    value: { ...(tree.value as object), parameters: value },
    origin: withChildren(tree.origin, new Map([['parameters', origin]])),
  };
}
