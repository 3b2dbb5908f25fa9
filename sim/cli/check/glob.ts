/** File patterns: `*`, `?`, `**`, `[a-z]`, `{a,b}`. Own code: Node has `fs.glob` only from version 22 on. */

import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { pathKind } from '../path-kind.js';
import { UsageError } from '../usage-error.js';

const MAGIC = /[*?[\]{}]/;
const SKIPPED_FOLDER = 'node_modules';
const SEPARATOR = '/';
const ANY_DEPTH = '**';
/** Files and folders that wildcards don't find: hidden ones, and parts that other files import. */
const HIDDEN = /^[._]/;

/** The files that a pattern means, sorted; a path without wildcards means itself, a folder its scenarios. */
export function filesLike(pattern: string, inFolder = '**/*.{yaml,yml}'): string[] {
  const path = pattern.replaceAll('\\', SEPARATOR);
  if (path === '') throw new UsageError('an empty file name');
  const kind = pathKind(path);
  if (kind === 'directory') return filesLike(`${path.replace(/\/+$/, '')}/${inFolder}`);
  if (kind !== 'none' || !MAGIC.test(path)) return [path];
  const parts = path.split(SEPARATOR);
  const firstMagic = parts.findIndex((part) => MAGIC.test(part));
  const base = parts.slice(0, firstMagic).join(SEPARATOR);
  const root = base === '' && path.startsWith(SEPARATOR) ? SEPARATOR : base;
  const found = new Set<string>();
  for (const plain of alternatives(parts.slice(firstMagic).join(SEPARATOR), pattern)) {
    const matchers = plain
      .split(SEPARATOR)
      .map((part) => (part === ANY_DEPTH ? part : partMatcher(part, pattern)));
    walk(root, matchers, 0, found);
  }
  return [...found].sort();
}

type Matcher = RegExp | typeof ANY_DEPTH;

function walk(folder: string, matchers: readonly Matcher[], at: number, found: Set<string>): void {
  const matcher = matchers[at];
  if (matcher === undefined) return;
  const isLast = at === matchers.length - 1;
  if (matcher === ANY_DEPTH && !isLast) walk(folder, matchers, at + 1, found);
  for (const entry of entriesOf(folder)) {
    const path = folder === '' ? entry.name : join(folder, entry.name).replaceAll('\\', SEPARATOR);
    if (matcher === ANY_DEPTH ? isSkipped(entry) : !matcher.test(entry.name)) continue;
    const kind = entry.isSymbolicLink() ? pathKind(path) : kindOf(entry);
    if (isLast && kind === 'file') found.add(path);
    // Links to folders are not followed at any depth: they may lead back.
    else if (matcher === ANY_DEPTH && entry.isDirectory()) walk(path, matchers, at, found);
    else if (matcher !== ANY_DEPTH && kind === 'directory') walk(path, matchers, at + 1, found);
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function kindOf(entry: Dirent): 'file' | 'directory' | 'other' {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : 'other';
}

function isSkipped({ name }: Dirent): boolean {
  return HIDDEN.test(name) || name === SKIPPED_FOLDER;
}

/** `a{b,c}d` to `abd`, `acd`; throws {@link UsageError} for braces that don't fit. */
function alternatives(text: string, pattern: string): string[] {
  const open = text.indexOf('{');
  if (open < 0) {
    if (text.includes('}')) throw badGlob(pattern, 'a } without {');
    return [text];
  }
  const choices: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}') depth--;
    if ((text[i] === ',' && depth === 1) || depth === 0) {
      choices.push(text.slice(from, i));
      from = i + 1;
    }
    if (depth === 0) {
      const [before, after] = [text.slice(0, open), text.slice(i + 1)];
      return choices.flatMap((choice) => alternatives(before + choice + after, pattern));
    }
  }
  throw badGlob(pattern, 'a { without }');
}

/** A matcher for one part of a path. Names that begin with `.` or `_` must be asked for. */
function partMatcher(part: string, pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < part.length; i++) {
    const char = part[i]!;
    if (char === '*') source += '.*';
    else if (char === '?') source += '.';
    else if (char === '[') {
      const end = part.indexOf(']', i + 2);
      if (end < 0) throw badGlob(pattern, 'a [ without ]');
      source += characterClass(part.slice(i + 1, end));
      i = end;
    } else if (char === ']') throw badGlob(pattern, 'a ] without [');
    else source += char.replace(/[.+^$()|\\]/, '\\$&');
  }
  const guard = HIDDEN.test(part) || !MAGIC.test(part) ? '' : `(?![._]|${SKIPPED_FOLDER}$)`;
  try {
    return new RegExp(`^${guard}${source}$`);
  } catch {
    throw badGlob(pattern, `"${part}" is no pattern`);
  }
}

function characterClass(inner: string): string {
  const isNegated = inner.startsWith('!') || inner.startsWith('^');
  const characters = (isNegated ? inner.slice(1) : inner).replace(/[\\\]^]/g, '\\$&');
  return `[${isNegated ? '^' : ''}${characters}]`;
}

function badGlob(pattern: string, what: string): UsageError {
  return new UsageError(`bad pattern "${pattern}": ${what}`);
}
