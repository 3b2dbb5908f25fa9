/** All breakpoints of a session; each keeps its number for ever. */

import type { Stop, StopRule } from '../engine/debug-session.js';
import type { Timeline } from '../engine/timeline.js';
import { UserError } from '../user-error.js';
import type { Word } from '../words.js';
import { Breakpoint } from './breakpoint.js';
import { BreakpointParser } from './parse.js';

/** How a breakpoint was asked for: enough to make it again on another timeline. */
interface Request {
  readonly id: number;
  readonly isWatch: boolean;
  readonly words: readonly Word[];
}

/** A point in time to stop at. */
export interface TimeBreak {
  readonly id: number;
  readonly timeUs: number;
  enabled: boolean;
}

export class Breakpoints {
  readonly list: Breakpoint[] = [];
  readonly times: TimeBreak[] = [];
  private readonly requests: Request[] = [];
  private nextId = 1;

  constructor(private timeline: Timeline) {}

  /** Makes one of the words behind `break` or `watch`. */
  add(words: readonly Word[], isWatch: boolean): Breakpoint {
    const request = { id: this.nextId, isWatch, words };
    const breakpoint = this.build(request);
    this.nextId++;
    this.requests.push(request);
    this.list.push(breakpoint);
    return breakpoint;
  }

  /** Stops when all of that time's events are done. */
  addTime(timeUs: number): TimeBreak {
    const made = { id: this.nextId++, timeUs, enabled: true };
    this.times.push(made);
    return made;
  }

  /** Deletes one, or all. */
  delete(id: number | undefined): void {
    if (id !== undefined) this.find(id);
    const goes = (one: { id: number }): boolean => id === undefined || one.id === id;
    for (const one of this.list) if (goes(one)) one.release();
    for (const list of [this.list, this.times, this.requests] as { id: number }[][]) {
      list.splice(0, list.length, ...list.filter((one) => !goes(one)));
    }
  }

  /** Switches one, or all, on or off. */
  enable(id: number | undefined, enabled: boolean): void {
    const concerned = id === undefined ? [...this.list, ...this.times] : [this.find(id)];
    for (const one of concerned) one.enabled = enabled;
  }

  /** Stops where the first of them is hit. */
  get rule(): StopRule {
    const active = this.list.filter((one) => one.enabled);
    return (index): Stop | undefined => {
      for (const one of active) {
        const what = one.hitAt(index);
        if (what !== undefined) return { why: 'break', id: one.id, what };
      }
      return undefined;
    };
  }

  /** The next point in time after a moment at which to stop. */
  nextTime(timeUs: number): TimeBreak | undefined {
    return this.times
      .filter((one) => one.enabled && one.timeUs > timeUs)
      .reduce<TimeBreak | undefined>(
        (first, one) => (first === undefined || one.timeUs < first.timeUs ? one : first),
        undefined,
      );
  }

  /** The last point in time before a moment. */
  previousTime(timeUs: number): TimeBreak | undefined {
    return this.times
      .filter((one) => one.enabled && one.timeUs < timeUs)
      .reduce<TimeBreak | undefined>(
        (last, one) => (last === undefined || one.timeUs > last.timeUs ? one : last),
        undefined,
      );
  }

  /** What lay beyond a position happens anew. */
  truncate(position: number): void {
    for (const one of this.list) one.truncate(position);
  }

  /** Goes over to another timeline, with all numbers kept. */
  moveTo(timeline: Timeline): void {
    this.timeline = timeline;
    const enabled = new Map(this.list.map((one) => [one.id, one.enabled]));
    this.list.splice(0, this.list.length, ...this.requests.map((request) => this.build(request)));
    for (const one of this.list) one.enabled = enabled.get(one.id) ?? true;
  }

  private build({ id, isWatch, words }: Request): Breakpoint {
    const parser = new BreakpointParser(this.timeline);
    const parts = isWatch ? parser.parseWatch(words) : parser.parseBreak(words);
    return new Breakpoint(id, isWatch, this.timeline, parts);
  }

  private find(id: number): { enabled: boolean } {
    const found = this.list.find((one) => one.id === id) ?? this.times.find((one) => one.id === id);
    if (found === undefined) throw new UserError(`there is no breakpoint ${id}`, 'see `info breakpoints`');
    return found;
  }
}
