/** The outcome vocabulary for the search for limits. */

import type { FateReader } from '../../limits/measure.js';
import type { LimitCause } from '../../limits/result.js';
import { CONTENT } from '../../outcomes/outcome-words.js';
import type { Cause } from '../../outcomes/outcome-types.js';
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
        ...limitOf(cause.because ?? cause),
        effect: cause.effect,
      },
    }));
};

function limitOf({ resource, size, option }: Cause): Omit<LimitCause, 'effect'> {
  return { resource, ...(size === undefined ? {} : { size }), ...(option === undefined ? {} : { option }) };
}
