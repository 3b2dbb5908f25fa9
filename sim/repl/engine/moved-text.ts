/** The text of a scenario for another folder: the files that it names are the same ones. */

import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { isMap, isScalar, isSeq, parseDocument, type Scalar } from 'yaml';

import { isUserApp } from '../../language/firmware.js';

/** Keys that name another scenario, or a list of them. */
const SCENARIOS = ['extends', 'imports'];
/** Options of the device that may come from a file: as text, or as a map with `from`. */
const CONFIGS = ['sdkconfig', 'lwipopts'];

/** `text`, which was written for `from`, as `to` must have it. */
export function movedText(text: string, from: string, to: string): string {
  const [here, there] = [resolve(dirname(from)), resolve(dirname(to))];
  if (here === there) return text;
  let moved = text;
  for (const { value, range } of namedFiles(text).sort((a, b) => b.range![0] - a.range![0])) {
    if (isAbsolute(value)) continue;
    const name = relative(there, resolve(here, value)).split(sep).join('/');
    const [start, end] = range!;
    moved =
      moved.slice(0, start) + JSON.stringify(name.startsWith('.') ? name : `./${name}`) + moved.slice(end);
  }
  return moved;
}

/** The texts that name files. */
function namedFiles(text: string): Scalar<string>[] {
  const document = parseDocument(text, { version: '1.2', schema: 'core' });
  const at = (...path: (string | number)[]): unknown => document.getIn(path, true);
  const named: unknown[] = SCENARIOS.flatMap((key) => itemsOf(at(key)));
  for (const key of CONFIGS) {
    const value = at('device', key);
    named.push(isMap(value) ? value.get('from', true) : value);
  }
  const apps = itemsOf(at('device', 'apps')).filter(isText);
  named.push(...apps.filter(({ value }) => isUserApp(value)));
  for (const group of itemsOf(at('groups'))) if (isMap(group)) named.push(group.get('client', true));
  return named.filter(isText);
}

function itemsOf(node: unknown): unknown[] {
  return isSeq(node) ? node.items : [node];
}

function isText(node: unknown): node is Scalar<string> {
  return isScalar(node) && typeof node.value === 'string' && Array.isArray(node.range);
}
