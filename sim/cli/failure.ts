/** What a command says that has failed. All kinds of errors are known here: loaded when there is one. */

import { ScenarioError } from '../document/diagnostic.js';
import { printable } from '../document/printable.js';
import { scalarText } from '../document/value-text.js';
import { NotModelledError, TooMuchError } from '../kernel/errors.js';
import { NotRecordedError } from '../run/run-groups.js';
import { TOOL_NAME } from '../version.js';
import { ExitStatus } from './exit-status.js';
import type { CliIo } from './io.js';
import { TimeLimitError } from './patient-run.js';
import { JobLost } from './threads/pool.js';
import { UsageError } from './usage-error.js';

/** Errors that say all in their message. */
const IN_ONE_LINE = [UsageError, TooMuchError, NotModelledError, TimeLimitError, NotRecordedError];

/** Prints what went wrong. */
export function failure(error: unknown, { err }: CliIo): ExitStatus {
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
