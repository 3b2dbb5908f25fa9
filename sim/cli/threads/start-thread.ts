/** The threads of the command, from their entry points. */

import { extname } from 'node:path';
import type { Worker } from 'node:worker_threads';

import { startThreadAt } from '../../live/start-thread.js';

/** `mainUrl` is the command's own module: the thread's stands beside it, in the sources as in the bundle. */
export function startThread(
  mainUrl: string,
  name: 'job-thread' | 'command-thread',
  workerData?: unknown,
): Worker {
  return startThreadAt(new URL(`./${name}${extname(mainUrl)}`, mainUrl), { workerData });
}
