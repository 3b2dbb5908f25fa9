/** Tasks that wait for a moment, soonest first; at the same moment whoever began to wait first. */

import { FOREVER, type Task } from './task.js';

export class TimedTasks {
  private readonly tasks: Task[] = [];

  /** When the first of them is due, virtual µs; {@link FOREVER} with none. */
  get dueUs(): number {
    return this.tasks.length === 0 ? FOREVER : this.tasks[0]!.wakeAtUs;
  }

  /** The first one that is due by now. */
  dueBy(nowUs: number): Task | undefined {
    const first = this.tasks[0];
    return first !== undefined && first.wakeAtUs <= nowUs ? first : undefined;
  }

  add(task: Task, wakeAtUs: number): void {
    task.wakeAtUs = wakeAtUs;
    const { tasks } = this;
    let i = tasks.length;
    while (i > 0 && tasks[i - 1]!.wakeAtUs > wakeAtUs) i--;
    tasks.splice(i, 0, task);
  }

  /** Takes a task out, if it is there. */
  remove(task: Task): void {
    if (task.wakeAtUs === FOREVER) return;
    const i = this.tasks.indexOf(task);
    if (i >= 0) this.tasks.splice(i, 1);
    task.wakeAtUs = FOREVER;
  }
}
