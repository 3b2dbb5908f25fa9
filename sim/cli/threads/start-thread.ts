/** Starting a thread from its entry point: from the bundle, or from the sources where tsx runs those. */

import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** `mainUrl` is the command's own module: the thread's stands beside it, in the sources as in the bundle. */
export function startThread(
  mainUrl: string,
  name: 'job-thread' | 'command-thread',
  workerData?: unknown,
): Worker {
  const extension = extname(mainUrl);
  const { href } = new URL(`./${name}${extension}`, mainUrl);
  if (extension !== '.ts') return new Worker(new URL(href), { workerData });
  // Node 20 does not give a thread the loaders of the process.
  const script = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(href)})));`;
  return new Worker(script, { eval: true, workerData });
}
