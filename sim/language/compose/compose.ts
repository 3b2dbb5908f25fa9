/** From files, settings and a matrix to the documents of all cases. */

import type { FirmwareRegistry } from '../../document/firmware.js';
import { ScenarioError } from '../../document/diagnostic.js';
import type { Diagnostic } from '../../document/diagnostic.js';
import { ScenarioDocument } from '../../document/document.js';
import type { SourceText } from '../../document/place.js';
import { readConfigs } from '../import/read-configs.js';
import type { ConfigImport } from '../import/config-import.js';
import type { Assignment, Variation } from './assignment.js';
import { valueError, valuesOf, valueText } from './assignment.js';
import { putAt, without } from './merge.js';
import { childOf, isMapValue } from '../../document/origin.js';
import type { Tree } from '../../document/origin.js';
import { Parameters } from './parameters.js';
import { readTree } from './read-tree.js';
import { compositionKeys } from './schema-compose.js';
import { PARAMETER_MARK, substitute } from './substitute.js';
import { findTarget, targetHint, targetKey } from './target.js';
import type { Target } from './target.js';

/** Cases that one file may have. */
export const MAX_CASES = 10_000;

/** What is set from outside. */
export interface Settings {
  readonly set?: readonly Assignment[] | undefined;
  /** Laid over each case of the matrix. */
  readonly over?: readonly Assignment[] | undefined;
  /** More dimensions for the matrix. */
  readonly vary?: readonly Variation[] | undefined;
}

/** A value that a case has by the matrix or from outside. */
export interface CaseValue {
  readonly name: string;
  readonly value: unknown;
}

/** One combination of the matrix: what a scenario is checked and run from. */
export interface ComposedCase {
  /** `sockets=4, lru=true`; empty without a matrix. */
  readonly label: string;
  /** Matrix values and settings, in the form of `--set`. */
  readonly settings: readonly CaseValue[];
  readonly document: ScenarioDocument;
  readonly configs: readonly ConfigImport[];
}

interface Dimension {
  readonly name: string;
  readonly target: Target;
  readonly values: readonly Tree[];
}

/** Composes all cases of a file; throws `ScenarioError`. Values are not checked yet. */
export function composeCases(
  firmware: FirmwareRegistry,
  source: SourceText,
  settings: Settings = {},
): ComposedCase[] {
  const { document, tree } = readTree(firmware, source);
  if (isPlain(document, source, settings)) return [{ label: '', settings: [], document, configs: [] }];
  return new Composer(firmware, document, tree, settings).cases();
}

/** Nothing to compose: the document is taken as it is. */
function isPlain(
  { value }: ScenarioDocument,
  { text }: SourceText,
  { set = [], over = [], vary = [] }: Settings,
): boolean {
  if (!isMapValue(value)) return true;
  if (set.length + over.length + vary.length > 0 || text.includes(PARAMETER_MARK)) return false;
  if (compositionKeys().some((key) => Object.hasOwn(value, key))) return false;
  const device = isMapValue(value['device']) ? value['device'] : {};
  return ['sdkconfig', 'lwipopts'].every((key) => {
    const options = device[key];
    return typeof options !== 'string' && !(isMapValue(options) && Object.hasOwn(options, 'from'));
  });
}

/** A part of a scenario that a search may choose: its name, as in `--set`, and its values in the order of the file. */
export interface Freedom {
  readonly name: string;
  /** In the form of `--set`. */
  readonly values: readonly string[];
}

/** What `explore.vary` of a file leaves open; throws `ScenarioError` for names that are none. */
export function freedomsOf(firmware: FirmwareRegistry, source: SourceText): Freedom[] {
  const { document, tree } = readTree(firmware, source);
  const vary = childOf(childOf(tree, 'explore'), 'vary');
  if (!isMapValue(vary.value)) return [];
  const composer = new Composer(firmware, document, tree, {});
  return Object.keys(vary.value).map((name) => composer.freedom(name, vary));
}

class Composer {
  private readonly parameters: Parameters;
  private readonly names: readonly string[];

  constructor(
    private readonly firmware: FirmwareRegistry,
    private readonly document: ScenarioDocument,
    private readonly tree: Tree,
    private readonly settings: Settings,
  ) {
    this.parameters = new Parameters(childOf(tree, 'parameters'));
    this.names = this.parameters.names;
  }

  cases(): ComposedCase[] {
    const fixed = (this.settings.set ?? []).map(({ name, value }) => this.dimension(name, [value]));
    const free = this.dimensions().filter(({ target }) => {
      return !fixed.some((one) => targetKey(one.target) === targetKey(target));
    });
    const combinations = this.product(free);
    return combinations.map((values) => this.compose(fixed, free, values));
  }

  /** One of the names in the map of a search, with its values. */
  freedom(name: string, vary: Tree): Freedom {
    const { values } = this.dimension(name, this.matrixValues(name, childOf(vary, name)), vary);
    return { name, values: values.map(({ value }) => valueText(value)) };
  }

  private dimensions(): Dimension[] {
    const matrix = childOf(this.tree, 'matrix');
    const own: Dimension[] = [];
    if (matrix.value === null)
      throw valueError(matrix, 'empty-matrix', 'an empty matrix', 'no file that this one extends has one');
    if (isMapValue(matrix.value)) {
      const names = Object.keys(matrix.value);
      if (names.length === 0)
        throw valueError(
          matrix,
          'empty-matrix',
          'an empty matrix',
          'name a parameter or a path with its values',
        );
      for (const name of names)
        own.push(this.dimension(name, this.matrixValues(name, childOf(matrix, name)), matrix));
    }
    const varied = (this.settings.vary ?? []).map(({ name, values }) => this.dimension(name, values));
    const replaced = new Set(varied.map(({ target }) => targetKey(target)));
    return [...own.filter(({ target }) => !replaced.has(targetKey(target))), ...varied];
  }

  private matrixValues(name: string, values: Tree): Tree[] {
    const found = valuesOf(values);
    if (found.length > 0) return found;
    throw valueError(values, 'empty-matrix', `${name}: no values`, 'the matrix would have no case');
  }

  /** `matrix` is the map that the name stands in; without it the name comes from the command line. */
  private dimension(name: string, values: readonly Tree[], matrix?: Tree): Dimension {
    const target = findTarget(this.firmware, name, this.names, this.tree.value);
    if (target !== undefined) return { name, target, values };
    const hint = targetHint(this.firmware, name, this.names, this.tree.value);
    const origin = matrix === undefined ? values[0]?.origin : childOf(matrix, name).origin;
    const file = origin?.file ?? this.document;
    const place = file.locate(origin?.path ?? [], 'key');
    const message = `no parameter or path named "${name}"`;
    throw new ScenarioError(
      file.source.file,
      [{ code: 'unknown-parameter', message, hint, ...place }],
      file.source.text,
    );
  }

  private product(dimensions: readonly Dimension[]): Tree[][] {
    let combinations: Tree[][] = [[]];
    for (const { name, values } of dimensions) {
      if (combinations.length * values.length > MAX_CASES) {
        const at = values[0] ?? this.tree;
        throw valueError(at, 'too-large', `the matrix has more than ${String(MAX_CASES)} cases with ${name}`);
      }
      combinations = combinations.flatMap((one) => values.map((value) => [...one, value]));
    }
    return combinations;
  }

  private compose(
    fixed: readonly Dimension[],
    free: readonly Dimension[],
    values: readonly Tree[],
  ): ComposedCase {
    const chosen = free.map(({ name, target }, i) => ({ name, target, value: values[i]! }));
    const only = ({ name, target, values: [value] }: Dimension) => ({ name, target, value: value! });
    const over = (this.settings.over ?? []).map(({ name, value }) => only(this.dimension(name, [value])));
    const isOver = ({ target }: { target: Target }): boolean =>
      over.some((one) => targetKey(one.target) === targetKey(target));
    const all = [...[...fixed.map(only), ...chosen].filter((one) => !isOver(one)), ...over];
    const problems: Diagnostic[] = [];
    const parameterValues = this.parameters.values(
      new Map(
        all.flatMap(({ target, value }) => (target.kind === 'parameter' ? [[target.name, value]] : [])),
      ),
    );
    let tree = substitute(without(this.tree, compositionKeys()), parameterValues, problems);
    if (problems.length > 0) throw this.document.error(problems);
    const read = readConfigs(this.firmware, tree);
    ({ tree } = read);
    for (const { target, value } of all) if (target.kind === 'path') tree = putAt(tree, target.path, value);
    return {
      label: chosen.map(({ name, value }) => `${name}=${valueText(value.value)}`).join(', '),
      settings: all.map(({ name, value }) => ({ name, value: value.value })),
      document: this.document.composed(tree.value, tree.origin),
      configs: read.imports,
    };
  }
}
