/**
 * The queue of things that happen at a known time: scripted steps, packet arrivals, client timers.
 *
 * Order is by time, then by the order in which they were scheduled, so equal times are first in, first out; what the
 * script schedules goes before everything else of its instant, whenever it was scheduled.
 */

/** A scheduled event. Cancelling it is free: it stays in the heap, marked, until its time comes. */
export interface ScheduledEvent {
  readonly timeUs: number;
  /** Scheduling order; breaks ties between events of one instant. */
  readonly seq: number;
  readonly run: () => void;
  cancelled: boolean;
}

function isBefore(a: ScheduledEvent, b: ScheduledEvent): boolean {
  return a.timeUs !== b.timeUs ? a.timeUs < b.timeUs : a.seq < b.seq;
}

/** Binary min-heap of {@link ScheduledEvent}s. */
export class EventQueue {
  private readonly heap: ScheduledEvent[] = [];
  private nextSeq = 0;
  /** Scripted events are numbered from far below zero, which puts them before all others of their instant. */
  private nextScriptedSeq = Number.MIN_SAFE_INTEGER;

  /** Number of entries, cancelled ones that have not surfaced yet included. */
  get size(): number {
    return this.heap.length;
  }

  /** Schedules `run` at `timeUs` (virtual microseconds) and returns the handle to cancel it with. */
  add(timeUs: number, run: () => void): ScheduledEvent {
    return this.insert({ timeUs, seq: this.nextSeq++, run, cancelled: false });
  }

  /** As {@link add}, for scripted steps: before all other events of that time, in order among themselves. */
  addScripted(timeUs: number, run: () => void): ScheduledEvent {
    return this.insert({ timeUs, seq: this.nextScriptedSeq++, run, cancelled: false });
  }

  private insert(event: ScheduledEvent): ScheduledEvent {
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

  /** The earliest live event, without removing it. */
  peek(): ScheduledEvent | undefined {
    let top = this.heap[0];
    while (top?.cancelled) {
      this.pop();
      top = this.heap[0];
    }
    return top;
  }

  /** Removes and returns the earliest entry. */
  pop(): ScheduledEvent | undefined {
    const heap = this.heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || top === last) return top;
    const n = heap.length;
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
    return top;
  }
}
