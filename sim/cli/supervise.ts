/** The main thread while another one runs the command: signals, and a thread that ends without a word. */

import { ExitStatus } from './exit-status.js';
import type { CliIo } from './io.js';
import type { Output } from './output/fd-output.js';
import { discardPartials, watchPartials } from './output/output-file.js';
import { LoopWatch } from './threads/pulse.js';
import { pulseOf } from './threads/start-thread.js';
import { UsageError } from './usage-error.js';

/** What the thread is given. */
export interface CommandOrder {
  readonly args: readonly string[];
  readonly ownWords: readonly string[];
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
}

/** Signals that a command may wait for. */
export const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** One of {@link SIGNALS}. */
export type Signal = (typeof SIGNALS)[number];

/**
 * What the thread tells: how the command ended, the files that it is writing, how long its runs may take, the signals that
 * it waits for, the program that it runs.
 */
export type CommandMessage =
  | { readonly status: ExitStatus }
  | { readonly partials: readonly string[] }
  | { readonly limitMs: number }
  | { readonly takes: readonly Signal[] }
  | { readonly program: number | undefined };

/** Runs a command in a thread; throws `UsageError` when the user's code ends it, or does not come back to it. */
export function supervise(args: readonly string[], { startCommand }: CliIo): Promise<ExitStatus> {
  return new Promise((resolve, reject) => {
    const worker = startCommand!(args);
    let partials: readonly string[] = [];
    // A signal ends the process in the middle of the thread's work, whose files are this thread's to remove; or it is the
    // thread's, once: whoever does not come back does not keep a second one.
    const handedOn = new Set<Signal>();
    let takes: readonly Signal[] = [];
    const unguard = guardSignals(
      () => discardPartials(partials),
      (signal) => {
        if (!takes.includes(signal) || handedOn.has(signal)) return false;
        handedOn.add(signal);
        worker.postMessage(signal);
        return true;
      },
    );
    let status: ExitStatus | undefined;
    let stuck: string | undefined;
    let program: number | undefined;
    const pulse = pulseOf(worker);
    const watch =
      pulse &&
      new LoopWatch(worker, pulse, (message) => {
        stuck = message;
        if (program !== undefined) process.kill(program);
        void worker.terminate();
      });
    worker.on('message', (message: CommandMessage) => {
      if ('status' in message) ({ status } = message);
      else if ('partials' in message) ({ partials } = message);
      else if ('takes' in message) ({ takes } = message);
      else if ('program' in message) ({ program } = message);
      else watch?.limit(message.limitMs);
    });
    worker.on('error', (error) => {
      watch?.stop();
      unguard();
      discardPartials(partials);
      reject(error instanceof Error ? error : new Error(String(error)));
    });
    worker.on('exit', (code) => {
      watch?.stop();
      unguard();
      if (status !== undefined) {
        resolve(status);
        return;
      }
      discardPartials(partials);
      reject(new UsageError(stuck ?? endedText(code)));
    });
  });
}

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
export function leaveWith(status: ExitStatus): never {
  isLeaving = true;
  process.exit(status);
}

/**
 * In the main thread: a module that ends the process in the middle of a command leaves no unfinished file, and no status
 * that says that all is well. The returned function says that the command is over.
 */
export function guardExit(err: Output): () => void {
  process.once('exit', (code) => {
    if (isLeaving) return;
    discardPartials();
    if (code === UNSETTLED) return;
    process.exitCode = ExitStatus.badInput;
    err.write(`error: ${endedText(code)}\n`);
    err.flush?.();
  });
  return () => {
    isLeaving = true;
  };
}

/** Node's own status where nothing is left to wait for, which it complains about. */
const UNSETTLED = 13;

function endedText(code: number): string {
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
