/** The threads of the command, from their entry points. */

import { extname } from 'node:path';
import type { Worker } from 'node:worker_threads';

import { startThreadAt } from '../../live/start-thread.js';
import { newPulse, type Pulse } from './pulse.js';

/** What every thread is given beside its own orders. */
export interface ThreadData {
  readonly pulse: Pulse;
}

const PULSES = new WeakMap<Worker, Pulse>();

/** The pulse of a thread that was started here. */
export function pulseOf(worker: Worker): Pulse | undefined {
  return PULSES.get(worker);
}

/** `mainUrl` is the command's own module: the thread's stands beside it, in the sources as in the bundle. */
export function startThread(
  mainUrl: string,
  name: 'job-thread' | 'command-thread',
  orders: object = {},
): Worker {
  const pulse = newPulse();
  const workerData = { ...orders, pulse } satisfies ThreadData;
  const worker = startThreadAt(new URL(`./${name}${extname(mainUrl)}`, mainUrl), {
    workerData,
    // A TUN device comes from outside, and is the thread's to close.
    trackUnmanagedFds: false,
  });
  PULSES.set(worker, pulse);
  return worker;
}
