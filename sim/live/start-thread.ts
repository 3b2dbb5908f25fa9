/** Starting a thread from its entry point: from the bundle, or from the sources where tsx runs those. */

import { Worker, type WorkerOptions } from 'node:worker_threads';

/** `url`: the entry point, `.js` in the bundle, `.ts` among the sources. */
export function startThreadAt(url: URL, options: WorkerOptions): Worker {
  if (!url.pathname.endsWith('.ts')) return new Worker(url, options);
  // Node 20 does not give a thread the loaders of the process.
  const script = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(url.href)})));`;
  return new Worker(script, { ...options, eval: true });
}
