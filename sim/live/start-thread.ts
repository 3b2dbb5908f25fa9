/** Starting a thread from its entry point: from the bundle, or from the sources where tsx runs those. */

import { Worker, type WorkerOptions } from 'node:worker_threads';

/** `url`: the entry point, `.js` in the bundle, `.ts` among the sources. */
export function startThreadAt(url: URL, options: WorkerOptions): Worker {
  if (!url.pathname.endsWith('.ts')) return new Worker(url, options);
  // Node 20 does not give a thread the loaders of the process.
  // By its place: a name would be looked for from the folder that the process happens to be in.
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const script = `import(${tsx}).then(({ register }) => (register(), import(${JSON.stringify(url.href)})));`;
  return new Worker(script, { ...options, eval: true });
}
