/** `NAME=VALUE` and `NAME=VALUES` of the command line: values as YAML has them, lists and ranges. */

import { scalarText } from '../../document/value-text.js';
import { ScenarioError } from '../../document/diagnostic.js';
import type { ErrorCode } from '../../document/diagnostic.js';
import { ScenarioDocument } from '../../document/document.js';
import { childOf, isMapValue, wholeFile } from '../../document/origin.js';
import type { Tree } from '../../document/origin.js';

/** A name, and the value given to it. */
export interface Assignment {
  readonly name: string;
  readonly value: Tree;
}

/** A name, and the values that it is to have one after the other. */
export interface Variation {
  readonly name: string;
  readonly values: readonly Tree[];
}

/** Values that one range may stand for. */
const MAX_RANGE = 10_000;
const RANGE = /^\s*(-?\d{1,9})\s*\.\.\s*(-?\d{1,9})\s*$/;

/** Reads `NAME=VALUE`; `flag` is the option's name, for messages. */
export function parseAssignment(text: string, flag = '--set'): Assignment {
  const { name, rest } = split(text, flag, 'NAME=VALUE');
  return { name, value: valueOf(rest, `${flag} ${name}`) };
}

/** Reads `NAME=1..7`, `NAME=8,10,16` or `NAME=[a, b]`. */
export function parseVariation(text: string, flag = '--vary'): Variation {
  const { name, rest } = split(text, flag, 'NAME=VALUES, as in httpd.max_open_sockets=1..7 or =8,10,16');
  const file = `${flag} ${name}`;
  const whole = rest.trim().startsWith('[') ? valueOf(rest, file) : undefined;
  if (whole !== undefined && Array.isArray(whole.value) && whole.value.length === 0) {
    throw valueError(whole, 'empty-matrix', `${name}: no values`);
  }
  if (whole !== undefined) return { name, values: valuesOf(whole) };
  const values: Tree[] = [];
  for (const part of rest.split(',')) values.push(...valuesOf(valueOf(part, file)));
  return { name, values };
}

/** The values of a list, or of a range written as text; any other value alone. */
export function valuesOf(tree: Tree): Tree[] {
  const { value } = tree;
  if (Array.isArray(value)) return value.map((_, index) => childOf(tree, index));
  const range = typeof value === 'string' ? RANGE.exec(value) : null;
  if (!range) return [tree];
  const [first, last] = [Number(range[1]), Number(range[2])];
  const count = last - first + 1;
  if (count > MAX_RANGE)
    throw valueError(tree, 'out-of-range', `a range of more than ${String(MAX_RANGE)} values`);
  if (count < 1) throw valueError(tree, 'empty-matrix', `the range ${range[0]} is empty`);
  return Array.from({ length: count }, (_, i) => ({ value: first + i, origin: tree.origin }));
}

/** A complaint about one value, in the file that it comes from. */
export function valueError({ origin }: Tree, code: ErrorCode, message: string, hint?: string): ScenarioError {
  const { position, text } = origin.file.locate(origin.path);
  const { file, text: whole } = origin.file.source;
  return new ScenarioError(file, [{ code, message, hint, position, text }], whole);
}

/** A value as people write it on one line. */
export function valueText(value: unknown): string {
  if (Array.isArray(value) || isMapValue(value)) return JSON.stringify(value);
  return scalarText(value);
}

function valueOf(text: string, file: string): Tree {
  if (text.trim() === '')
    return { value: '', origin: wholeFile(ScenarioDocument.parse({ file, text: '""' })).origin };
  return wholeFile(ScenarioDocument.parse({ file, text }));
}

function split(text: string, flag: string, form: string): { name: string; rest: string } {
  const at = text.indexOf('=');
  if (at > 0) return { name: text.slice(0, at).trim(), rest: text.slice(at + 1) };
  const position = { line: 1, column: 1 };
  const message = at < 0 ? 'no value' : 'no name';
  throw new ScenarioError(
    flag,
    [{ code: 'syntax', message, hint: `expected ${form}`, position, text }],
    text,
  );
}
