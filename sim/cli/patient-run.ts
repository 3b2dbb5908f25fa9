/**
 * A run that looks up from time to time: for a limit of wall time, for signals, for who reads what it prints, for a line
 * that tells how far it is.
 */

import { MS_PER_S } from '../kernel/units.js';
import { wallMs } from './wall-clock.js';
import type { RunResult, Simulation } from '../run/simulation.js';

/** Steps of the kernel between two looks at the clock. */
const STEPS_PER_LOOK = 2048;
/** Until the first look: what a run prints first, as it boots, is seen at once. Each is twice as far from the one before. */
const FIRST_LOOK_STEPS = 16;
/** The event loop is let in so often. */
const SLICE_MS = 50;
/** What was printed is shown so often, not line by line: a run prints thousands of lines in a second. */
const SHOW_MS = 20;

/** What a run is given of the world outside. */
interface Patience {
  /** Wall time that the run may take; absent: any. */
  readonly limitMs?: number | undefined;
  /** Told now and then of the virtual time that has been reached. */
  readonly look?: ((timeUs: number) => void) | undefined;
  /** Told to let the reader see what was printed: soon after the beginning, and every few milliseconds. */
  readonly show?: (() => void) | undefined;
}

/** A run took longer than it was given. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';

  constructor(
    limitMs: number,
    /** Virtual time that was reached. */
    readonly timeUs: number,
  ) {
    super(`took longer than ${limitMs / MS_PER_S} s (--timeout)`);
  }
}

/** For what runs one scenario after the other and can't wait: runs to the end; throws {@link TimeLimitError}. */
export function runWithin(limitMs: number | undefined): (simulation: Simulation) => void {
  return (simulation) => {
    const beganMs = wallMs();
    while (simulation.runFor(STEPS_PER_LOOK) === undefined)
      if (limitMs !== undefined && wallMs() - beganMs > limitMs)
        throw new TimeLimitError(limitMs, simulation.kernel.nowUs);
  };
}

/** Runs to the scenario's end, a panic or a livelock; throws {@link TimeLimitError}. */
export async function runPatiently(
  simulation: Simulation,
  { limitMs, look, show }: Patience,
): Promise<RunResult> {
  const beganMs = wallMs();
  let breathMs = beganMs;
  let shownMs = Number.NEGATIVE_INFINITY;
  for (let steps = FIRST_LOOK_STEPS; ; steps = Math.min(2 * steps, STEPS_PER_LOOK)) {
    const result = simulation.runFor(steps);
    if (result !== undefined) return result;
    const nowMs = wallMs();
    const timeUs = simulation.kernel.nowUs;
    if (limitMs !== undefined && nowMs - beganMs > limitMs) throw new TimeLimitError(limitMs, timeUs);
    if (nowMs - shownMs >= SHOW_MS) {
      show?.();
      shownMs = nowMs;
    }
    if (nowMs - breathMs < SLICE_MS) continue;
    await new Promise<void>((resolve) => setImmediate(resolve));
    breathMs = wallMs();
    look?.(timeUs);
  }
}
