/** Starting a thread of `check`: from the bundle, or from the sources where tsx runs those. */

import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** `mainUrl` is the command's own module: the worker's stands beside it, in the sources as in the bundle. */
export function startCheckWorker(mainUrl: string): Worker {
  const extension = extname(mainUrl);
  const { href } = new URL(`./check-worker${extension}`, mainUrl);
  if (extension !== '.ts') return new Worker(new URL(href));
  // Node 20 does not give a thread the loaders of the process.
  const script = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(href)})));`;
  return new Worker(script, { eval: true });
}
