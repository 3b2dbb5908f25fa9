/** What has become of the connections of a run so far, for those who ask while it goes on. */

import type { Kernel } from '../kernel/kernel.js';
import type { Trace } from '../kernel/trace.js';
import { figuresOf, sizeFields, type ResourceRegistry } from '../resources/resource.js';
import type { ConnectionOutcome } from './outcome-types.js';
import { OUTCOME_KINDS, OutcomeCollector } from './outcomes.js';

/** What is watched. */
export interface WatchedRun {
  readonly trace: Trace;
  readonly resources: ResourceRegistry;
  readonly kernel: Kernel;
}

/** Subscribes; the function that it returns tells of every connection so far, judged anew only after something happened. */
export function watchOutcomes({ trace, resources, kernel }: WatchedRun): () => readonly ConnectionOutcome[] {
  const collector = new OutcomeCollector();
  let known: readonly ConnectionOutcome[] | undefined;
  trace.subscribe(OUTCOME_KINDS, (record) => {
    collector.accept(record);
    known = undefined;
  });
  return () => {
    if (known !== undefined) return known;
    // The trace names all sizes only at its end.
    for (const same of resources.all()) {
      const first = same[0]!;
      const figures = { ...figuresOf(same), ...sizeFields(first) };
      collector.accept({ t: kernel.nowUs, k: 'usage', resource: first.name, ...figures });
    }
    known = collector.finish();
    return known;
  };
}
