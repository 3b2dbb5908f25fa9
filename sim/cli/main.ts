#!/usr/bin/env node
/** The `lwip-twin` command. */

import { Simulation } from '../scenario/simulation.js';
import { FdOutput } from './fd-output.js';
import { runCli } from './run-cli.js';

const STDOUT_FD = 1;
const STDERR_FD = 2;
const FIRST_ARGUMENT = 2;

const out = new FdOutput(STDOUT_FD);
const err = new FdOutput(STDERR_FD);
process.exitCode = runCli(process.argv.slice(FIRST_ARGUMENT), {
  out,
  err,
  outIsTerminal: process.stdout.isTTY,
  errIsTerminal: process.stderr.isTTY,
  env: process.env,
  simulate: (scenario) => new Simulation(scenario),
});
out.flush();
err.flush();
