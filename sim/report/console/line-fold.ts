/** Leaves out console lines that a spinning device prints again and again, and says how many. */

import type { LogRecord } from '../../kernel/trace.js';
import { US_PER_S } from '../../kernel/units.js';
import { countText } from '../../outcomes/amount-text.js';
import { secondsText } from '../../outcomes/time-text.js';

/** Lines that come in turns; a longer turn is not seen as one. */
const MOST_LINES = 4;
/** How often each is printed before the rest is counted. */
const SHOWN_TIMES = 8;
/** A line that comes more slowly than this is news each time. */
const SOON_US = US_PER_S;

/** What is to be printed of a line. */
export interface FoldedLine {
  /** About those that were left out before it. */
  readonly note: string | undefined;
  readonly isShown: boolean;
}

/** Counts lines. */
export class LineFold {
  /** What is printed in turns at present, and how often each has come. */
  private readonly turns = new Map<string, number>();
  private readonly hidden = new Set<string>();
  private hiddenCount = 0;
  private lastUs = 0;

  /** Takes a line that would be printed. */
  take({ t, lv, tag, msg }: LogRecord): FoldedLine {
    const line = `${lv} ${tag} ${msg}`;
    const isSoon = t - this.lastUs < SOON_US;
    const times = isSoon ? this.turns.get(line) : undefined;
    if (times !== undefined && times >= SHOWN_TIMES) {
      this.hidden.add(line);
      this.hiddenCount++;
      this.lastUs = t;
      return { note: undefined, isShown: false };
    }
    const note = times === undefined ? this.end() : undefined;
    if (!isSoon || note !== undefined || (times === undefined && this.turns.size >= MOST_LINES))
      this.turns.clear();
    this.turns.set(line, (times ?? 0) + 1);
    this.lastUs = t;
    return { note, isShown: true };
  }

  /** About what was left out last: `… 1,204 times more until 3.200 s`. */
  end(): string | undefined {
    const { hidden, hiddenCount, lastUs } = this;
    if (hiddenCount === 0) return undefined;
    const times = `time${hiddenCount === 1 ? '' : 's'} more`;
    const what = hidden.size === 1 ? times : `more of these ${hidden.size} lines`;
    hidden.clear();
    this.hiddenCount = 0;
    return `… ${countText(hiddenCount)} ${what} until ${secondsText(lastUs)}`;
  }
}
