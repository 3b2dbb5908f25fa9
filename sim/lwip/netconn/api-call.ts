/**
 * Calls from tasks into the tcpip thread (`netconn_apimsg`, api_lib.c; LWIP_NETCONN_SEM_PER_THREAD).
 *
 * A task has at most one call under way, so each task has one call record and one semaphore, made (and paid for in
 * heap) when it first calls the stack and freed when the task ends.
 * Simplified: a call that is answered at once never touches the semaphore; the order of events is the same.
 */

import { DevicePanic, ModelError } from '../../kernel/errors.js';
import { Semaphore } from '../../kernel/sync.js';
import { FOREVER, type Blocking, type Task } from '../../kernel/task.js';
import type { Err } from '../core/errno.js';
import { QUEUE_STRUCT_BYTES } from '../core/sys-arch.js';
import { ApiCall, type CallRecords, type NetconnContext } from './netconn.js';

/** Answers a call; wakes its task if that has gone to sleep. */
export function answer(call: ApiCall, err: Err): void {
  call.err = err;
  call.finished = true;
  if (call.waiting) call.done.give();
}

function isPending(call: ApiCall): boolean {
  return !call.finished;
}

/** Has `handler` run in the tcpip thread; {@link outcome} waits until something answers the call. */
export function begin(call: ApiCall, handler: (call: ApiCall) => void): void {
  call.finished = false;
  call.ctx.tcpip.call(handler, call);
}

/** Has `handler` run in the tcpip thread and waits until something answers the call. Returns the answer. */
export function request(call: ApiCall, handler: (call: ApiCall) => void): Blocking<Err> {
  begin(call, handler);
  return outcome(call);
}

/** Waits for the answer of a call that has begun. */
export function* outcome(call: ApiCall): Blocking<Err> {
  const { kernel } = call.ctx;
  if (kernel.mustYield()) yield;
  if (isPending(call)) {
    call.waiting = true;
    yield* call.done.take(FOREVER);
    call.waiting = false;
  }
  return call.err;
}

/** The call records of all tasks. */
export class ApiCalls implements CallRecords {
  private readonly byTask = new Map<Task, ApiCall>();
  private lastTask: Task | undefined;
  private last: ApiCall | undefined;

  constructor(private readonly ctx: NetconnContext) {}

  /** The record of the running task. Without memory for its semaphore the firmware reads a NULL pointer. */
  ofCurrent(): ApiCall {
    const call = this.find(this.ctx.kernel.current);
    if (call === undefined) throw new DevicePanic('memory access fault');
    return call;
  }

  /** Makes sure of the running task's semaphore (`sys_thread_sem_get`); without memory it is tried again when needed. */
  prepareCurrent(): void {
    this.find(this.ctx.kernel.current);
  }

  private find(task: Task | undefined): ApiCall | undefined {
    if (task === undefined) throw new ModelError('socket call in event context');
    if (task === this.lastTask) return this.last;
    const call = this.byTask.get(task) ?? this.create(task);
    if (call === undefined) return undefined;
    this.lastTask = task;
    this.last = call;
    return call;
  }

  private create(task: Task): ApiCall | undefined {
    const { memory, kernel, port, env } = this.ctx;
    const pointer = memory.malloc(port.threadSemaphoreBytes);
    if (!pointer || !memory.malloc(QUEUE_STRUCT_BYTES)) {
      if (pointer) memory.free(port.threadSemaphoreBytes);
      memory.heap.refuse({ effect: `no semaphore for task ${task.name}` });
      env.log.e('lwip_arch', 'thread_sem_init: out of memory');
      return undefined;
    }
    const call = new ApiCall(this.ctx, task, new Semaphore(kernel, 'lwip call', 1, 0));
    this.byTask.set(task, call);
    const onExit = task.onExit;
    task.onExit = () => {
      this.byTask.delete(task);
      if (this.lastTask === task) this.lastTask = undefined;
      memory.free(QUEUE_STRUCT_BYTES);
      memory.free(port.threadSemaphoreBytes);
      onExit?.();
    };
    return call;
  }
}
