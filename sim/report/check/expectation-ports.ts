/** What the reports lend to the evaluation of expectations. */

import type { ExpectationPorts } from '../../expect/judge.js';
import { causeText } from '../../outcomes/cause-text.js';
import { namesText } from '../../outcomes/names.js';
import type { ConnectionOutcome } from '../../outcomes/outcome-types.js';
import { OUTCOME_KINDS, OutcomeCollector } from '../../outcomes/outcomes.js';

const NOTHING = { name: '', size: Infinity, used: 0, peak: 0, refusals: 0 };

/** The outcomes of `report/outcomes.ts`, judged anew only after something has happened. */
export const EXPECTATION_PORTS: ExpectationPorts = {
  namesText,
  causeText,
  watchConnections: ({ trace, resources, kernel }) => {
    const collector = new OutcomeCollector();
    let known: readonly ConnectionOutcome[] | undefined;
    trace.subscribe(OUTCOME_KINDS, (record) => {
      collector.accept(record);
      known = undefined;
    });
    return () => {
      if (known !== undefined) return known;
      // The trace names all sizes only at its end.
      for (const [{ name: resource, size, used, peak, refusals } = NOTHING] of resources.all()) {
        if (Number.isFinite(size))
          collector.accept({ t: kernel.nowUs, k: 'usage', resource, size, used, peak, refusals });
      }
      known = collector.finish();
      return known;
    };
  },
};
