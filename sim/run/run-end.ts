/** The records that close a trace: how the run ended, and what was used. */

import type { Device } from '../../firmware-model/devices/device.js';
import type { Kernel, RunEnd } from '../kernel/kernel.js';
import type { PanicRecord, Trace, UsageRecord } from '../kernel/trace.js';
import type { HeapProfile } from './heap-profile.js';
import type { ResourceRegistry } from '../resources/resource.js';

/** Writes `end`, `panic` or `livelock`. A failed assertion is logged before its panic. */
export function emitEnd(kernel: Kernel, trace: Trace, end: RunEnd): void {
  const t = kernel.nowUs;
  if (end === 'until') {
    if (trace.wants.end) trace.emit({ t, k: 'end' });
  } else if (end === 'livelock') {
    const { taskName, waitingFor, timeUs } = kernel.livelock!;
    if (trace.wants.livelock)
      trace.emit({ t, k: 'livelock', task: taskName, loop: waitingFor, since: timeUs });
  } else {
    emitPanic(kernel, trace);
  }
}

function emitPanic(kernel: Kernel, trace: Trace): void {
  const t = kernel.nowUs;
  const { task, cause } = kernel.panic!;
  if (cause.assertion !== undefined) {
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

/** Writes a `usage` record for every limited resource that was used or refused, and for the heap. */
export function emitUsage(
  kernel: Kernel,
  trace: Trace,
  resources: ResourceRegistry,
  device: Device,
  heap: HeapProfile,
): void {
  if (!trace.wants.usage) return;
  const t = kernel.nowUs;
  const { memory } = device.stack;
  for (const same of resources.all()) {
    const isHeap = same[0] === memory.heap;
    let used = isHeap ? memory.heapBytes : 0;
    let peak = isHeap ? memory.heapPeakBytes : 0;
    let refusals = 0;
    for (const resource of same) {
      used += resource.used;
      peak = Math.max(peak, resource.peak);
      refusals += resource.refusals;
    }
    if (peak === 0 && refusals === 0) continue;
    const { name: resource, size } = same[0]!;
    const record: UsageRecord = {
      t,
      k: 'usage',
      resource,
      used,
      peak,
      refusals,
      ...(isHeap ? heapShares(heap) : {}),
    };
    trace.emit(Number.isFinite(size) ? { ...record, size } : record);
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
