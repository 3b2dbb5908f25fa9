/** Where the values of a file stand: offsets of every key and value in the order of the file, and nothing else. */

import type { EntryPart, ValuePath } from '../place.js';

/** Numbers that are kept of a node: start, end, the node behind all that it holds, and what it is. */
const FIELDS = 4;
const START = 0;
const END = 1;
const NEXT = 2;
const KIND = 3;
const FIRST_SIZE = 1024;

/** What a node is; an alias is the number of the node that it stands for, below these. */
export const SCALAR = -1;
export const LIST = -2;
export const MAP = -3;

/** A stretch of the file. */
export interface FoundStretch {
  readonly start: number;
  readonly end: number;
  /** A collection is shown by its first character only: its text is long and says little. */
  readonly isCollection: boolean;
}

/** Offsets of all nodes. A map's keys and values take turns. */
export class Offsets {
  private fields = new Int32Array(FIRST_SIZE);
  /** Nodes so far. */
  count = 0;

  /** Adds a node and returns its number; it is closed when its end is known. */
  open(start: number, kind: number): number {
    const node = this.count++;
    const at = node * FIELDS;
    if (at + FIELDS > this.fields.length) {
      const larger = new Int32Array(2 * this.fields.length);
      larger.set(this.fields);
      this.fields = larger;
    }
    this.fields[at + START] = start;
    this.fields[at + KIND] = kind;
    return node;
  }

  /** Everything behind this node that has been added so far belongs to it. */
  close(node: number, end: number): void {
    const at = node * FIELDS;
    this.fields[at + END] = end;
    this.fields[at + NEXT] = this.count;
  }

  /** Adds a node that holds nothing. */
  leaf(start: number, end: number, kind: number = SCALAR): void {
    this.close(this.open(start, kind), end);
  }

  /**
   * The value (or key) at a path, or the nearest enclosing value where it is missing. `keyAt` reads the key that a
   * stretch of the file is.
   */
  find(
    path: ValuePath,
    part: EntryPart,
    keyAt: (start: number, end: number) => string | undefined,
  ): FoundStretch {
    let node = this.target(0);
    let key: number | undefined;
    for (const step of path) {
      const found = this.child(node, step, keyAt);
      if (found === undefined) return this.stretch(node);
      key = found.key;
      node = this.target(found.value);
    }
    if (part === 'key' && key !== undefined) {
      return { start: this.get(key, START), end: this.get(key, END), isCollection: false };
    }
    return this.stretch(node, part);
  }

  private child(
    node: number,
    step: PropertyKey,
    keyAt: (start: number, end: number) => string | undefined,
  ): { readonly key?: number; readonly value: number } | undefined {
    const kind = this.get(node, KIND);
    const end = this.get(node, NEXT);
    if (kind === LIST) {
      let item = node + 1;
      for (let n = Number(step); n > 0 && item < end; n--) item = this.get(item, NEXT);
      return item < end && Number(step) >= 0 ? { value: item } : undefined;
    }
    if (kind !== MAP) return undefined;
    const merged: number[] = [];
    for (let key = node + 1; key < end;) {
      const value = this.get(key, NEXT);
      const name = keyAt(this.get(key, START), this.get(key, END));
      if (name === step) return { key, value };
      if (name === '<<') merged.push(value);
      key = this.get(value, NEXT);
    }
    for (const one of merged) {
      const source = this.target(one);
      const maps = this.get(source, KIND) === LIST ? this.items(source) : [source];
      for (const map of maps) {
        const found = this.child(this.target(map), step, keyAt);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  private items(list: number): number[] {
    const items: number[] = [];
    for (let item = list + 1; item < this.get(list, NEXT); item = this.get(item, NEXT)) items.push(item);
    return items;
  }

  private stretch(node: number, part: EntryPart = 'value'): FoundStretch {
    const isCollection = part === 'value' && this.get(node, KIND) !== SCALAR;
    return { start: this.get(node, START), end: this.get(node, END), isCollection };
  }

  /** The node that an alias stands for; others as they are. */
  private target(node: number): number {
    const kind = this.get(node, KIND);
    return kind >= 0 ? this.target(kind) : node;
  }

  private get(node: number, field: number): number {
    return this.fields[node * FIELDS + field]!;
  }
}
