/** The tasks that could run: by priority, and among equals in the order in which they became ready. */

import type { Task } from './task.js';

/** FreeRTOS priorities 0..31 are told apart; ESP-IDF's configMAX_PRIORITIES is 25, the SDK's 32. */
const PRIORITY_LEVELS = 32;

/** Ready lists of a scheduler (FreeRTOS: pxReadyTasksLists, uxTopReadyPriority). */
export class ReadyTasks {
  private readonly lists: Task[][] = Array.from({ length: PRIORITY_LEVELS }, () => []);
  /** A bit for each priority that has tasks. */
  private mask = 0;

  get isEmpty(): boolean {
    return this.mask === 0;
  }

  /** Whether a task is ready that outranks this one. */
  outranks({ priority }: Task): boolean {
    return priority < PRIORITY_LEVELS - 1 && this.mask >>> (priority + 1) !== 0;
  }

  /** Who comes first; undefined when nobody is ready. */
  get first(): Task | undefined {
    return this.mask === 0 ? undefined : this.lists[this.topPriority]![0];
  }

  /** All, who comes first at the front. */
  all(): Task[] {
    return this.lists.toReversed().flat();
  }

  /** Adds a task behind its equals, or before them (it was interrupted). */
  add(task: Task, front = false): void {
    const list = this.lists[task.priority]!;
    if (front) list.unshift(task);
    else list.push(task);
    this.mask |= 1 << task.priority;
    task.state = 'ready';
  }

  /** Takes out who comes first. */
  shift(): Task | undefined {
    if (this.mask === 0) return undefined;
    const priority = this.topPriority;
    const list = this.lists[priority]!;
    const task = list.shift();
    if (list.length === 0) this.mask &= ~(1 << priority);
    return task;
  }

  /** Takes out a task; nothing if it is not here. */
  remove(task: Task): void {
    const list = this.lists[task.priority]!;
    const i = list.indexOf(task);
    if (i >= 0) list.splice(i, 1);
    if (list.length === 0) this.mask &= ~(1 << task.priority);
  }

  private get topPriority(): number {
    return PRIORITY_LEVELS - 1 - Math.clz32(this.mask);
  }
}
