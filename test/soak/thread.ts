/** The thread in which a soak runs: whoever started it sees when it does not come back. */

import { parentPort, workerData } from 'node:worker_threads';

import { soak, type SoakResult } from './soak.js';

/** What the thread tells: where it is, and in the end what came of it. */
export type SoakMessage =
  | { readonly runs: number; readonly isFailing: boolean }
  | { readonly result: SoakResult; readonly keys: ReadonlySet<string> };

const { seed, forMs } = workerData as { readonly seed: number; readonly forMs: number };
const endMs = Date.now() + forMs;
const tell = (message: SoakMessage): void => parentPort?.postMessage(message);
const keys = new Set<string>();
const result = await soak(seed, {
  goesOn: (runs) => {
    tell({ runs, isFailing: false });
    return Date.now() < endMs;
  },
  onFailure: (runs) => tell({ runs, isFailing: true }),
  keys,
});
tell({ result, keys });
