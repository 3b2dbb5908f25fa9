/** One run of the command line, from arguments to an exit status. */

import { scalarText } from '../document/value-text.js';
import { CommanderError } from 'commander';
import { NotModelledError, TooMuchError } from '../kernel/errors.js';
import { printable } from '../document/printable.js';
import { ScenarioError } from '../document/diagnostic.js';
import { NotRecordedError } from '../run/run-groups.js';
import { TimeLimitError } from './patient-run.js';
import { TOOL_NAME } from '../version.js';
import { JobLost } from './threads/pool.js';
import { NeedsThread } from './elsewhere.js';
import { ExitStatus, worse } from './exit-status.js';
import type { CliIo } from './io.js';
import { createProgram } from './program.js';
import { supervise } from './supervise.js';
import { UsageError } from './usage-error.js';

/** Errors that say all in their message. */
const IN_ONE_LINE = [UsageError, TooMuchError, NotModelledError, TimeLimitError, NotRecordedError];

/** Runs `lwip-twin ARGS...`. Never throws: what goes wrong is printed, and told by the status. */
export async function runCli(args: readonly string[], io: CliIo): Promise<ExitStatus> {
  let status: ExitStatus = ExitStatus.ok;
  try {
    const program = await createProgram(args, io, (result) => {
      status = result;
    });
    await program.parseAsync(args, { from: 'user' });
    status = worse(status, flushed(io));
  } catch (error) {
    status = error instanceof NeedsThread ? await inThread(args, io) : failure(error, io);
    status = worse(status, flushed(io));
  }
  return status;
}

async function inThread(args: readonly string[], io: CliIo): Promise<ExitStatus> {
  try {
    return await supervise(args, io);
  } catch (error) {
    return failure(error, io);
  }
}

/** Writes what is buffered. Where errors go nobody complains. */
function flushed(io: CliIo): ExitStatus {
  let status: ExitStatus = ExitStatus.ok;
  try {
    io.out.flush?.();
  } catch (error) {
    status = failure(error, io);
  }
  try {
    io.err.flush?.();
  } catch {
    // There is nowhere to say so.
  }
  return status;
}

function failure(error: unknown, { err }: CliIo): ExitStatus {
  // Commander has printed its message; help and version leave with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitStatus.ok : ExitStatus.badInput;
  if (error instanceof ScenarioError) {
    err.write(`${error.format()}\n`);
    return ExitStatus.badInput;
  }
  const isLost = error instanceof JobLost && error.why !== 'error';
  if (isLost || IN_ONE_LINE.some((kind) => error instanceof kind)) {
    err.write(`error: ${printable((error as Error).message)}\n`);
    return ExitStatus.badInput;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : scalarText(error);
  err.write(
    `${TOOL_NAME}: this is a bug of ${TOOL_NAME}, not of your scenario. Please report it with the scenario.\n${text}\n`,
  );
  return ExitStatus.internal;
}
