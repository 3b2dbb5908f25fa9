/** Whose turn it is: the first of the ready tasks, or whom another order of tasks lets go before it. */

import { ReadyTasks } from './ready-tasks.js';
import type { TaskOrder } from './task-order.js';
import type { Task } from './task.js';

export class Turns {
  readonly ready = new ReadyTasks();
  /** Another order of tasks than by priority; strict without. */
  order: TaskOrder | undefined;
  /** Who runs next, whatever the priorities say. */
  private preferred: Task | undefined;

  /** Whether the running task has to let another one run. */
  endsFor(running: Task): boolean {
    const { ready, order } = this;
    if (order !== undefined && !ready.isEmpty) this.preferred = this.another(ready.all());
    return this.preferred !== undefined || ready.outranks(running);
  }

  /** Takes out who runs next; undefined when nobody is ready. */
  next(): Task | undefined {
    const { ready, order } = this;
    if (order !== undefined && !ready.isEmpty) {
      const chosen = this.preferred ?? this.another(ready.all().slice(1));
      this.preferred = undefined;
      if (chosen?.state === 'ready') {
        ready.remove(chosen);
        return chosen;
      }
    }
    return ready.shift();
  }

  /** Whom another order of tasks lets run now; undefined: nobody but who comes first. */
  private another(others: readonly Task[]): Task | undefined {
    const choice = others.length === 0 ? undefined : this.order?.at(others.length);
    return choice === undefined ? undefined : others[choice];
  }
}
