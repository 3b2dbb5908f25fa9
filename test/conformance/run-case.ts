/** Running a reference case on the simulator. */

import { loadScenario } from '../../sim/run/load.js';
import type { Scenario } from '../../sim/language/scenario.js';
import { Simulation } from '../../sim/run/simulation.js';
import { plainRecord, REFERENCE_KINDS, type TraceRecord } from '../../sim/kernel/trace.js';
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

function withoutPayload(record: TraceRecord): TraceRecord {
  if (record.k !== 'cli' || record.ev !== 'data') return record;
  const { t, k, c, ev, len } = record;
  return { t, k, c, ev, ...(len === undefined ? {} : { len }) };
}

/** What a case is run with and compared with. */
interface PreparedCase {
  readonly scenario: Scenario;
  readonly expected: readonly ReferenceRecord[];
}

/** The trace of a run, as the reference has it. */
export function traceOf({ scenario, expected }: PreparedCase): ReferenceRecord[] {
  const actual: ReferenceRecord[] = [];
  const simulation = new Simulation(scenario, {
    heapRecords: expected.some((record) => record.k === 'res' && 'heap' in record),
  });
  // What the device's own websocket client sends is masked with random keys: the traces leave it out.
  const masked = scenario.device.apps.includes('lws-ws-client');
  simulation.trace.subscribe(REFERENCE_KINDS, (record) => {
    actual.push((masked ? withoutPayload(record) : plainRecord(record)) as unknown as ReferenceRecord);
  });
  simulation.run();
  return actual;
}

/** Runs a case and compares its trace with the reference. */
export function runCase(reference: ReferenceCase): CaseResult {
  const expected = readTrace(reference);
  const started = performance.now();
  let actual: ReferenceRecord[] = [];
  let error: unknown;
  try {
    actual = traceOf({ scenario: loadScenario(reference.scenarioFile), expected });
  } catch (thrown) {
    error = thrown;
  }
  const ms = performance.now() - started;
  const comparison = error === undefined ? compareTraces(expected, actual) : undefined;
  return { reference, comparison, error, ms, segments: actual.filter((record) => record.k === 'seg').length };
}
