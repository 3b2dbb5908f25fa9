/** What is shown: one value that all parts of the page draw, and one place where it changes. */

import type { Outcome } from '../outcomes/outcome-words.js';
import { clamped, showing, type TimeRange } from '../report/timeline/time-range.js';

/** What is selected: a client by the number of its lane, a limit or a task by its number. */
export interface Selection {
  readonly kind: 'client' | 'limit' | 'task';
  readonly at: number;
}

/** What is shown. */
export interface Shown {
  readonly range: TimeRange;
  readonly cursorUs: number;
  readonly selection: Selection | undefined;
  readonly search: string;
  /** Clients with these outcomes only; all where it is empty. */
  readonly outcomes: ReadonlySet<Outcome>;
}

/** The state of the page. */
export class ViewState {
  private now: Shown;
  private readonly listeners: (() => void)[] = [];
  private isWaiting = false;

  constructor(readonly endUs: number) {
    const range = { fromUs: 0, toUs: Math.max(endUs, 1) };
    this.now = { range, cursorUs: endUs, selection: undefined, search: '', outcomes: new Set() };
  }

  get shown(): Shown {
    return this.now;
  }

  /** Changes something; everybody draws in the next frame. */
  set(change: Partial<Shown>): void {
    const { range, cursorUs, ...rest } = { ...this.now, ...change };
    const { endUs } = this;
    this.now = {
      ...rest,
      range: clamped(range, Math.max(endUs, 1)),
      cursorUs: Math.round(Math.min(Math.max(cursorUs, 0), endUs)),
    };
    this.changed();
  }

  /** Moves the cursor, and what is shown with it. */
  goTo(cursorUs: number): void {
    const inside = Math.min(Math.max(cursorUs, 0), this.endUs);
    this.set({ cursorUs: inside, range: showing(this.now.range, inside) });
  }

  /** Is called once a frame in which something changed. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Has everything drawn again. */
  changed(): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    requestAnimationFrame(() => {
      this.isWaiting = false;
      for (const listener of this.listeners) listener();
    });
  }
}

/** Whether two selections are the same. */
export function isSame(a: Selection | undefined, b: Selection | undefined): boolean {
  return a?.kind === b?.kind && a?.at === b?.at;
}
