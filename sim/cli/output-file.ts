/**
 * A file that appears complete or not at all: written beside its place under another name, then renamed.
 * What is no regular file (/dev/null, a pipe) is written directly.
 */

import { closeSync, openSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FdOutput, type Output } from './fd-output.js';
import { pathKind } from './path-kind.js';
import { systemErrorText } from './system-error.js';
import { UsageError } from './usage-error.js';

/** An output being written. End it with {@link OutputFile.commit} or {@link OutputFile.discard}. */
export class OutputFile implements Output {
  private readonly fd: number;
  private readonly output: FdOutput;
  /** Undefined when the target is written directly. */
  private readonly temporary: string | undefined;
  private readonly target: string;

  /** Throws {@link UsageError} when the file can't be created. */
  constructor(private readonly path: string) {
    try {
      this.target = resolved(path);
      this.temporary = pathKind(path) === 'special' ? undefined : temporaryName(this.target);
      this.fd = openSync(this.temporary ?? this.target, this.temporary === undefined ? 'w' : 'wx');
    } catch (error) {
      throw this.failure(error);
    }
    this.output = new FdOutput(this.fd);
  }

  write(data: string | Uint8Array): void {
    try {
      this.output.write(data);
    } catch (error) {
      throw this.failure(error);
    }
  }

  /** Puts the file in its place. */
  commit(): void {
    try {
      this.output.flush();
      closeSync(this.fd);
      if (this.temporary !== undefined) renameSync(this.temporary, this.target);
    } catch (error) {
      if (this.temporary !== undefined) rmSync(this.temporary, { force: true });
      throw this.failure(error);
    }
  }

  /** Leaves no trace of it; an older file of the name stays as it was. */
  discard(): void {
    closeSync(this.fd);
    if (this.temporary !== undefined) rmSync(this.temporary, { force: true });
  }

  private failure(error: unknown): UsageError {
    return new UsageError(`can't write ${this.path}: ${systemErrorText(error)}`);
  }
}

/** The file behind symbolic links, so that a rename does not replace the link. */
function resolved(path: string): string {
  return pathKind(path) === 'none' ? path : realpathSync(path);
}

function temporaryName(target: string): string {
  return join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
}
