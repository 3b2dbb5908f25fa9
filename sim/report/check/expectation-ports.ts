/** What the reports lend to the evaluation of expectations. */

import type { ExpectationPorts } from '../../scenario/expect/judge.js';
import { causeText } from '../cause-text.js';
import { namesText } from '../names.js';
import type { ConnectionOutcome } from '../outcome-types.js';
import { OUTCOME_KINDS, OutcomeCollector } from '../outcomes.js';
import { traceKinds } from '../report-records.js';

/** The outcomes of `report/outcomes.ts`, judged anew only after something has happened. */
export const EXPECTATION_PORTS: ExpectationPorts = {
  namesText,
  causeText,
  watchConnections: (trace) => {
    const collector = new OutcomeCollector();
    let known: readonly ConnectionOutcome[] | undefined;
    trace.subscribe(traceKinds(OUTCOME_KINDS), (record) => {
      collector.accept(record);
      known = undefined;
    });
    return () => (known ??= collector.finish());
  },
};
