/** Starts a command that talks to the device, and waits for its end. */

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';

import { TUN_FD } from '../../live/tun/namespace.js';
import type { CliIo } from '../io.js';
import { UsageError } from '../usage-error.js';

let watching: ((pid: number | undefined) => void) | undefined;

/** `told` hears of every command that {@link runProgram} starts, and of its end. */
export function watchPrograms(told: (pid: number | undefined) => void): void {
  watching = told;
}

/** A shell's status for a program that a signal ended. */
const SIGNALLED = 128;
const STANDARD_STREAMS = 3;

/**
 * Runs it with this process' standard streams and `more` in its environment; resolves with its exit status. Signals that
 * would end this process are the command's, which gets them, too; `abort` ends it. Throws `UsageError` when there is no
 * such command.
 */
export function runProgram(
  [program = '', ...args]: readonly string[],
  env: CliIo['env'],
  more: Readonly<Record<string, string | undefined>>,
  abort?: AbortSignal,
): Promise<number> {
  return new Promise((done, fail) => {
    const { [TUN_FD]: tunFd, ...own } = env;
    // A descriptor that this process has got from perl is not for the command.
    const hidden = Math.max(0, Number(tunFd ?? 0) - STANDARD_STREAMS + 1);
    const child = spawn(program, args, {
      stdio: ['inherit', 'inherit', 'inherit', ...Array<'ignore'>(hidden).fill('ignore')],
      env: { ...own, ...more },
      ...(abort === undefined ? {} : { signal: abort }),
    });
    watching?.(child.pid);
    // From a terminal the command gets SIGINT by itself; from elsewhere it is meant for this process alone.
    const hasTerminal = Array.from({ length: STANDARD_STREAMS }, (_, fd) => fd).some((fd) => isatty(fd));
    const onInterrupt = (): void => {
      if (!hasTerminal) child.kill('SIGINT');
    };
    const onTerminate = (): void => {
      child.kill('SIGTERM');
    };
    process.on('SIGINT', onInterrupt);
    process.on('SIGTERM', onTerminate);
    const giveBack = (): void => {
      watching?.(undefined);
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
    };
    child.once('error', (error) => {
      giveBack();
      fail(new UsageError(`${program}: ${error.message}`));
    });
    child.once('exit', (code, signal) => {
      giveBack();
      done(code ?? SIGNALLED + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
