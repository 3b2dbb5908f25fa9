#!/usr/bin/env node
/** The `lwip-twin` command. */

import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Simulation } from '../scenario/simulation.js';
import { ExitStatus } from './exit-status.js';
import { FdOutput } from './fd-output.js';
import { runCli } from './run-cli.js';

const STDOUT_FD = 1;
const STDERR_FD = 2;
const FIRST_ARGUMENT = 2;

const out = new FdOutput(STDOUT_FD);
const err = new FdOutput(STDERR_FD);
/** Beside this file, in the sources as in the bundle. */
const CHECK_WORKER = new URL(`./check-worker${extname(import.meta.url)}`, import.meta.url);

const status = await runCli(process.argv.slice(FIRST_ARGUMENT), {
  out,
  err,
  outIsTerminal: process.stdout.isTTY,
  errIsTerminal: process.stderr.isTTY,
  env: process.env,
  simulate: (scenario, options) => new Simulation(scenario, options),
  startWorker: () => new Worker(CHECK_WORKER),
});
// A command that sets the status itself is not contradicted.
if (status !== ExitStatus.ok) process.exitCode = status;
out.flush();
err.flush();
