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

/** What a task begins to work for; see {@link TaskWork}. */
interface Work {
  readonly server: number;
  readonly client?: string | undefined;
  readonly port?: number | undefined;
  readonly what: string;
}

/** The running task begins to work for somebody. */
export function beginWork({ kernel }: WorkPlace, { server, client, port, what }: Work): void {
  if (kernel.current === undefined) return;
  kernel.current.work = {
    sinceUs: kernel.nowUs,
    server,
    client,
    port,
    what,
    toldWait: undefined,
    isTold: false,
  };
}

/** It is known better what for. */
export function nameWork({ kernel }: WorkPlace, what: string): void {
  const work = kernel.current?.work;
  if (work === undefined) return;
  work.what = what;
  work.toldWait = undefined;
}

/** It is done. */
export function endWork({ kernel, trace }: WorkPlace): void {
  const task = kernel.current;
  const work = task?.work;
  if (task === undefined || work === undefined) return;
  task.work = undefined;
  if (!work.isTold || !trace.wants.work) return;
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
    const record = { t: kernel.nowUs, k: 'work', ev: 'begin', task: task.name, server } as const;
    trace.emit(Object.assign(record, whose, { what, since, on: waitsFor }));
  };
}
