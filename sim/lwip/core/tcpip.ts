/**
 * lwIP's tcpip thread: one message after the other, timers in between.
 *
 * Modelled: messages run to completion in order; a message may queue others (`tcpip_callback`), which run before the
 * thread goes idle; sys_timeouts expire on tick edges, after the message that was being handled; TCP's cyclic timer.
 * Simplified: because nothing that calls the stack outranks the thread, a caller's message is executed in the caller's
 * stead, which is the same order of events without the switches. A task above TCPIP_THREAD_PRIO that calls the stack
 * is treated likewise. The thread's own mailbox (TCPIP_MBOX_SIZE) therefore never fills.
 * Absent: the timers of ARP, IP reassembly, DHCP, ND6, which change nothing that can be observed here.
 */

import { ModelError } from '../../kernel/errors.js';
import type { Kernel } from '../../kernel/kernel.js';
import { FOREVER, type Task } from '../../kernel/task.js';
import type { WakeUp } from '../../kernel/timed-tasks.js';

/** A part that has timers computed in closed form: TCP. Times are virtual microseconds. */
export interface TickSource {
  /**
   * Accounts for every tick due before now, or at now if `inclusive`, running what they have to do. Called around
   * each message.
   */
  advance(inclusive: boolean): void;
  /** When the next tick that does something is due; `FOREVER` if none. */
  nextDueUs(): number;
  /** {@link nextDueUs} is not before this, which costs nothing to say. */
  soonestDueUs(): number;
}

/** The thread. */
export class Tcpip {
  private readonly queue: (() => void)[] = [];
  private running = false;
  private readonly server: Task;
  private readonly wakeUp: WakeUp;
  private ticks: TickSource | undefined;

  constructor(
    private readonly kernel: Kernel,
    /** TCPIP_THREAD_PRIO: 18 on ESP-IDF, 11 on the W800 SDK. */
    priority: number,
  ) {
    this.server = kernel.addServer('tcpip', priority, () => {
      this.run(undefined);
    });
    this.server.waitingFor = 'tcpip mbox';
    this.wakeUp = {
      server: this.server,
      dueUs: () => this.ticks?.nextDueUs() ?? FOREVER,
      soonestUs: () => this.ticks?.soonestDueUs() ?? FOREVER,
    };
  }

  /** True while a message is being handled. */
  get busy(): boolean {
    return this.running;
  }

  setTickSource(source: TickSource): void {
    this.ticks = source;
  }

  /** Handles one message now and everything that it queues. The caller checks `kernel.mustYield()` afterwards. */
  exec<T>(message: () => T): T {
    let result!: T;
    this.run(() => {
      result = message();
    });
    return result;
  }

  /** As {@link exec} for hot paths: a handler and its argument, so that no closure is made for each message. */
  call<A>(handler: (argument: A) => void, argument: A): void {
    this.begin();
    try {
      this.ticks?.advance(this.kernel.timeoutsExpired);
      handler(argument);
      this.finish();
    } finally {
      this.running = false;
    }
    this.rearm();
  }

  /** Queues a message behind the present one (`tcpip_callback` from within the thread). */
  post(message: () => void): void {
    if (!this.running) throw new ModelError('tcpip.post outside the thread');
    this.queue.push(message);
  }

  /** Call after changing timers outside a message (never needed inside one). */
  rearm(): void {
    this.kernel.wakeUpChanged(this.wakeUp);
  }

  private run(first: (() => void) | undefined): void {
    this.begin();
    try {
      this.ticks?.advance(this.kernel.timeoutsExpired);
      first?.();
      this.finish();
    } finally {
      this.running = false;
    }
    this.rearm();
  }

  /** Takes up work; never within work. */
  private begin(): void {
    if (this.running) throw new ModelError('tcpip thread entered twice');
    this.running = true;
  }

  /** Handles the messages that have been queued meanwhile, with the ticks due after each. */
  private finish(): void {
    const ticks = this.ticks;
    ticks?.advance(true);
    for (let message = this.queue.shift(); message !== undefined; message = this.queue.shift()) {
      message();
      ticks?.advance(true);
    }
  }
}
