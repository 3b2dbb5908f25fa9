/** Running a reference case on the simulator. */

import { loadScenario } from '../../sim/scenario/load.js';
import { Simulation } from '../../sim/scenario/simulation.js';
import { REFERENCE_KINDS } from '../../sim/kernel/trace.js';
import { readTrace, type ReferenceCase, type ReferenceRecord } from './case.js';
import { compareTraces, type Comparison } from './compare.js';

/** A case's comparison, what it cost, and the error of a run that did not end. */
export interface CaseResult {
  readonly reference: ReferenceCase;
  readonly comparison: Comparison | undefined;
  readonly error: unknown;
  readonly segments: number;
  readonly ms: number;
}

/** Runs a case and compares its trace with the reference. */
export function runCase(reference: ReferenceCase): CaseResult {
  const expected = readTrace(reference);
  const actual: ReferenceRecord[] = [];
  const started = performance.now();
  let comparison: Comparison | undefined;
  let error: unknown;
  try {
    const simulation = new Simulation(loadScenario(reference.scenarioFile), {
      heapRecords: expected.some((record) => record.k === 'res' && 'heap' in record),
    });
    simulation.trace.subscribe(REFERENCE_KINDS, (record) => actual.push(record as unknown as ReferenceRecord));
    simulation.run();
  } catch (thrown) {
    error = thrown;
  }
  const ms = performance.now() - started;
  if (error === undefined) comparison = compareTraces(expected, actual);
  return { reference, comparison, error, ms, segments: actual.filter((record) => record.k === 'seg').length };
}
