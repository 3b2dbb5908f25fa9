/** The outcome vocabulary for the search for limits. */

import type { FateReader } from '../../limits/measure.js';
import { CONTENT } from '../../outcomes/outcome-words.js';
import { OUTCOME_KINDS, OutcomeCollector } from '../../outcomes/outcomes.js';

/** Reads the fates of a run's clients from its trace. */
export const readFates: FateReader = ({ trace }) => {
  const collector = new OutcomeCollector();
  trace.subscribe(OUTCOME_KINDS, (record) => collector.accept(record));
  return () =>
    collector.finish().map(({ label, outcome, cause }) => ({
      client: label,
      outcome,
      content: CONTENT.has(outcome),
      cause: cause && {
        resource: cause.because?.resource ?? cause.resource,
        ...limitSize(cause.because?.size ?? cause.size),
        effect: cause.effect,
      },
    }));
};

function limitSize(size: number | undefined): { size?: number } {
  return size === undefined ? {} : { size };
}
