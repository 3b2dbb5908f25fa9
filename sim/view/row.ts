/** A row of a panel: a lane of a client, a limit, a task. */

import type { Pen } from './pen.js';
import type { Selection } from './view-state.js';

/** What stands to the left of a row. */
export interface RowLabel {
  readonly title: string;
  /** What is so at the cursor. */
  readonly note: string;
  /** A sign and what it is worth, for clients. */
  readonly sign?: string;
  readonly worth?: 'good' | 'open' | 'bad';
}

/** One row. */
export interface Row {
  readonly selection: Selection | undefined;
  readonly height: number;
  /** What is said of it when the cursor is at a moment. */
  label(cursorUs: number): RowLabel;
  /** Draws it, its upper edge at `top`. */
  draw(pen: Pen, top: number): void;
}
