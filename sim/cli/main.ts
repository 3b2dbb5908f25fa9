#!/usr/bin/env node
/** The `lwip-twin` command. The package starts it by `start/main.ts`. */

import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import { ExitStatus } from './exit-status.js';
import { FdOutput } from './output/fd-output.js';
import { runCli } from './run-cli.js';
import { guardExit, guardOwnFiles } from './guards.js';

const STDOUT_FD = 1;
const STDERR_FD = 2;
const [, ...ownWords] = process.argv;
const [, work = ''] = ownWords;

const terminals = { outIsTerminal: isTerminal(STDOUT_FD), errIsTerminal: isTerminal(STDERR_FD) };
guardOwnFiles();
const err = new FdOutput(STDERR_FD, 'standard error');
const isOver = guardExit(err);
void runCli(ownWords.slice(1), {
  out: new FdOutput(STDOUT_FD, 'standard output'),
  err,
  ...terminals,
  env: process.env,
  work,
  ownWords,
}).then((status) => {
  isOver();
  // A command that sets the status itself is not contradicted.
  if (status !== ExitStatus.ok) process.exitCode = status;
});

/** Asks Node, which loads half its network for that, only where it may be one. */
function isTerminal(fd: number): boolean {
  const mayBe = process.platform === 'win32' || fstatSync(fd).isCharacterDevice();
  return mayBe && isatty(fd);
}
