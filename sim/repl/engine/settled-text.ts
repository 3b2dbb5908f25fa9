/** The text of a scenario with what `--set` and the matrix have chosen written into it: a session is of one case, and is saved as one. */

import { isScalar, isSeq, parseDocument, type Document } from 'yaml';

import { isMapValue } from '../../document/origin.js';
import type { SourceText } from '../../document/place.js';
import type { CaseValue } from '../../language/compose/compose.js';
import { readTree } from '../../language/compose/read-tree.js';
import { findTarget } from '../../language/compose/target.js';
import { FIRMWARE } from '../../run/firmware.js';
import { LINE_WIDTH, YAML } from './yaml-text.js';

/** The text with the settings in it. */
export function settledText(source: SourceText, settings: readonly CaseValue[]): string {
  const document = parseDocument(source.text, YAML);
  const written: unknown = readTree(FIRMWARE, source).tree.value;
  for (const { name, value } of settings) put(document, pathOf(name, written), value, written);
  if (document.has('matrix')) document.delete('matrix');
  else if (isMapValue(written) && 'matrix' in written) document.set('matrix', null);
  return document.toString({ lineWidth: LINE_WIDTH });
}

/** Where a setting stands: a path as it is, or with `device` in front, or through a group's name; a parameter's default. */
export function pathOf(name: string, written: unknown): readonly (string | number)[] {
  const parameters = isMapValue(written) ? written['parameters'] : undefined;
  const names = isMapValue(parameters) ? Object.keys(parameters) : [];
  const target = findTarget(FIRMWARE, name, names, written);
  if (target?.kind === 'parameter') return ['parameters', target.name];
  return (target?.path ?? name.split('.')).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

/** Sets a value; a list that stands in another file, and a file of options, come along. */
export function put(
  document: Document,
  path: readonly (string | number)[],
  value: unknown,
  written: unknown,
): void {
  const whole = [...path];
  if (whole[0] === 'parameters' && isLong(document.getIn(whole, true))) whole.push('default');
  for (let length = 1; length < whole.length; length++) {
    const above = whole.slice(0, length);
    const node = document.getIn(above, true);
    if (typeof whole[length] === 'number' && !isSeq(node))
      document.setIn(above, document.createNode(valueAt(written, above), { flow: true }));
    else if (isScalar(node) && typeof node.value === 'string' && length === 2)
      document.setIn(above, document.createNode({ from: node.value }, { flow: true }));
  }
  document.setIn(whole, document.createNode(value, { flow: true }));
}

function isLong(node: unknown): boolean {
  return typeof node === 'object' && node !== null && 'items' in node;
}

function valueAt(tree: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (here, key) => (here as Record<string | number, unknown> | undefined)?.[key],
    tree,
  );
}
