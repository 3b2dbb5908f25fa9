/** Scenarios as programs give them: by name, as text, or as objects. */

import { loadCases, loadScenario, type InlineScenario } from './load.js';
import type { Scenario } from '../language/scenario.js';

/** A scenario in the words of the YAML form, as a plain object. */
export interface ScenarioObject {
  readonly device: object;
  readonly [key: string]: unknown;
}

/** A file's name, a scenario's text, or a plain object. Text is told from a name by its line breaks or braces. */
export type ScenarioSource = string | InlineScenario | ScenarioObject;

const INLINE_NAME = '<inline>';

/** The one case of a scenario; `set` gives parameters and paths. Throws `ScenarioError`. */
export function scenarioFrom(source: ScenarioSource, set?: Readonly<Record<string, unknown>>): Scenario {
  return loadScenario(inlineOrFile(source), { set: assignments(set) });
}

/** All cases of a scenario's matrix. Throws `ScenarioError`. */
export function casesFrom(source: ScenarioSource, set?: Readonly<Record<string, unknown>>): Scenario[] {
  return loadCases(inlineOrFile(source), { set: assignments(set) });
}

function assignments(set: Readonly<Record<string, unknown>> = {}): string[] {
  return Object.entries(set).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
}

function inlineOrFile(source: ScenarioSource): string | InlineScenario {
  if (typeof source === 'string') {
    return /[\n{]/.test(source) ? { text: source, file: INLINE_NAME } : source;
  }
  if ('text' in source && typeof source.text === 'string') return source as InlineScenario;
  return { text: JSON.stringify(source), file: INLINE_NAME };
}
