/** `$(NAME)` in values: a value of its own where nothing else stands beside it, or a part of a text. */

import type { Diagnostic } from '../../document/diagnostic.js';
import { nearest } from '../../document/suggest.js';
import { valueText } from './assignment.js';
import { childOf, isMapValue, withChildren } from '../../document/origin.js';
import type { Origin, Tree } from '../../document/origin.js';

/** Mark of a parameter in a text; a file without it needs no substitution. */
export const PARAMETER_MARK = '$(';

/** Characters that parameters may stand for in a scenario, all together. */
const MOST_EXPANDED = 16 * 1024 * 1024;

const REFERENCE = /\$(\$?)\(([A-Za-z_][A-Za-z0-9_-]{0,63})\)/g;
const WHOLE = /^\$\(([A-Za-z_][A-Za-z0-9_-]{0,63})\)$/;

/** Replaces parameters in a tree; complaints are added to `problems`. */
export function substitute(tree: Tree, values: ReadonlyMap<string, unknown>, problems: Diagnostic[]): Tree {
  return new Substitution(values, problems).tree(tree);
}

class Substitution {
  /** Characters that parameters have stood for so far. */
  private expanded = 0;
  constructor(
    private readonly values: ReadonlyMap<string, unknown>,
    private readonly problems: Diagnostic[],
  ) {}

  tree(tree: Tree): Tree {
    const { value, origin } = tree;
    if (typeof value === 'string') return value.includes(PARAMETER_MARK) ? this.text(value, origin) : tree;
    const isList = Array.isArray(value);
    if (!isList && !isMapValue(value)) return tree;
    const keys = Object.keys(value);
    let children: Map<string, Origin> | undefined;
    let copy: Record<string, unknown> | unknown[] | undefined;
    for (const key of keys) {
      const before = childOf(tree, key);
      const after = this.tree(before);
      if (after === before || (after.value === before.value && after.origin === before.origin)) continue;
      copy ??= isList ? [...(value as unknown[])] : { ...value };
      children ??= new Map(origin.children);
      (copy as Record<string, unknown>)[key] = after.value;
      children.set(key, after.origin);
    }
    return copy === undefined ? tree : { value: copy, origin: withChildren(origin, children ?? new Map()) };
  }

  private text(text: string, origin: Origin): Tree {
    const notes = new Set<string>();
    const read = (name: string): unknown => {
      if (!this.values.has(name)) return this.unknown(name, origin);
      const value = this.values.get(name);
      notes.add(`$(${name}) is ${valueText(value)} here`);
      return value;
    };
    const whole = WHOLE.exec(text)?.[1];
    const value =
      whole === undefined
        ? text.replace(REFERENCE, (all, escape: string, name: string) => {
            return escape === '' ? this.scalar(name, read(name), origin) : all.slice(1);
          })
        : read(whole);
    if (typeof value === 'string') this.expanded += value.length;
    if (this.expanded > MOST_EXPANDED) {
      const message = `parameters stand for more than ${MOST_EXPANDED} characters`;
      if (!this.problems.some(({ code }) => code === 'too-large'))
        this.complain('too-large', message, origin);
      return { value: '', origin };
    }
    if (value === text) return { value, origin };
    const { file, path } = origin;
    return { value, origin: { file, path, note: notes.size > 0 ? [...notes].join(', ') : undefined } };
  }

  private scalar(name: string, value: unknown, origin: Origin): string {
    if (typeof value === 'object' && value !== null) {
      this.complain(
        'wrong-type',
        `$(${name}) is ${Array.isArray(value) ? 'a list' : 'a map'} and can't be a part of a text`,
        origin,
      );
    }
    return valueText(value);
  }

  private unknown(name: string, origin: Origin): string {
    const near = nearest(name, this.values.keys());
    const hint =
      near === undefined
        ? `declare it under parameters, or write $$(${name}) for the text itself`
        : `did you mean $(${near})?`;
    this.complain('unknown-parameter', `no parameter named "${name}"`, origin, hint);
    return '';
  }

  private complain(
    code: 'wrong-type' | 'unknown-parameter' | 'too-large',
    message: string,
    origin: Origin,
    hint?: string,
  ): void {
    const place = origin.file.locate(origin.path);
    this.problems.push({ code, message, hint, ...place, source: origin.file.source });
  }
}
