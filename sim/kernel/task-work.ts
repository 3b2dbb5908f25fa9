/**
 * What a server's task is at work for: whose request, in which handler. The trace hears of it (`work` records) once the
 * task has to wait in the middle of it, because only then does anybody else wait for it: code takes no time.
 */

import type { Kernel } from './kernel.js';
import type { Task, TaskWork } from './task.js';
import type { Trace } from './trace.js';

/** Where work is done. */
export interface WorkPlace {
  readonly kernel: Kernel;
  readonly trace: Trace;
}

/** The running task begins to work for somebody. */
export function beginWork(
  { kernel }: WorkPlace,
  work: Omit<TaskWork, 'sinceUs' | 'toldWait' | 'isTold'>,
): void {
  if (kernel.current !== undefined) kernel.current.work = { ...work, sinceUs: kernel.nowUs };
}

/** It is known better what for. */
export function nameWork({ kernel }: WorkPlace, what: string): void {
  const work = kernel.current?.work;
  if (work === undefined) return;
  work.what = what;
  delete work.toldWait;
}

/** It is done. */
export function endWork({ kernel, trace }: WorkPlace): void {
  const task = kernel.current;
  const work = task?.work;
  if (task === undefined || work === undefined) return;
  task.work = undefined;
  if (work.isTold !== true || !trace.wants.work) return;
  trace.emit({ t: kernel.nowUs, k: 'work', ev: 'end', task: task.name, server: work.server });
}

/** Has the trace told of tasks that have to wait while they are at work. */
export function traceWork(kernel: Kernel, trace: Trace): void {
  kernel.onWaitAtWork = (task: Task, work: TaskWork, waitsFor: string): void => {
    if (work.toldWait === waitsFor) return;
    work.toldWait = waitsFor;
    work.isTold = true;
    const { sinceUs: since, server, client, port, what } = work;
    const whose = client === undefined ? {} : { c: client, ...(port === undefined ? {} : { port }) };
    trace.emit({
      ...{ t: kernel.nowUs, k: 'work', ev: 'begin', task: task.name, server },
      ...whose,
      ...{ what, since, on: waitsFor },
    });
  };
}
