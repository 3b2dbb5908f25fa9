/** A thread that runs a whole command. An entry point of its own, for `new Worker`. */

import { parentPort, workerData } from 'node:worker_threads';
import { Simulation } from '../run/simulation.js';
import { ExitStatus } from './exit-status.js';
import { FdOutput } from './output/fd-output.js';
import { watchPartials } from './output/partials.js';
import { watchPrograms } from './live/start-program.js';
import { runCli } from './run-cli.js';
import { beat } from '../live/watch/pulse.js';
import type { ThreadData } from './threads/start-thread.js';
import { SIGNALS, UNSETTLED, type Signal } from './guards.js';
import type { CommandMessage, CommandOrder } from './supervise.js';

const STDOUT_FD = 1;
const STDERR_FD = 2;

const { args, ownWords, outIsTerminal, errIsTerminal, pulse } = workerData as CommandOrder & ThreadData;
beat(pulse);
const tell = (message: CommandMessage): void => parentPort?.postMessage(message);
watchPartials((partials) => tell({ partials }));
watchPrograms((program) => tell({ program }));
// Signals reach the main thread alone: it hands them on while somebody here waits for them.
for (const ev of ['newListener', 'removeListener'] as const)
  process.on(ev, (name: string | symbol) => {
    if (SIGNALS.includes(name as Signal))
      setImmediate(() => tell({ takes: SIGNALS.filter((one) => process.listenerCount(one) > 0) }));
  });
parentPort?.on('message', (signal: Signal) => process.emit(signal)).unref();
// A status is told, or there will never be one.
process.exitCode = UNSETTLED;
void runCli(args, {
  out: new FdOutput(STDOUT_FD, 'standard output'),
  err: new FdOutput(STDERR_FD, 'standard error'),
  outIsTerminal,
  errIsTerminal,
  env: process.env,
  ownWords,
  mayTake: (limitMs) => tell({ limitMs }),
  simulate: (scenario, options) => new Simulation(scenario, options),
}).then((status) => {
  process.exitCode = ExitStatus.ok;
  tell({ status });
});
