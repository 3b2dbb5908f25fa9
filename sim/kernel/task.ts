/**
 * Tasks of the simulated device: generators that a strict-priority scheduler resumes (see kernel.ts).
 *
 * A task blocks by entering a wait queue or a sleep and then executing `yield`; `yield*` therefore marks every place
 * where a task can block or be preempted. FreeRTOS rules apply: a task runs until it blocks or makes a strictly
 * higher-priority task ready.
 */

/** What a blocking function of the device returns: `yield*` it from a task. */
export type Blocking<T> = Generator<void, T, void>;

/** A result that is there, or has to be waited for: `typeof x === 'number' ? x : yield* x`. */
export type Perhaps<T extends number> = T | Blocking<T>;

/** Life of a task. */
export type TaskState = 'ready' | 'running' | 'blocked' | 'dead';

/** Deadline of a wait without timeout. */
export const FOREVER = Number.POSITIVE_INFINITY;

/** What a task is at work for (task-work.ts). */
export interface TaskWork {
  readonly sinceUs: number;
  /** The server's port. */
  readonly server: number;
  /** Whose connection; absent for work of the device's own. */
  readonly client: string | undefined;
  readonly port: number | undefined;
  /** `GET /log`, `reads a request` … */
  what: string;
  /** What the trace was last told that it waits for; undefined: nothing yet. */
  toldWait: string | undefined;
  /** The trace has been told of it at all. */
  isTold: boolean;
}

/** One task. Fields are the scheduler's; models read `name`, `priority`, `state` and `waitingFor`. */
export class Task {
  state: TaskState = 'blocked';
  /** Effective priority: raised while a higher task waits for a mutex that this one holds. */
  priority: number;
  /** What the task is blocked on, for people (`netconn recv`, `select` …). */
  waitingFor = '';
  /** What it is at work for, as far as its code says (see task-work.ts). @internal */
  work: TaskWork | undefined;
  /** `errno` of the task (newlib keeps one a task). */
  errno = 0;
  /** True when the last block ended because its deadline passed. @internal */
  timedOut = false;
  /** CPU time that it still has to compute before its code goes on, microseconds. */
  busyUs = 0;
  /** @internal */
  wakeAtUs = FOREVER;
  /** @internal */
  waitQueue: WaitQueue | undefined;
  /** Called once when the task has ended. @internal */
  onExit: (() => void) | undefined;

  /** @internal */
  constructor(
    readonly name: string,
    /** FreeRTOS priority, 0 (idle) to 31; a higher number runs first. */
    public basePriority: number,
    /** The task's code, or for a run-to-completion server (lwIP's tcpip thread) a function run at each wake-up. */
    readonly body: Generator<void, void, void> | (() => void),
  ) {
    this.priority = basePriority;
  }
}

/** Tasks that wait for one thing: highest priority first, first in first out within one priority. */
export class WaitQueue {
  readonly tasks: Task[] = [];

  constructor(readonly name: string) {}

  /** Inserts a task behind those of its own or a higher priority. */
  add(task: Task): void {
    const tasks = this.tasks;
    let i = tasks.length;
    while (i > 0 && tasks[i - 1]!.priority < task.priority) i--;
    if (i === tasks.length) tasks.push(task);
    else tasks.splice(i, 0, task);
    task.waitQueue = this;
  }

  /** Takes a task out, wherever it stands. */
  remove(task: Task): void {
    const { tasks } = this;
    const i = tasks.indexOf(task);
    if (i >= 0 && i === tasks.length - 1) tasks.pop();
    else if (i >= 0) tasks.splice(i, 1);
    task.waitQueue = undefined;
  }
}
