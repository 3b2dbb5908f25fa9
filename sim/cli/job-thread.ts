/** A thread that does jobs as they come. An entry point of its own, for `new Worker`. */

import { scalarText } from '../document/value-text.js';
import { parentPort, workerData } from 'node:worker_threads';
import { JobDoer } from './threads/do-job.js';
import type { ThreadReply, ThreadRequest } from './threads/jobs.js';
import { beat } from '../live/watch/pulse.js';
import type { ThreadData } from './threads/start-thread.js';

beat((workerData as ThreadData).pulse);
const doer = new JobDoer();
const reply = (message: ThreadReply): void => parentPort?.postMessage(message);

parentPort?.on('message', (request: ThreadRequest) => {
  doer.do(request).then(
    (answer) => reply({ answer }),
    (error: unknown) =>
      reply({ error: error instanceof Error ? (error.stack ?? error.message) : scalarText(error) }),
  );
});
reply({ ready: true });
