/** The part of the fast reader that reads flow collections, keys, anchors and aliases; see fast-reader.ts. */

import { COMMA, Cursor, GIVE_UP, isFlowMark } from './cursor.js';
import { MERGE_KEY, mergeInto } from './merge-key.js';
import { LIST, MAP, Offsets } from './offsets.js';

/** Deeper files are left to the careful reader, which has its own limit. */
const MOST_DEPTH = 24;
/** Values that aliases may stand for here, all together. */
const MOST_ALIASED = 50_000;
const MOST_ALIAS_DEPTH = 8;

export const AMPERSAND = 0x26;
export const STAR = 0x2a;
export const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
export const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;

/** What an anchor stands for. */
interface Anchored {
  readonly node: number;
  readonly value: unknown;
  /** Values in it, those of aliases included. */
  readonly size: number;
  /** Aliases within aliases. */
  readonly depth: number;
}

/** Reads values that may stand within flow collections. */
export class FlowReader {
  readonly offsets = new Offsets();
  protected readonly at: Cursor;
  private readonly anchors = new Map<string, Anchored>();
  private depth = 0;
  private aliased = 0;
  private aliasDepth = 0;

  constructor(protected readonly text: string) {
    this.at = new Cursor(text);
  }

  protected isMergeKey(): boolean {
    return this.at.quoted === undefined && this.at.scalarText === MERGE_KEY;
  }

  protected key(map: object): string {
    const { start, end } = this.at;
    const { scalarValue: value } = this.at;
    if (value === null || value === '__proto__') throw GIVE_UP;
    const key = String(value);
    if (Object.hasOwn(map, key)) throw GIVE_UP;
    this.offsets.leaf(start, end);
    return key;
  }

  protected withMerged(map: Record<string, unknown>, merged: readonly unknown[]): Record<string, unknown> {
    if (merged.length > 1) throw GIVE_UP;
    for (const one of merged) if (!mergeInto(map, one)) throw GIVE_UP;
    return map;
  }

  /** `&name` and what `read` finds behind it. */
  protected anchor(read: () => unknown): unknown {
    const { at, offsets } = this;
    at.pos++;
    const name = at.name();
    this.anchors.delete(name);
    const node = offsets.count;
    const { aliased } = this;
    at.spaces();
    const value = read();
    const size = offsets.count - node + this.aliased - aliased;
    this.anchors.set(name, { node, value, size, depth: this.aliasDepth });
    return value;
  }

  private alias(): unknown {
    const { at, offsets } = this;
    const start = at.pos++;
    const target = this.anchors.get(at.name());
    if (target === undefined) throw GIVE_UP;
    this.aliased += target.size + 1;
    this.aliasDepth = Math.max(this.aliasDepth, target.depth + 1);
    if (this.aliased > MOST_ALIASED || this.aliasDepth > MOST_ALIAS_DEPTH) throw GIVE_UP;
    offsets.leaf(start, at.pos, target.node);
    at.lastEnd = at.pos;
    return target.value;
  }

  /** A value within a flow collection, or such a collection. */
  protected flowValue(parent: number): unknown {
    const { at } = this;
    switch (at.code) {
      case OPEN_MAP:
        return this.flowMap(parent);
      case OPEN_LIST:
        return this.flowList(parent);
      case STAR:
        return this.alias();
      case AMPERSAND:
        return this.anchor(() => this.flowValue(parent));
      default: {
        at.scalar(true);
        this.offsets.leaf(at.start, at.end);
        return at.scalarValue;
      }
    }
  }

  private flowMap(parent: number): Record<string, unknown> {
    const { at, offsets } = this;
    this.deeper();
    const node = offsets.open(at.pos++, MAP);
    const map: Record<string, unknown> = {};
    const merged: unknown[] = [];
    at.flowBlank(parent);
    while (at.code !== CLOSE_MAP) {
      at.scalar(true);
      if (!at.isKeyEnd(true)) throw GIVE_UP;
      const isMerge = this.isMergeKey();
      const key = this.key(map);
      at.pos++;
      at.flowBlank(parent);
      if (isFlowMark(at.code) && at.code !== OPEN_MAP && at.code !== OPEN_LIST) throw GIVE_UP;
      const value = this.flowValue(parent);
      if (isMerge) merged.push(value);
      else map[key] = value;
      this.nextEntry(parent, CLOSE_MAP);
    }
    at.lastEnd = ++at.pos;
    offsets.close(node, at.pos);
    this.shallower();
    return this.withMerged(map, merged);
  }

  private flowList(parent: number): unknown[] {
    const { at, offsets } = this;
    this.deeper();
    const node = offsets.open(at.pos++, LIST);
    const items: unknown[] = [];
    at.flowBlank(parent);
    while (at.code !== CLOSE_LIST) {
      items.push(this.flowValue(parent));
      this.nextEntry(parent, CLOSE_LIST);
    }
    at.lastEnd = ++at.pos;
    offsets.close(node, at.pos);
    this.shallower();
    return items;
  }

  /** Behind an entry of a flow collection: to the next one, or to its end. */
  private nextEntry(parent: number, close: number): void {
    const { at } = this;
    at.flowBlank(parent);
    if (at.code === close) return;
    if (at.code !== COMMA) throw GIVE_UP;
    at.pos++;
    at.flowBlank(parent);
  }

  protected deeper(): void {
    if (++this.depth > MOST_DEPTH) throw GIVE_UP;
  }

  protected shallower(): void {
    this.depth--;
  }
}
