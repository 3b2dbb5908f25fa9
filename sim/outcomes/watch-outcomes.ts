/** What has become of the connections of a run so far, for those who ask while it goes on. */

import type { Kernel } from '../kernel/kernel.js';
import type { Trace } from '../kernel/trace.js';
import type { ConnectionOutcome } from './outcome-types.js';
import { OUTCOME_KINDS, OutcomeCollector } from './outcomes.js';

/** What is watched. */
export interface WatchedRun {
  readonly trace: Trace;
  readonly kernel: Kernel;
}

/** Subscribes; the function that it returns tells of every connection so far, judged anew only when something changed. */
export function watchOutcomes({ trace, kernel }: WatchedRun): () => readonly ConnectionOutcome[] {
  const collector = new OutcomeCollector();
  let known: readonly ConnectionOutcome[] | undefined;
  let knownUs = 0;
  trace.subscribe(OUTCOME_KINDS, (record) => {
    collector.accept(record);
    known = undefined;
  });
  return () => {
    if (known === undefined || knownUs !== kernel.nowUs) known = collector.finish(kernel.nowUs);
    knownUs = kernel.nowUs;
    return known;
  };
}
