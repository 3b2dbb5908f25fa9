/** A whole file at once. */

import { OutputFile } from './output-file.js';

/** Writes a file; throws `UsageError` when that can't be done, and leaves an older file of the name alone then. */
export function writeTextFile(path: string, text: string | Uint8Array): void {
  const output = new OutputFile(path);
  try {
    output.write(text);
  } catch (error) {
    output.discard();
    throw error;
  }
  output.commit();
}
