/**
 * The thread that watches a main thread which runs modules of a scenario's: one that does not come back has its process
 * ended, with its place and status 2. An entry point of its own, for `new Worker`.
 */

import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

import { endMain, placeInMain, STDERR_FD } from './main-thread.js';
import { LoopWatch, type Pulse } from './pulse.js';

const BAD_INPUT = 2;

const { pulse } = workerData as { readonly pulse: Pulse };
const modules = new Set<string>();
parentPort?.on('message', (file: string) => modules.add(file));
new LoopWatch(
  () => placeInMain(modules),
  pulse,
  (message) => {
    writeSync(STDERR_FD, `error: ${message}\n`);
    void endMain(BAD_INPUT);
  },
);
