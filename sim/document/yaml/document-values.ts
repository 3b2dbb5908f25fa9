/** YAML nodes to plain values: duplicate keys, aliases and what they expand to. */

import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, Node, ParsedNode, YAMLMap, YAMLSeq } from 'yaml';

import type { ErrorCode } from '../diagnostic.js';
import { MERGE_KEY, mergeInto } from './merge-key.js';

/** Values that aliases may stand for, all together: "billion laughs" ends here. */
export const MAX_ALIASED_VALUES = 100_000;

/** Aliases within what aliases stand for. */
const MAX_ALIAS_DEPTH = 32;

/** A complaint about a node. */
export interface NodeProblem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly node: Node | undefined;
}

/** Outcome of `readValues`. The value is meaningless if there are problems. */
export interface ReadValues {
  readonly value: unknown;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly problems: readonly NodeProblem[];
}

/** Plain objects, arrays and scalars of a composed document. */
export function readValues(root: Node | null): ReadValues {
  const reader = new ValueReader();
  try {
    return { value: reader.read(root), targets: reader.targets, problems: reader.problems };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { value: undefined, targets: reader.targets, problems: [...reader.problems, error.problem] };
  }
}

/** A problem after which reading can't go on. */
class Stop extends Error {
  constructor(readonly problem: NodeProblem) {
    super(problem.message);
  }
}

class ValueReader {
  readonly targets = new Map<Alias, Node>();
  readonly problems: NodeProblem[] = [];
  private readonly anchors = new Map<string, Node>();
  private readonly open = new Set<Node>();
  private aliased = 0;
  private expanding = 0;

  read(node: unknown): unknown {
    if (this.expanding > 0) this.aliased += 1;
    if (isAlias(node)) return this.readAlias(node);
    if (isScalar(node)) {
      if (node.anchor !== undefined) this.anchor(node.anchor, node);
      return this.scalar(node.value, node as Node);
    }
    if (!isMap(node) && !isSeq(node)) return null;
    if (node.anchor !== undefined) this.anchor(node.anchor, node);
    this.open.add(node);
    const value = isMap(node) ? this.readMap(node) : this.readSeq(node);
    this.open.delete(node);
    return value;
  }

  private anchor(name: string, node: Node): void {
    if (this.expanding === 0) this.anchors.set(name, node);
  }

  private scalar(value: unknown, node: Node): unknown {
    const kind = typeof value;
    if (value === null || kind === 'string' || kind === 'number' || kind === 'boolean') return value;
    throw new Stop({ code: 'wrong-type', message: `a value of the kind ${kind} has no place here`, node });
  }

  private readSeq(node: YAMLSeq): unknown[] {
    return node.items.map((item) => this.read(item));
  }

  private readMap(node: YAMLMap): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    let merged: { readonly value: unknown; readonly node: ParsedNode } | undefined;
    for (const pair of node.items) {
      const keyNode = pair.key as ParsedNode;
      const key = this.key(keyNode);
      if (Object.hasOwn(out, key)) this.duplicate(key, keyNode);
      const value = this.read(pair.value);
      if (key !== MERGE_KEY || !isScalar(keyNode) || keyNode.type !== 'PLAIN') out[key] = value;
      else if (merged === undefined) merged = { value, node: keyNode };
      else this.duplicate(key, keyNode);
    }
    if (merged !== undefined && !mergeInto(out, merged.value)) {
      const hint = 'as in <<: *defaults, or a list of such maps';
      const message = 'a merge key stands for the entries of another map';
      throw new Stop({ code: 'wrong-type', message, hint, node: merged.node });
    }
    return out;
  }

  private duplicate(key: string, node: ParsedNode): void {
    const hint = 'a key may stand once in a map';
    this.problems.push({ code: 'duplicate-key', message: `duplicate key "${key}"`, hint, node });
  }

  private key(node: ParsedNode): string {
    const value: unknown = isScalar(node) ? node.value : undefined;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new Stop({ code: 'wrong-type', message: 'a key must be plain text', node });
    }
    if (isScalar(node) && node.anchor !== undefined) this.anchor(node.anchor, node);
    if (value === '__proto__')
      throw new Stop({ code: 'unknown-key', message: `unknown key "${value}"`, node });
    return String(value);
  }

  private readAlias(alias: Alias): unknown {
    if (this.expanding > MAX_ALIAS_DEPTH) {
      throw new Stop({ code: 'too-deep', message: 'aliases nested too deeply', node: alias });
    }
    const target = this.targets.get(alias) ?? this.anchors.get(alias.source);
    if (!target) {
      const hint = 'an anchor must stand before its aliases';
      throw new Stop({ code: 'bad-alias', message: `no anchor named "${alias.source}"`, hint, node: alias });
    }
    this.targets.set(alias, target);
    if (this.open.has(target)) {
      throw new Stop({ code: 'bad-alias', message: `alias "${alias.source}" contains itself`, node: alias });
    }
    this.expanding += 1;
    const value = this.read(target);
    this.expanding -= 1;
    if (this.aliased > MAX_ALIASED_VALUES) {
      const message = `aliases stand for more than ${String(MAX_ALIASED_VALUES)} values`;
      throw new Stop({ code: 'bad-alias', message, node: alias });
    }
    return value;
  }
}
