/** The main thread while another one runs the command: signals, and a thread that ends without a word. */

import type { ExitStatus } from './exit-status.js';
import type { CliIo } from './io.js';
import { endedText, guardSignals, type Signal } from './guards.js';
import { discardPartials } from './output/partials.js';
import { LoopWatch } from '../live/watch/pulse.js';
import { placeInUserCode } from './threads/where-it-is.js';
import { pulseOf, startThread } from './threads/start-thread.js';
import { UsageError } from './usage-error.js';

/** What the thread is given. */
export interface CommandOrder {
  readonly args: readonly string[];
  readonly ownWords: readonly string[];
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
}

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
export function supervise(args: readonly string[], io: CliIo): Promise<ExitStatus> {
  const { ownWords, outIsTerminal, errIsTerminal, work = '' } = io;
  const order: CommandOrder = { args, ownWords, outIsTerminal, errIsTerminal };
  return new Promise((resolve, reject) => {
    const worker = startThread('command-thread', work, order);
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
      new LoopWatch(
        () => placeInUserCode(worker),
        pulse,
        (message) => {
          stuck = message;
          if (program !== undefined) process.kill(program);
          void worker.terminate();
        },
      );
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
