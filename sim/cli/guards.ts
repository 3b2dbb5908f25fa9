/** What ends a command before its time: signals, and modules that end the process. Files under way are removed. */

import { ExitStatus } from './exit-status.js';
import type { Output } from './output/fd-output.js';
import { discardPartials, watchPartials } from './output/partials.js';

/** Signals that a command may wait for. */
export const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** One of {@link SIGNALS}. */
export type Signal = (typeof SIGNALS)[number];

/** Somebody else ends the command on a signal, files and all. */
let isTaken = false;

/**
 * Calls `end` on SIGINT and SIGTERM instead of leaving at once, until the returned function is called; a second signal
 * leaves at once.
 */
export function takeSignals(end: () => void): () => void {
  isTaken = true;
  const giveBack = (): void => {
    isTaken = false;
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
  const onSignal = (): void => {
    // Those who guard files are asked in this round as well.
    setImmediate(giveBack);
    end();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return giveBack;
}

/**
 * Removes unfinished files on SIGINT and SIGTERM from now on, and leaves, unless somebody else takes the signal; the returned
 * function ends that.
 */
export function guardSignals(
  discard: () => void,
  isTakenBy: (signal: Signal) => boolean = () => isTaken,
): () => void {
  const leave = (signal: Signal, status: ExitStatus) => (): void => {
    if (isTakenBy(signal)) return;
    discard();
    leaveWith(status);
  };
  const onInterrupt = leave('SIGINT', ExitStatus.interrupted);
  const onTerminate = leave('SIGTERM', ExitStatus.terminated);
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  };
}

let isLeaving = false;

/** The command is over: what ends the process from now on is not a module of the user's. */
export function leaveWith(status: number): never {
  isLeaving = true;
  process.exit(status);
}

/**
 * In the main thread: a module that ends the process in the middle of a command leaves no unfinished file, and no status
 * that says that all is well. The returned function says that the command is over.
 */
export function guardExit(err: Output): () => void {
  // A module that ends the process does not come by here.
  const onNothingLeft = (): void => {
    if (isLeaving) return;
    discardPartials();
    err.write('error: the command waits for what never comes: a promise of a module that nothing settles?\n');
    err.flush?.();
    leaveWith(UNSETTLED);
  };
  process.once('beforeExit', onNothingLeft);
  process.once('exit', (code) => {
    if (isLeaving) return;
    discardPartials();
    process.exitCode = ExitStatus.badInput;
    err.write(`error: ${endedText(code)}\n`);
    err.flush?.();
  });
  return () => {
    isLeaving = true;
  };
}

/** Node's own status where nothing is left to wait for. */
export const UNSETTLED = 13;

/** What is said of a module that has ended the program. */
export function endedText(code: number): string {
  return `a module of the scenario ended the program: process.exit(${code})`;
}

/** Guards while there is any unfinished file of this thread; without one a signal ends the process as ever. */
export function guardOwnFiles(): void {
  let unguard: (() => void) | undefined;
  watchPartials((partials) => {
    if (partials.length > 0) unguard ??= guardSignals(() => discardPartials());
    else {
      unguard?.();
      unguard = undefined;
    }
  });
}
