/** A thread of `lwip-twin check`: does jobs as they come. An entry point of its own, for `new Worker`. */

import { parentPort } from 'node:worker_threads';
import { JobRunner } from './check/do-job.js';
import type { CaseJob } from './check/plan.js';

const runner = new JobRunner();

parentPort?.on('message', (job: CaseJob) => {
  parentPort?.postMessage(runner.run(job));
});
