/** The threads of the command, from their entry points. */

import { existsSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';

import { startThreadAt } from '../../live/start-thread.js';
import { newPulse, type Pulse } from '../../live/watch/pulse.js';

/** What every thread is given beside its own orders. */
export interface ThreadData {
  readonly pulse: Pulse;
  /** The command's word. */
  readonly work: string;
}

const PULSES = new WeakMap<Worker, Pulse>();

/** The pulse of a thread that was started here. */
export function pulseOf(worker: Worker): Pulse | undefined {
  return PULSES.get(worker);
}

/** The thread's module stands beside the command's, in the sources as in the package. */
export function startThread(
  name: 'job-thread' | 'command-thread',
  work: string,
  orders: object = {},
): Worker {
  const pulse = newPulse();
  const workerData = { ...orders, pulse, work } satisfies ThreadData;
  const worker = startThreadAt(threadUrl(name), {
    workerData,
    // A TUN device comes from outside, and is the thread's to close.
    trackUnmanagedFds: false,
  });
  PULSES.set(worker, pulse);
  return worker;
}

/** Among the sources, or from the bundle. */
function threadUrl(name: string): URL {
  const urls = [`../${name}.ts`, `../sim/cli/${name}.js`].map((path) => new URL(path, import.meta.url));
  const found = urls.find((url) => existsSync(url));
  if (found === undefined) throw new Error(`lwip-twin: the thread ${name} is not in this installation`);
  return found;
}
