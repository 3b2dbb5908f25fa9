/** Commands from a pipe or from the command line: all are run, and the result tells whether all went well. */

import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Console } from '../console.js';
import type { Printer } from './print.js';

/** Where results go. */
export interface BatchOutput {
  write(text: string): void;
  flush?(): void;
  /** Nobody reads any more: there is no use in going on. */
  readonly isGone?: boolean;
}

/** Runs the commands of a text; true when one has failed. */
export async function runText(
  console: Console,
  text: string,
  output: BatchOutput,
  print: Printer,
): Promise<boolean> {
  let hasFailed = false;
  for (const line of text.split('\n')) hasFailed = (await runLine(console, line, output, print)) || hasFailed;
  return hasFailed;
}

/** Runs the commands of a stream, line by line; true when one has failed. */
export async function runStream(
  console: Console,
  input: Readable,
  output: BatchOutput,
  print: Printer,
): Promise<boolean> {
  let hasFailed = false;
  const lines = createInterface({ input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    if (line.trim() === '') continue;
    hasFailed = (await runLine(console, line, output, print)) || hasFailed;
    if (console.isOver || output.isGone === true) break;
  }
  return hasFailed;
}

async function runLine(
  console: Console,
  line: string,
  output: BatchOutput,
  print: Printer,
): Promise<boolean> {
  let hasFailed = false;
  if (console.isOver || output.isGone === true) return hasFailed;
  for await (const outcome of console.execute(line)) {
    output.write(print(outcome, console));
    // A tool that drives the session waits for each answer.
    output.flush?.();
    hasFailed ||= !outcome.ok;
  }
  return hasFailed;
}
