#!/usr/bin/env node
/** The `lwip-twin` command. */

import module from 'node:module';
import { isatty } from 'node:tty';
import { ExitStatus } from './exit-status.js';
import { FdOutput } from './output/fd-output.js';
import { runCli } from './run-cli.js';
import { guardExit, guardOwnFiles } from './supervise.js';
import { startThread } from './threads/start-thread.js';

// What a command imports is compiled once, and kept for the next start where Node can do that (22.8 and later).
if ('enableCompileCache' in module) (module.enableCompileCache as () => void)();

const STDOUT_FD = 1;
const STDERR_FD = 2;
const [, ...ownWords] = process.argv;

const terminals = { outIsTerminal: isatty(STDOUT_FD), errIsTerminal: isatty(STDERR_FD) };
guardOwnFiles();
const err = new FdOutput(STDERR_FD, 'standard error');
const isOver = guardExit(err);
const status = await runCli(ownWords.slice(1), {
  out: new FdOutput(STDOUT_FD, 'standard output'),
  err,
  ...terminals,
  env: process.env,
  startThread: () => startThread(import.meta.url, 'job-thread'),
  startCommand: (args) => startThread(import.meta.url, 'command-thread', { args, ownWords, ...terminals }),
  ownWords,
});
isOver();
// A command that sets the status itself is not contradicted.
if (status !== ExitStatus.ok) process.exitCode = status;
