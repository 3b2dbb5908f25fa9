/** One run of the command line, from arguments to an exit status. */

import { CommanderError } from 'commander';
import { NotModelledError } from '../kernel/errors.js';
import { ScenarioError } from '../document/diagnostic.js';
import { TOOL_NAME } from '../version.js';
import { ExitStatus } from './exit-status.js';
import type { CliIo } from './io.js';
import { createProgram } from './program.js';
import { UsageError } from './usage-error.js';

/** Runs `lwip-twin ARGS...`. Never throws: what goes wrong is printed, and told by the status. */
export async function runCli(args: readonly string[], io: CliIo): Promise<ExitStatus> {
  let status: ExitStatus = ExitStatus.ok;
  try {
    const program = createProgram(io, (result) => {
      status = result;
    });
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    return failure(error, io);
  }
}

function failure(error: unknown, { err }: CliIo): ExitStatus {
  // Commander has printed its message; help and version leave with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitStatus.ok : ExitStatus.badInput;
  if (error instanceof ScenarioError) {
    err.write(`${error.format()}\n`);
    return ExitStatus.badInput;
  }
  if (error instanceof UsageError || error instanceof NotModelledError) {
    err.write(`error: ${error.message}\n`);
    return ExitStatus.badInput;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  err.write(
    `${TOOL_NAME}: this is a bug of ${TOOL_NAME}, not of your scenario. Please report it with the scenario.\n${text}\n`,
  );
  return ExitStatus.internal;
}
