/** Watching this process' main thread while it runs modules of a scenario's. */

import { existsSync, realpathSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';

import { startThreadAt } from '../start-thread.js';
import { beat, newPulse } from './pulse.js';

/**
 * What is to be told of each module before it is loaded (`LoadOptions.beforeModule`): from the first one on, a call of a
 * module that has not come back for 20 s ends the process with its place and status 2. Keeps no process alive.
 */
export function watchMain(): (file: string) => void {
  let worker: Worker | undefined;
  return (file) => {
    worker ??= start();
    // As Node names what it loads; what is not there is told by whoever loads it.
    worker.postMessage(existsSync(file) ? realpathSync(file) : file);
  };
}

function start(): Worker {
  const pulse = newPulse();
  beat(pulse);
  const worker = startThreadAt(threadUrl(), {
    workerData: { pulse },
    // What the process preloads (lwip-twin/net among it) is none of the thread's business.
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '' },
    trackUnmanagedFds: false,
  });
  worker.unref();
  return worker;
}

/** Beside this module among the sources; in the bundle, from its script or from an entry point. */
function threadUrl(): URL {
  const bundled = ['../sim/live/watch/', '../live/watch/', './live/watch/'].map(
    (folder) => `${folder}watch-thread.js`,
  );
  const urls = ['./watch-thread.ts', ...bundled].map((path) => new URL(path, import.meta.url));
  const found = urls.find((url) => existsSync(url));
  if (found === undefined) throw new Error('lwip-twin: the watching thread is not in this installation');
  return found;
}
