/** The records that close a trace: how the run ended, and what was used. */

import type { ConsoleUart } from '../kernel/console-uart.js';
import type { Cpu } from '../kernel/cpu.js';
import type { Kernel, Livelock, RunEnd } from '../kernel/kernel.js';
import type { LivelockRecord, PanicRecord, Trace, UsageRecord } from '../kernel/trace.js';
import type { HeapProfile } from './heap-profile.js';
import { HEAP } from '../resources/definitions.js';
import { figuresOf, sizeFields, type ResourceRegistry } from '../resources/resource.js';

/** Writes `end`, `panic` or `livelock`. A failed assertion is logged before its panic. */
export function emitEnd(kernel: Kernel, trace: Trace, end: RunEnd): void {
  const t = kernel.nowUs;
  if (end === 'until') {
    if (trace.wants.end) trace.emit({ t, k: 'end' });
  } else if (end === 'livelock') {
    if (trace.wants.livelock) trace.emit(livelockRecord(t, kernel.livelock!));
  } else {
    emitPanic(kernel, trace);
  }
}

function livelockRecord(t: number, { taskName, waitingFor, timeUs, on = {} }: Livelock): LivelockRecord {
  const { fd, client, port, why, sinceUs } = on;
  return {
    t,
    k: 'livelock',
    task: taskName,
    loop: waitingFor,
    since: timeUs,
    ...(fd === undefined ? {} : { fd }),
    ...(client === undefined ? {} : { c: client }),
    ...(port === undefined ? {} : { port }),
    ...(why === undefined ? {} : { why }),
    ...(sinceUs === undefined ? {} : { from: sinceUs }),
  };
}

/** Writes who never had their turn on a device that had stopped. */
export function emitUnstarted(kernel: Kernel, trace: Trace, starts: ReadonlyMap<string, number>): void {
  if (!trace.wants.unstarted) return;
  for (const [c, at] of starts) if (at > kernel.nowUs) trace.emit({ t: kernel.nowUs, k: 'unstarted', c, at });
}

function emitPanic(kernel: Kernel, trace: Trace): void {
  const t = kernel.nowUs;
  const { task, cause } = kernel.panic!;
  if (cause.assertion !== undefined) {
    const { assertion: rule, culprit } = cause;
    const whose = culprit === undefined ? {} : { c: culprit.client, port: culprit.port };
    if (trace.wants.assert) trace.emit({ t, k: 'assert', rule: rule.trim(), ...whose });
    if (trace.logRank > 0) trace.emit({ t, k: 'log', lv: 'E', tag: 'assert', msg: cause.assertion });
    if (trace.wants.panic) trace.emit({ t, k: 'panic' });
    return;
  }
  const record: PanicRecord = {
    t,
    k: 'panic',
    task: task?.name ?? 'event',
    why: cause.why,
    addr: cause.address,
  };
  if (trace.wants.panic) trace.emit(record);
}

/** Writes what CPU and console have cost. */
export function emitCpu(
  kernel: Kernel,
  trace: Trace,
  cpu: Cpu | undefined,
  console: ConsoleUart | undefined,
): void {
  if (!trace.wants.cpu) return;
  const t = kernel.nowUs;
  if (console !== undefined) {
    const { lines: times, bytes, heldUs: us } = console.written;
    const { baud, level } = console.settings;
    trace.emit({ t, k: 'cpu', entry: 'console', times, us, bytes, baud, level });
  }
  for (const [entry, { times, us }] of cpu?.spent ?? []) trace.emit({ t, k: 'cpu', entry, times, us });
}

/** Writes a `usage` record for every limited resource that was used or refused, and for the heap. */
export function emitUsage(
  kernel: Kernel,
  trace: Trace,
  resources: ResourceRegistry,
  heap: HeapProfile,
): void {
  if (!trace.wants.usage) return;
  const t = kernel.nowUs;
  for (const same of resources.all()) {
    const figures = figuresOf(same);
    if (figures.peak === 0 && figures.refusals === 0) continue;
    const first = same[0]!;
    const shares = first.limit === HEAP ? heapShares(heap) : {};
    trace.emit({ t, k: 'usage', resource: first.name, ...figures, ...shares, ...sizeFields(first) });
  }
}

/** What was seen of the heap's use, without what was not. */
function heapShares({ atRestBytes, perSessionBytes, perWebsocketBytes }: HeapProfile): Partial<UsageRecord> {
  return {
    ...(atRestBytes === undefined ? {} : { atRest: atRestBytes }),
    ...(perSessionBytes === undefined ? {} : { perSession: perSessionBytes }),
    ...(perWebsocketBytes === undefined ? {} : { perWebsocket: perWebsocketBytes }),
  };
}
