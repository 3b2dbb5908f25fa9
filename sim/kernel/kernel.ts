/**
 * Virtual time, the event queue and the strict-priority scheduler of the simulated device.
 *
 * Modelled: FreeRTOS tasks with fixed priorities, priority inheritance of mutexes, timeouts that fall on tick edges;
 * code takes no time unless it says so ({@link Kernel.busy}, {@link Kernel.spend}), so the clock moves only when no task
 * can run or the running one is busy. At one instant events run first, one at a time, with all tasks run to idle after
 * each; then all task timeouts of that instant expire together. A busy task keeps those of its own and lower priority
 * from running; higher ones run meanwhile.
 * Simplified: one core, no time slicing between equal priorities. Where plain code spends time, a task that it gives
 * its priority to by a mutex runs on only once whoever pre-empted it waits (see {@link Kernel.spend}).
 * Absent: the idle task, stack depth, interrupts other than the events themselves.
 */

import { DevicePanic, ModelError } from './errors.js';
import { EventQueue, type ScheduledEvent } from './event-queue.js';
import type { TaskOrder } from './task-order.js';
import { RunOver } from './run-over.js';
import { TimedTasks, type WakeUp } from './timed-tasks.js';
import { Turns } from './turns.js';
import { FOREVER, Task, type Blocking, type TaskWork, type WaitQueue } from './task.js';

/** What `Kernel.step` did. */
export type StepKind = 'task' | 'event' | 'timeouts' | 'idle';

/** How a run ended. */
export type RunEnd = 'until' | 'panic' | 'livelock';

/** A livelock: tasks keep switching at one instant, so that time can never move on. */
export interface Livelock {
  readonly timeUs: number;
  readonly taskName: string;
  readonly waitingFor: string;
  readonly switches: number;
  readonly on?: SpinDetail | undefined;
}

/** What a task that loops for ever loops over. */
export interface SpinDetail {
  /** Descriptor of the socket. */
  readonly fd?: number | undefined;
  /** Whose connection it is. */
  readonly client?: string | undefined;
  readonly port?: number | undefined;
  /** What made it start, in a few words. */
  readonly why?: string | undefined;
  /** Since when that is so, virtual microseconds. */
  readonly sinceUs?: number | undefined;
}

/** Called just before virtual time moves on: the place to look at what the instant has changed. */
export type BeforeAdvance = () => void;

/** The simulated device's clock and scheduler. One instance a device; nothing in it is global. */
export class Kernel {
  /** Virtual time in integer microseconds since boot. */
  nowUs = 0;
  /** The task that runs, if any; undefined in event (interrupt) context. */
  current: Task | undefined;
  /** The task that ran last, for inspection. @internal */
  lastRun: Task | undefined;
  /** Every task that has not ended, in order of creation. @internal */
  readonly tasks: Task[] = [];
  /** @internal */
  beforeAdvance: BeforeAdvance | undefined;
  /** Told when a task has to wait in the middle of its work. @internal */
  onWaitAtWork: ((task: Task, work: TaskWork, waitsFor: string) => void) | undefined;
  /** Set when the device has crashed; nothing runs any more. */
  panic: { readonly task: Task | undefined; readonly cause: DevicePanic } | undefined;
  /** Set when one instant took more task switches than {@link livelockSwitches}. */
  livelock: Livelock | undefined;
  /** The run's end, virtual µs: a task that is in the middle of plain code then never comes back. @internal */
  endUs = FOREVER;
  /** The end came in the middle of plain code: nothing runs any more. */
  private isOver = false;
  /** True once the task timeouts of the present instant have expired (see {@link step}). @internal */
  timeoutsExpired = false;

  private readonly events = new EventQueue();
  private readonly afterwards = new EventQueue();
  private readonly turns = new Turns();
  private readonly ready = this.turns.ready;
  private readonly timed = new TimedTasks();
  private switchesThisInstant = 0;

  /** @internal */
  constructor(
    /** Length of an RTOS tick: 10,000 µs at CONFIG_FREERTOS_HZ 100. */
    readonly tickUs: number,
    /** Task switches at one instant after which the run ends as a livelock. */
    private readonly livelockSwitches = 1_000_000,
  ) {}

  /** Another order of tasks than by priority; strict without. @internal */
  get order(): TaskOrder | undefined {
    return this.turns.order;
  }

  set order(order: TaskOrder | undefined) {
    this.turns.order = order;
  }

  /** RTOS ticks since boot. @internal */
  get tickCount(): number {
    return Math.floor(this.nowUs / this.tickUs);
  }

  /** Number of events waiting. @internal */
  get pendingEvents(): number {
    return this.events.size + this.afterwards.size;
  }

  /** When the next thing is due, virtual µs: now while a task is ready, {@link FOREVER} when nothing ever is. @internal */
  get nextDueUs(): number {
    const worldUs = this.worldDueUs;
    const task = this.ready.first;
    return task === undefined ? worldUs : Math.min(worldUs, this.nowUs + task.busyUs);
  }

  /** When the next event or timeout is due. */
  private get worldDueUs(): number {
    const eventUs = this.events.peek()?.timeUs ?? FOREVER;
    const happensUs = Math.min(eventUs, this.afterwards.peek()?.timeUs ?? FOREVER);
    return Math.min(happensUs, this.timed.dueUsBy(happensUs));
  }

  /** Schedules `run` in event context at `timeUs` (not before now). */
  at(timeUs: number, run: () => void): ScheduledEvent {
    return this.events.add(Math.max(timeUs, this.nowUs), run);
  }

  /**
   * Schedules a scripted step: before everything that {@link at} schedules for that time, whichever came first, so that
   * a step added during a run happens exactly as if the script had had it from the start.
   *
   * @internal
   */
  atScripted(timeUs: number, run: () => void): ScheduledEvent {
    return this.events.addScripted(Math.max(timeUs, this.nowUs), run);
  }

  /**
   * Schedules `run` for the end of an instant: everything due at `timeUs` has happened, and time has not moved on. What
   * it causes at that instant happens before the next such call: as JavaScript acts in a run with real clients.
   * @internal
   */
  atSettled(timeUs: number, run: () => void): ScheduledEvent {
    return this.afterwards.add(Math.max(timeUs, this.nowUs), run);
  }

  /** Virtual time at which "block for `ticks` ticks from now" ends: always a tick edge. @internal */
  deadlineUs(ticks: number): number {
    return ticks === FOREVER ? FOREVER : (this.tickCount + ticks) * this.tickUs;
  }

  /** Creates a task and makes it ready. The caller checks {@link mustYield} (a new task may outrank it). */
  spawn(name: string, priority: number, body: Generator<void, void, void>): Task {
    const task = new Task(name, priority, body);
    this.tasks.push(task);
    this.ready.add(task);
    return task;
  }

  /**
   * Registers a task that runs a function to completion whenever its wake-up time comes (lwIP's tcpip thread, whose
   * messages are executed in the caller's stead because nothing outranks them).
   *
   * @internal
   */
  addServer(name: string, priority: number, body: () => void): Task {
    const task = new Task(name, priority, body);
    this.tasks.push(task);
    return task;
  }

  /** The wake-up time of a server task may have changed. @internal */
  wakeUpChanged(wakeUp: WakeUp): void {
    this.timed.changed(wakeUp);
  }

  /** Makes `wakeAtUs` of all tasks what it is, for inspection. @internal */
  settleWakeUps(): void {
    this.timed.settle();
  }

  /**
   * Puts the running task to sleep in `queue` (if any) until woken or until `deadlineUs`. The caller must `yield`
   * when this returns true; false means that the deadline has already passed and nothing was done.
   * @internal
   */
  blockCurrent(queue: WaitQueue | undefined, deadlineUs: number, waitingFor: string): boolean {
    const task = this.current;
    if (task === undefined) throw new ModelError('blocking call in event context', { waitingFor });
    if (deadlineUs <= this.nowUs) return false;
    task.state = 'blocked';
    task.timedOut = false;
    task.waitingFor = waitingFor;
    if (task.work !== undefined) this.onWaitAtWork?.(task, task.work, waitingFor);
    queue?.add(task);
    if (deadlineUs !== FOREVER) this.timed.add(task, deadlineUs);
    return true;
  }

  /** Makes the first waiter ready. The caller checks {@link mustYield} if it runs in a task. @internal */
  wakeOne(queue: WaitQueue): boolean {
    const task = queue.tasks[0];
    if (task === undefined) return false;
    this.makeReady(task);
    return true;
  }

  /**
   * True when a strictly higher-priority task has become ready: the running task has then been put back to the front
   * of its ready list and must `yield` at once. Plain code that can wake tasks is followed by
   * `if (kernel.mustYield()) yield;` in the blocking function that called it.
   */
  mustYield(): boolean {
    const task = this.current;
    if (task === undefined) return false;
    if (!this.turns.endsFor(task)) return false;
    this.ready.add(task, true);
    return true;
  }

  /** Whether {@link mustYield} would say so; changes nothing. With another order of tasks nobody knows. @internal */
  get isOutranked(): boolean {
    return this.current !== undefined && this.ready.outranks(this.current);
  }

  /** Blocks the running task for `ticks` ticks; 0 passes the turn to equals (taskYIELD). */
  *sleepTicks(ticks: number, waitingFor = 'delay'): Blocking<void> {
    const task = this.current;
    if (task === undefined) throw new ModelError('sleep in event context');
    if (ticks === 0) {
      task.waitingFor = waitingFor;
      this.ready.add(task);
      yield;
    } else if (this.blockCurrent(undefined, this.deadlineUs(ticks), waitingFor)) {
      yield;
    }
  }

  /**
   * The running task computes for `us` microseconds: tasks of its own and lower priority don't run, higher ones do, on
   * top of it. `what` names it for whoever waits.
   * @internal
   */
  *busy(us: number, what: string): Blocking<void> {
    const task = this.current;
    if (task === undefined) throw new ModelError('busy in event context', { what });
    if (us <= 0) return;
    if (task.work !== undefined) this.onWaitAtWork?.(task, task.work, what);
    task.busyUs = us;
    this.ready.add(task, true);
    yield;
  }

  /**
   * The same from plain code, which cannot be left: what happens meanwhile happens within this call. In event context
   * it takes no time.
   * @internal
   */
  spend(us: number, what: string): void {
    this.occupy(() => us, true, what);
  }

  /** The running task spins until a moment: when it was pre-empted, it spins the less. @internal */
  spinUntil(timeUs: number, what: string): void {
    this.occupy(() => timeUs - this.nowUs, false, what);
  }

  private occupy(leftUs: () => number, ownTime: boolean, what: string): void {
    const task = this.current;
    if (task === undefined) return;
    let left = leftUs();
    if (left <= 0) return;
    if (task.work !== undefined) this.onWaitAtWork?.(task, task.work, what);
    for (;;) {
      while (this.ready.outranks(task)) {
        if (this.advance(this.endUs) === 'idle') this.isOver = true;
        this.unwindIfStopped(task);
      }
      if (!ownTime) left = leftUs();
      if (left <= 0) break;
      const beforeUs = this.nowUs;
      const dueUs = this.worldDueUs;
      if (dueUs <= beforeUs + left) {
        if (this.advanceWorld(this.endUs) === 'idle') this.isOver = true;
      } else if (beforeUs + left > this.endUs) {
        this.passTo(this.endUs);
        this.isOver = true;
      } else {
        this.passTo(beforeUs + left);
      }
      this.unwindIfStopped(task);
      left -= this.nowUs - beforeUs;
    }
    this.current = task;
    this.lastRun = task;
  }

  /** Leaves the code of a task that does not come back. */
  private unwindIfStopped(task: Task): void {
    if (this.isOver || this.panic !== undefined || this.livelock !== undefined || task.state === 'dead')
      throw new RunOver();
  }

  /** Changes a task's effective priority (mutex inheritance), keeping its place rules. @internal */
  setEffectivePriority(task: Task, priority: number): void {
    if (task.priority === priority) return;
    if (task.state === 'ready') {
      this.ready.remove(task);
      task.priority = priority;
      this.ready.add(task);
    } else if (task.waitQueue) {
      const queue = task.waitQueue;
      queue.remove(task);
      task.priority = priority;
      queue.add(task);
    } else {
      task.priority = priority;
    }
  }

  /** Ends a task from outside (vTaskDelete of another task). @internal */
  kill(task: Task): void {
    if (task.state === 'ready') this.ready.remove(task);
    task.waitQueue?.remove(task);
    this.timed.remove(task);
    this.endTask(task);
  }

  /**
   * Does the next thing: runs one ready task until it blocks, or else moves time to the earliest event or timeouts
   * not after `untilUs` and performs them. `idle` means that nothing is left to do until then.
   *
   * @internal
   */
  step(untilUs: number): StepKind {
    return this.advance(untilUs);
  }

  private advance(untilUs: number): StepKind {
    if (this.isOver) return 'idle';
    const task = this.turns.next();
    if (task === undefined) return this.advanceWorld(untilUs);
    if (task.busyUs > 0) return this.burn(task, untilUs);
    this.runTask(task);
    return 'task';
  }

  /** The CPU is a busy task's, until it is done or something else is due. */
  private burn(task: Task, untilUs: number): StepKind {
    this.ready.add(task, true);
    const beforeUs = this.nowUs;
    const doneUs = beforeUs + task.busyUs;
    const dueUs = this.worldDueUs;
    if (Math.min(doneUs, dueUs) > untilUs) {
      this.passTo(Math.max(untilUs, beforeUs));
      task.busyUs = doneUs - this.nowUs;
      return 'idle';
    }
    if (dueUs > doneUs) {
      this.passTo(doneUs);
      task.busyUs = 0;
      return 'task';
    }
    task.busyUs = doneUs - Math.max(dueUs, beforeUs);
    return this.advanceWorld(untilUs);
  }

  /** Moves time on to a moment before anything else is due. */
  private passTo(timeUs: number): void {
    if (timeUs <= this.nowUs) return;
    this.beforeAdvance?.();
    this.moveTo(timeUs);
  }

  /** Moves time to the earliest event or timeouts not after `untilUs` and performs them. */
  private advanceWorld(untilUs: number): StepKind {
    const event = this.events.peek();
    const eventUs = event?.timeUs ?? FOREVER;
    const settled = this.afterwards.size === 0 ? undefined : this.afterwards.peek();
    const happensUs = Math.min(eventUs, settled?.timeUs ?? FOREVER);
    const timeoutUs = this.timed.dueUsBy(happensUs);
    const nextUs = Math.min(happensUs, timeoutUs);
    if (nextUs > this.nowUs) {
      this.beforeAdvance?.();
      if (nextUs > untilUs) {
        if (untilUs > this.nowUs) this.moveTo(untilUs);
        return 'idle';
      }
      this.moveTo(nextUs);
    }
    if (settled !== undefined && settled.timeUs < Math.min(eventUs, timeoutUs)) {
      this.afterwards.take(settled);
      this.runEvent(settled);
      return 'event';
    }
    if (event !== undefined && eventUs <= timeoutUs) {
      this.events.take(event);
      this.runEvent(event);
      return 'event';
    }
    this.timeoutsExpired = true;
    for (let expired = this.timed.dueBy(this.nowUs); expired; expired = this.timed.dueBy(this.nowUs)) {
      expired.timedOut = true;
      this.makeReady(expired);
    }
    return 'timeouts';
  }

  /** Runs until `untilUs` inclusive, a panic or a livelock. @internal */
  run(untilUs: number): RunEnd {
    return this.runFor(Number.POSITIVE_INFINITY, untilUs)!;
  }

  /** The same, but for so many steps at most; undefined when there is more to do. @internal */
  runFor(steps: number, untilUs: number): RunEnd | undefined {
    for (let left = steps; left > 0; left--) {
      if (this.panic !== undefined) return 'panic';
      if (this.livelock !== undefined) return 'livelock';
      if (this.step(untilUs) === 'idle') return 'until';
    }
    return undefined;
  }

  private moveTo(timeUs: number): void {
    this.nowUs = timeUs;
    this.timeoutsExpired = false;
    this.switchesThisInstant = 0;
  }

  private runEvent(event: ScheduledEvent): void {
    const interrupted = this.current;
    this.current = undefined;
    try {
      event.run();
    } catch (error) {
      if (!(error instanceof DevicePanic)) throw error;
      this.panic = { task: undefined, cause: error };
    } finally {
      this.current = interrupted;
    }
  }

  private runTask(task: Task): void {
    const interrupted = this.current;
    if (++this.switchesThisInstant > this.livelockSwitches && this.livelock === undefined) {
      this.livelock = {
        timeUs: this.nowUs,
        taskName: task.name,
        waitingFor: task.waitingFor,
        switches: this.switchesThisInstant,
        on: spinIn(task),
      };
    }
    this.current = task;
    this.lastRun = task;
    task.state = 'running';
    try {
      if (typeof task.body === 'function') {
        task.state = 'blocked';
        task.body();
      } else if (task.body.next().done === true) {
        this.endTask(task);
      } else if ((task.state as string) === 'running') {
        throw new ModelError('task yielded without blocking', { task: task.name });
      }
    } catch (error) {
      if (error instanceof DevicePanic) this.panic = { task, cause: error };
      else if (!(error instanceof RunOver)) throw error;
    } finally {
      this.current = interrupted;
    }
  }

  private endTask(task: Task): void {
    task.state = 'dead';
    const i = this.tasks.indexOf(task);
    if (i >= 0) this.tasks.splice(i, 1);
    task.onExit?.();
  }

  private makeReady(task: Task): void {
    task.waitQueue?.remove(task);
    this.timed.remove(task);
    this.ready.add(task);
  }
}

/** Whose request a task goes round with that never takes any time. */
function spinIn({ work }: Task): SpinDetail | undefined {
  if (work === undefined) return undefined;
  const { client, port, what, sinceUs } = work;
  return { client, port, why: `${what} goes round without taking time`, sinceUs };
}
