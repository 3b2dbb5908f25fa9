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

/** So long after the last change all is at rest, milliseconds. */
const REST_MS = 90;

/** The state of the page. */
export class ViewState {
  private now: Shown;
  private readonly listeners: (() => void)[] = [];
  private readonly resting: (() => (() => void) | undefined)[] = [];
  private isWaiting = false;
  private changedMs = -REST_MS;
  private restTimer = 0;

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

  /**
   * Is called once a frame in which something changed, but not while changes follow one another closely: then only when they
   * rest. For what takes long to make, and is read rather than watched. What `listener` returns is done when all have
   * written: it may ask where things are without having the page laid out once more for each of them.
   */
  onRest(listener: () => (() => void) | undefined): void {
    this.resting.push(listener);
  }

  /** Has everything drawn again. */
  changed(): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    requestAnimationFrame(() => {
      this.isWaiting = false;
      for (const listener of this.listeners) listener();
      this.rest();
    });
  }

  private rest(): void {
    window.clearTimeout(this.restTimer);
    const nowMs = performance.now();
    const isAtRest = nowMs - this.changedMs >= REST_MS;
    this.changedMs = nowMs;
    if (isAtRest) this.tellRest();
    else this.restTimer = window.setTimeout(() => this.tellRest(), REST_MS);
  }

  private tellRest(): void {
    for (const settle of this.resting.map((listener) => listener())) settle?.();
  }
}

/** Whether two selections are the same. */
export function isSame(a: Selection | undefined, b: Selection | undefined): boolean {
  return a?.kind === b?.kind && a?.at === b?.at;
}
