/** Long runs let the event loop in, so that Ctrl-C is heard; the model stands still meanwhile. */

import type { Breathe } from '../engine/debug-session.js';

/** Milliseconds that a run may take between two looks at the outside. */
const SLICE_MS = 20;

/** Who wants to stop a run, and when the outside was last let in. */
export class Interrupts {
  private wanted = false;
  private lastBreath = performance.now();

  /** Asks the present run to stop. */
  interrupt(): void {
    this.wanted = true;
  }

  /** Forgets an earlier wish; call before a command. */
  reset(): void {
    this.wanted = false;
  }

  /** For {@link Console}. */
  readonly breathe: Breathe = async () => {
    if (performance.now() - this.lastBreath < SLICE_MS) return this.wanted;
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.lastBreath = performance.now();
    return this.wanted;
  };
}
