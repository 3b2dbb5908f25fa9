/** Tasks that wait for a moment, soonest first; at the same moment whoever began to wait first. */

import { FOREVER, type Task } from './task.js';

/** When a server task has to run next: its moment changes with every message, and is worked out when it matters. */
export interface WakeUp {
  readonly server: Task;
  /** The moment, virtual µs; {@link FOREVER} for never. */
  dueUs(): number;
  /** The moment is not before this, which costs nothing to say. */
  soonestUs(): number;
}

export class TimedTasks {
  private readonly tasks: Task[] = [];
  /** A server whose moment may have changed. */
  private stale: WakeUp | undefined;

  /** When the first of them is due, if by `limitUs`; {@link FOREVER} otherwise. */
  dueUsBy(limitUs: number): number {
    const { stale } = this;
    if (stale !== undefined && (stale.server.wakeAtUs <= limitUs || stale.soonestUs() <= limitUs))
      this.settle();
    const first = this.tasks[0];
    return first === undefined || first.wakeAtUs > limitUs ? FOREVER : first.wakeAtUs;
  }

  /** The first one that is due by now. */
  dueBy(nowUs: number): Task | undefined {
    return this.dueUsBy(nowUs) === FOREVER ? undefined : this.tasks[0];
  }

  add(task: Task, wakeAtUs: number): void {
    task.wakeAtUs = wakeAtUs;
    const { tasks } = this;
    let i = tasks.length;
    while (i > 0 && tasks[i - 1]!.wakeAtUs > wakeAtUs) i--;
    tasks.splice(i, 0, task);
  }

  /** A server's moment may have changed. */
  changed(wakeUp: WakeUp): void {
    if (this.stale === wakeUp) return;
    this.settle();
    this.stale = wakeUp;
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
