/** Whether this code runs in a vm context of its own, as in vitest's vmThreads and vmForks. */

import { runInThisContext } from 'node:vm';

/** True inside of a vm context: its globals are not Node's, so that nothing could be wrapped. */
export function isInVmContext(): boolean {
  return runInThisContext('globalThis') !== globalThis;
}
