/**
 * Runs a case in the strict order of tasks and then in others; of an order in which it is not as expected, the fewest
 * switches that it takes.
 */

import { SeededOrder, type ForcedSwitch } from '../../kernel/task-order.js';
import type { Interleaving, Scenario } from '../../language/scenario.js';
import type { CaseResult } from '../../report/check/case-result.js';
import type { Simulation } from '../../run/simulation.js';

/** Runs a case once. `look` is given its simulation when it is over. */
export type RunOnce = (scenario: Scenario, look: (simulation: Simulation) => void) => Promise<CaseResult>;

/** Runs that making an order small may take. */
const MOST_SHRINK_RUNS = 400;

/** The verdict on the strict order if that is bad, or on the first bad one of `count` others, made small. */
export async function runInterleaved(
  scenario: Scenario,
  count: number,
  runOnce: RunOnce,
): Promise<CaseResult> {
  const strict = await runOnce(scenario, () => undefined);
  if (strict.status !== 'passed' || scenario.interleaving !== undefined) return strict;
  for (let seed = 1; seed <= count; seed++) {
    const seen: SeededOrder[] = [];
    const result = await runOnce({ ...scenario, interleaving: { seed } }, ({ kernel: { order } }) => {
      if (order instanceof SeededOrder) seen.push(order);
    });
    const [order] = seen;
    if (result.status !== 'passed') return smallest(scenario, result, order?.taken ?? [], seed, runOnce);
    // No task was ever ready beside another one: there is one order only.
    if (order?.points === 0) return { ...strict, orders: 0 };
  }
  return { ...strict, orders: count };
}

/** Takes switches away, halves first, as long as the case goes wrong in the same way. */
async function smallest(
  scenario: Scenario,
  first: CaseResult,
  taken: readonly ForcedSwitch[],
  seed: number,
  runOnce: RunOnce,
): Promise<CaseResult> {
  let [switches, result] = [taken, first];
  let runs = 0;
  const isSame = async (fewer: readonly ForcedSwitch[]): Promise<boolean> => {
    runs++;
    const again = await runOnce(withOrder(scenario, { switches: fewer }), () => undefined);
    if (again.status !== first.status || again.failures[0]?.expected !== first.failures[0]?.expected)
      return false;
    [switches, result] = [fewer, again];
    return true;
  };
  // What was seen with the seed must be seen with its switches alone; it is told with the command that shows it.
  if (!(await isSame(taken))) return { ...first, interleaving: { seed, switches: taken.length } };
  for (
    let size = Math.ceil(taken.length / 2);
    size >= 1 && runs < MOST_SHRINK_RUNS;
    size = Math.floor(size / 2)
  ) {
    for (let at = 0; at < switches.length && runs < MOST_SHRINK_RUNS;) {
      const fewer = [...switches.slice(0, at), ...switches.slice(at + size)];
      if (!(await isSame(fewer))) at += size;
    }
  }
  return { ...result, interleaving: { seed, switches: switches.length } };
}

/** The scenario in this order, named in the commands that repeat it. */
function withOrder(scenario: Scenario, interleaving: Interleaving): Scenario {
  const { settings = [] } = scenario;
  return {
    ...scenario,
    interleaving,
    settings: [...settings, { name: 'interleaving', value: interleaving }],
  };
}
