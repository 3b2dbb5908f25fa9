/** Judges the device as a whole: whether its servers run, whether it crashes or hangs. */

import type { ServerRecord } from '../../kernel/trace.js';
import type { ObservedRun } from '../observed-run.js';
import type { Judge, JudgeContext, Reading } from '../judge.js';
import { isFound } from '../../document/pattern.js';
import type { EndingCondition, ServerCondition } from '../types.js';

const STATE_OF: Readonly<Record<ServerRecord['ev'], ServerCondition['state']>> = {
  start: 'running',
  stop: 'stopped',
  failed: 'failed',
};

/** Follows the servers. */
export function judgeServer({ state, port }: ServerCondition, { simulation }: JudgeContext): Judge {
  const newest = new Map<number, ServerRecord>();
  simulation.trace.subscribe(['server'], (record) => {
    if (record.k === 'server' && (port === undefined || port === record.port))
      newest.set(record.port, record);
  });
  return {
    read: (): Reading => {
      const all = [...newest.values()];
      const words = all.map(
        ({ ev, port: at, why }) => `:${at} ${STATE_OF[ev]}${why === undefined ? '' : ` (${why})`}`,
      );
      return {
        holds: all.some(({ ev }) => STATE_OF[ev] === state),
        seen: words.length === 0 ? 'not started' : words.join(', '),
      };
    },
  };
}

/** Looks at how the run ends. */
export function judgeEnding(
  { kind, happens, pattern }: EndingCondition,
  { simulation }: JudgeContext,
): Judge {
  return {
    read: (): Reading => {
      const text = endingText(simulation);
      const happened =
        kind === 'panic' ? simulation.kernel.panic !== undefined : simulation.kernel.livelock !== undefined;
      const isAsSaid = happened && (pattern === undefined || isFound(pattern, text ?? ''));
      return { holds: isAsSaid === happens, seen: text ?? 'the device runs' };
    },
  };
}

/** Why the device has stopped: `crashed in httpd: memory access fault`; undefined while it runs. */
export function endingText({ kernel }: ObservedRun): string | undefined {
  const { panic, livelock } = kernel;
  if (panic !== undefined) {
    const { task, cause } = panic;
    return `crashed${task === undefined ? '' : ` in ${task.name}`}: ${cause.assertion ?? cause.why}`;
  }
  return livelock && `hangs for ever: task ${livelock.taskName}, waiting for ${livelock.waitingFor}`;
}
