/** The line on a terminal that tells how far a check is. */

import { printableLine } from '../../document/printable.js';
import type { Output } from '../output/fd-output.js';

const CLEAR = '\r\u001b[K';
const WIDEST = 78;

/** Writes nothing where there is no terminal. */
export class Progress {
  private isShown = false;

  constructor(
    private readonly out: Output,
    private readonly total: number,
    private readonly isTerminal: boolean,
  ) {}

  /** `12/57 many-tabs`. */
  show(done: number, what: string): void {
    if (!this.isTerminal) return;
    this.out.write(`${CLEAR}${printableLine(`${done}/${this.total} ${what}`).slice(0, WIDEST)}`);
    this.out.flush?.();
    this.isShown = true;
  }

  /** Takes the line away; call it before anything else is printed. */
  clear(): void {
    if (!this.isShown) return;
    this.out.write(CLEAR);
    this.out.flush?.();
    this.isShown = false;
  }
}
