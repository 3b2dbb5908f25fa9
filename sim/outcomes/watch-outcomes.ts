/** What has become of the connections of a run so far, for those who ask while it goes on. */

import type { Kernel } from '../kernel/kernel.js';
import type { Trace } from '../kernel/trace.js';
import type { ConnectionOutcome } from './outcome-types.js';
import { OUTCOME_KINDS, OutcomeCollector } from './outcomes.js';
import type { ClientTally } from './tally/client-tally.js';

/** What is watched. */
export interface WatchedRun {
  readonly trace: Trace;
  readonly kernel: Kernel;
}

/** Tells of every connection so far, judged anew only when something has changed. */
export interface OutcomeWatch {
  (): readonly ConnectionOutcome[];
  /** Sums a client, of everything that it has asked. */
  readonly tallies: () => ReadonlyMap<string, ClientTally>;
}

/** Subscribes. */
export function watchOutcomes({ trace, kernel }: WatchedRun): OutcomeWatch {
  const collector = new OutcomeCollector();
  let known: readonly ConnectionOutcome[] | undefined;
  let knownUs = 0;
  trace.subscribe(OUTCOME_KINDS, (record) => {
    collector.accept(record);
    known = undefined;
  });
  const connections = (): readonly ConnectionOutcome[] => {
    if (known === undefined || knownUs !== kernel.nowUs) known = collector.finish(kernel.nowUs);
    knownUs = kernel.nowUs;
    return known;
  };
  return Object.assign(connections, { tallies: () => collector.tallies() });
}
