/** Tasks that wait for a moment, soonest first; at the same moment whoever began to wait first. */

import { FOREVER, type Task } from './task.js';

export class TimedTasks {
  private readonly tasks: Task[] = [];
  /** A server whose moment is to be asked for, and who knows it. */
  private stale: { readonly server: Task; readonly dueUs: () => number } | undefined;

  /** When the first of them is due, virtual µs; {@link FOREVER} with none. */
  get dueUs(): number {
    this.settle();
    return this.tasks.length === 0 ? FOREVER : this.tasks[0]!.wakeAtUs;
  }

  /** The first one that is due by now. */
  dueBy(nowUs: number): Task | undefined {
    this.settle();
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

  /**
   * A server's moment has changed: `dueUs` says it, virtual µs, {@link FOREVER} for never, and is asked once that matters,
   * which is not after each of the server's messages.
   */
  changed(server: Task, dueUs: () => number): void {
    if (this.stale?.server === server) return;
    this.settle();
    this.stale = { server, dueUs };
  }

  /** Asks whose moment has changed. */
  settle(): void {
    const { stale } = this;
    if (stale === undefined) return;
    this.stale = undefined;
    const { server } = stale;
    const dueUs = stale.dueUs();
    if (server.wakeAtUs === dueUs) return;
    this.remove(server);
    if (dueUs !== FOREVER) this.add(server, dueUs);
  }

  /** Takes a task out, if it is there. */
  remove(task: Task): void {
    if (task.wakeAtUs === FOREVER) return;
    const i = this.tasks.indexOf(task);
    if (i >= 0) this.tasks.splice(i, 1);
    task.wakeAtUs = FOREVER;
  }
}
