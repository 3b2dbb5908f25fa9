/** Commands from a pipe or from the command line: all are run, and the exit status tells whether all went well. */

import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Console } from '../console.js';
import type { Printer } from './print.js';

/** Exit status of a session in which a command failed or a check said no. */
const FAILED = 1;

/** Runs the commands of a text. Returns the exit status. */
export async function runText(
  console: Console,
  text: string,
  output: Writable,
  print: Printer,
): Promise<number> {
  let status = 0;
  for (const line of text.split('\n')) status = Math.max(status, await runLine(console, line, output, print));
  return status;
}

/** Runs the commands of a stream, line by line. Returns the exit status. */
export async function runStream(
  console: Console,
  input: Readable,
  output: Writable,
  print: Printer,
): Promise<number> {
  let status = 0;
  const lines = createInterface({ input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    if (line.trim() === '') continue;
    status = Math.max(status, await runLine(console, line, output, print));
    if (console.isOver) break;
  }
  return status;
}

async function runLine(console: Console, line: string, output: Writable, print: Printer): Promise<number> {
  let status = 0;
  if (console.isOver) return status;
  for await (const outcome of console.execute(line)) {
    output.write(print(outcome, console));
    if (!outcome.ok) status = FAILED;
  }
  return status;
}
