/** Where each scenario's trace or capture goes: `FILE`, `DIR/` or `-`. */

import { mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { pathKind } from './path-kind.js';
import { systemErrorText } from '../system-error.js';
import { UsageError } from '../usage-error.js';

/** Standard output instead of a file. */
export const STANDARD_OUTPUT = '-';

/** An option that names outputs. */
export interface OutputOption {
  /** As the user writes it: `--trace`. */
  readonly flag: string;
  /** What the user gave. */
  readonly value: string | undefined;
  /** Ending of the files in a directory: `.jsonl`. */
  readonly extension: string;
  /** Outputs of several scenarios may follow one another on standard output. */
  readonly canFollow: boolean;
}

/** The output of one scenario: a path, {@link STANDARD_OUTPUT}, or undefined for none. */
export type Target = string | undefined;

/** One target for each input file; throws {@link UsageError} for a plan that can't work. Writes nothing. */
export function planOutputs(option: OutputOption, files: readonly string[]): Target[] {
  const { flag, value, extension } = option;
  if (value === undefined) return files.map(() => undefined);
  if (value === '') throw new UsageError(`${flag} needs a file name`);
  if (value === STANDARD_OUTPUT) {
    if (files.length > 1 && !option.canFollow)
      throw new UsageError(`${flag} - takes one scenario, not ${files.length}`);
    return files.map(() => value);
  }
  if (isDirectory(value)) return planDirectory(flag, value, extension, files);
  if (files.length > 1) {
    throw new UsageError(
      `${flag} ${value} takes one scenario, not ${files.length}; for several give a directory: ${flag} ${value}/`,
    );
  }
  return [value];
}

function planDirectory(
  flag: string,
  directory: string,
  extension: string,
  files: readonly string[],
): string[] {
  const owners = new Map<string, string>();
  return files.map((file) => {
    const path = join(directory, basename(file, extname(file)) + extension);
    const other = owners.get(path);
    if (other !== undefined) {
      throw new UsageError(`${flag} ${directory}: ${other} and ${file} would both be written to ${path}`);
    }
    owners.set(path, file);
    return path;
  });
}

/** Refuses plans in which two outputs, or an output and an input, are one file. */
export function checkOverlaps(files: readonly string[], plans: readonly (readonly Target[])[]): void {
  const inputs = new Set(files.map(identity));
  const outputs = new Set<string>();
  let toStandardOutput = 0;
  for (const plan of plans) {
    if (plan.includes(STANDARD_OUTPUT)) toStandardOutput++;
    for (const target of plan) {
      if (target === undefined || target === STANDARD_OUTPUT || pathKind(target) === 'special') continue;
      const id = identity(target);
      if (inputs.has(id))
        throw new UsageError(`${target} is a scenario of this run and would be overwritten`);
      if (outputs.has(id)) throw new UsageError(`${target} would be written twice`);
      outputs.add(id);
    }
  }
  if (toStandardOutput > 1) throw new UsageError('only one output can go to standard output');
}

/** Makes the directories of a plan's `DIR/`. */
export function makeDirectories(option: OutputOption): void {
  const { flag, value } = option;
  if (value === undefined || value === STANDARD_OUTPUT || !isDirectory(value)) return;
  try {
    mkdirSync(value, { recursive: true });
  } catch (error) {
    throw new UsageError(`${flag} ${value}: can't make the directory: ${systemErrorText(error)}`);
  }
}

function isDirectory(path: string): boolean {
  return /[/\\]$/.test(path) || pathKind(path) === 'directory';
}

/** One name for all spellings of a path, existing or not. */
function identity(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const whole = resolve(path);
    try {
      return join(realpathSync(dirname(whole)), basename(whole));
    } catch {
      return whole;
    }
  }
}
