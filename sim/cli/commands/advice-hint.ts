/** The last lines of a summary of a run in which somebody did not get what it wanted: what is likely to cure it, and what tries. */

import { likelyCure, likelyText } from '../../advise/likely.js';
import type { SeenLimit } from '../../advise/situation.js';
import { mostAtOnce } from '../../advise/trial.js';
import { TroubleReader } from '../../advise/trouble.js';
import type { Scenario } from '../../language/scenario.js';
import type { Summary } from '../../report/summary/summary.js';
import { limitText } from '../../resources/limit-name.js';
import type { Simulation } from '../../run/simulation.js';
import { TOOL_NAME } from '../../version.js';

/** Watches a run; the returned function gives the lines, none where all is well. */
export function attachHint({
  trace,
  kernel,
}: Simulation): (summary: Summary, scenario: Scenario) => string[] {
  const reader = new TroubleReader();
  const limits = new Map<string, SeenLimit>();
  trace.subscribe(['blocked', 'work', 'refuse', 'server', 'panic', 'livelock', 'usage'], (record) => {
    reader.accept(record);
    if (record.k === 'usage') {
      const { resource, size, peak } = record;
      limits.set(limitText(resource), { size, peak });
    }
  });
  return (summary, scenario) => {
    const outcomes = summary.outcomes();
    const troubles = reader.troubles(outcomes, kernel.nowUs);
    if (troubles.length === 0) return [];
    const likely = likelyCure(scenario, { troubles, limits, wanted: mostAtOnce(outcomes) });
    return [
      ...(likely === undefined ? [] : [`Likely to cure it, not tried: ${likelyText(likely)}`]),
      `What would cure it: ${TOOL_NAME} advise ${scenario.file}`,
    ];
  };
}
