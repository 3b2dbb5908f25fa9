/** The parameters of a scenario: their defaults, and the values that they are given. */

import { ScenarioError } from '../../document/diagnostic.js';
import { valueError, valueText } from './assignment.js';
import { childOf, isMapValue } from '../../document/origin.js';
import type { Tree } from '../../document/origin.js';

/** Declared parameters, from the map `parameters` in its long form. */
export class Parameters {
  readonly names: readonly string[];

  constructor(private readonly tree: Tree) {
    this.names = isMapValue(tree.value) ? Object.keys(tree.value) : [];
  }

  /** All values by name; throws `ScenarioError` for one that is missing or of another kind than the default. */
  values(given: ReadonlyMap<string, Tree>): ReadonlyMap<string, unknown> {
    return new Map(this.names.map((name) => [name, this.value(name, given.get(name))]));
  }

  private value(name: string, given: Tree | undefined): unknown {
    const declared = childOf(this.tree, name);
    const initial = childOf(declared, 'default');
    if (given === undefined) {
      if (initial.value === undefined) throw this.missing(name, declared);
      return initial.value;
    }
    if (initial.value === undefined || typeof initial.value === typeof given.value) return given.value;
    // `--set path=80` for a text: YAML reads a number.
    if (typeof initial.value === 'string' && typeof given.value !== 'object') return valueText(given.value);
    const wanted = typeof initial.value === 'object' ? 'a value' : `a ${typeof initial.value}`;
    const message = `${name}: expected ${wanted} like its default ${valueText(initial.value)}, got ${valueText(given.value)}`;
    throw valueError(given, 'wrong-type', message);
  }

  private missing(name: string, { origin }: Tree): ScenarioError {
    const { file, path } = origin;
    const place = file.locate(path, 'key');
    const message = `the parameter ${name} has no default`;
    const hint = `give it a value: --set ${name}=…`;
    return new ScenarioError(
      file.source.file,
      [{ code: 'missing-parameter', message, hint, ...place }],
      file.source.text,
    );
  }
}
