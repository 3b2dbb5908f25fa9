/** The words for places inside of `groups`. */

import type { ValuePath } from '../../document/place.js';

/** `the step http`, `the group tab`, `browser`; undefined outside of groups. */
export function groupPlace(path: ValuePath, root: unknown): string | undefined {
  if (path[0] !== 'groups') return undefined;
  let value: unknown = root;
  let words: string | undefined = 'groups';
  for (const key of path) {
    value =
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
    const map = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    if (typeof map['do'] === 'string') words = `the step ${map['do']}`;
    else if (typeof key === 'number')
      words = typeof map['name'] === 'string' ? `the group ${map['name']}` : 'the group';
    else words = String(key);
  }
  return words;
}
