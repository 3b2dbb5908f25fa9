#!/usr/bin/env node
/** The `lwip-twin` command. */

import { Simulation } from '../run/simulation.js';
import { startCheckWorker } from './check/start-worker.js';
import { ExitStatus } from './exit-status.js';
import { FdOutput } from './fd-output.js';
import { runCli } from './run-cli.js';

const STDOUT_FD = 1;
const STDERR_FD = 2;
const FIRST_ARGUMENT = 2;

const out = new FdOutput(STDOUT_FD);
const err = new FdOutput(STDERR_FD);
const status = await runCli(process.argv.slice(FIRST_ARGUMENT), {
  out,
  err,
  outIsTerminal: process.stdout.isTTY,
  errIsTerminal: process.stderr.isTTY,
  env: process.env,
  simulate: (scenario, options) => new Simulation(scenario, options),
  startWorker: () => startCheckWorker(import.meta.url),
});
// A command that sets the status itself is not contradicted.
if (status !== ExitStatus.ok) process.exitCode = status;
out.flush();
err.flush();
