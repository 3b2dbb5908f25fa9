/** What the words for moving mean: each makes the rule by which a movement stops. */

import type { History } from './history.js';
import type { Stop, StopRule } from './debug-session.js';

const DONE: Stop = { why: 'done' };

/** What servers wait for in their loop. */
const LOOP_WAITS: ReadonlySet<string> = new Set(['select', 'poll']);

/** After so many steps. */
export function afterSteps(count: number): StopRule {
  let left = count;
  return () => (--left > 0 ? undefined : DONE);
}

/** When the task that ran last (or the first to run) has blocked, or ended. */
export function taskBlocks(history: History, position: number): StopRule {
  const name = lastTask(history, position);
  return (index) => {
    const step = history.step(index)!;
    const isIt = step.kind === 'task' && (name === undefined || step.task === name);
    return isIt && step.outcome !== 'ready' ? DONE : undefined;
  };
}

/** When a server waits for its sockets again. */
export function loopTurns(history: History): StopRule {
  return (index) => {
    const step = history.step(index)!;
    return step.kind === 'task' && LOOP_WAITS.has(step.outcome) ? DONE : undefined;
  };
}

/** The task that ran last before a position. */
export function lastTask(history: History, position: number): string | undefined {
  for (let index = position - 1; index >= 0; index--) {
    const step = history.step(index)!;
    if (step.kind === 'task') return step.task;
  }
  return undefined;
}

/** The first rule that says stop. */
export function either(...rules: readonly StopRule[]): StopRule {
  return (index) => {
    for (const rule of rules) {
      const stop = rule(index);
      if (stop !== undefined) return stop;
    }
    return undefined;
  };
}
