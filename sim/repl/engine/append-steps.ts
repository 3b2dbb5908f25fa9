/**
 * Adding steps to the text of a scenario without moving anything else to another line.
 *
 * Records of the trace name lines of the file (what a group's step does), so a saved session keeps them: steps go to
 * the end of the timeline if that is the end of the file, and otherwise the timeline moves to the end, with blank lines
 * left in its place.
 */

import {
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  stringify,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

const KEY = 'timeline';
const DEFAULT_INDENT = '  ';

/** A step as people write it. */
type WrittenStep = Readonly<Record<string, unknown>>;

/** The text with `steps` at the end of its timeline. */
export function appendSteps(text: string, steps: readonly WrittenStep[]): string {
  if (steps.length === 0) return text;
  const items = steps.map((step) => stringify(step, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd());
  const root = parseDocument(text, { version: '1.2', schema: 'core' }).contents;
  if (!isMap(root)) return text;
  const pair = root.items.find((one) => isScalar(one.key) && one.key.value === KEY);
  const value: unknown = pair?.value;
  if (isSeq(value) && value.flow === true) return insertInFlow(text, value, items);
  if (root.flow === true)
    return pair === undefined ? insertInFlow(text, root, [`${KEY}: [ ${items.join(', ')} ]`]) : text;
  if (pair === undefined || !isSeq(value))
    return appendBlock(text, [`${KEY}:`, ...items.map((item) => `${DEFAULT_INDENT}- ${item}`)]);
  return moveToEnd(text, root, pair, items);
}

/** In front of the closing bracket. */
function insertInFlow(text: string, collection: YAMLSeq | YAMLMap, items: readonly string[]): string {
  const end = collection.range![1] - 1;
  const before = text.slice(0, end);
  const needsComma = collection.items.length > 0 && !before.trimEnd().endsWith(',');
  return `${before}${needsComma ? ', ' : ' '}${items.join(', ')} ${text.slice(end)}`;
}

function appendBlock(text: string, lines: readonly string[]): string {
  return `${text.replace(/\n*$/, '\n')}${lines.join('\n')}\n`;
}

/** Takes the lines of a block timeline out, unless they are the last, and puts them at the end with more items. */
function moveToEnd(text: string, root: YAMLMap, pair: Pair, items: readonly string[]): string {
  const start = offsetOf(pair);
  const starts = root.items.map(offsetOf).filter((offset) => offset > start);
  const isLast = starts.length === 0;
  const end = isLast ? text.length : Math.min(...starts);
  const block = text.slice(start, end).trimEnd();
  const indent = /^([ \t]*)- /m.exec(block)?.[1] ?? DEFAULT_INDENT;
  const added = items.map((item) => `${indent}- ${item}`);
  if (isLast) return `${text.slice(0, start)}${block}\n${added.join('\n')}\n`;
  const blank = '\n'.repeat(text.slice(start, end).split('\n').length - 1);
  return appendBlock(text.slice(0, start) + blank + text.slice(end), [block, ...added]);
}

function offsetOf(pair: Pair): number {
  return isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
}
