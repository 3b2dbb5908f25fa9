/**
 * A file that appears complete or not at all: written beside its place under another name, made to last (fsync), then
 * renamed. Whatever goes wrong before, the older file of the name is as it was. Every file that lwip-twin writes goes
 * this way. What is no regular file (/dev/null, a pipe) is written directly.
 *
 * What a killed process has left behind is removed when something is written into the same folder again.
 */

import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MS_PER_S } from '../../kernel/units.js';
import { FdOutput, type Output } from './fd-output.js';
import { notePartial } from './partials.js';
import { pathKind } from './path-kind.js';
import { systemErrorText } from '../system-error.js';
import { UsageError } from '../usage-error.js';

/** Nobody else ends names like this: what has it and a dead process' id in front of it is ours to remove. */
const PARTIAL = '.lwip-twin.partial';
/** Letters of a target's name that its partial file has: with the rest it is still no longer than names may be. */
const MOST_LETTERS = 40;
/** Permission bits of a mode. */
const PERMISSIONS = 0o7777;

/** An output being written. End it with {@link OutputFile.commit} or {@link OutputFile.discard}. */
export class OutputFile implements Output {
  private readonly fd: number;
  private readonly output: FdOutput;
  /** Undefined when the target is written directly. */
  private temporary: string | undefined;
  private readonly target: string;

  /** Throws {@link UsageError} when the file can't be created. */
  constructor(private readonly path: string) {
    try {
      this.target = resolved(path);
      const kind = pathKind(path);
      if (kind === 'file') accessSync(this.target, constants.W_OK);
      this.temporary = kind === 'special' ? undefined : temporaryName(this.target);
      if (this.temporary !== undefined) removeLeftovers(dirname(this.target));
      // Before there is a file: a signal from now on removes it.
      this.note(true);
      this.fd = openSync(this.temporary ?? this.target, this.temporary === undefined ? 'w' : 'wx');
      if (kind === 'file' && this.temporary !== undefined)
        chmodSync(this.temporary, statSync(this.target).mode & PERMISSIONS);
    } catch (error) {
      this.note(false);
      throw new UsageError(`can't write ${path}: ${systemErrorText(error)}`);
    }
    this.output = new FdOutput(this.fd, path);
  }

  write(data: string | Uint8Array): void {
    this.output.write(data);
  }

  /** Puts the file in its place. */
  commit(): void {
    try {
      this.output.flush();
      if (this.temporary === undefined) {
        closeSync(this.fd);
        return;
      }
      fsyncSync(this.fd);
      closeSync(this.fd);
      renameSync(this.temporary, this.target);
      this.note(false);
      syncFolder(dirname(this.target));
    } catch (error) {
      this.removeTemporary();
      if (error instanceof UsageError) throw error;
      throw new UsageError(`can't write ${this.path}: ${systemErrorText(error)}`);
    }
  }

  /** Leaves no trace of it; an older file of the name stays as it was. */
  discard(): void {
    closeSync(this.fd);
    this.removeTemporary();
  }

  private removeTemporary(): void {
    if (this.temporary !== undefined) rmSync(this.temporary, { force: true });
    this.note(false);
  }

  private note(isUnderWay: boolean): void {
    if (this.temporary === undefined) return;
    notePartial(this.temporary, isUnderWay);
  }
}

/** The file behind symbolic links, so that a rename does not replace the link. */
function resolved(path: string): string {
  return pathKind(path) === 'none' ? path : realpathSync(path);
}

/** Of a name's own, so that nothing that is left over of an earlier process of the same id (in a container all have 1) is in the way. */
function temporaryName(target: string): string {
  const head = basename(target).slice(0, MOST_LETTERS);
  return join(dirname(target), `.${head}.${process.hrtime.bigint()}.${process.pid}${PARTIAL}`);
}

/** Removes what processes that are no more have left in a folder, and what is of this one's id but older than it. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith('.') || !name.endsWith(PARTIAL)) continue;
    const owner = Number(name.slice(0, -PARTIAL.length).split('.').at(-1));
    if (!Number.isInteger(owner) || owner <= 0) continue;
    const file = join(folder, name);
    if (owner === process.pid ? isOlderThanThis(file) : !isAlive(owner)) rmSync(file, { force: true });
  }
}

function isOlderThanThis(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && stats.mtimeMs < Date.now() - process.uptime() * MS_PER_S;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Makes a rename last, where the system can. */
function syncFolder(folder: string): void {
  try {
    const fd = openSync(folder, 'r');
    fsyncSync(fd);
    closeSync(fd);
  } catch {
    // Not every file system lets a folder be synchronised.
  }
}
