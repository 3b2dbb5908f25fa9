/** Commands from a pipe or from the command line: all are run, and the result tells how the worst of them ended. */

import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { CommandReport, Console } from '../console.js';
import type { Printer } from './print.js';

/** Where results go. */
export interface BatchOutput {
  write(text: string): void;
  flush?(): void;
  /** Nobody reads any more: there is no use in going on. */
  readonly isGone?: boolean;
}

/** How the worst command ended, worst last: a `check` said no, it could not be done, we have failed. */
const ENDS = ['well', 'no', 'wrong', 'internal'] as const;
export type BatchEnd = (typeof ENDS)[number];

/** Runs the commands of a text. */
export async function runText(
  console: Console,
  text: string,
  output: BatchOutput,
  print: Printer,
): Promise<BatchEnd> {
  let end: BatchEnd = 'well';
  for (const line of text.split('\n')) end = worse(end, await runLine(console, line, output, print));
  return end;
}

/** Runs the commands of a stream, line by line. */
export async function runStream(
  console: Console,
  input: Readable,
  output: BatchOutput,
  print: Printer,
): Promise<BatchEnd> {
  let end: BatchEnd = 'well';
  const lines = createInterface({ input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    if (line.trim() === '') continue;
    end = worse(end, await runLine(console, line, output, print));
    if (console.isOver || output.isGone === true) break;
  }
  return end;
}

async function runLine(
  console: Console,
  line: string,
  output: BatchOutput,
  print: Printer,
): Promise<BatchEnd> {
  let end: BatchEnd = 'well';
  if (console.isOver || output.isGone === true) return end;
  for await (const outcome of console.execute(line)) {
    output.write(print(outcome, console));
    // A tool that drives the session waits for each answer.
    output.flush?.();
    end = worse(end, endOf(outcome));
  }
  return end;
}

function endOf({ ok, error, isInternal }: CommandReport): BatchEnd {
  if (ok) return 'well';
  if (isInternal === true) return 'internal';
  return error === undefined ? 'no' : 'wrong';
}

function worse(a: BatchEnd, b: BatchEnd): BatchEnd {
  return ENDS.indexOf(a) > ENDS.indexOf(b) ? a : b;
}
