/** The table of differences is what the model does: each entry is asked for, and each scenario shows what it is said to show. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import {
  difference,
  DIFFERENCE_NAMES,
  NEWEST,
  RELEASES,
  TRACED,
  traitsOf,
  type Tag,
} from '../../../firmware-model/releases/index.js';
import { changesBetween } from '../../../sim/diff/compare.js';
import { snapshotOf } from '../../../sim/diff/snapshot.js';
import { ScenarioError } from '../../../sim/document/diagnostic.js';
import type { Scenario } from '../../../sim/language/scenario.js';
import { loadCases } from '../../../sim/run/load.js';

const ROOT = join(import.meta.dirname, '../../..');
const MODEL = join(ROOT, 'firmware-model');

/** The model's text without the tables themselves. */
const model = readdirSync(MODEL, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('releases'))
  .map((file) => readFileSync(join(MODEL, file), 'utf8'))
  .join('\n');

describe.each(DIFFERENCE_NAMES)('%s', (name) => {
  const { evidence, shownBy } = difference(name);
  const having = RELEASES.filter((release) => traitsOf(release)[name]);

  it('parts the modelled releases', () => {
    expect(having.length).toBeGreaterThan(0);
    expect(having.length).toBeLessThan(RELEASES.length);
  });

  it('is asked for by the model', () => {
    expect(new RegExp(`\\b${name}\\b`).test(model)).toBe(true);
  });

  if (evidence === 'traced')
    it('parts the traced releases, too', () => {
      const traced = TRACED.filter((release) => traitsOf(release)[name]);
      expect(traced.length).toBeGreaterThan(0);
      expect(traced.length).toBeLessThan(TRACED.length);
    });

  if (shownBy !== undefined)
    it('is what its scenario shows', () => {
      const file = join(ROOT, `scenarios/${shownBy}.yaml`);
      expect(existsSync(file)).toBe(true);
      const shown = [...NEWEST.values(), ...RELEASES].some((release) => {
        const has = traitsOf(release)[name];
        return casesOn(release, file).some((scenario) => {
          const [as, otherwise] = [{}, { traits: { [name]: !has } }].map((options) =>
            snapshotOf(scenario, 'I', options),
          );
          return changesBetween(as!, otherwise!).some(({ subject }) => subject !== 'heap');
        });
      });
      expect(shown).toBe(true);
    });
});

/** A file's cases for a release; none where it lacks what the file needs. */
function casesOn(release: Tag, file: string): readonly Scenario[] {
  try {
    return loadCases(file, { set: [`device.profile=esp32-idf-${named(release)}`] });
  } catch (error) {
    if (error instanceof ScenarioError) return [];
    throw error;
  }
}

/** The profile's name for a release: the first of a branch is called by its patch 0. */
function named(release: string): string {
  return /^v\d+\.\d+$/.test(release) && NEWEST.get(release as Tag) !== release ? `${release}.0` : release;
}
