/** The thread `sim/cli/command-thread.ts` of the package: it has all that its command calls, the main thread has not. */

import { workerData } from 'node:worker_threads';
import type { ThreadData } from '../threads/start-thread.js';
import { bundle } from './bundle.js';

bundle(`${(workerData as ThreadData).work}-thread`)['commandThread']!();
