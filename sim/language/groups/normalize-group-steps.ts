/** The steps of a group from the file's form to the runner's: numbered, with their places, read by their definitions. */

import type { Diagnostic } from '../../document/diagnostic.js';
import type { ScenarioDocument } from '../../document/document.js';
import type { ValuePath } from '../../document/place.js';
import { given } from '../../document/given.js';
import { KeyReader } from '../../document/key-reader.js';
import { readExpectation } from '../../hosts/steps/expectation.js';
import { groupSteps, type GroupStep, type SingleStep } from '../../hosts/steps/registry.js';
import type { WrittenGroupStep, WrittenSingleStep } from './schema-group-steps.js';

/** Turns the steps of one group over; what is wrong with them is in `problems`. */
export class GroupStepNormalizer {
  readonly problems: Diagnostic[] = [];
  private count = 0;

  constructor(private readonly document: ScenarioDocument) {}

  /** Steps at a path of the document, nested ones too. */
  list(steps: readonly WrittenGroupStep[], path: ValuePath): GroupStep[] {
    return steps.map((step, i) => this.step(step, [...path, i]));
  }

  private step(written: WrittenGroupStep, path: ValuePath): GroupStep {
    const reader = new KeyReader(this.document, path, this.problems);
    const base = { index: ++this.count, place: reader.place };
    if (written.do !== 'repeat') return Object.assign(base, this.single(written, reader)) as SingleStep;
    const { times = Infinity, every, steps } = written;
    const inner = this.list(steps, [...path, 'steps']);
    return Object.assign(base, { do: 'repeat' as const, times, ...given('everyUs', every), steps: inner });
  }

  private single({ do: word, on, expect, ...written }: WrittenSingleStep, reader: KeyReader): object {
    return {
      do: word,
      ...given('on', on),
      ...given('expect', expect && readExpectation(expect, reader.within('expect'))),
      ...groupSteps[word].read(written, reader),
    };
  }
}
