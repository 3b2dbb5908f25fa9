/**
 * The queue of things that happen at a known time: scripted steps, packet arrivals, client timers.
 *
 * Order is by time, then by the order in which they were scheduled, so equal times are first in, first out; what the
 * script schedules goes before everything else of its instant, whenever it was scheduled.
 */

/** A scheduled event. */
export interface ScheduledEvent {
  readonly timeUs: number;
  /** Scheduling order; breaks ties between events of one instant. */
  readonly seq: number;
  run: () => void;
  cancelled: boolean;
}

const nothing = (): void => undefined;

/** Cancels an event. It stays in the heap, marked, until its time comes, but not what it would have done, and to whom. */
export function cancel(event: ScheduledEvent): void {
  event.cancelled = true;
  event.run = nothing;
}

function isBefore(a: ScheduledEvent, b: ScheduledEvent): boolean {
  return a.timeUs !== b.timeUs ? a.timeUs < b.timeUs : a.seq < b.seq;
}

/**
 * Events in a list in order of time: what is known from the start. A script of a hundred thousand steps would make every
 * timer's way through a heap longer.
 */
class ScriptedEvents {
  private events: (ScheduledEvent | undefined)[] = [];
  private next = 0;
  private lastUs = Number.NEGATIVE_INFINITY;
  private isSorted = true;
  private nextSeq = 0;

  get size(): number {
    return this.events.length - this.next;
  }

  add(timeUs: number, run: () => void): ScheduledEvent {
    const event = { timeUs, seq: this.nextSeq++, run, cancelled: false };
    this.events.push(event);
    if (timeUs < this.lastUs) this.isSorted = false;
    else this.lastUs = timeUs;
    return event;
  }

  peek(): ScheduledEvent | undefined {
    if (!this.isSorted) this.sort();
    let first = this.events[this.next];
    while (first?.cancelled) {
      this.pop();
      first = this.events[this.next];
    }
    return first;
  }

  pop(): void {
    // Let go of it: its payload may be large.
    this.events[this.next++] = undefined;
    if (this.next < this.events.length) return;
    this.events = [];
    this.next = 0;
    this.lastUs = Number.NEGATIVE_INFINITY;
  }

  private sort(): void {
    this.events = (this.events.slice(this.next) as ScheduledEvent[]).sort(
      (a, b) => a.timeUs - b.timeUs || a.seq - b.seq,
    );
    this.next = 0;
    this.lastUs = this.events.at(-1)?.timeUs ?? Number.NEGATIVE_INFINITY;
    this.isSorted = true;
  }
}

/** Binary min-heap of {@link ScheduledEvent}s, and the script beside it. */
export class EventQueue {
  private readonly heap: ScheduledEvent[] = [];
  private readonly script = new ScriptedEvents();
  private nextSeq = 0;

  /** Number of entries, cancelled ones that have not surfaced yet included. */
  get size(): number {
    return this.heap.length + this.script.size;
  }

  /** Schedules `run` at `timeUs` (virtual microseconds) and returns the handle to cancel it with. */
  add(timeUs: number, run: () => void): ScheduledEvent {
    const event = { timeUs, seq: this.nextSeq++, run, cancelled: false };
    const heap = this.heap;
    let i = heap.length;
    heap.push(event);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent]!;
      if (!isBefore(event, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = event;
    return event;
  }

  /** As {@link add}, for scripted steps: before all other events of that time, in order among themselves. */
  addScripted(timeUs: number, run: () => void): ScheduledEvent {
    return this.script.add(timeUs, run);
  }

  /** The earliest live event, without removing it. */
  peek(): ScheduledEvent | undefined {
    const timer = this.peekTimer();
    const scripted = this.script.size === 0 ? undefined : this.script.peek();
    if (scripted === undefined) return timer;
    return timer === undefined || scripted.timeUs <= timer.timeUs ? scripted : timer;
  }

  /** Removes the event that {@link peek} has found. */
  take(first: ScheduledEvent): void {
    if (first === this.heap[0]) this.popTimer();
    else this.script.pop();
  }

  private peekTimer(): ScheduledEvent | undefined {
    let top = this.heap[0];
    while (top?.cancelled) {
      this.popTimer();
      top = this.heap[0];
    }
    return top;
  }

  private popTimer(): void {
    const heap = this.heap;
    const last = heap.pop();
    const n = heap.length;
    if (last === undefined || n === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= n) break;
      if (child + 1 < n && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
  }
}
