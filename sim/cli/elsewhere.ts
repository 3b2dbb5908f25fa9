/**
 * A command whose scenario has modules of the user's does its work in a thread: an endless loop there does not make the
 * command deaf to Ctrl-C, and a module that ends the program does not end it without a word.
 */

import type { CliIo } from './io.js';

/** Thrown before a module is loaded: the command is to be run again, in a thread. */
export class NeedsThread extends Error {
  override readonly name = 'NeedsThread';
}

/** For {@link LoadOptions.beforeModule}: refuses in the main thread, where the command can go on in another. */
export function elsewhere({ work }: CliIo): (() => void) | undefined {
  if (work === undefined) return undefined;
  return () => {
    throw new NeedsThread();
  };
}
