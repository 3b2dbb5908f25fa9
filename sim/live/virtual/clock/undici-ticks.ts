/**
 * The beat of undici's coarse timeouts, those of Node's own copy behind `fetch` included.
 *
 * Timeouts join the beat that is there: what one run leaves would set the beat of the next. So at the beginning of a run
 * the beat is taken over to the virtual clock, and at its end it is let run out.
 */

import { runningTimers, undiciTicks } from './timer.js';

/** Ticks until timeouts that have been cleared are forgotten. */
const LAST_TICKS = 3;

/** Takes beats that go on in real time over to the clock that counts now. */
export function takeUndiciTicksOver(): void {
  for (const tick of undiciTicks) tick.changeClock();
}

/** Lets the beats run out: timeouts that were cleared go, and without others a beat stops. */
export function endUndiciTicks(): void {
  for (const tick of undiciTicks) {
    for (let i = 0; i < LAST_TICKS && tick.isRunning; i++) {
      tick.close();
      tick.callback();
    }
  }
}

/** Timers that a run leaves have had their world; beats that did not stop go on, on the clock that counts now. */
export function leaveTimers(): void {
  for (const timer of runningTimers()) {
    if (undiciTicks.has(timer)) timer.changeClock();
    else timer.close();
  }
}
