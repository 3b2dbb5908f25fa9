/** The thread `sim/cli/job-thread.ts` of the package; it calls what its command calls. */

import { workerData } from 'node:worker_threads';
import type { ThreadData } from '../threads/start-thread.js';
import { bundle } from './bundle.js';

bundle((workerData as ThreadData).work)['jobThread']!();
