#!/usr/bin/env node
/** The `lwip-twin` command. */

import { ExitStatus } from './exit-status.js';
import { FdOutput } from './fd-output.js';
import { runCli } from './run-cli.js';
import { guardOwnFiles } from './supervise.js';
import { startThread } from './threads/start-thread.js';

const STDOUT_FD = 1;
const STDERR_FD = 2;
const FIRST_ARGUMENT = 2;

const terminals = { outIsTerminal: process.stdout.isTTY, errIsTerminal: process.stderr.isTTY };
guardOwnFiles();
const status = await runCli(process.argv.slice(FIRST_ARGUMENT), {
  out: new FdOutput(STDOUT_FD, 'standard output'),
  err: new FdOutput(STDERR_FD, 'standard error'),
  ...terminals,
  env: process.env,
  startThread: () => startThread(import.meta.url, 'job-thread'),
  startCommand: (args) => startThread(import.meta.url, 'command-thread', { args, ...terminals }),
});
// A command that sets the status itself is not contradicted.
if (status !== ExitStatus.ok) process.exitCode = status;
