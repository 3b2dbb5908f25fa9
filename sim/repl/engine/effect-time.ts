/**
 * When a typed step happens.
 *
 * A scenario's steps come first in their instant. A typed step must be one that a scenario could have had: it happens
 * now as long as nothing but scripted steps (and the tasks that they woke) has happened in this instant, and otherwise
 * a microsecond later. So the saved scenario replays exactly what was seen.
 */

import type { History } from './history.js';

/** Virtual time at which a step typed at a position takes effect. */
export function effectTimeUs(history: History, position: number, timeUs: number): number {
  for (let index = position - 1; index >= 0; index--) {
    const step = history.step(index)!;
    if (step.timeUs < timeUs) break;
    if (step.kind === 'timeouts' || (step.kind === 'event' && step.scripted === undefined)) return timeUs + 1;
  }
  return timeUs;
}
