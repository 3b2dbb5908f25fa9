/** Reads the files of a check: here where they are few, on threads where they are many or run code of the user's. */

import { loadCases } from '../../language/load.js';
import { ScenarioError } from '../../document/diagnostic.js';
import { readCases } from '../threads/do-job.js';
import { JobLost, type ThreadPool } from '../threads/pool.js';
import { lostResult } from './perform.js';
import type { ReadFile } from './plan.js';

/** What reading needs. */
export interface Reading {
  /** Absent: everything is read here. */
  readonly pool: ThreadPool | undefined;
  readonly set: readonly string[];
  /** Wall time that a file may take. */
  readonly limitMs: number;
  /** Whether no case of a file will be run: then no code of the user's is, either. Absent: all are. */
  readonly isLeftOut: ((file: string, read: ReadFile) => boolean) | undefined;
}

/** So many files are read faster by threads, which then run them without reading again. */
const MANY_FILES = 48;

/** A module of the user's would be loaded: not in this thread. */
class NotHere extends Error {}

/** Reads all files, in their order. */
export async function readFiles(
  files: readonly string[],
  reading: Reading,
): Promise<{ readonly file: string; readonly read: ReadFile }[]> {
  const areMany = files.length >= MANY_FILES;
  return Promise.all(
    files.map(async (file) => ({
      file,
      read:
        leftOut(file, reading) ??
        (areMany ? undefined : readHere(file, reading)) ??
        (await readThere(file, reading)),
    })),
  );
}

/** The names alone, of a file that is left out; undefined for any other. */
function leftOut(file: string, { set, isLeftOut }: Reading): ReadFile | undefined {
  if (isLeftOut === undefined) return undefined;
  try {
    const cases = loadCases(file, { set, skipsModules: true });
    const read = { cases: cases.map(({ name, seed }) => ({ name, seed })) };
    return isLeftOut(file, read) ? read : undefined;
  } catch (error) {
    if (error instanceof ScenarioError) return undefined;
    throw error;
  }
}

/** Undefined for a file that is to be read elsewhere. */
function readHere(file: string, { pool, set }: Reading): ReadFile | undefined {
  const beforeModule = (): never => {
    throw new NotHere();
  };
  try {
    return plain(readCases(file, set, pool === undefined ? undefined : beforeModule));
  } catch (error) {
    if (error instanceof NotHere) return undefined;
    throw error;
  }
}

async function readThere(file: string, { pool, set, limitMs }: Reading): Promise<ReadFile> {
  if (pool === undefined) return plain(readCases(file, set));
  try {
    return await pool.do({ kind: 'plan', job: { file, set } }, { limitMs, affinity: file });
  } catch (error) {
    if (!(error instanceof JobLost)) throw error;
    return { bad: lostResult(file, file, error) };
  }
}

function plain(found: ReturnType<typeof readCases>): ReadFile {
  if ('status' in found) return { bad: found };
  return { cases: found.map((scenario) => ({ name: scenario.name, seed: scenario.seed, scenario })) };
}
