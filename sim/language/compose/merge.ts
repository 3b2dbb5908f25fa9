/** Laying one file's values over another's. */

import { childOf, isMapValue, withChildren } from '../../document/origin.js';
import type { Origin, Tree } from '../../document/origin.js';

/** What becomes of two lists: the upper one replaces the lower one, or follows it. */
export type ListRule = 'replace' | 'join';

/**
 * Merges two trees. Maps are merged key by key; of other values the upper one counts. An empty value (`link:`) takes
 * away what the lower file has there.
 */
export function mergeTrees(lower: Tree, upper: Tree, lists: ListRule): Tree {
  if (isMapValue(lower.value) && isMapValue(upper.value)) return mergeMaps(lower, upper, lists);
  if (lists === 'join' && Array.isArray(lower.value) && Array.isArray(upper.value)) return join(lower, upper);
  return upper;
}

function mergeMaps(lower: Tree, upper: Tree, lists: ListRule): Tree {
  const value: Record<string, unknown> = {};
  const children = new Map<string, Origin>();
  const put = (key: string, child: Tree): void => {
    value[key] = child.value;
    children.set(key, child.origin);
  };
  const [below, above] = [lower.value as object, upper.value as object];
  for (const key of Object.keys(below)) {
    if (!Object.hasOwn(above, key)) put(key, childOf(lower, key));
    else if (childOf(upper, key).value !== null) {
      put(key, mergeTrees(childOf(lower, key), childOf(upper, key), lists));
    }
  }
  for (const key of Object.keys(above)) if (!Object.hasOwn(below, key)) put(key, childOf(upper, key));
  return { value, origin: withChildren(upper.origin, children) };
}

function join(lower: Tree, upper: Tree): Tree {
  const items = [lower, upper].flatMap((tree) => (tree.value as unknown[]).map((_, i) => childOf(tree, i)));
  const children = new Map(items.map(({ origin }, i): [string, Origin] => [String(i), origin]));
  return { value: items.map((item) => item.value), origin: withChildren(upper.origin, children) };
}

/** The tree with another value at a path; maps on the way are made where there are none. */
export function putAt(tree: Tree, path: readonly PropertyKey[], put: Tree): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return put;
  const child = putAt(childOf(tree, key), rest, put);
  const children = new Map(tree.origin.children);
  children.set(String(key), child.origin);
  const origin = withChildren(tree.origin, children);
  if (Array.isArray(tree.value)) {
    const items = [...(tree.value as unknown[])];
    items[Number(key)] = child.value;
    return { value: items, origin };
  }
  const map = isMapValue(tree.value) ? tree.value : {};
  return { value: { ...map, [key]: child.value }, origin };
}

/** A map without some keys. */
export function without(tree: Tree, keys: readonly string[]): Tree {
  if (!isMapValue(tree.value)) return tree;
  const kept = Object.entries(tree.value).filter(([key]) => !keys.includes(key));
  return { value: Object.fromEntries(kept), origin: tree.origin };
}
