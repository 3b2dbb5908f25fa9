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
import { NO_PAYLOAD, type Ipv4 } from '../../wire/segment.js';
import { Err } from '../core/errno.js';
import type { Netconn } from './netconn.js';
import type { NetconnContext } from './context.js';
import type { Datagram, SocketOption } from '../sockets/socket-api.js';
import { QUEUE_STRUCT_BYTES } from '../core/sys-arch.js';

/** One task's call: parameters and answer (`struct api_msg`). Which fields count depends on the handler. */
export class ApiCall {
  /** The answer. */
  err: Err = Err.OK;
  finished = true;
  /** The task has gone to sleep until the answer. */
  waiting = false;
  conn!: Netconn;

  data: Uint8Array = NO_PAYLOAD;
  dataOffset = 0;
  /** Bytes to write or consumed. */
  length = 0;
  /** Bytes written so far. */
  written = 0;
  /** A `blocked` record says that the task waits; its end is to be written. */
  reportsWait = false;
  more = false;
  dontBlock = false;
  /** `sys_now()` at the call: send, close and linger timeouts count from here. */
  startedMs = 0;
  shutdownReceive = false;
  shutdownSend = false;
  ip: Ipv4 = 0;
  port = 0;
  backlog = 0;
  datagram: Datagram | undefined;
  option: SocketOption | undefined;
  /** errno of a socket option call. */
  errno = 0;

  constructor(
    readonly ctx: NetconnContext,
    readonly task: Task,
    /** The task's semaphore. */
    readonly done: Semaphore,
  ) {}

  /** True once after a wait that a `blocked` record tells of. */
  endWait(): boolean {
    const { reportsWait } = this;
    this.reportsWait = false;
    return reportsWait;
  }
}

/** Answers a call; wakes its task if that has gone to sleep. */
export function answer(call: ApiCall, err: Err): void {
  call.err = err;
  call.finished = true;
  if (call.waiting) call.done.give();
}

function isPending(call: ApiCall): boolean {
  return !call.finished;
}

/** Has `handler` run in the tcpip thread and waits until something answers the call. Returns the answer. */
export function* request(call: ApiCall, handler: (call: ApiCall) => void): Blocking<Err> {
  const { kernel, tcpip } = call.ctx;
  call.finished = false;
  tcpip.call(handler, call);
  if (kernel.mustYield()) yield;
  if (isPending(call)) {
    call.waiting = true;
    yield* call.done.take(FOREVER);
    call.waiting = false;
  }
  return call.err;
}

/** The call records of all tasks. */
export class ApiCalls {
  private readonly byTask = new Map<Task, ApiCall>();
  private lastTask: Task | undefined;
  private last: ApiCall | undefined;

  constructor(private readonly ctx: NetconnContext) {}

  /** The record of the running task. Without memory for its semaphore the firmware reads a NULL pointer. */
  ofCurrent(): ApiCall {
    const task = this.ctx.kernel.current;
    if (task !== undefined && task === this.lastTask) return this.last!;
    const call = this.find(task);
    if (call === undefined) throw new DevicePanic('memory access fault');
    return call;
  }

  /** Makes sure of the running task's semaphore (`sys_thread_sem_get`); without memory it is tried again when needed. */
  prepareCurrent(): void {
    this.find(this.ctx.kernel.current);
  }

  private find(task: Task | undefined): ApiCall | undefined {
    if (task === undefined) throw new ModelError('socket call in event context');
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
