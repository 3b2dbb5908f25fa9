/** One run of the command line, from arguments to an exit status. */

import { CommanderError } from 'commander';
import { NeedsThread } from './elsewhere.js';
import { ExitStatus, worse } from './exit-status.js';
import type { CliIo } from './io.js';
import { createProgram } from './program.js';

/** Runs `lwip-twin ARGS...`. Never throws: what goes wrong is printed, and told by the status. */
export async function runCli(args: readonly string[], io: CliIo): Promise<ExitStatus> {
  let status: ExitStatus = ExitStatus.ok;
  try {
    const program = await createProgram(args, io, (result) => {
      status = result;
    });
    await program.parseAsync(args, { from: 'user' });
    status = worse(status, await flushed(io));
  } catch (error) {
    status = error instanceof NeedsThread ? await inThread(args, io) : await failed(error, io);
    status = worse(status, await flushed(io));
  }
  return status;
}

async function inThread(args: readonly string[], io: CliIo): Promise<ExitStatus> {
  try {
    const { supervise } = await import('./supervise.js');
    return await supervise(args, io);
  } catch (error) {
    return failed(error, io);
  }
}

/** Writes what is buffered. Where errors go nobody complains. */
async function flushed(io: CliIo): Promise<ExitStatus> {
  let status: ExitStatus = ExitStatus.ok;
  try {
    io.out.flush?.();
  } catch (error) {
    status = await failed(error, io);
  }
  try {
    io.err.flush?.();
  } catch {
    // There is nowhere to say so.
  }
  return status;
}

async function failed(error: unknown, io: CliIo): Promise<ExitStatus> {
  // Commander has printed its message; help and version leave with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitStatus.ok : ExitStatus.badInput;
  const { failure } = await import('./failure.js');
  return failure(error, io);
}
